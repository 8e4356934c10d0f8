/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingviewer.h"

#include "viewermessage.h"

gboolean
rate_bucket_take (RateBucket * bucket, gdouble rate, gdouble burst, gint64 now)
{
  if (bucket->time == 0)
    bucket->tokens = burst;
  else
    bucket->tokens = MIN (burst, bucket->tokens
        + rate * (now - bucket->time) / G_USEC_PER_SEC);
  bucket->time = now;
  if (bucket->tokens < 1.0)
    return FALSE;
  bucket->tokens -= 1.0;
  bucket->told = FALSE;
  return TRUE;
}

static MqttSignalingAddress
get_address (MqttSignalingViewer * self)
{
  return (MqttSignalingAddress) {
  self->session->settings.device_id, self->mobile, self->session_id};
}

void
mqtt_signaling_viewer_send_answer (MqttSignalingViewer * self)
{
  MqttSignalingAddress address = get_address (self);

  if (self->answer_text != NULL)
    mqtt_signaling_session_publish (self->session,
        MQTT_SIGNALING_TOPIC_ANSWER, 1,
        mqtt_signaling_answer (&address, self->answer_text));
}

static void
on_description (EdgePeer * peer, const gchar * type, const gchar * sdp,
    gpointer user_data)
{
  MqttSignalingViewer *self = user_data;

  g_free (self->answer_text);
  self->answer_text = g_strdup (sdp);
  mqtt_signaling_viewer_send_answer (self);
}

static void
on_candidate (EdgePeer * peer, const gchar * candidate, const gchar * mid,
    guint mline_index, gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  MqttSignalingAddress address = get_address (self);

  mqtt_signaling_session_publish (self->session,
      MQTT_SIGNALING_TOPIC_CANDIDATE, 0,
      mqtt_signaling_candidate (&address, candidate, mid, mline_index));
}

static void
on_state (EdgePeer * peer, const gchar * connection, const gchar * ice,
    gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  MqttSignalingSession *session = self->session;

  if (!g_atomic_int_get (&session->muted))
    session->callbacks.peer_state (self->mobile, connection, ice,
        session->user_data);
}

static void
on_channel_open (EdgePeer * peer, gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  g_autofree gchar *hello =
      viewer_message_hello (self->mobile, self->session->settings.device_id);

  edge_peer_send (peer, hello);
}

static void
give_command (MqttSignalingViewer * self, gchar * text, CommandKind kind)
{
  MqttSignalingSession *session = self->session;

  self->commands++;
  session->counters.commands++;
  if (g_atomic_int_get (&session->muted))
    g_free (text);
  else
    session->counters.commands_dropped +=
        session->callbacks.command (text, kind, session->user_data);
}

static void
on_message (EdgePeer * peer, const gchar * text, gsize size, gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  gboolean admitted = rate_bucket_take (&self->rate, VIEWER_MESSAGE_RATE,
      VIEWER_MESSAGE_BURST, g_get_monotonic_time ());
  g_autofree gchar *out = NULL;
  ViewerMessageType type = VIEWER_MESSAGE_MALFORMED;

  if (text != NULL)
    type = viewer_message_read (text, size, self->mobile,
        g_get_real_time () / G_TIME_SPAN_MILLISECOND, &out);
  /* A stop goes through, however fast its sender talks. */
  if (type == VIEWER_MESSAGE_STOP) {
    give_command (self, g_steal_pointer (&out), COMMAND_STOP);
    return;
  }
  if (!admitted) {
    self->rate_limited++;
    return;
  }
  switch (type) {
    case VIEWER_MESSAGE_PING:
      if (!edge_peer_send (peer, out))
        self->unsent++;
      break;
    case VIEWER_MESSAGE_COMMAND:
      give_command (self, g_steal_pointer (&out), COMMAND_ORDINARY);
      break;
    case VIEWER_MESSAGE_MOTION:
      give_command (self, g_steal_pointer (&out), COMMAND_MOTION);
      break;
    case VIEWER_MESSAGE_RELEASE:
      give_command (self, g_steal_pointer (&out), COMMAND_MUST_ARRIVE);
      break;
    case VIEWER_MESSAGE_MALFORMED:
      self->malformed++;
      break;
    default:
      break;
  }
}

static void
on_ended (EdgePeer * peer, const gchar * reason, const gchar * text,
    gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  g_autofree gchar *mobile = g_strdup (self->mobile);

  mqtt_signaling_session_remove (self->session, mobile, reason, TRUE);
}

MqttSignalingViewer *
mqtt_signaling_viewer_new (MqttSignalingSession * session, const gchar * mobile,
    GError ** error)
{
  static const EdgePeerCallbacks callbacks = {
    .description = on_description,
    .candidate = on_candidate,
    .state = on_state,
    .channel_open = on_channel_open,
    .message = on_message,
    .is_urgent = viewer_message_ends_motion,
    .ended = on_ended,
  };
  const MqttSignalingSettings *from = &session->settings;
  g_autoptr (GstClock) clock = NULL;
  EdgePeerSettings settings = {
    .context = session->context,
    .disposer = session->disposer,
    .role = EDGE_PEER_ANSWERS,
    .stun_server = from->stun_server,
    .turn_servers = (const gchar * const *) from->turn_servers,
    .local_addresses = (const gchar * const *) from->local_addresses,
    .relay_only = from->relay_only,
    .ice_tcp = from->ice_tcp,
  };
  MqttSignalingViewer *self = g_new0 (MqttSignalingViewer, 1);

  self->session = session;
  self->mobile = g_strdup (mobile);
  self->called = g_get_monotonic_time ();
  if (edge_fanout_get_clock (session->fanout, &clock, &settings.base_time))
    settings.clock = clock;
  self->peer = edge_peer_new (&settings, &callbacks, self, error);
  if (self->peer == NULL) {
    mqtt_signaling_viewer_free (self);
    return NULL;
  }
  return self;
}

void
mqtt_signaling_viewer_free (MqttSignalingViewer * self)
{
  if (self->peer != NULL) {
    edge_peer_close (self->peer);
    edge_peer_unref (self->peer);
  }
  g_free (self->mobile);
  g_free (self->session_id);
  g_free (self->offer_text);
  g_free (self->answer_text);
  g_free (self);
}

gboolean
mqtt_signaling_viewer_answer (MqttSignalingViewer * self, EdgeSdpOffer * offer,
    const gchar * text, const gchar * session_id, GError ** error)
{
  g_autoptr (GPtrArray) codecs = g_ptr_array_new ();
  gchar **video = self->session->settings.video_codecs;

  for (guint i = 0; video[i] != NULL; i++)
    g_ptr_array_add (codecs, video[i]);
  g_ptr_array_add (codecs, (gpointer) "OPUS");
  g_ptr_array_add (codecs, NULL);
  g_free (self->offer_text);
  self->offer_text = g_strdup (text);
  g_clear_pointer (&self->answer_text, g_free);
  if (g_strcmp0 (self->session_id, session_id) != 0) {
    g_free (self->session_id);
    self->session_id = g_strdup (session_id);
  }
  return edge_peer_answer (self->peer, offer, self->session->fanout,
      (const gchar * const *) codecs->pdata, error);
}

GstStructure *
mqtt_signaling_viewer_get_stats (MqttSignalingViewer * self)
{
  GstStructure *stats = edge_peer_get_stats (self->peer);

  gst_structure_set (stats, "peer", G_TYPE_STRING, self->mobile,
      "commands", G_TYPE_UINT64, self->commands,
      "malformed", G_TYPE_UINT64, self->malformed,
      "rate-limited", G_TYPE_UINT64, self->rate_limited,
      "unsent", G_TYPE_UINT64, self->unsent, NULL);
  return stats;
}
