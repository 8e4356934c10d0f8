/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "gstmqttproperties.h"

G_BEGIN_DECLS

/* The properties of mqttsink, as they were set; the same manners as in
 * gstmqttproperties.h. */
enum
{
  MQTT_SINK_PROP_TOPIC = MQTT_PROP_LAST,
  MQTT_SINK_PROP_QOS,
  MQTT_SINK_PROP_RETAIN,
  MQTT_SINK_PROP_MESSAGE_EXPIRY,
  MQTT_SINK_PROP_CONTENT_TYPE,
  MQTT_SINK_PROP_RESPONSE_TOPIC,
  MQTT_SINK_PROP_USER_PROPERTIES,
  MQTT_SINK_PROP_MAX_QUEUE_BYTES,
  MQTT_SINK_PROP_MAX_QUEUE_BUFFERS,
  MQTT_SINK_PROP_QUEUE_FULL,
  MQTT_SINK_PROP_LINGER,
  MQTT_SINK_PROP_STATS,
};

typedef struct
{
  MqttSettings connection;
  gchar *topic, *content_type, *response_topic;
  GstStructure *user_properties;
  guint qos, message_expiry, linger;
  gboolean retain;
  MqttQueueFull queue_full;
} MqttSinkProperties;

void     gst_edge_mqtt_sink_install_properties (GObjectClass * klass);
void     gst_edge_mqtt_sink_properties_init    (MqttSinkProperties * self);
void     gst_edge_mqtt_sink_properties_clear   (MqttSinkProperties * self);
gboolean gst_edge_mqtt_sink_properties_set     (MqttSinkProperties * self,
                                                guint id,
                                                const GValue * value);
/* Not stats. */
gboolean gst_edge_mqtt_sink_properties_get     (const MqttSinkProperties * self,
                                                MqttState state, guint id,
                                                GValue * value);

G_END_DECLS
