/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingviewer.h"

#include <string.h>

#include "edgeerror.h"
#include "viewermessage.h"
#include "webrtcplugins.h"

/* Milliseconds. */
#define TICK_INTERVAL 500
#define SHORT_TICK_INTERVAL 100
#define STATS_TIMEOUT 100       /* before older ones do */
/* Messages for all viewers that wait for our thread. */
#define MAX_PENDING 512
/* Nobody's stop waits behind those who call. */
#define CALL_PRIORITY G_PRIORITY_DEFAULT_IDLE
/* Of the 200 ms that stop() may take. */
#define STOP_TIMEOUT 180        /* milliseconds */

/* --- to the session's thread --- */

typedef struct _SessionEvent SessionEvent;
typedef void (*SessionHandler) (MqttSignalingSession * self,
    SessionEvent * event);

struct _SessionEvent
{
  MqttSignalingSession *session;
  SessionHandler handler;
  gint *pending;                /* of the lane, or NULL: not bounded */
  gchar *text;
};

static void
event_free (gpointer data)
{
  SessionEvent *event = data;

  if (event->pending != NULL)
    g_atomic_int_add (event->pending, -1);
  mqtt_signaling_session_unref (event->session);
  g_free (event->text);
  g_free (event);
}

static gboolean
event_dispatch (gpointer data)
{
  SessionEvent *event = data;

  if (!event->session->stopping)
    event->handler (event->session, event);
  return G_SOURCE_REMOVE;
}

/* Takes text. */
static void
event_post_counted (MqttSignalingSession * self, SessionHandler handler,
    gint priority, gint * pending, gchar * text)
{
  SessionEvent *event = g_new (SessionEvent, 1);
  GSource *source = g_idle_source_new ();

  event->session = mqtt_signaling_session_ref (self);
  event->handler = handler;
  event->pending = pending;
  event->text = text;
  g_source_set_priority (source, priority);
  g_source_set_callback (source, event_dispatch, event, event_free);
  g_mutex_lock (&self->lock);
  if (!self->deaf)
    g_source_attach (source, self->context);
  g_mutex_unlock (&self->lock);
  g_source_unref (source);
}

static void
event_post (MqttSignalingSession * self, SessionHandler handler)
{
  event_post_counted (self, handler, G_PRIORITY_DEFAULT, NULL, NULL);
}

/* The same for what others send: bounded, takes text. */
static void
event_post_bounded (MqttSignalingSession * self, SessionHandler handler,
    MqttSignalingLane * lane, gchar * text)
{
  if (g_atomic_int_add (&lane->pending, 1) >= MAX_PENDING) {
    g_atomic_int_add (&lane->pending, -1);
    g_atomic_int_inc (&lane->dropped);
    g_free (text);
    return;
  }
  event_post_counted (self, handler, G_PRIORITY_DEFAULT, &lane->pending, text);
}

/* --- broker --- */

void
mqtt_signaling_session_publish (MqttSignalingSession * self,
    MqttSignalingTopic topic, guint qos, gchar * payload)
{
  g_autofree gchar *name =
      mqtt_signaling_topic (topic, self->settings.device_id);
  MqttMessage message = {
    .topic = name,
    .data = (const guint8 *) payload,
    .size = strlen (payload),
    .qos = qos,
    .retain = topic == MQTT_SIGNALING_TOPIC_STATUS,
  };

  mqtt_connection_publish (self->connection, &message,
      MQTT_QUEUE_FULL_DROP_NEW);
  g_free (payload);
}

/* Names of the inputs of a kind, and (codecs) what viewers can get. */
static GPtrArray *
list_names (GPtrArray * inputs, const gchar * media)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < inputs->len; i++) {
    EdgeFanoutInput *input = g_ptr_array_index (inputs, i);

    if (g_str_equal (edge_fanout_input_media (input), media))
      g_ptr_array_add (names, (gpointer) edge_fanout_input_name (input));
  }
  g_ptr_array_add (names, NULL);
  return names;
}

static GPtrArray *
list_codecs (GPtrArray * inputs)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint codec = 0; codec < EDGE_MEDIA_N_CODECS; codec++) {
    for (guint i = 0; i < inputs->len; i++) {
      if (!edge_fanout_input_gives (g_ptr_array_index (inputs, i), codec))
        continue;
      g_ptr_array_add (names,
          (gpointer) edge_media_codec_info (codec)->encoding_name);
      break;
    }
  }
  g_ptr_array_add (names, NULL);
  return names;
}

void
mqtt_signaling_session_tell_presence (MqttSignalingSession * self)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self->fanout);
  g_autoptr (GPtrArray) codecs = list_codecs (inputs);
  g_autoptr (GPtrArray) video = list_names (inputs, "video");
  g_autoptr (GPtrArray) audio = list_names (inputs, "audio");

  if (!self->online)
    return;
  /* Under the lock: "offline" of stop() must stay the last word. */
  g_mutex_lock (&self->lock);
  if (!self->leaving)
    mqtt_signaling_session_publish (self, MQTT_SIGNALING_TOPIC_STATUS, 1,
        mqtt_signaling_status_online (self->settings.device_id,
            g_hash_table_size (self->viewers),
            (const gchar * const *) codecs->pdata,
            (const gchar * const *) video->pdata,
            (const gchar * const *) audio->pdata));
  g_mutex_unlock (&self->lock);
}

/* A connection begins or ends: nothing is subscribed. */
static void
handle_connection (MqttSignalingSession * self, SessionEvent * event)
{
  self->online = FALSE;
  self->n_subscribed = 0;
}

/* Who sees us online may call at once: only then when calls arrive. */
static void
handle_subscribed (MqttSignalingSession * self, SessionEvent * event)
{
  if (++self->n_subscribed
      < g_strv_length ((gchar **) mqtt_signaling_filters ()))
    return;
  self->online = TRUE;
  mqtt_signaling_session_tell_presence (self);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  /* MQTT 5.0, 3.9.3: 128 and above are refusals. */
  if (granted < 128)
    event_post (self, handle_subscribed);
  if (!g_atomic_int_get (&self->muted))
    self->callbacks.subscribed (filter, granted, self->user_data);
}

static void
on_connected (const MqttServerInfo * info, gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  event_post (self, handle_connection);
  if (!g_atomic_int_get (&self->muted))
    self->callbacks.connected (info, self->user_data);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  event_post (self, handle_connection);
  if (!g_atomic_int_get (&self->muted))
    self->callbacks.disconnected (error, first, retry_in, self->user_data);
}

static void
on_fatal (const GError * error, gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  if (!g_atomic_int_get (&self->muted))
    self->callbacks.fatal (error, self->user_data);
}

static void
on_state_changed (MqttState state, gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  if (!g_atomic_int_get (&self->muted))
    self->callbacks.state_changed (state, self->user_data);
}

/* FALSE if there is none. */
static gboolean
take_call (MqttSignalingSession * self)
{
  g_autoptr (Call) call = call_queue_pop (self->calls);

  if (call == NULL)
    return FALSE;
  if (!g_atomic_int_get (&self->muted))
    mqtt_signaling_offers_take (self, call->topic, call->data != NULL ?
        g_bytes_get_data (call->data, NULL) : NULL, call->size);
  return TRUE;
}

static void handle_call (MqttSignalingSession * self, SessionEvent * event);

static void
schedule_calls (MqttSignalingSession * self)
{
  if (g_atomic_int_compare_and_exchange (&self->calls_scheduled, FALSE, TRUE))
    event_post_counted (self, handle_call, CALL_PRIORITY, NULL, NULL);
}

/* One at a time: a main loop runs all that is ready before it looks again for
 * what is more urgent. */
static void
handle_call (MqttSignalingSession * self, SessionEvent * event)
{
  g_atomic_int_set (&self->calls_scheduled, FALSE);
  if (take_call (self))
    schedule_calls (self);
}

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  MqttSignalingSession *self = user_data;

  /* A call is never meant for later. */
  if (!message->retain && call_queue_push (self->calls, message->topic,
          message->data, message->size, g_get_monotonic_time ()))
    schedule_calls (self);
}

/* --- viewers --- */

void
mqtt_signaling_session_count_changed (MqttSignalingSession * self)
{
  g_mutex_lock (&self->lock);
  self->n_peers = g_hash_table_size (self->viewers);
  g_mutex_unlock (&self->lock);
  mqtt_signaling_session_tell_presence (self);
}

void
mqtt_signaling_session_remove (MqttSignalingSession * self,
    const gchar * mobile, const gchar * reason, gboolean release)
{
  MqttSignalingViewer *viewer = g_hash_table_lookup (self->viewers, mobile);
  g_autofree gchar *name = g_strdup (mobile);

  if (viewer == NULL)
    return;
  mqtt_signaling_viewer_give_held (viewer, TRUE);
  g_hash_table_steal (self->viewers, name);
  mqtt_signaling_viewer_free (viewer);
  mqtt_signaling_session_count_changed (self);
  if (g_atomic_int_get (&self->muted))
    return;
  if (release)
    self->counters.commands_dropped +=
        self->callbacks.command (name, viewer_message_release (name),
        COMMAND_MUST_ARRIVE, self->user_data);
  self->callbacks.peer_removed (name, reason,
      g_hash_table_size (self->viewers), self->user_data);
}

static void
handle_broadcast (MqttSignalingSession * self, SessionEvent * event)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    MqttSignalingViewer *viewer = value;

    if (!edge_peer_send (viewer->peer, event->text))
      viewer->unsent++;
  }
}

void
mqtt_signaling_session_broadcast (MqttSignalingSession * self, gchar * text)
{
  event_post_bounded (self, handle_broadcast, &self->data, text);
}

static void
handle_inputs_changed (MqttSignalingSession * self, SessionEvent * event)
{
  mqtt_signaling_offers_retry (self);
  mqtt_signaling_session_tell_presence (self);
}

void
mqtt_signaling_session_inputs_changed (MqttSignalingSession * self)
{
  event_post (self, handle_inputs_changed);
}

static void
handle_sources_changed (MqttSignalingSession * self, SessionEvent * event)
{
  mqtt_signaling_inputs_check (self);
}

void
mqtt_signaling_session_sources_changed (MqttSignalingSession * self)
{
  event_post (self, handle_sources_changed);
}

/* --- stats --- */

static void
append_viewer (GValue * viewers, MqttSignalingViewer * viewer)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (&value, mqtt_signaling_viewer_get_stats (viewer));
  gst_value_array_append_and_take_value (viewers, &value);
}

static void
update_stats (MqttSignalingSession * self)
{
  const MqttSignalingCounters *counters = &self->counters;
  GstStructure *stats = gst_structure_new ("application/x-mqttsignaling-stats",
      "encoders", G_TYPE_UINT, edge_fanout_count_encoders (self->fanout),
      "offers", G_TYPE_UINT64, counters->offers,
      "offers-refused", G_TYPE_UINT64, counters->offers_refused,
      "malformed", G_TYPE_UINT64, counters->malformed,
      "candidates-dropped", G_TYPE_UINT64, counters->candidates_dropped,
      "commands", G_TYPE_UINT64, counters->commands,
      "commands-dropped", G_TYPE_UINT64, counters->commands_dropped, NULL);
  GValue viewers = G_VALUE_INIT;
  GHashTableIter iter;
  gpointer value;

  g_value_init (&viewers, GST_TYPE_ARRAY);
  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    append_viewer (&viewers, value);
  gst_structure_take_value (stats, "viewers", &viewers);

  g_mutex_lock (&self->lock);
  GstStructure *before = self->stats;
  self->stats = stats;
  self->offers_limited = counters->offers_limited;
  self->n_stats++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&before, gst_structure_free);
}

static void
handle_stats_wanted (MqttSignalingSession * self, SessionEvent * event)
{
  update_stats (self);
}

/* To gather what nobody reads costs each viewer something all the time. */
static void
gather_stats (MqttSignalingSession * self)
{
  gint64 deadline =
      g_get_monotonic_time () + STATS_TIMEOUT * G_TIME_SPAN_MILLISECOND;
  guint before;

  if (g_main_context_is_owner (self->context)) {
    update_stats (self);
    return;
  }
  g_mutex_lock (&self->lock);
  before = self->n_stats;
  g_mutex_unlock (&self->lock);
  event_post (self, handle_stats_wanted);
  g_mutex_lock (&self->lock);
  while (self->n_stats == before && !self->deaf
      && g_cond_wait_until (&self->changed, &self->lock, deadline));
  g_mutex_unlock (&self->lock);
}

GstStructure *
mqtt_signaling_session_get_stats (MqttSignalingSession * self)
{
  GstStructure *stats;
  guint64 data_dropped = (guint) g_atomic_int_get (&self->data.dropped);
  guint64 limited, messages_dropped;

  gather_stats (self);
  call_queue_count (self->calls, &limited, &messages_dropped);
  g_mutex_lock (&self->lock);
  stats = gst_structure_copy (self->stats);
  gst_structure_set (stats, "peers", G_TYPE_UINT, self->n_peers, "encoders",
      G_TYPE_UINT, edge_fanout_count_encoders (self->fanout),
      "offers-limited", G_TYPE_UINT64, self->offers_limited + limited,
      "messages-dropped", G_TYPE_UINT64, messages_dropped,
      "data-dropped", G_TYPE_UINT64, data_dropped, NULL);
  g_mutex_unlock (&self->lock);
  return stats;
}

guint
mqtt_signaling_session_count_peers (MqttSignalingSession * self)
{
  guint n_peers;

  g_mutex_lock (&self->lock);
  n_peers = self->n_peers;
  g_mutex_unlock (&self->lock);
  return n_peers;
}

/* --- life --- */

static gboolean
on_tick (gpointer user_data)
{
  mqtt_signaling_offers_tick (user_data);
  return G_SOURCE_CONTINUE;
}

/* Also lets in who calls while viewers talk without end. */
static gboolean
on_short_tick (gpointer user_data)
{
  MqttSignalingSession *self = user_data;
  GHashTableIter iter;
  gpointer value;

  mqtt_signaling_inputs_check (self);
  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    mqtt_signaling_viewer_give_held (value, FALSE);
  take_call (self);
  return G_SOURCE_CONTINUE;
}

static GSource *
start_timer (MqttSignalingSession * self, guint interval, GSourceFunc function)
{
  GSource *source = g_timeout_source_new (interval);

  g_source_set_callback (source, function, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
stop_timer (GSource * source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static gpointer
run (gpointer user_data)
{
  MqttSignalingSession *self = user_data;
  GSource *tick, *short_tick;

  g_main_context_push_thread_default (self->context);
  webrtc_plugins_load ();
  tick = start_timer (self, TICK_INTERVAL, on_tick);
  short_tick = start_timer (self, SHORT_TICK_INTERVAL, on_short_tick);
  g_main_loop_run (self->loop);
  stop_timer (short_tick);
  stop_timer (tick);
  g_mutex_lock (&self->lock);
  self->deaf = TRUE;
  g_mutex_unlock (&self->lock);
  /* Events that came too late hold references. */
  while (g_main_context_iteration (self->context, FALSE));
  g_main_context_pop_thread_default (self->context);

  g_mutex_lock (&self->lock);
  self->finished = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  mqtt_signaling_session_unref (self);
  return NULL;
}

MqttSignalingSession *
mqtt_signaling_session_ref (MqttSignalingSession * self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
mqtt_signaling_session_unref (MqttSignalingSession * self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  mqtt_signaling_offers_clear (self);
  g_hash_table_unref (self->viewers);
  g_hash_table_unref (self->lost_inputs);
  g_clear_pointer (&self->connection, mqtt_connection_unref);
  call_queue_free (self->calls);
  gst_structure_free (self->stats);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  edge_fanout_unref (self->fanout);
  edge_pipeline_disposer_unref (self->disposer);
  mqtt_signaling_settings_clear (&self->settings);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
connect_broker (MqttSignalingSession * self, GstObject * object,
    GError ** error)
{
  static const MqttCallbacks callbacks = {
    .connected = on_connected,
    .disconnected = on_disconnected,
    .fatal = on_fatal,
    .message = on_message,
    .subscribed = on_subscribed,
    .state_changed = on_state_changed,
  };
  MqttSettings *mqtt = &self->settings.mqtt;
  const gchar *const *filters = mqtt_signaling_filters ();

  g_free (mqtt->will_topic);
  g_free (mqtt->will_payload);
  mqtt->will_topic = mqtt_signaling_topic (MQTT_SIGNALING_TOPIC_STATUS,
      self->settings.device_id);
  mqtt->will_payload = mqtt_signaling_status_offline (self->settings.device_id);
  mqtt->will_qos = 1;
  mqtt->will_retain = TRUE;
  self->connection = mqtt_connection_new (&callbacks, self, object);
  for (guint i = 0; filters[i] != NULL; i++) {
    if (!mqtt_connection_subscribe (self->connection, filters[i], 1,
            MQTT_SUBSCRIBE_NO_RETAINED, error))
      return FALSE;
  }
  return mqtt_connection_start (self->connection, mqtt, error);
}

MqttSignalingSession *
mqtt_signaling_session_start (MqttSignalingSettings * settings,
    const MqttSignalingCallbacks * callbacks, gpointer user_data,
    GDestroyNotify destroy, EdgeFanout * fanout,
    EdgePipelineDisposer * disposer, GstObject * object, GError ** error)
{
  MqttSignalingSession *self = g_new0 (MqttSignalingSession, 1);

  self->refs = 1;
  self->settings = *settings;
  memset (settings, 0, sizeof (*settings));
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->destroy = destroy;
  self->fanout = edge_fanout_ref (fanout);
  self->disposer = edge_pipeline_disposer_ref (disposer);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->viewers = g_hash_table_new (g_str_hash, g_str_equal);
  self->lost_inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      g_free);
  self->calls = call_queue_new ();
  mqtt_signaling_offers_init (self);
  update_stats (self);
  if (!connect_broker (self, object, error)) {
    mqtt_signaling_session_unref (self);
    return NULL;
  }
  self->thread = g_thread_new ("mqttsignaling", run,
      mqtt_signaling_session_ref (self));
  return self;
}

/* Also with the callbacks muted: viewers end, the thread with them. */
static void
handle_stop (MqttSignalingSession * self, SessionEvent * event)
{
  g_autofree gpointer *mobiles =
      g_hash_table_get_keys_as_array (self->viewers, NULL);

  self->online = FALSE;
  self->stopping = TRUE;
  for (guint i = 0; mobiles[i] != NULL; i++)
    mqtt_signaling_session_remove (self, mobiles[i], "stopped", FALSE);
  g_main_loop_quit (self->loop);
}

void
mqtt_signaling_session_stop (MqttSignalingSession * self)
{
  gint64 deadline =
      g_get_monotonic_time () + STOP_TIMEOUT * G_TIME_SPAN_MILLISECOND;
  gboolean finished;

  event_post (self, handle_stop);
  g_mutex_lock (&self->lock);
  self->leaving = TRUE;
  g_mutex_unlock (&self->lock);
  mqtt_signaling_session_publish (self, MQTT_SIGNALING_TOPIC_STATUS, 1,
      mqtt_signaling_status_offline (self->settings.device_id));
  mqtt_connection_stop (self->connection);

  g_mutex_lock (&self->lock);
  while (!self->finished
      && g_cond_wait_until (&self->changed, &self->lock, deadline));
  finished = self->finished;
  g_mutex_unlock (&self->lock);
  g_atomic_int_set (&self->muted, TRUE);
  if (finished)
    g_thread_join (self->thread);
  else
    g_thread_unref (self->thread);
  edge_pipeline_disposer_wait (self->disposer,
      MAX (deadline - g_get_monotonic_time (), 0) / G_TIME_SPAN_MILLISECOND);
  mqtt_signaling_session_unref (self);
}
