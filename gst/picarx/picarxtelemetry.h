/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxdrive.h"
#include "picarxmath.h"

G_BEGIN_DECLS

/* What the car does, as JSON text. */

typedef struct
{
  gint left;                    /* percent, + = forward */
  gint right;
  gint steer;                   /* degrees */
  gint pan;
  gint tilt;
  gchar *driver;                /* NULL = nobody */
  gboolean estop;
  const gchar *failsafe;        /* why the car stopped by itself; static */
  gdouble battery;              /* volts, NAN = unknown */
  gdouble distance;             /* centimetres, NAN = unknown */
  gint grayscale[PICARX_N_GRAYSCALE];   /* left to right, -1 = unknown */
  const gchar *warning;         /* NULL = none; static */
} PicarxState;

/* Wheels and servos from what was written last. */
void     picarx_state_read    (PicarxState * self, const PicarxShadow * shadow,
                               const PicarxCalibration * trim);
/* Battery, distance and grayscale are not compared: they flutter. */
gboolean picarx_state_equal   (const PicarxState * self,
                               const PicarxState * other);
/* Moves from into self. */
void     picarx_state_take    (PicarxState * self, PicarxState * from);
void     picarx_state_clear   (PicarxState * self);

/* One line of JSON; with a ticket it is the answer to that command. Free with
 * g_free(). */
gchar *  picarx_telemetry     (const PicarxState * state,
                               const PicarxTicket * ticket,
                               PicarxRefused refused);

G_END_DECLS
