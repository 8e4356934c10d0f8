/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsrcproperties.h"

#define DEFAULT_QOS 1
#define DEFAULT_IGNORE_RETAINED TRUE
#define DEFAULT_NO_LOCAL FALSE
#define DEFAULT_QUEUE_FULL MQTT_QUEUE_FULL_DROP_OLD
#define DEFAULT_EOS_ON_EMPTY FALSE
#define DEFAULT_TIMEOUT 0

void
gst_edge_mqtt_src_properties_init (MqttSrcProperties * self)
{
  mqtt_settings_init (&self->connection);
}

void
gst_edge_mqtt_src_properties_clear (MqttSrcProperties * self)
{
  gst_clear_caps (&self->caps);
  g_free (self->topic);
  mqtt_settings_clear (&self->connection);
}

gboolean
gst_edge_mqtt_src_properties_set (MqttSrcProperties * self, guint id,
    const GValue * value)
{
  if (gst_edge_mqtt_set_property (&self->connection, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SRC_PROP_TOPIC:
      g_free (self->topic);
      self->topic = g_value_dup_string (value);
      break;
    case MQTT_SRC_PROP_QOS:
      self->qos = g_value_get_uint (value);
      break;
    case MQTT_SRC_PROP_CAPS:
      gst_caps_replace (&self->caps, (GstCaps *) gst_value_get_caps (value));
      break;
    case MQTT_SRC_PROP_IGNORE_RETAINED:
      self->ignore_retained = g_value_get_boolean (value);
      break;
    case MQTT_SRC_PROP_NO_LOCAL:
      self->no_local = g_value_get_boolean (value);
      break;
    case MQTT_SRC_PROP_MAX_MESSAGE_SIZE:
      self->connection.max_message_size = g_value_get_uint (value);
      break;
    case MQTT_SRC_PROP_MAX_QUEUE_BYTES:
      self->max_queue_bytes = g_value_get_uint (value);
      break;
    case MQTT_SRC_PROP_MAX_QUEUE_BUFFERS:
      self->max_queue_buffers = g_value_get_uint (value);
      break;
    case MQTT_SRC_PROP_QUEUE_FULL:
      self->queue_full = g_value_get_enum (value);
      break;
    case MQTT_SRC_PROP_EOS_ON_EMPTY:
      self->eos_on_empty = g_value_get_boolean (value);
      break;
    case MQTT_SRC_PROP_TIMEOUT:
      self->timeout = g_value_get_uint (value);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_edge_mqtt_src_properties_get (const MqttSrcProperties * self,
    MqttState state, guint id, GValue * value)
{
  if (gst_edge_mqtt_get_property (&self->connection, state, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SRC_PROP_TOPIC:
      g_value_set_string (value, self->topic);
      break;
    case MQTT_SRC_PROP_QOS:
      g_value_set_uint (value, self->qos);
      break;
    case MQTT_SRC_PROP_CAPS:
      gst_value_set_caps (value, self->caps);
      break;
    case MQTT_SRC_PROP_IGNORE_RETAINED:
      g_value_set_boolean (value, self->ignore_retained);
      break;
    case MQTT_SRC_PROP_NO_LOCAL:
      g_value_set_boolean (value, self->no_local);
      break;
    case MQTT_SRC_PROP_MAX_MESSAGE_SIZE:
      g_value_set_uint (value, self->connection.max_message_size);
      break;
    case MQTT_SRC_PROP_MAX_QUEUE_BYTES:
      g_value_set_uint (value, self->max_queue_bytes);
      break;
    case MQTT_SRC_PROP_MAX_QUEUE_BUFFERS:
      g_value_set_uint (value, self->max_queue_buffers);
      break;
    case MQTT_SRC_PROP_QUEUE_FULL:
      g_value_set_enum (value, self->queue_full);
      break;
    case MQTT_SRC_PROP_EOS_ON_EMPTY:
      g_value_set_boolean (value, self->eos_on_empty);
      break;
    case MQTT_SRC_PROP_TIMEOUT:
      g_value_set_uint (value, self->timeout);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

#define READY (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)

void
gst_edge_mqtt_src_install_properties (GObjectClass * klass)
{
  gst_edge_mqtt_install_properties (klass, TRUE, FALSE);
  g_object_class_install_property (klass, MQTT_SRC_PROP_TOPIC,
      g_param_spec_string ("topic", "Topic",
          "Topic filters to subscribe to, separated by commas; may hold the "
          "wildcards + and # and $share/GROUP/ (unset = path of uri)", NULL,
          READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_QOS,
      g_param_spec_uint ("qos", "QoS",
          "Highest quality of service to receive with", 0, 2, DEFAULT_QOS,
          READY));
  /**
   * GstEdgeMqttSrc:caps:
   *
   * One structure: every message has these caps, whatever it calls itself.
   * Several, as in `caps="image/jpeg;application/json"`: the content type of a
   * message (MQTT 5.0, 3.3.2.3.9) selects the structure of that name, the first
   * if it has none; what is of another type, or not what the next element
   * takes, is dropped and counted as `other-type` in the stats. Nothing else of
   * the caps is ever a sender's choice.
   */
  g_object_class_install_property (klass, MQTT_SRC_PROP_CAPS,
      g_param_spec_boxed ("caps", "Caps",
          "Caps of the buffers; of several, the content type of each message "
          "selects, MQTT 5 (unset = application/octet-stream)",
          GST_TYPE_CAPS, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_IGNORE_RETAINED,
      g_param_spec_boolean ("ignore-retained", "Ignore retained",
          "Drop what the broker has kept from before the subscription: an old "
          "command must not drive a car", DEFAULT_IGNORE_RETAINED, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_NO_LOCAL,
      g_param_spec_boolean ("no-local", "No local",
          "Ask the broker not to send what this client published itself, "
          "MQTT 5", DEFAULT_NO_LOCAL, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_MAX_MESSAGE_SIZE,
      g_param_spec_uint ("max-message-size", "Largest message",
          "Drop and count larger messages, in bytes; an MQTT 5 broker is asked "
          "to keep back, uncounted, what is larger by more than 16 MiB "
          "(0 = only MQTT's own limit)", 0, MQTT_MAX_PAYLOAD,
          MQTT_DEFAULT_MAX_MESSAGE_SIZE, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_MAX_QUEUE_BYTES,
      g_param_spec_uint ("max-queue-bytes", "Queue size in bytes",
          "Most bytes to keep for the pipeline (0 = unlimited)", 0, G_MAXUINT,
          MQTT_DEFAULT_MAX_QUEUE_BYTES, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_MAX_QUEUE_BUFFERS,
      g_param_spec_uint ("max-queue-buffers", "Queue size in buffers",
          "Most messages to keep for the pipeline (0 = unlimited)", 0,
          G_MAXUINT, MQTT_DEFAULT_MAX_QUEUE_BUFFERS, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_QUEUE_FULL,
      g_param_spec_enum ("queue-full", "Queue full",
          "What to do with a message when the queue is full",
          GST_TYPE_EDGE_MQTT_SRC_QUEUE_FULL, DEFAULT_QUEUE_FULL, READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_EOS_ON_EMPTY,
      g_param_spec_boolean ("eos-on-empty", "EOS on empty",
          "End the stream at a message without payload", DEFAULT_EOS_ON_EMPTY,
          READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_TIMEOUT,
      g_param_spec_uint ("timeout", "Timeout",
          "Post the element message mqtt-timeout after this long without a "
          "message, in milliseconds (0 = never)", 0, G_MAXUINT, DEFAULT_TIMEOUT,
          READY));
  g_object_class_install_property (klass, MQTT_SRC_PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since the start; rtt of the last ping in microseconds",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
