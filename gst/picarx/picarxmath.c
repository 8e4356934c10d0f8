/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxmath.h"

#include <math.h>

/* A timer counts to this; channels are compared with it. */
#define PERIOD 4095
/* 72 MHz / 352 / 4095 = 50 Hz, 72 MHz / 10 / 4095 = 1.76 kHz; the register
 * holds one less. */
#define SERVO_PRESCALER 351
#define MOTOR_PRESCALER 9
/* Between the two rounds of a stop. */
#define STOP_PAUSE 2

static void
add (PicarxWrites * writes, PicarxWriteKind kind, guint8 target, guint16 value)
{
  g_return_if_fail (writes->n < PICARX_MAX_WRITES);
  writes->item[writes->n++] = (PicarxWrite) {
  kind, target, value};
}

/* The order of the operations matters: Python's results are to be met to the
 * last bit. */
guint16
picarx_servo_value (gdouble angle)
{
  gdouble bounded = CLAMP (angle, -90.0, 90.0);
  gdouble microseconds = (bounded + 90.0) * 2000.0 / 180.0 + 500.0;

  return (guint16) (microseconds / 20000.0 * PERIOD);
}

guint16
picarx_motor_value (gdouble speed)
{
  gdouble percent = speed == 0 ? 0 : trunc (speed / 2) + 50;

  return (guint16) (percent / 100.0 * PERIOD);
}

void
picarx_add_steer (PicarxWrites * writes, const PicarxCalibration * trim,
    gdouble angle)
{
  gdouble bounded = CLAMP (angle, -PICARX_STEER_MAX, PICARX_STEER_MAX);

  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_STEER,
      picarx_servo_value (bounded + trim->steer));
}

void
picarx_add_pan (PicarxWrites * writes, const PicarxCalibration * trim,
    gdouble angle)
{
  gdouble bounded = CLAMP (angle, PICARX_PAN_MIN, PICARX_PAN_MAX);

  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_PAN,
      picarx_servo_value (-(bounded - trim->pan)));
}

void
picarx_add_tilt (PicarxWrites * writes, const PicarxCalibration * trim,
    gdouble angle)
{
  gdouble bounded = CLAMP (angle, PICARX_TILT_MIN, PICARX_TILT_MAX);

  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_TILT,
      picarx_servo_value (-(bounded - trim->tilt)));
}

/* speed is signed as the motor sees it. */
static void
add_motor (PicarxWrites * writes, guint8 line, guint8 channel, gint trim,
    gdouble speed)
{
  gdouble bounded = CLAMP (speed, -100.0, 100.0);
  gint sign = (bounded >= 0 ? 1 : -1) * trim;

  add (writes, PICARX_WRITE_LINE, line, sign < 0);
  add (writes, PICARX_WRITE_REGISTER, channel,
      picarx_motor_value (fabs (bounded)));
}

void
picarx_add_drive (PicarxWrites * writes, const PicarxCalibration * trim,
    gint direction, gdouble speed, gdouble angle)
{
  gdouble signed_speed = direction * CLAMP (speed, 0.0, 100.0);
  gdouble left = signed_speed;
  gdouble right = -signed_speed;        /* it is mounted the other way round */
  gdouble bounded = MIN (fabs (angle), PICARX_STEER_MAX);
  gdouble scale = (100.0 - bounded) / 100.0;

  /* Of the two wheels the library slows another one down going backward than
   * going forward. What it does is the reference. */
  if (angle != 0 && (angle > 0) == (direction > 0))
    left = left * scale;
  else if (angle != 0)
    right = right * scale;
  add_motor (writes, PICARX_LINE_LEFT, PICARX_REGISTER_LEFT, trim->left, left);
  add_motor (writes, PICARX_LINE_RIGHT, PICARX_REGISTER_RIGHT, trim->right,
      right);
}

void
picarx_add_stop (PicarxWrites * writes)
{
  for (guint i = 0; i < 2; i++) {
    add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_LEFT, 0);
    add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_RIGHT, 0);
    add (writes, PICARX_WRITE_PAUSE, 0, STOP_PAUSE);
  }
}

void
picarx_add_center (PicarxWrites * writes, const PicarxCalibration * trim)
{
  picarx_add_steer (writes, trim, 0);
  picarx_add_tilt (writes, trim, 0);
  picarx_add_pan (writes, trim, 0);
}

void
picarx_add_start (PicarxWrites * writes, const PicarxCalibration * trim)
{
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_LEFT, 0);
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_RIGHT, 0);
  add (writes, PICARX_WRITE_LINE, PICARX_LINE_LEFT, 0);
  add (writes, PICARX_WRITE_LINE, PICARX_LINE_RIGHT, 0);
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_SERVO_PERIOD, PERIOD);
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_SERVO_PRESCALER,
      SERVO_PRESCALER);
  picarx_add_steer (writes, trim, 0);
  picarx_add_pan (writes, trim, 0);
  picarx_add_tilt (writes, trim, 0);
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_MOTOR_PERIOD, PERIOD);
  add (writes, PICARX_WRITE_REGISTER, PICARX_REGISTER_MOTOR_PRESCALER,
      MOTOR_PRESCALER);
}

void
picarx_shadow_apply (PicarxShadow * self, const PicarxWrite * write)
{
  switch (write->kind) {
    case PICARX_WRITE_REGISTER:
      self->value[write->target] = write->value;
      self->known[write->target] = TRUE;
      break;
    case PICARX_WRITE_LINE:
      if (write->target == PICARX_LINE_LEFT)
        self->line[0] = write->value != 0;
      else if (write->target == PICARX_LINE_RIGHT)
        self->line[1] = write->value != 0;
      break;
    default:
      break;
  }
}

gboolean
picarx_shadow_has (const PicarxShadow * self, const PicarxWrites * writes)
{
  for (guint i = 0; i < writes->n; i++) {
    const PicarxWrite *write = &writes->item[i];
    guint side = write->target == PICARX_LINE_RIGHT;

    if (write->kind == PICARX_WRITE_REGISTER && (!self->known[write->target]
            || self->value[write->target] != write->value))
      return FALSE;
    if (write->kind == PICARX_WRITE_LINE
        && self->line[side] != (write->value != 0))
      return FALSE;
  }
  return TRUE;
}

gboolean
picarx_shadow_moves (const PicarxShadow * self)
{
  return self->value[PICARX_REGISTER_LEFT] != 0
      || self->value[PICARX_REGISTER_RIGHT] != 0;
}

static gint
wheel (guint16 value, gboolean line, gint trim)
{
  gint percent = (gint) ceil (value * 100.0 / PERIOD);
  gint speed = MAX ((percent - 50) * 2, 1);

  if (value == 0)
    return 0;
  return line == (trim > 0) ? -speed : speed;
}

gint
picarx_shadow_left (const PicarxShadow * self, const PicarxCalibration * trim)
{
  return wheel (self->value[PICARX_REGISTER_LEFT], self->line[0], trim->left);
}

gint
picarx_shadow_right (const PicarxShadow * self, const PicarxCalibration * trim)
{
  return -wheel (self->value[PICARX_REGISTER_RIGHT], self->line[1],
      trim->right);
}

/* The middle of the angles that give this value. */
static gdouble
servo_angle (const PicarxShadow * self, guint8 channel)
{
  gdouble microseconds = (self->value[channel] + 0.5) / PERIOD * 20000.0;

  if (!self->known[channel])
    return 0;
  return (microseconds - 500.0) * 180.0 / 2000.0 - 90.0;
}

gint
picarx_shadow_steer (const PicarxShadow * self, const PicarxCalibration * trim)
{
  return (gint) rint (servo_angle (self, PICARX_REGISTER_STEER) - trim->steer);
}

gint
picarx_shadow_pan (const PicarxShadow * self, const PicarxCalibration * trim)
{
  return (gint) rint (trim->pan - servo_angle (self, PICARX_REGISTER_PAN));
}

gint
picarx_shadow_tilt (const PicarxShadow * self, const PicarxCalibration * trim)
{
  return (gint) rint (trim->tilt - servo_angle (self, PICARX_REGISTER_TILT));
}
