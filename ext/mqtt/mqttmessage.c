/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttmessage.h"

#include <mqtt_protocol.h>
#include <stdlib.h>
#include <string.h>

struct _MqttStoredMessage
{
  MqttMessage message;
};

MqttStoredMessage *
mqtt_stored_message_new (const MqttMessage * message)
{
  MqttStoredMessage *self = g_new (MqttStoredMessage, 1);

  self->message = *message;
  self->message.topic = g_strdup (message->topic);
  self->message.data = g_memdup2 (message->data, message->size);
  self->message.content_type = g_strdup (message->content_type);
  self->message.response_topic = g_strdup (message->response_topic);
  if (message->correlation_data != NULL)
    g_bytes_ref (message->correlation_data);
  self->message.user_properties = g_strdupv (message->user_properties);
  return self;
}

const MqttMessage *
mqtt_stored_message_get (const MqttStoredMessage * self)
{
  return &self->message;
}

void
mqtt_stored_message_free (MqttStoredMessage * self)
{
  g_free ((gchar *) self->message.topic);
  g_free ((guint8 *) self->message.data);
  mqtt_message_clear_properties (&self->message);
  g_free (self);
}

void
mqtt_message_clear_properties (MqttMessage * message)
{
  g_free ((gchar *) message->content_type);
  g_free ((gchar *) message->response_topic);
  g_clear_pointer (&message->correlation_data, g_bytes_unref);
  g_clear_pointer (&message->user_properties, g_strfreev);
  message->content_type = NULL;
  message->response_topic = NULL;
}

/* libmosquitto copies properties, and crashes at an empty string. */
static gboolean
is_there (const gchar * string)
{
  return string != NULL && *string != '\0';
}

static int
add_correlation_data (GBytes * bytes, mosquitto_property ** properties)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  if (size > G_MAXUINT16)
    return MOSQ_ERR_INVAL;
  return mosquitto_property_add_binary (properties, MQTT_PROP_CORRELATION_DATA,
      data, (uint16_t) size);
}

int
mqtt_message_to_properties (const MqttMessage * message,
    mosquitto_property ** properties)
{
  int rc = MOSQ_ERR_SUCCESS;

  *properties = NULL;
  if (message->expiry > 0)
    rc = mosquitto_property_add_int32 (properties,
        MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
        message->expiry / 1000 + (message->expiry % 1000 != 0));
  if (rc == MOSQ_ERR_SUCCESS && is_there (message->content_type))
    rc = mosquitto_property_add_string (properties, MQTT_PROP_CONTENT_TYPE,
        message->content_type);
  if (rc == MOSQ_ERR_SUCCESS && is_there (message->response_topic))
    rc = mosquitto_property_add_string (properties, MQTT_PROP_RESPONSE_TOPIC,
        message->response_topic);
  if (rc == MOSQ_ERR_SUCCESS && message->correlation_data != NULL)
    rc = add_correlation_data (message->correlation_data, properties);
  for (gchar ** pair = message->user_properties; rc == MOSQ_ERR_SUCCESS
      && pair != NULL && pair[0] != NULL && pair[1] != NULL; pair += 2)
    rc = mosquitto_property_add_string_pair (properties,
        MQTT_PROP_USER_PROPERTY, pair[0], pair[1]);
  if (rc != MOSQ_ERR_SUCCESS)
    mosquitto_property_free_all (properties);
  return rc;
}

/* A copy of a remote string that is UTF-8 and not longer than we want. */
static gchar *
read_string (const mosquitto_property * property, int id)
{
  char *value = NULL;
  gchar *copy = NULL;

  if (mosquitto_property_read_string (property, id, &value, false) == NULL)
    return NULL;
  if (value != NULL && strlen (value) <= MQTT_MAX_STRING
      && g_utf8_validate (value, -1, NULL))
    copy = g_strdup (value);
  free (value);
  return copy;
}

static GBytes *
read_correlation_data (const mosquitto_property * property)
{
  void *value = NULL;
  uint16_t size = 0;
  GBytes *bytes = NULL;

  if (mosquitto_property_read_binary (property, MQTT_PROP_CORRELATION_DATA,
          &value, &size, false) == NULL)
    return NULL;
  if (size <= MQTT_MAX_CORRELATION_DATA)
    bytes = g_bytes_new (value, size);
  free (value);
  return bytes;
}

static void
read_user_property (const mosquitto_property * property, GPtrArray * pairs)
{
  char *name = NULL, *value = NULL;

  if (pairs->len / 2 >= MQTT_MAX_USER_PROPERTIES)
    return;
  if (mosquitto_property_read_string_pair (property, MQTT_PROP_USER_PROPERTY,
          &name, &value, false) == NULL)
    return;
  if (name != NULL && value != NULL
      && strlen (name) <= MQTT_MAX_STRING && strlen (value) <= MQTT_MAX_STRING
      && g_utf8_validate (name, -1, NULL)
      && g_utf8_validate (value, -1, NULL)) {
    g_ptr_array_add (pairs, g_strdup (name));
    g_ptr_array_add (pairs, g_strdup (value));
  }
  free (name);
  free (value);
}

void
mqtt_message_take_properties (MqttMessage * message,
    const mosquitto_property * properties)
{
  g_autoptr (GPtrArray) pairs = NULL;
  uint32_t expiry = 0;

  message->expiry = 0;
  message->content_type = message->response_topic = NULL;
  message->correlation_data = NULL;
  message->user_properties = NULL;
  if (properties == NULL)
    return;
  pairs = g_ptr_array_new ();
  message->content_type = read_string (properties, MQTT_PROP_CONTENT_TYPE);
  message->response_topic = read_string (properties, MQTT_PROP_RESPONSE_TOPIC);
  message->correlation_data = read_correlation_data (properties);
  if (mosquitto_property_read_int32 (properties,
          MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, &expiry, false) != NULL)
    message->expiry = MIN (expiry, G_MAXUINT / 1000) * 1000;

  for (const mosquitto_property * property = properties; property != NULL;
      property = mosquitto_property_next (property))
    if (mosquitto_property_identifier (property) == MQTT_PROP_USER_PROPERTY)
      read_user_property (property, pairs);
  if (pairs->len > 0) {
    g_ptr_array_add (pairs, NULL);
    message->user_properties =
        (gchar **) g_ptr_array_free (g_steal_pointer (&pairs), FALSE);
  }
}
