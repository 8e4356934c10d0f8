/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "mqttmessage.h"

G_BEGIN_DECLS

/* GstEdgeMqttMeta: what MQTT knows of a buffer beside its payload, as a custom
 * meta, so that no application needs a header of ours. Fields of its structure,
 * all but topic may be missing:
 *
 *   topic             string
 *   qos               uint
 *   retain, duplicate boolean
 *   content-type, response-topic  string
 *   correlation-data  G_TYPE_BYTES
 *   user-properties   G_TYPE_STRV: key, value, key, value
 *
 * In C: gst_buffer_get_custom_meta (buffer, "GstEdgeMqttMeta"); in Python:
 * buffer.get_custom_meta ('GstEdgeMqttMeta').get_structure (). */
#define GST_EDGE_MQTT_META "GstEdgeMqttMeta"

/* Once per process, before the others. */
void     gst_edge_mqtt_meta_register (void);

void     gst_edge_mqtt_meta_add      (GstBuffer * buffer,
                                      const MqttMessage * message);

/* Fills topic and the MQTT 5 fields of message with what belongs to the
 * buffer's meta. FALSE without one. */
gboolean gst_edge_mqtt_meta_read     (GstBuffer * buffer,
                                      MqttMessage * message);

/* The fields of structure as user properties: key, value, key, value, NULL; one
 * that is no string is written as one. NULL without fields. */
gchar ** gst_edge_mqtt_pairs_of      (const GstStructure * structure);

G_END_DECLS
