/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "viewerpass.h"

G_BEGIN_DECLS

/* A viewer's pass and the end of his time on a clock that nobody sets. */
typedef struct
{
  ViewerPass pass;
  gint64 deadline;              /* monotonic; G_MAXINT64: never */
} MqttSignalingPass;

/* The passes that were shown: no later look at the same token gives it more
 * time than the first one did, whatever the wall clock was set to. One thread
 * at a time. */
typedef struct _MqttSignalingPasses MqttSignalingPasses;

/* key, at least EDGE_JWT_MIN_KEY bytes, and device are not copied. NULL for
 * key: everybody may drive, for ever. */
MqttSignalingPasses * mqtt_signaling_passes_new   (const guint8 * key,
                                                   gsize key_size,
                                                   const gchar * device);
void                  mqtt_signaling_passes_free  (MqttSignalingPasses * self);

/* As viewer_pass_check(), at the time real (CLOCK_REALTIME) and monotonic, both
 * in microseconds. */
gboolean              mqtt_signaling_passes_check (MqttSignalingPasses * self,
                                                   const gchar * token,
                                                   const gchar * viewer,
                                                   gint64 real,
                                                   gint64 monotonic,
                                                   MqttSignalingPass * pass,
                                                   GError ** error);

/* Whether the time is over by either clock. */
gboolean              mqtt_signaling_pass_is_over (const MqttSignalingPass * pass,
                                                   gint64 real,
                                                   gint64 monotonic);

#define MQTT_SIGNALING_PASS_OVER "The link has expired."

G_END_DECLS
