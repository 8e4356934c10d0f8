/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsinkproperties.h"

#define DEFAULT_QOS 0
#define DEFAULT_RETAIN FALSE
#define DEFAULT_MESSAGE_EXPIRY 0
#define DEFAULT_QUEUE_FULL MQTT_QUEUE_FULL_DROP_OLD
#define DEFAULT_LINGER 2000

void
gst_edge_mqtt_sink_properties_init (MqttSinkProperties * self)
{
  mqtt_settings_init (&self->connection);
}

void
gst_edge_mqtt_sink_properties_clear (MqttSinkProperties * self)
{
  g_clear_pointer (&self->user_properties, gst_structure_free);
  g_free (self->response_topic);
  g_free (self->content_type);
  g_free (self->topic);
  mqtt_settings_clear (&self->connection);
}

static void
set_string (gchar ** string, const GValue * value)
{
  g_free (*string);
  *string = g_value_dup_string (value);
}

gboolean
gst_edge_mqtt_sink_properties_set (MqttSinkProperties * self, guint id,
    const GValue * value)
{
  if (gst_edge_mqtt_set_property (&self->connection, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SINK_PROP_TOPIC:
      set_string (&self->topic, value);
      break;
    case MQTT_SINK_PROP_QOS:
      self->qos = g_value_get_uint (value);
      break;
    case MQTT_SINK_PROP_RETAIN:
      self->retain = g_value_get_boolean (value);
      break;
    case MQTT_SINK_PROP_MESSAGE_EXPIRY:
      self->message_expiry = g_value_get_uint (value);
      break;
    case MQTT_SINK_PROP_CONTENT_TYPE:
      set_string (&self->content_type, value);
      break;
    case MQTT_SINK_PROP_RESPONSE_TOPIC:
      set_string (&self->response_topic, value);
      break;
    case MQTT_SINK_PROP_USER_PROPERTIES:
      g_clear_pointer (&self->user_properties, gst_structure_free);
      self->user_properties = g_value_dup_boxed (value);
      break;
    case MQTT_SINK_PROP_MAX_QUEUE_BYTES:
      self->connection.max_queue_bytes = g_value_get_uint (value);
      break;
    case MQTT_SINK_PROP_MAX_QUEUE_BUFFERS:
      self->connection.max_queue_buffers = g_value_get_uint (value);
      break;
    case MQTT_SINK_PROP_QUEUE_FULL:
      self->queue_full = g_value_get_enum (value);
      break;
    case MQTT_SINK_PROP_LINGER:
      self->linger = g_value_get_uint (value);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_edge_mqtt_sink_properties_get (const MqttSinkProperties * self,
    MqttState state, guint id, GValue * value)
{
  if (gst_edge_mqtt_get_property (&self->connection, state, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SINK_PROP_TOPIC:
      g_value_set_string (value, self->topic);
      break;
    case MQTT_SINK_PROP_QOS:
      g_value_set_uint (value, self->qos);
      break;
    case MQTT_SINK_PROP_RETAIN:
      g_value_set_boolean (value, self->retain);
      break;
    case MQTT_SINK_PROP_MESSAGE_EXPIRY:
      g_value_set_uint (value, self->message_expiry);
      break;
    case MQTT_SINK_PROP_CONTENT_TYPE:
      g_value_set_string (value, self->content_type);
      break;
    case MQTT_SINK_PROP_RESPONSE_TOPIC:
      g_value_set_string (value, self->response_topic);
      break;
    case MQTT_SINK_PROP_USER_PROPERTIES:
      g_value_set_boxed (value, self->user_properties);
      break;
    case MQTT_SINK_PROP_MAX_QUEUE_BYTES:
      g_value_set_uint (value, self->connection.max_queue_bytes);
      break;
    case MQTT_SINK_PROP_MAX_QUEUE_BUFFERS:
      g_value_set_uint (value, self->connection.max_queue_buffers);
      break;
    case MQTT_SINK_PROP_QUEUE_FULL:
      g_value_set_enum (value, self->queue_full);
      break;
    case MQTT_SINK_PROP_LINGER:
      g_value_set_uint (value, self->linger);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

#define READWRITE (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS)
#define READY (READWRITE | GST_PARAM_MUTABLE_READY)
#define PLAYING (READWRITE | GST_PARAM_MUTABLE_PLAYING)

static void
install_queue_properties (GObjectClass * klass)
{
  g_object_class_install_property (klass, MQTT_SINK_PROP_MAX_QUEUE_BYTES,
      g_param_spec_uint ("max-queue-bytes", "Queue size in bytes",
          "Most bytes to keep until they are sent (0 = unlimited)", 0,
          G_MAXUINT, MQTT_DEFAULT_MAX_QUEUE_BYTES, READY));
  g_object_class_install_property (klass, MQTT_SINK_PROP_MAX_QUEUE_BUFFERS,
      g_param_spec_uint ("max-queue-buffers", "Queue size in buffers",
          "Most messages to keep until they are sent (0 = unlimited)", 0,
          G_MAXUINT, MQTT_DEFAULT_MAX_QUEUE_BUFFERS, READY));
  /**
   * GstEdgeMqttSink:queue-full:
   *
   * drop-old keeps a pipeline alive without a broker and sends the newest when
   * it is back; block loses nothing and makes the whole pipeline wait. What
   * the library already has (20 messages, 1 MiB) is never dropped.
   */
  g_object_class_install_property (klass, MQTT_SINK_PROP_QUEUE_FULL,
      g_param_spec_enum ("queue-full", "Queue full",
          "What to do with a buffer when the queue is full",
          GST_TYPE_EDGE_MQTT_QUEUE_FULL, DEFAULT_QUEUE_FULL, PLAYING));
  /**
   * GstEdgeMqttSink:linger:
   *
   * What is left then is told in one WARNING with the number of messages.
   */
  g_object_class_install_property (klass, MQTT_SINK_PROP_LINGER,
      g_param_spec_uint ("linger", "Linger",
          "How long to wait at EOS for what is not yet sent or acknowledged, "
          "in milliseconds (0 = not at all)", 0, G_MAXUINT, DEFAULT_LINGER,
          PLAYING));
}

void
gst_edge_mqtt_sink_install_properties (GObjectClass * klass)
{
  gst_edge_mqtt_install_properties (klass, TRUE, MQTT_DEFAULT_NODELAY);
  /**
   * GstEdgeMqttSink:topic:
   *
   * Unset, each buffer goes to the topic in its GstEdgeMqttMeta; in
   * `out/%{meta:topic}` that topic stands for the variable. Mind that
   * `mqttsrc topic=# ! mqttsink` would then answer itself for ever.
   */
  g_object_class_install_property (klass, MQTT_SINK_PROP_TOPIC,
      g_param_spec_string ("topic", "Topic",
          "Topic to publish on, in which %{meta:topic} is that of the buffer's "
          "GstEdgeMqttMeta (unset = path of uri, else the buffer's)", NULL,
          PLAYING));
  g_object_class_install_property (klass, MQTT_SINK_PROP_QOS,
      g_param_spec_uint ("qos", "QoS",
          "Quality of service: 0 at most once, 1 at least once, 2 exactly "
          "once", 0, 2, DEFAULT_QOS, PLAYING));
  g_object_class_install_property (klass, MQTT_SINK_PROP_RETAIN,
      g_param_spec_boolean ("retain", "Retain",
          "Let the broker keep the last message for later subscribers",
          DEFAULT_RETAIN, PLAYING));
  /**
   * GstEdgeMqttSink:message-expiry:
   *
   * The time begins with the buffer. What waits here longer than that for a
   * broker that is away is dropped and counted as `expired`, with any version
   * of MQTT, also what was sent and not confirmed before the connection was
   * lost (not so with clean-start=false and QoS 2, whose handshake goes on).
   * What is under way to a connected broker that does not read, at most 20
   * messages or 1 MiB, cannot be called back. The broker is told how much is
   * left, in whole seconds, rounded up (MQTT 5.0, 3.3.2.3.3); a 3.1.1 broker
   * keeps messages as long as it likes.
   */
  g_object_class_install_property (klass, MQTT_SINK_PROP_MESSAGE_EXPIRY,
      g_param_spec_uint ("message-expiry", "Message expiry",
          "How long a message may wait here and, MQTT 5, at the broker, in "
          "milliseconds (0 = for ever)", 0, G_MAXUINT,
          DEFAULT_MESSAGE_EXPIRY, PLAYING));
  g_object_class_install_property (klass, MQTT_SINK_PROP_CONTENT_TYPE,
      g_param_spec_string ("content-type", "Content type",
          "Content type to send, MQTT 5 (unset = that of the buffer's "
          "GstEdgeMqttMeta, else the name of the caps; empty = none)", NULL,
          PLAYING));
  g_object_class_install_property (klass, MQTT_SINK_PROP_RESPONSE_TOPIC,
      g_param_spec_string ("response-topic", "Response topic",
          "Topic to send for answers, MQTT 5 (unset = that of the buffer's "
          "GstEdgeMqttMeta, else none)", NULL, PLAYING));
  g_object_class_install_property (klass, MQTT_SINK_PROP_USER_PROPERTIES,
      g_param_spec_boxed ("user-properties", "User properties",
          "Fields to send as user properties, MQTT 5 (unset = those of the "
          "buffer's GstEdgeMqttMeta, else none)", GST_TYPE_STRUCTURE, PLAYING));
  install_queue_properties (klass);
  g_object_class_install_property (klass, MQTT_SINK_PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since the start; rtt of the last ping in microseconds",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
