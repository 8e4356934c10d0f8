/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/**
 * SECTION:element-mqttsrc
 * @title: mqttsrc
 * @see_also: mqttsink
 *
 * Subscribes to topics of an MQTT broker (MQTT 5.0 and 3.1.1, OASIS) and pushes
 * each message as one buffer, stamped with the running time at its arrival. The
 * broker may come later, go and come back: the element keeps trying and
 * subscribes again. Topic, quality of service and the MQTT 5 properties of a
 * message are in the buffer's custom meta `GstEdgeMqttMeta` with the fields
 * `topic` (string), `qos` (uint), `retain`, `duplicate` (boolean),
 * `content-type`, `response-topic` (string), `correlation-data` (GBytes) and
 * `user-properties` (string array: key, value, key, value); of strings above
 * 1024 bytes and of more than 32 user properties nothing is kept.
 *
 * While the pipeline waits, its own thread reads from the broker; when it is
 * busy for longer than some 20 ms, another one does. A message is acknowledged
 * then whatever becomes of it, so QoS 1 and 2 promise nothing beyond the
 * socket: when the pipeline is slower than the topics, the queue drops as
 * #GstEdgeMqttSrc:queue-full says and counts. The element connects in PAUSED
 * and subscribes when it is first set to PLAYING; to a session that the broker
 * has kept (#GstEdgeMqttSrc:clean-start is FALSE), which begins with what waits
 * there, it connects only then. Messages that arrive in a later pause, or
 * while a flush is under way, are dropped and counted as `dropped`, and so is
 * what then still waits: a command of before is no command of now. So is a
 * message that waits in the queue longer than its sender allows (its message
 * expiry interval, MQTT 5.0, 3.3.2.3.3), counted as `expired`. Messages
 * above #GstEdgeMqttSrc:max-message-size are dropped and counted as `oversized`
 * in the stats, but they have been received by then: what bounds memory is the
 * limit of the broker (mosquitto: `message_size_limit`), and with MQTT 5 the
 * wish for packets of at most 16 MiB more, which an honest broker obeys by
 * keeping larger ones back uncounted. Element
 * messages: `mqtt-connected` (session-present, protocol, max-packet-size,
 * max-qos, retain-available), `mqtt-disconnected` (reason, retry-in in
 * milliseconds), `mqtt-subscribed` (topic, granted; 128 and above: refused),
 * `mqtt-dropped` (count, total, cause; at most one per second), `mqtt-timeout`
 * (silence in milliseconds).
 *
 * What the element sends to the broker, hardly more than acknowledgements, may
 * wait for the next message and go with it (nodelay is off): a message of QoS 1
 * costs a fifth less, and none comes later for it.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 mqttsrc host=localhost topic=picarx/cmd caps=application/json ! fakesink dump=true
 * ]| Shows every command that is published on picarx/cmd.
 */
#include <gst/base/gstpushsrc.h>
#include <string.h>

#include "edgeerror.h"
#include "gstmqttcontenttype.h"
#include "gstmqttelements.h"
#include "gstmqttmeta.h"
#include "gstmqttsrcproperties.h"
#include "gstmqttsrcqueue.h"

#define DEFAULT_CAPS "application/octet-stream"

GST_DEBUG_CATEGORY_STATIC (mqttsrc_debug);
#define GST_CAT_DEFAULT mqttsrc_debug

#define GST_TYPE_EDGE_MQTT_SRC (gst_edge_mqtt_src_get_type ())
G_DECLARE_FINAL_TYPE (GstEdgeMqttSrc, gst_edge_mqtt_src, GST,
    EDGE_MQTT_SRC, GstPushSrc);

struct _GstEdgeMqttSrc
{
  GstPushSrc parent;

  /* Protected by the object lock. */
  MqttSrcProperties properties;
  /* The connection of a started element, protected by the object lock. */
  MqttConnection *connection;

  /* Copies of start(), then only read. */
  gboolean drop_retained, empty_is_eos;
  guint silence;
  GstCaps *choices;             /* NULL: each buffer is of the same caps */
  /* Whoever serves the connection: its thread, or the streaming thread. */
  MqttDropReport drops;
  /* Counted, protected by the object lock. */
  guint64 retained, other_type;

  MqttSrcQueue queue;
};

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

G_DEFINE_TYPE (GstEdgeMqttSrc, gst_edge_mqtt_src, GST_TYPE_PUSH_SRC);
GST_ELEMENT_REGISTER_DEFINE (mqttsrc, "mqttsrc", GST_RANK_NONE,
    GST_TYPE_EDGE_MQTT_SRC);

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  GstEdgeMqttSrc *self = user_data;

  if (message->retain && self->drop_retained) {
    GST_DEBUG_OBJECT (self, "ignored a retained message on %s", message->topic);
    GST_OBJECT_LOCK (self);
    self->retained++;
    GST_OBJECT_UNLOCK (self);
    return;
  }
  GstBuffer *buffer = message->size > 0 ?
      gst_buffer_new_memdup (message->data, message->size) : gst_buffer_new ();
  GST_BUFFER_PTS (buffer) =
      gst_element_get_current_running_time (GST_ELEMENT (self));
  gst_edge_mqtt_meta_add (buffer, message);
  GST_LOG_OBJECT (self, "%" G_GSIZE_FORMAT " bytes on %s", message->size,
      message->topic);

  guint64 dropped;
  gboolean fatal = mqtt_src_queue_push (&self->queue, buffer, message->expiry,
      &dropped);
  gst_edge_mqtt_post_dropped (GST_ELEMENT (self), &self->drops, dropped,
      "the pipeline is slower than the topic, or paused");
  if (fatal) {
    g_autoptr (GError) error = edge_error_new (EDGE_ERROR_NO_SPACE,
        "More MQTT messages came than the pipeline could take.",
        "%u buffers, %u bytes, queue-full=error", self->queue.max_buffers,
        self->queue.max_bytes);
    edge_post_error (GST_ELEMENT (self), error);
  }
}

static void
on_connected (const MqttServerInfo * info, gpointer user_data)
{
  gst_edge_mqtt_post_connected (user_data, info);
  mqtt_src_queue_nudge (&GST_EDGE_MQTT_SRC (user_data)->queue);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  gst_edge_mqtt_post_disconnected (user_data, error, first, retry_in);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  gst_edge_mqtt_post_subscribed (user_data, filter, granted);
}

static void
on_fatal (const GError * error, gpointer user_data)
{
  edge_post_error (user_data, error);
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
  .message = on_message,
  .subscribed = on_subscribed,
  .state_changed = on_state_changed,
};

static gboolean
subscribe (GstEdgeMqttSrc * self, MqttConnection * connection,
    const gchar * topic, guint qos, gboolean no_local, GError ** error)
{
  MqttSubscribeFlags flags = MQTT_SUBSCRIBE_DEFAULT;

  if (topic == NULL || *topic == '\0') {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "No MQTT topic to subscribe to is set.",
        "topic is not set and uri has no path");
    return FALSE;
  }
  if (no_local)
    flags |= MQTT_SUBSCRIBE_NO_LOCAL;
  if (self->drop_retained)
    flags |= MQTT_SUBSCRIBE_NO_RETAINED;
  g_auto (GStrv) filters = g_strsplit (topic, ",", -1);
  for (gchar ** filter = filters; *filter != NULL; filter++)
    if (!mqtt_connection_subscribe (connection, g_strstrip (*filter), qos,
            flags, error))
      return FALSE;
  return TRUE;
}

/* Not GstBaseSrc's start(): that would post an error of its own beside the one
 * that says what is wrong. */
static gboolean
start (GstEdgeMqttSrc * self)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *topic = NULL;
  MqttSettings settings;

  GST_OBJECT_LOCK (self);
  const MqttSrcProperties *properties = &self->properties;
  mqtt_settings_copy (&settings, &properties->connection);
  topic = g_strdup (properties->topic);
  guint qos = properties->qos;
  gboolean no_local = properties->no_local;
  self->drop_retained = properties->ignore_retained;
  self->empty_is_eos = properties->eos_on_empty;
  guint max_bytes = properties->max_queue_bytes;
  guint max_buffers = properties->max_queue_buffers;
  MqttQueueFull when_full = properties->queue_full;
  self->silence = properties->timeout;
  gst_caps_replace (&self->choices, properties->caps != NULL
      && gst_caps_get_size (properties->caps) > 1 ? properties->caps : NULL);
  self->retained = self->other_type = 0;
  GST_OBJECT_UNLOCK (self);
  memset (&self->drops, 0, sizeof (self->drops));
  mqtt_src_queue_start (&self->queue, max_bytes, max_buffers, when_full);

  MqttConnection *connection =
      mqtt_connection_new (&callbacks, self, GST_OBJECT (self));
  gboolean started = mqtt_settings_resolve (&settings, &error);
  if (started && topic == NULL)
    topic = g_strdup (settings.uri_topic);
  started = started
      && subscribe (self, connection, topic, qos, no_local, &error);
  mqtt_connection_set_receiving (connection, FALSE);
  if (started) {
    gst_edge_mqtt_warn_insecure (GST_ELEMENT (self), &settings);
    started = mqtt_connection_start (connection, &settings, &error);
  }
  mqtt_settings_clear (&settings);
  if (!started) {
    mqtt_connection_unref (connection);
    edge_post_error (GST_ELEMENT (self), error);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->connection = connection;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
stop (GstEdgeMqttSrc * self)
{
  GST_OBJECT_LOCK (self);
  MqttConnection *connection = g_steal_pointer (&self->connection);
  GST_OBJECT_UNLOCK (self);
  if (connection != NULL) {
    mqtt_connection_stop (connection);
    mqtt_connection_unref (connection);
  }
  mqtt_src_queue_stop (&self->queue);
}

static gboolean
gst_edge_mqtt_src_unlock (GstBaseSrc * source)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (source);

  mqtt_src_queue_set_flushing (&self->queue, TRUE);
  GST_OBJECT_LOCK (self);
  if (self->connection != NULL)
    mqtt_connection_wake (self->connection);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static gboolean
gst_edge_mqtt_src_unlock_stop (GstBaseSrc * source)
{
  mqtt_src_queue_set_flushing (&GST_EDGE_MQTT_SRC (source)->queue, FALSE);
  return TRUE;
}

static void
post_timeout (GstEdgeMqttSrc * self)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self),
          gst_structure_new ("mqtt-timeout",
              "silence", G_TYPE_UINT, self->silence, NULL)));
}

/* With several caps to choose from, the buffer's own must be the pad's. FALSE:
 * there are none for it, or nobody wants such. */
static gboolean
adapt_caps (GstEdgeMqttSrc * self, GstBuffer * buffer, GstFlowReturn * result)
{
  GstPad *pad = GST_BASE_SRC_PAD (self);
  MqttMessage message = { 0, };

  *result = GST_FLOW_OK;
  if (self->choices == NULL)
    return TRUE;
  gst_edge_mqtt_meta_read (buffer, &message);
  g_autoptr (GstCaps) caps =
      gst_edge_mqtt_content_type_choose (self->choices, message.content_type);
  g_autoptr (GstCaps) current = gst_pad_get_current_caps (pad);
  if (caps != NULL && current != NULL && gst_caps_is_equal (caps, current))
    return TRUE;
  if (caps == NULL || !gst_pad_peer_query_accept_caps (pad, caps)) {
    GST_DEBUG_OBJECT (self, "dropped a message of another type on %s",
        message.topic);
    GST_OBJECT_LOCK (self);
    self->other_type++;
    GST_OBJECT_UNLOCK (self);
    return FALSE;
  }
  if (!gst_base_src_set_caps (GST_BASE_SRC (self), caps))
    *result = GST_FLOW_NOT_NEGOTIATED;
  return TRUE;
}

static gboolean
has_work (gpointer user_data)
{
  return mqtt_src_queue_has_work (&((GstEdgeMqttSrc *) user_data)->queue);
}

static gint64
silence_ends (GstEdgeMqttSrc * self)
{
  return self->silence == 0 ? 0 : g_get_monotonic_time () +
      (gint64) self->silence * G_TIME_SPAN_MILLISECOND;
}

/* While there is nothing to push, this thread itself looks at the socket. */
static GstFlowReturn
wait_for_buffer (GstEdgeMqttSrc * self, GstBuffer ** buffer)
{
  gint64 deadline = silence_ends (self);
  GstFlowReturn result;

  while ((result = mqtt_src_queue_pop (&self->queue,
              buffer)) == GST_FLOW_CUSTOM_SUCCESS) {
    if (deadline != 0 && g_get_monotonic_time () >= deadline) {
      post_timeout (self);
      deadline = silence_ends (self);
    }
    /* Only stop() takes the connection away, when the pad is inactive. */
    if (!mqtt_connection_assist (self->connection, has_work, self, deadline))
      mqtt_src_queue_wait (&self->queue, deadline);
  }
  return result;
}

/* The next buffer that somebody wants. */
static GstFlowReturn
next_buffer (GstEdgeMqttSrc * self, GstBuffer ** buffer)
{
  GstFlowReturn result;

  while (TRUE) {
    result = wait_for_buffer (self, buffer);
    if (result != GST_FLOW_OK || adapt_caps (self, *buffer, &result))
      return result;
    gst_clear_buffer (buffer);
  }
}

/* After a fatal error nothing comes any more; it was posted by whoever knew,
 * and a flow error would only post another. */
static GstFlowReturn
gst_edge_mqtt_src_create (GstPushSrc * source, GstBuffer ** buffer)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (source);
  GstFlowReturn result = next_buffer (self, buffer);

  if (result != GST_FLOW_OK) {
    gst_clear_buffer (buffer);
    return result;
  }
  if (self->empty_is_eos && gst_buffer_get_size (*buffer) == 0) {
    gst_clear_buffer (buffer);
    return GST_FLOW_EOS;
  }
  /* Came before there was a clock. */
  if (!GST_BUFFER_PTS_IS_VALID (*buffer))
    GST_BUFFER_PTS (*buffer) =
        gst_element_get_current_running_time (GST_ELEMENT (self));
  return GST_FLOW_OK;
}

static GstCaps *
gst_edge_mqtt_src_get_caps (GstBaseSrc * source, GstCaps * filter)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (source);

  GST_OBJECT_LOCK (self);
  GstCaps *caps = self->properties.caps != NULL ?
      gst_caps_ref (self->properties.caps)
      : gst_caps_new_empty_simple (DEFAULT_CAPS);
  GST_OBJECT_UNLOCK (self);
  if (filter != NULL) {
    GstCaps *common =
        gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST);
    gst_caps_unref (caps);
    caps = common;
  }
  return caps;
}

static GstStateChangeReturn
gst_edge_mqtt_src_change_state (GstElement * element, GstStateChange transition)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (element);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !start (self))
    return GST_STATE_CHANGE_FAILURE;
  if (transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED
      || transition == GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    mqtt_src_queue_set_paused (&self->queue,
        transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED);
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_edge_mqtt_src_parent_class)->change_state
      (element, transition);
  /* Not before: the base class calls unlock() on the way, which drops. Only
   * this function makes and ends the connection. */
  if (transition == GST_STATE_CHANGE_PAUSED_TO_PLAYING)
    mqtt_connection_set_receiving (self->connection, TRUE);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && result == GST_STATE_CHANGE_FAILURE))
    stop (self);
  return result;
}

static GstStructure *
make_stats (GstEdgeMqttSrc * self)
{
  MqttStats stats = { 0, };

  GST_OBJECT_LOCK (self);
  MqttConnection *connection = self->connection != NULL ?
      mqtt_connection_ref (self->connection) : NULL;
  guint64 retained = self->retained;
  guint64 other_type = self->other_type;
  GST_OBJECT_UNLOCK (self);
  if (connection != NULL) {
    mqtt_connection_get_stats (connection, &stats);
    mqtt_connection_unref (connection);
  }
  mqtt_src_queue_get_stats (&self->queue, &stats);

  GstStructure *structure = gst_edge_mqtt_stats_to_structure (&stats);
  gst_structure_set (structure, "retained-ignored", G_TYPE_UINT64, retained,
      "other-type", G_TYPE_UINT64, other_type, NULL);
  return structure;
}

static void
gst_edge_mqtt_src_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (object);

  GST_OBJECT_LOCK (self);
  if (!gst_edge_mqtt_src_properties_set (&self->properties, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_mqtt_src_get_property (GObject * object, guint id, GValue * value,
    GParamSpec * pspec)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (object);

  if (id == MQTT_SRC_PROP_STATS) {
    g_value_take_boxed (value, make_stats (self));
    return;
  }
  GST_OBJECT_LOCK (self);
  MqttState state = self->connection != NULL ?
      mqtt_connection_get_state (self->connection) : MQTT_STATE_DISCONNECTED;
  if (!gst_edge_mqtt_src_properties_get (&self->properties, state, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_mqtt_src_init (GstEdgeMqttSrc * self)
{
  gst_edge_mqtt_src_properties_init (&self->properties);
  mqtt_src_queue_init (&self->queue);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
}

static void
gst_edge_mqtt_src_finalize (GObject * object)
{
  GstEdgeMqttSrc *self = GST_EDGE_MQTT_SRC (object);

  gst_clear_caps (&self->choices);
  mqtt_src_queue_clear (&self->queue);
  gst_edge_mqtt_src_properties_clear (&self->properties);
  G_OBJECT_CLASS (gst_edge_mqtt_src_parent_class)->finalize (object);
}

static void
gst_edge_mqtt_src_class_init (GstEdgeMqttSrcClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *source_class = GST_BASE_SRC_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (mqttsrc_debug, "mqttsrc", 0, "MQTT source");
  object_class->set_property = gst_edge_mqtt_src_set_property;
  object_class->get_property = gst_edge_mqtt_src_get_property;
  object_class->finalize = gst_edge_mqtt_src_finalize;
  gst_edge_mqtt_src_install_properties (object_class);

  element_class->change_state = gst_edge_mqtt_src_change_state;
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "MQTT source",
      "Source/Network", "Receives the messages of MQTT topics as buffers",
      "gst-plugins-edge maintainers <gst-plugins-edge@example.com>");

  source_class->unlock = gst_edge_mqtt_src_unlock;
  source_class->unlock_stop = gst_edge_mqtt_src_unlock_stop;
  source_class->get_caps = gst_edge_mqtt_src_get_caps;
  GST_PUSH_SRC_CLASS (klass)->create = gst_edge_mqtt_src_create;
}
