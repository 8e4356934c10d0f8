/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "gstmqttproperties.h"

G_BEGIN_DECLS

/* The properties of mqttsrc, as they were set; the same manners as in
 * gstmqttproperties.h. */
enum
{
  MQTT_SRC_PROP_TOPIC = MQTT_PROP_LAST,
  MQTT_SRC_PROP_QOS,
  MQTT_SRC_PROP_CAPS,
  MQTT_SRC_PROP_IGNORE_RETAINED,
  MQTT_SRC_PROP_NO_LOCAL,
  MQTT_SRC_PROP_MAX_MESSAGE_SIZE,
  MQTT_SRC_PROP_MAX_QUEUE_BYTES,
  MQTT_SRC_PROP_MAX_QUEUE_BUFFERS,
  MQTT_SRC_PROP_QUEUE_FULL,
  MQTT_SRC_PROP_EOS_ON_EMPTY,
  MQTT_SRC_PROP_TIMEOUT,
  MQTT_SRC_PROP_STATS,
};

typedef struct
{
  MqttSettings connection;
  gchar *topic;
  guint qos;
  GstCaps *caps;
  gboolean ignore_retained, no_local, eos_on_empty;
  guint max_queue_bytes, max_queue_buffers;
  MqttQueueFull queue_full;
  guint timeout;
} MqttSrcProperties;

void     gst_edge_mqtt_src_install_properties (GObjectClass * klass);
void     gst_edge_mqtt_src_properties_init    (MqttSrcProperties * self);
void     gst_edge_mqtt_src_properties_clear   (MqttSrcProperties * self);
gboolean gst_edge_mqtt_src_properties_set     (MqttSrcProperties * self,
                                               guint id, const GValue * value);
/* Not stats. */
gboolean gst_edge_mqtt_src_properties_get     (const MqttSrcProperties * self,
                                               MqttState state, guint id,
                                               GValue * value);

G_END_DECLS
