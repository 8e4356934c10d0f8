/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "picarxbus.h"

G_BEGIN_DECLS

/* The writable properties of picarxsink. */

typedef enum
{
  GST_PICARX_BAD_INPUT_IGNORE,
  GST_PICARX_BAD_INPUT_STOP,
  GST_PICARX_BAD_INPUT_ERROR,
} GstPicarxBadInput;

typedef struct
{
  gchar *i2c_device;
  guint i2c_address;
  gchar *gpio_chip;
  gchar *calibration_file;
  gboolean reset_mcu;
  guint reset_delay;
  guint command_timeout;
  guint driver_timeout;
  gboolean take_over;
  guint max_age;
  PicarxLimits limits;
  gboolean stop_straightens;
  gboolean center_on_stop;
  guint reverse_delay;
  GstPicarxBadInput on_bad_input;
  guint telemetry_interval;
  gdouble low_battery;
  gboolean guard;
} GstPicarxSettings;

/* The first id that is free for others. */
#define GST_PICARX_SETTINGS_PROP_LAST 100

void     gst_picarx_settings_install (GObjectClass * klass);
/* FALSE for an id that is not one of these. The caller holds the lock that
 * protects self. */
gboolean gst_picarx_settings_set     (GstPicarxSettings * self, guint id,
                                      const GValue * value);
gboolean gst_picarx_settings_get     (const GstPicarxSettings * self, guint id,
                                      GValue * value);
void     gst_picarx_settings_copy    (GstPicarxSettings * self,
                                      const GstPicarxSettings * from);
void     gst_picarx_settings_clear   (GstPicarxSettings * self);
/* What the bus is to know, calibration file included; borrows the texts of
 * self. FALSE: an error message of element was posted. */
gboolean gst_picarx_settings_resolve (const GstPicarxSettings * self,
                                      GstElement * element,
                                      PicarxBusSettings * settings);
GType    gst_picarx_bad_input_get_type (void);

G_END_DECLS
