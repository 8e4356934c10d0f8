/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>
#include <mosquitto.h>

G_BEGIN_DECLS

/* Bounds on what the other side may put beside the payload. */
#define MQTT_MAX_USER_PROPERTIES 32
#define MQTT_MAX_STRING 1024
#define MQTT_MAX_CORRELATION_DATA 1024

/* One message, in or out. Everything after duplicate exists in MQTT 5 only and
 * is left out towards a 3.1.1 broker. NULL, 0 or empty: not there. */
typedef struct
{
  const gchar *topic;
  const guint8 *data;
  gsize size;
  guint qos;
  gboolean retain;
  gboolean duplicate;           /* incoming only */
  guint expiry;                 /* milliseconds; on the wire whole seconds */
  const gchar *content_type;
  const gchar *response_topic;
  GBytes *correlation_data;
  gchar **user_properties;      /* key, value, key, value, NULL */
} MqttMessage;

/* A deep copy that owns its strings; for queues. */
typedef struct _MqttStoredMessage MqttStoredMessage;

MqttStoredMessage * mqtt_stored_message_new  (const MqttMessage * message);
const MqttMessage * mqtt_stored_message_get  (const MqttStoredMessage * self);
void                mqtt_stored_message_free (MqttStoredMessage * self);

/* The MQTT 5 properties of message (MQTT 5.0, 3.3.2.3); free with
 * mosquitto_property_free_all(). Returns a mosquitto error. */
int  mqtt_message_to_properties   (const MqttMessage * message,
                                   mosquitto_property ** properties);

/* The other way: fills the fields after duplicate with values to free with
 * mqtt_message_clear_properties(). What exceeds the bounds is left out. */
void mqtt_message_take_properties (MqttMessage * message,
                                   const mosquitto_property * properties);
void mqtt_message_clear_properties (MqttMessage * message);

G_END_DECLS
