/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxboard.h"
#include "picarxmath.h"

G_BEGIN_DECLS

/* A car on its board: performs lists of writes, tries again when a transfer
 * fails, remembers what was written. One thread. */
typedef struct _PicarxCar PicarxCar;

/* Lets so many milliseconds pass (0 = none, just look). TRUE = leave what is
 * being done: the end has come or, if stop_counts, a stop. */
typedef gboolean (*PicarxCarWait) (gpointer user_data, guint milliseconds,
                                   gboolean stop_counts);

typedef struct
{
  gchar *device;                /* /dev/i2c-N, simulated, trace:FILE */
  guint address;                /* 0 = look for it */
  gchar *gpio_chip;             /* NULL = look for it */
  gboolean reset;               /* reset the controller first */
  guint reset_delay;            /* milliseconds that it needs afterwards */
  PicarxCalibration trim;
} PicarxCarSettings;

typedef struct
{
  guint64 writes;
  guint64 skipped;              /* would have changed nothing */
  guint64 failed;               /* transfers that failed, retries included */
  guint64 resets;               /* of the controller, after failures */
} PicarxCarStats;

typedef enum
{
  PICARX_CAR_DONE,
  PICARX_CAR_LEFT,              /* wait said so */
  PICARX_CAR_FAILED,
} PicarxCarResult;

PicarxCar *     picarx_car_open   (const PicarxCarSettings * settings,
                                   PicarxCarWait wait, gpointer user_data,
                                   GError ** error);
/* Resets it, finds it and starts it with everything at rest; if that fails,
 * once more with a reset. FALSE without error: wait said that the end has
 * come. */
gboolean        picarx_car_start  (PicarxCar * self, GError ** error);
/* It has a reset line. */
gboolean        picarx_car_get_resettable (PicarxCar * self);
/* It was found: there is something that can be stopped. */
gboolean        picarx_car_found  (PicarxCar * self);
void            picarx_car_close  (PicarxCar * self);

/* Writes nothing if nothing would change. */
PicarxCarResult picarx_car_set    (PicarxCar * self,
                                   const PicarxWrites * writes,
                                   GError ** error);
/* The motors first or, if straighten, after the front wheels, as the library
 * does it. Always writes, and goes on after a failure. */
gboolean        picarx_car_stop   (PicarxCar * self, gboolean straighten,
                                   gboolean center, GError ** error);
/* The direction lines low, so that they are so once released. */
void            picarx_car_rest_lines (PicarxCar * self);
/* What can be done about a controller that does not take a stop: a pulse on
 * its reset line, then all that a start writes, the stop first. If that fails
 * the controller is held in reset until the next try. FALSE without error:
 * there is no reset line. */
gboolean        picarx_car_rescue (PicarxCar * self, GError ** error);

/* FALSE: there is nothing that a guard could stop. */
gboolean        picarx_car_get_wires  (PicarxCar * self, PicarxWires * wires);

const PicarxShadow *   picarx_car_shadow  (PicarxCar * self);
const PicarxCarStats * picarx_car_stats   (PicarxCar * self);
/* A stop waits for its turn: do nothing else now. */
gboolean               picarx_car_interrupted (PicarxCar * self);
/* volts, NAN = cannot tell */
gdouble                picarx_car_battery (PicarxCar * self);
/* What the three eyes see, left to right, 0 to 4095, more = brighter. -1 =
 * cannot tell, all three. */
void                   picarx_car_grayscale (PicarxCar * self, gint * values);
/* What the last call measured; centimetres, NAN = nothing in reach. */
gdouble                picarx_car_distance (PicarxCar * self);

G_END_DECLS
