/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

#include "picarxcalibration.h"

G_BEGIN_DECLS

/* Angles and speeds into what is written to a Robot HAT v4, in the order and
 * to the bit of SunFounder's picarx 2.0.5 on robot_hat 2.3.6. */

/* Registers of the HAT's controller: pulse widths of its channels, ... */
#define PICARX_REGISTER_PAN 0x20        /* P0 */
#define PICARX_REGISTER_TILT 0x21       /* P1 */
#define PICARX_REGISTER_STEER 0x22      /* P2 */
#define PICARX_REGISTER_RIGHT 0x2c      /* P12 */
#define PICARX_REGISTER_LEFT 0x2d       /* P13 */
/* ... prescaler and period of the timers behind P0 to P3 and P12 to P15 ... */
#define PICARX_REGISTER_SERVO_PRESCALER 0x40
#define PICARX_REGISTER_SERVO_PERIOD 0x44
#define PICARX_REGISTER_MOTOR_PRESCALER 0x43
#define PICARX_REGISTER_MOTOR_PERIOD 0x47
/* ... and the channels of its converter: the battery, and the three eyes of the
 * grayscale module, the left one (A0) first. */
#define PICARX_REGISTER_BATTERY 0x13
#define PICARX_REGISTER_GRAYSCALE 0x17
#define PICARX_N_GRAYSCALE 3

/* GPIO lines, as Broadcom counts them. */
#define PICARX_LINE_RESET 5
#define PICARX_LINE_ECHO 22
#define PICARX_LINE_LEFT 23
#define PICARX_LINE_RIGHT 24
#define PICARX_LINE_TRIGGER 27

#define PICARX_STEER_MAX 30.0
#define PICARX_PAN_MIN (-90.0)
#define PICARX_PAN_MAX 90.0
#define PICARX_TILT_MIN (-35.0)
#define PICARX_TILT_MAX 65.0

typedef enum
{
  PICARX_WRITE_REGISTER,
  PICARX_WRITE_LINE,
  PICARX_WRITE_PAUSE,           /* value = milliseconds */
} PicarxWriteKind;

typedef struct
{
  PicarxWriteKind kind;
  guint8 target;                /* register or line */
  guint16 value;
} PicarxWrite;

#define PICARX_MAX_WRITES 16
typedef struct
{
  PicarxWrite item[PICARX_MAX_WRITES];
  guint n;
} PicarxWrites;

guint16 picarx_servo_value (gdouble angle);
guint16 picarx_motor_value (gdouble speed);

/* Each appends to writes. */
void picarx_add_steer  (PicarxWrites * writes, const PicarxCalibration * trim,
                        gdouble angle);
void picarx_add_pan    (PicarxWrites * writes, const PicarxCalibration * trim,
                        gdouble angle);
void picarx_add_tilt   (PicarxWrites * writes, const PicarxCalibration * trim,
                        gdouble angle);
/* direction +1 or -1, speed 0..100, angle as it was commanded: the inner
 * wheel turns more slowly. */
void picarx_add_drive  (PicarxWrites * writes, const PicarxCalibration * trim,
                        gint direction, gdouble speed, gdouble angle);
void picarx_add_stop   (PicarxWrites * writes);
/* Servos straight; as the library's reset(), without its stop. */
void picarx_add_center (PicarxWrites * writes, const PicarxCalibration * trim);
/* What a HAT fresh from reset needs. The motors are told to stand before
 * their timer runs. */
void picarx_add_start  (PicarxWrites * writes, const PicarxCalibration * trim);

/* What was written last, by which all telemetry is made. */
typedef struct
{
  guint16 value[256];
  gboolean known[256];
  gboolean line[2];             /* left, right: high */
} PicarxShadow;

void     picarx_shadow_apply   (PicarxShadow * self, const PicarxWrite * write);
/* TRUE if writes would change nothing. */
gboolean picarx_shadow_has     (const PicarxShadow * self,
                                const PicarxWrites * writes);
gboolean picarx_shadow_moves   (const PicarxShadow * self);
/* Percent, + = the wheel takes the car forward. The controller gets one of 51
 * duty cycles, so this comes in steps of 2; the slowest is 1. */
gint     picarx_shadow_left    (const PicarxShadow * self,
                                const PicarxCalibration * trim);
gint     picarx_shadow_right   (const PicarxShadow * self,
                                const PicarxCalibration * trim);
/* Whole degrees. */
gint     picarx_shadow_steer   (const PicarxShadow * self,
                                const PicarxCalibration * trim);
gint     picarx_shadow_pan     (const PicarxShadow * self,
                                const PicarxCalibration * trim);
gint     picarx_shadow_tilt    (const PicarxShadow * self,
                                const PicarxCalibration * trim);

G_END_DECLS
