/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxcar.h"

#include <math.h>
#include <string.h>

#include "edgeerror.h"

/* A transfer is tried so often, a millisecond apart, unless it took so long,
 * in microseconds, that the next would only lose more time. */
#define TRIES 5
#define RETRY_DELAY 1
#define TRY_TIME 50000
/* How long the controller's reset line is held, in milliseconds. */
#define RESET_TIME 10
/* The trigger of the sensor is to be high for 10 us at least. */
#define TRIGGER_TIME 1
/* A divider by three (200k over 100k) before a 3.3 V, 12 bit converter. */
#define BATTERY_SCALE (3.0 * 3.3 / 4095)

struct _PicarxCar
{
  PicarxBoard *board;
  PicarxShadow shadow;
  PicarxCarStats stats;
  PicarxCalibration trim;
  gboolean reset;
  guint reset_delay;
  gboolean found;
  PicarxCarWait wait;
  gpointer user_data;
};

static gboolean
try_once (PicarxCar * self, const PicarxWrite * write, GError ** error)
{
  if (write->kind == PICARX_WRITE_LINE)
    return self->board->klass->set_line (self->board, write->target,
        write->value != 0, error);
  return self->board->klass->write_register (self->board, write->target,
      write->value, error);
}

static gboolean
write_one (PicarxCar * self, const PicarxWrite * write, GError ** error)
{
  gint64 end = g_get_monotonic_time () + TRY_TIME;
  g_autoptr (GError) local = NULL;

  if (write->kind == PICARX_WRITE_PAUSE) {
    self->wait (self->user_data, write->value, FALSE);
    return TRUE;
  }
  for (guint i = 0; i < TRIES; i++) {
    if (i > 0) {
      g_clear_error (&local);
      self->wait (self->user_data, RETRY_DELAY, FALSE);
    }
    if (try_once (self, write, &local)) {
      picarx_shadow_apply (&self->shadow, write);
      self->stats.writes++;
      return TRUE;
    }
    self->stats.failed++;
    if (g_get_monotonic_time () >= end)
      break;
  }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

PicarxCarResult
picarx_car_set (PicarxCar * self, const PicarxWrites * writes, GError ** error)
{
  if (picarx_shadow_has (&self->shadow, writes)) {
    self->stats.skipped += writes->n;
    return PICARX_CAR_DONE;
  }
  for (guint i = 0; i < writes->n; i++) {
    if (self->wait (self->user_data, 0, TRUE))
      return PICARX_CAR_LEFT;
    if (!write_one (self, &writes->item[i], error))
      return PICARX_CAR_FAILED;
  }
  return PICARX_CAR_DONE;
}

/* All of them, whatever becomes of each, but none more after one for which the
 * bus was stuck; the first error is kept. */
static gboolean
write_all (PicarxCar * self, const PicarxWrites * writes, GError ** error)
{
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < writes->n; i++) {
    gint64 end = g_get_monotonic_time () + TRY_TIME;

    if (!write_one (self, &writes->item[i], first == NULL ? &first : NULL)
        && g_get_monotonic_time () >= end)
      break;
  }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

gboolean
picarx_car_stop (PicarxCar * self, gboolean straighten, gboolean center,
    GError ** error)
{
  PicarxWrites writes = { 0 };

  if (straighten)
    picarx_add_steer (&writes, &self->trim, 0);
  picarx_add_stop (&writes);
  if (center)
    picarx_add_center (&writes, &self->trim);
  return write_all (self, &writes, error);
}

void
picarx_car_rest_lines (PicarxCar * self)
{
  PicarxWrites writes = { 0 };

  if (picarx_shadow_moves (&self->shadow))
    return;
  if (self->shadow.line[0])
    writes.item[writes.n++] = (PicarxWrite) {
    PICARX_WRITE_LINE, PICARX_LINE_LEFT, 0};
  if (self->shadow.line[1])
    writes.item[writes.n++] = (PicarxWrite) {
    PICARX_WRITE_LINE, PICARX_LINE_RIGHT, 0};
  write_all (self, &writes, NULL);
}

/* Only a car that was found is worth finishing it when the end has come. */
static gboolean
reset_controller (PicarxCar * self, GError ** error)
{
  const PicarxBoardClass *klass = self->board->klass;

  if (!klass->set_reset (self->board, TRUE, error))
    return FALSE;
  if (self->wait (self->user_data, RESET_TIME, FALSE) && !self->found)
    return FALSE;
  if (!klass->set_reset (self->board, FALSE, error))
    return FALSE;
  return !self->wait (self->user_data, RESET_TIME + self->reset_delay, FALSE)
      || self->found;
}

static gboolean
write_start (PicarxCar * self, GError ** error)
{
  PicarxWrites writes = { 0 };

  picarx_add_start (&writes, &self->trim);
  for (guint i = 0; i < writes.n; i++)
    if (!write_one (self, &writes.item[i], error))
      return FALSE;
  return TRUE;
}

gboolean
picarx_car_rescue (PicarxCar * self, GError ** error)
{
  if (!self->board->needs_reset)
    return FALSE;
  self->stats.resets++;
  if (reset_controller (self, error) && write_start (self, error))
    return TRUE;
  self->board->klass->set_reset (self->board, TRUE, NULL);
  return FALSE;
}

/* FALSE without error: the end has come. */
static gboolean
start (PicarxCar * self, gboolean reset, GError ** error)
{
  if (self->board->needs_reset && reset && !reset_controller (self, error))
    return FALSE;
  self->found = self->board->klass->probe (self->board, error);
  if (!self->found || self->wait (self->user_data, 0, FALSE))
    return FALSE;
  return write_start (self, error);
}

gboolean
picarx_car_start (PicarxCar * self, GError ** error)
{
  g_autoptr (GError) local = NULL;

  if (start (self, self->reset, &local))
    return TRUE;
  /* It may be in the middle of a transfer that somebody left. */
  if (self->board->needs_reset
      && (g_error_matches (local, EDGE_ERROR, EDGE_ERROR_WRITE)
          || (!self->reset && g_error_matches (local, EDGE_ERROR,
                  EDGE_ERROR_OPEN_READ_WRITE)))) {
    g_clear_error (&local);
    self->stats.resets++;
    if (start (self, TRUE, &local))
      return TRUE;
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
picarx_car_get_resettable (PicarxCar * self)
{
  return self->board->needs_reset;
}

gboolean
picarx_car_found (PicarxCar * self)
{
  return self->found;
}

PicarxCar *
picarx_car_open (const PicarxCarSettings * settings, PicarxCarWait wait,
    gpointer user_data, GError ** error)
{
  PicarxBoard *board;

  if (g_str_equal (settings->device, "simulated"))
    board = picarx_board_simulated_open (NULL, settings->address, error);
  else if (g_str_has_prefix (settings->device, "trace:"))
    board = picarx_board_simulated_open (settings->device + strlen ("trace:"),
        settings->address, error);
  else
    board = picarx_board_linux_open (settings->device, settings->address,
        settings->gpio_chip, PICARX_DEVICE_TREE, error);
  if (board == NULL)
    return NULL;

  PicarxCar *self = g_new0 (PicarxCar, 1);
  self->board = board;
  self->trim = settings->trim;
  self->reset = settings->reset;
  self->reset_delay = settings->reset_delay;
  self->wait = wait;
  self->user_data = user_data;
  return self;
}

void
picarx_car_close (PicarxCar * self)
{
  picarx_board_free (self->board);
  g_free (self);
}

gboolean
picarx_car_get_wires (PicarxCar * self, PicarxWires * wires)
{
  return self->board->klass->get_wires (self->board, wires);
}

const PicarxShadow *
picarx_car_shadow (PicarxCar * self)
{
  return &self->shadow;
}

const PicarxCarStats *
picarx_car_stats (PicarxCar * self)
{
  return &self->stats;
}

gboolean
picarx_car_interrupted (PicarxCar * self)
{
  return self->wait (self->user_data, 0, TRUE);
}

gdouble
picarx_car_battery (PicarxCar * self)
{
  gint value =
      self->board->klass->read_channel (self->board, PICARX_REGISTER_BATTERY);

  return value >= 0 ? value * BATTERY_SCALE : NAN;
}

void
picarx_car_grayscale (PicarxCar * self, gint * values)
{
  gboolean known = TRUE;

  for (guint i = 0; i < PICARX_N_GRAYSCALE && known; i++) {
    /* The registers of the channels count down. */
    values[i] = picarx_car_interrupted (self) ? -1
        : self->board->klass->read_channel (self->board,
        PICARX_REGISTER_GRAYSCALE - i);
    known = values[i] >= 0;
  }
  for (guint i = 0; i < PICARX_N_GRAYSCALE && !known; i++)
    values[i] = -1;
}

gdouble
picarx_car_distance (PicarxCar * self)
{
  gdouble distance = self->board->klass->read_distance (self->board);

  self->board->klass->set_trigger (self->board, TRUE);
  self->wait (self->user_data, TRIGGER_TIME, FALSE);
  self->board->klass->set_trigger (self->board, FALSE);
  return distance;
}
