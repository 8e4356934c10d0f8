/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "mqttconnection.h"

G_BEGIN_DECLS

/* What a mqttsrc has received and not yet pushed: filled by the connection's
 * thread, or by the streaming thread in its place, emptied by the streaming
 * thread. The functions take the lock. */
typedef struct
{
  /* Set by start(), then only read. */
  guint max_bytes, max_buffers; /* 0: unlimited */
  MqttQueueFull when_full;      /* not BLOCK */

  GMutex lock;
  GCond changed;
  /* Protected by lock. */
  GQueue entries;               /* oldest first */
  gsize bytes;
  guint64 dropped, expired;
  gboolean flushing, paused, overrun, waiting, nudged;
} MqttSrcQueue;

void      mqtt_src_queue_init         (MqttSrcQueue * self);
void      mqtt_src_queue_clear        (MqttSrcQueue * self);

/* Empty, nothing counted, in the pause before the first PLAYING. */
void      mqtt_src_queue_start        (MqttSrcQueue * self, guint max_bytes,
                                       guint max_buffers,
                                       MqttQueueFull when_full);
void      mqtt_src_queue_stop         (MqttSrcQueue * self);

/* In a pause everything is dropped and counted, also what waits when it
 * begins. */
void      mqtt_src_queue_set_paused   (MqttSrcQueue * self, gboolean paused);
/* TRUE wakes wait(), keeps it from waiting and drops as a pause does. */
void      mqtt_src_queue_set_flushing (MqttSrcQueue * self, gboolean flushing);

/* Takes buffer. expiry: milliseconds after which nobody wants it any more, 0:
 * never. dropped: how many have been dropped since start(). TRUE: this is the
 * overrun that ends the stream. */
gboolean  mqtt_src_queue_push         (MqttSrcQueue * self, GstBuffer * buffer,
                                       guint expiry, guint64 * dropped);

/* FLUSHING, or GST_FLOW_CUSTOM_SUCCESS: nothing is there. */
GstFlowReturn mqtt_src_queue_pop      (MqttSrcQueue * self,
                                       GstBuffer ** buffer);
/* Whether pop() would say something else than "nothing". */
gboolean  mqtt_src_queue_has_work     (MqttSrcQueue * self);
/* Waits for that, for nudge(), or for the deadline (monotonic, 0: none). */
void      mqtt_src_queue_wait         (MqttSrcQueue * self, gint64 deadline);
void      mqtt_src_queue_nudge        (MqttSrcQueue * self);

/* Fills in dropped, expired, queued and queued_bytes. */
void      mqtt_src_queue_get_stats    (MqttSrcQueue * self, MqttStats * stats);

G_END_DECLS
