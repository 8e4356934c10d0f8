/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxsensors.h"

#include <math.h>
#include <string.h>

/* The battery is asked no more often, in microseconds. */
#define BATTERY_INTERVAL G_USEC_PER_SEC
/* Echoes of the last measurement have died away by then, in microseconds. */
#define BEAT_INTERVAL 60000
/* So much above the limit a battery is good again, in volts. */
#define RECOVERY 0.3

void
picarx_sensors_init (PicarxSensors * self, gdouble limit)
{
  memset (self, 0, sizeof *self);
  self->battery = NAN;
  self->distance = NAN;
  for (guint i = 0; i < PICARX_N_GRAYSCALE; i++)
    self->grayscale[i] = -1;
  self->limit = limit;
}

gboolean
picarx_sensors_battery (PicarxSensors * self, gdouble volts)
{
  gboolean before = self->low;

  self->battery = volts;
  if (isnan (volts))
    return FALSE;
  self->low = volts < self->limit + (before ? RECOVERY : 0)
      && self->limit > 0;
  return self->low != before;
}

gboolean
picarx_sensors_read (PicarxSensors * self, PicarxCar * car, gint64 now,
    gboolean beat)
{
  gboolean changed = FALSE;

  if (now >= self->next_battery && !picarx_car_interrupted (car)) {
    changed = picarx_sensors_battery (self, picarx_car_battery (car));
    self->next_battery = now + BATTERY_INTERVAL;
  }
  if (beat && now >= self->next_beat && !picarx_car_interrupted (car)) {
    /* What the last beat measured: nobody has to wait for an echo. */
    self->distance = picarx_car_distance (car);
    picarx_car_grayscale (car, self->grayscale);
    self->next_beat = now + BEAT_INTERVAL;
  }
  return changed;
}
