/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the calibration program of the PiCar-X found out about one car. */
typedef struct
{
  gdouble steer;                /* picarx_dir_servo, degrees */
  gdouble pan;                  /* picarx_cam_pan_servo, degrees */
  gdouble tilt;                 /* picarx_cam_tilt_servo, degrees */
  gint left;                    /* picarx_dir_motor, +1 or -1 */
  gint right;
} PicarxCalibration;

void picarx_calibration_init  (PicarxCalibration * self);

/* Reads "name = value" lines (the format of SunFounder's robot_hat fileDB).
 * Returns how many values that concern us were no good and left as they were. */
guint picarx_calibration_parse (PicarxCalibration * self, const gchar * text);

/* A file that is not there is no error: nothing changes, *found is FALSE. */
gboolean picarx_calibration_load (PicarxCalibration * self,
                                  const gchar * filename, gboolean * found,
                                  guint * faults, GError ** error);

G_END_DECLS
