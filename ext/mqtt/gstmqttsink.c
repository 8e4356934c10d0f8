/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/**
 * SECTION:element-mqttsink
 * @title: mqttsink
 * @see_also: mqttsrc
 *
 * Publishes each buffer as one message to an MQTT broker (MQTT 5.0 and 3.1.1,
 * OASIS), as it is: any MQTT tool can read it. The broker may come later, go
 * and come back; meanwhile a bounded queue keeps what it may, and
 * #GstEdgeMqttSink:queue-full says what happens then. The default drops the
 * oldest, so that a lost broker never stops a pipeline; to send a file whole,
 * set it to block. At EOS the element waits for the acknowledgements, at most
 * #GstEdgeMqttSink:linger.
 *
 * Without #GstEdgeMqttSink:topic the topic comes from the buffer's custom meta
 * `GstEdgeMqttMeta` (see mqttsrc), whose content-type, response-topic,
 * correlation-data and user-properties are sent in any case. With QoS 0 a
 * message counts as sent when it is written to the socket. Element messages:
 * `mqtt-connected`, `mqtt-disconnected` and `mqtt-dropped` as of mqttsrc,
 * `mqtt-publish-failed` (topic, reason: the MQTT 5 reason code or 0, text); a
 * 3.1.1 broker refuses in silence. A message that the broker takes for too large
 * and ends the connection over, three times, is dropped with a WARNING.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! video/x-raw,framerate=1/1 ! jpegenc ! mqttsink host=localhost topic=camera/door qos=1
 * ]| Publishes a JPEG picture per second on camera/door.
 */
#include <gst/base/gstbasesink.h>
#include <string.h>

#include "edgeerror.h"
#include "gstmqttelements.h"
#include "gstmqttmeta.h"
#include "gstmqttsinkproperties.h"
#include "mqtttopic.h"

GST_DEBUG_CATEGORY_STATIC (mqttsink_debug);
#define GST_CAT_DEFAULT mqttsink_debug

#define GST_TYPE_EDGE_MQTT_SINK (gst_edge_mqtt_sink_get_type ())
G_DECLARE_FINAL_TYPE (GstEdgeMqttSink, gst_edge_mqtt_sink, GST,
    EDGE_MQTT_SINK, GstBaseSink);

struct _GstEdgeMqttSink
{
  GstBaseSink parent;

  /* Properties, protected by the object lock. */
  MqttSinkProperties properties;
  /* The connection of a started element, protected by the object lock. It is
   * flushing whenever the element does not play. */
  MqttConnection *connection;
  gboolean playing;             /* protected by the object lock */

  /* Streaming thread only. */
  gchar *uri_topic;
  gchar *caps_name;
  MqttDropReport drops;
  /* Connection's thread only. */
  MqttDropReport expired;
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

G_DEFINE_TYPE (GstEdgeMqttSink, gst_edge_mqtt_sink, GST_TYPE_BASE_SINK);
GST_ELEMENT_REGISTER_DEFINE (mqttsink, "mqttsink", GST_RANK_NONE,
    GST_TYPE_EDGE_MQTT_SINK);

static void
on_connected (const MqttServerInfo * info, gpointer user_data)
{
  GstEdgeMqttSink *self = user_data;

  gst_edge_mqtt_post_connected (GST_ELEMENT (self), info);
  GST_OBJECT_LOCK (self);
  guint qos = self->properties.qos;
  gboolean retain = self->properties.retain;
  GST_OBJECT_UNLOCK (self);
  gst_edge_mqtt_warn_limits (GST_ELEMENT (self), info, qos, retain);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  gst_edge_mqtt_post_disconnected (user_data, error, first, retry_in);
}

static void
on_fatal (const GError * error, gpointer user_data)
{
  edge_post_error (user_data, error);
}

static void
on_publish_failed (const gchar * topic, guint reason, const gchar * text,
    gpointer user_data)
{
  gst_edge_mqtt_post_publish_failed (user_data, topic, reason, text);
}

static void
on_expired (guint64 total, gpointer user_data)
{
  GstEdgeMqttSink *self = user_data;

  gst_edge_mqtt_post_dropped (GST_ELEMENT (self), &self->expired, total,
      "waited for the broker longer than message-expiry");
}

static void
on_state_changed (MqttState state, gpointer user_data)
{
  g_object_notify (user_data, "connection-state");
}

static const MqttCallbacks callbacks = {
  .connected = on_connected,
  .disconnected = on_disconnected,
  .fatal = on_fatal,
  .publish_failed = on_publish_failed,
  .warning = gst_edge_mqtt_post_warning,
  .expired = on_expired,
  .state_changed = on_state_changed,
};

static gboolean
start (GstEdgeMqttSink * self)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *topic = NULL;
  MqttSettings settings;

  GST_OBJECT_LOCK (self);
  mqtt_settings_copy (&settings, &self->properties.connection);
  topic = g_strdup (self->properties.topic);
  GST_OBJECT_UNLOCK (self);
  memset (&self->drops, 0, sizeof (self->drops));
  memset (&self->expired, 0, sizeof (self->expired));

  MqttConnection *connection =
      mqtt_connection_new (&callbacks, self, GST_OBJECT (self));
  gboolean started = mqtt_settings_resolve (&settings, &error)
      && mqtt_topic_check (topic != NULL ? topic : settings.uri_topic, &error);
  if (started) {
    gst_edge_mqtt_warn_insecure (GST_ELEMENT (self), &settings);
    started = mqtt_connection_start (connection, &settings, &error);
  }
  if (started)
    self->uri_topic = g_strdup (settings.uri_topic);
  mqtt_settings_clear (&settings);
  if (!started) {
    mqtt_connection_unref (connection);
    edge_post_error (GST_ELEMENT (self), error);
    return FALSE;
  }
  mqtt_connection_set_flushing (connection, TRUE);
  GST_OBJECT_LOCK (self);
  self->connection = connection;
  self->playing = FALSE;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
stop (GstEdgeMqttSink * self)
{
  GST_OBJECT_LOCK (self);
  MqttConnection *connection = g_steal_pointer (&self->connection);
  GST_OBJECT_UNLOCK (self);
  if (connection != NULL) {
    mqtt_connection_stop (connection);
    mqtt_connection_unref (connection);
  }
  g_clear_pointer (&self->uri_topic, g_free);
  g_clear_pointer (&self->caps_name, g_free);
}

/* Only now may the streaming thread wait for the broker again: it has the
 * preroll lock then, which the change to PLAYING needs. */
static void
play (GstEdgeMqttSink * self)
{
  GST_BASE_SINK_PREROLL_LOCK (self);
  GST_OBJECT_LOCK (self);
  self->playing = TRUE;
  GST_OBJECT_UNLOCK (self);
  mqtt_connection_set_flushing (self->connection, FALSE);
  GST_BASE_SINK_PREROLL_SIGNAL (self);
  GST_BASE_SINK_PREROLL_UNLOCK (self);
}

/* The start and stop of GstBaseSink belong to READY, where properties may
 * still change and nobody wants to be connected. */
static GstStateChangeReturn
gst_edge_mqtt_sink_change_state (GstElement * element,
    GstStateChange transition)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (element);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !start (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED) {
    GST_OBJECT_LOCK (self);
    self->playing = FALSE;
    GST_OBJECT_UNLOCK (self);
  }
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_edge_mqtt_sink_parent_class)->change_state
      (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_PLAYING
      && result != GST_STATE_CHANGE_FAILURE)
    play (self);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && result == GST_STATE_CHANGE_FAILURE))
    stop (self);
  return result;
}

static gboolean
gst_edge_mqtt_sink_set_caps (GstBaseSink * sink, GstCaps * caps)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (sink);
  const gchar *name = gst_structure_get_name (gst_caps_get_structure (caps, 0));

  /* What says nothing is not sent. */
  g_free (self->caps_name);
  self->caps_name = strcmp (name, "application/octet-stream") != 0
      && strchr (name, '/') != NULL ? g_strdup (name) : NULL;
  return TRUE;
}

static GstFlowReturn
fail (GstEdgeMqttSink * self, EdgeError code, const gchar * sentence,
    const gchar * debug)
{
  g_autoptr (GError) error = edge_error_new (code, sentence, "%s", debug);

  edge_post_error (GST_ELEMENT (self), error);
  return GST_FLOW_ERROR;
}

static GstFlowReturn
handle_result (GstEdgeMqttSink * self, MqttPublishResult result)
{
  MqttStats stats;

  switch (result) {
    case MQTT_PUBLISH_QUEUED:
      return GST_FLOW_OK;
    case MQTT_PUBLISH_DROPPED:
      mqtt_connection_get_stats (self->connection, &stats);
      g_free (stats.last_error);
      gst_edge_mqtt_post_dropped (GST_ELEMENT (self), &self->drops,
          stats.dropped, stats.connected ?
          "the broker is slower than the pipeline" : "not connected");
      return GST_FLOW_OK;
    case MQTT_PUBLISH_FULL:
      return fail (self, EDGE_ERROR_NO_SPACE,
          "The MQTT broker does not take messages as fast as they come.",
          "max-queue-bytes or max-queue-buffers reached, queue-full=error");
    case MQTT_PUBLISH_FLUSHING:
      return GST_FLOW_FLUSHING;
    case MQTT_PUBLISH_INVALID:
      return fail (self, EDGE_ERROR_SETTINGS,
          "A buffer cannot be published by MQTT.",
          "no topic (property or GstEdgeMqttMeta), one with a wildcard, or "
          "more than 268435455 bytes");
    case MQTT_PUBLISH_DEAD:    /* the error was posted by on_fatal() */
    default:
      return GST_FLOW_ERROR;
  }
}

static GstFlowReturn
gst_edge_mqtt_sink_render (GstBaseSink * sink, GstBuffer * buffer)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (sink);
  MqttMessage message = { 0, };
  GstMapInfo map;

  gst_edge_mqtt_meta_read (buffer, &message);
  GST_OBJECT_LOCK (self);
  g_autofree gchar *topic = g_strdup (self->properties.topic);
  g_autofree gchar *content_type = g_strdup (self->properties.content_type);
  g_autofree gchar *response_topic = g_strdup (self->properties.response_topic);
  g_auto (GStrv) pairs =
      gst_edge_mqtt_pairs_of (self->properties.user_properties);
  MqttQueueFull queue_full = self->properties.queue_full;
  message.qos = self->properties.qos;
  message.retain = self->properties.retain;
  message.expiry = self->properties.message_expiry;
  GST_OBJECT_UNLOCK (self);
  const gchar *template = topic != NULL ? topic : self->uri_topic;
  g_autofree gchar *expanded =
      template != NULL ? mqtt_topic_expand (template, message.topic) : NULL;
  if (expanded != NULL && mqtt_topic_problem (expanded) != NULL) {
    gst_edge_mqtt_post_publish_failed (GST_ELEMENT (self), template, 0,
        mqtt_topic_problem (expanded));
    return GST_FLOW_OK;         /* a stranger's topic made it so */
  }
  if (template != NULL)
    message.topic = expanded;
  if (response_topic != NULL)
    message.response_topic = response_topic;
  if (pairs != NULL)
    message.user_properties = pairs;
  if (content_type != NULL)
    message.content_type = content_type;
  else if (message.content_type == NULL)
    message.content_type = self->caps_name;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return fail (self, EDGE_ERROR_FAILED, "Could not read a buffer.",
        "gst_buffer_map");
  message.data = map.data;
  message.size = map.size;
  GST_LOG_OBJECT (self, "%" G_GSIZE_FORMAT " bytes on %s", map.size,
      GST_STR_NULL (message.topic));
  /* Only stop() takes the connection away, after the pad is inactive. What a
   * pause cuts short goes on after it. */
  MqttPublishResult result;
  do
    result = mqtt_connection_publish (self->connection, &message, queue_full);
  while (result == MQTT_PUBLISH_FLUSHING
      && gst_base_sink_wait_preroll (sink) != GST_FLOW_FLUSHING);
  gst_buffer_unmap (buffer, &map);
  return handle_result (self, result);
}

static gboolean
gst_edge_mqtt_sink_unlock (GstBaseSink * sink)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (sink);

  if (self->connection != NULL)
    mqtt_connection_set_flushing (self->connection, TRUE);
  return TRUE;
}

static gboolean
gst_edge_mqtt_sink_unlock_stop (GstBaseSink * sink)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (sink);

  GST_OBJECT_LOCK (self);
  gboolean playing = self->playing;
  GST_OBJECT_UNLOCK (self);
  if (self->connection != NULL && playing)
    mqtt_connection_set_flushing (self->connection, FALSE);
  return TRUE;
}

static GstFlowReturn
drain (GstEdgeMqttSink * self)
{
  guint left;

  GST_OBJECT_LOCK (self);
  guint linger = self->properties.linger;
  GST_OBJECT_UNLOCK (self);
  while (!mqtt_connection_drain (self->connection, linger, &left))
    if (gst_base_sink_wait_preroll (GST_BASE_SINK (self)) == GST_FLOW_FLUSHING)
      return GST_FLOW_FLUSHING;
  if (left == 0)
    return GST_FLOW_OK;

  g_autofree gchar *sentence = g_strdup_printf
      ("%u messages were not confirmed by the MQTT broker at the end.", left);
  g_autoptr (GError) error = edge_error_new (EDGE_ERROR_WRITE, sentence,
      "linger is %u ms", linger);
  edge_post_warning (GST_ELEMENT (self), error);
  return GST_FLOW_OK;
}

static GstFlowReturn
gst_edge_mqtt_sink_wait_event (GstBaseSink * sink, GstEvent * event)
{
  GstFlowReturn result =
      GST_BASE_SINK_CLASS (gst_edge_mqtt_sink_parent_class)->wait_event (sink,
      event);

  if (result == GST_FLOW_OK && GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    result = drain (GST_EDGE_MQTT_SINK (sink));
  return result;
}

static GstStructure *
make_stats (GstEdgeMqttSink * self)
{
  MqttStats stats = { 0, };

  GST_OBJECT_LOCK (self);
  MqttConnection *connection = self->connection != NULL ?
      mqtt_connection_ref (self->connection) : NULL;
  GST_OBJECT_UNLOCK (self);
  if (connection != NULL) {
    mqtt_connection_get_stats (connection, &stats);
    mqtt_connection_unref (connection);
  }
  return gst_edge_mqtt_stats_to_structure (&stats);
}

/* A topic that can never be published on is refused here while playing. */
static gboolean
takes_topic (GstEdgeMqttSink * self, const gchar * topic)
{
  g_autoptr (GError) error = NULL;

  if (self->connection == NULL || mqtt_topic_check (topic, &error))
    return TRUE;
  GST_WARNING_OBJECT (self, "kept the topic: %s", error->message);
  return FALSE;
}

static void
gst_edge_mqtt_sink_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (object);

  GST_OBJECT_LOCK (self);
  if (id == MQTT_SINK_PROP_TOPIC
      && !takes_topic (self, g_value_get_string (value))) {
    /* The one before stays. */
  } else if (!gst_edge_mqtt_sink_properties_set (&self->properties, id, value)) {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_mqtt_sink_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (object);

  if (id == MQTT_SINK_PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  MqttState state = self->connection != NULL ?
      mqtt_connection_get_state (self->connection) : MQTT_STATE_DISCONNECTED;
  if (!gst_edge_mqtt_sink_properties_get (&self->properties, state, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_mqtt_sink_init (GstEdgeMqttSink * self)
{
  gst_edge_mqtt_sink_properties_init (&self->properties);
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_async_enabled (GST_BASE_SINK (self), FALSE);
}

static void
gst_edge_mqtt_sink_finalize (GObject * object)
{
  GstEdgeMqttSink *self = GST_EDGE_MQTT_SINK (object);

  gst_edge_mqtt_sink_properties_clear (&self->properties);
  G_OBJECT_CLASS (gst_edge_mqtt_sink_parent_class)->finalize (object);
}

static void
gst_edge_mqtt_sink_class_init (GstEdgeMqttSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (mqttsink_debug, "mqttsink", 0, "MQTT sink");
  object_class->set_property = gst_edge_mqtt_sink_set_property;
  object_class->get_property = gst_edge_mqtt_sink_get_property;
  object_class->finalize = gst_edge_mqtt_sink_finalize;
  gst_edge_mqtt_sink_install_properties (object_class);

  element_class->change_state = gst_edge_mqtt_sink_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "MQTT sink",
      "Sink/Network", "Publishes each buffer as a message on an MQTT topic",
      "gst-plugins-edge maintainers <gst-plugins-edge@example.com>");

  sink_class->set_caps = gst_edge_mqtt_sink_set_caps;
  sink_class->render = gst_edge_mqtt_sink_render;
  sink_class->unlock = gst_edge_mqtt_sink_unlock;
  sink_class->unlock_stop = gst_edge_mqtt_sink_unlock_stop;
  sink_class->wait_event = gst_edge_mqtt_sink_wait_event;
}
