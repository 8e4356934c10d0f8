/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxcar.h"

G_BEGIN_DECLS

/* What the car measures, how often, and when its battery is low. One thread. */

typedef struct
{
  gdouble battery;              /* volts, NAN = unknown */
  gdouble distance;             /* centimetres, NAN = unknown */
  gint grayscale[PICARX_N_GRAYSCALE];   /* -1 = unknown */

  gdouble limit;                /* of the battery, volts, 0 = none */
  gboolean low;
  gint64 next_battery;
  gint64 next_beat;
} PicarxSensors;

void     picarx_sensors_init    (PicarxSensors * self, gdouble limit);
/* Reads what is due, unless a stop waits. beat: the telemetry goes out at its
 * interval, so what takes time is worth it. TRUE: self->low is another than
 * before. */
gboolean picarx_sensors_read    (PicarxSensors * self, PicarxCar * car,
                                 gint64 now, gboolean beat);
/* The same, told what the battery has. A battery is low from the limit down
 * until it has clearly more, or it would be so at each touch of the motors. */
gboolean picarx_sensors_battery (PicarxSensors * self, gdouble volts);

G_END_DECLS
