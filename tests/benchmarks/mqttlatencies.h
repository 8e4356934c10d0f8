/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the receivers of the MQTT benchmark, which measure alike: a message
 * begins with the time of its publishing, monotonic, in nanoseconds. */
typedef struct
{
  gint64 *samples;              /* nanoseconds */
  guint n, n_wanted, n_warmup;
  gint64 began;                 /* wall clock after the warm-up */
  gint64 cpu;                   /* of the process, microseconds, then */
} MqttLatencies;

gint64    mqtt_latencies_now   (void);

void      mqtt_latencies_init  (MqttLatencies * self, guint n_wanted,
                                guint n_warmup);
/* TRUE: that was the last. */
gboolean  mqtt_latencies_add   (MqttLatencies * self, const void *data,
                                gsize size);
/* Writes the samples to file, one a line, and prints the share of a processor
 * in percent. */
void      mqtt_latencies_write (MqttLatencies * self, const gchar * file);

G_END_DECLS
