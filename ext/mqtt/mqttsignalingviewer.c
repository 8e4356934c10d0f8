/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingviewer.h"

#include <string.h>

#include "viewermessage.h"

/* How often somebody who only watches is told so. */
#define REFUSED_RATE 1.0
#define REFUSED_BURST 1.0
/* Stops of somebody who only watches: per second, and at once. Of those beyond
 * that the last one waits for its turn. */
#define STOP_RATE 5.0
#define STOP_BURST 10.0
/* How long a word of leave may take, in microseconds. */
#define LEAVE_TIME (400 * G_TIME_SPAN_MILLISECOND)
/* How long a viewer may hold back pictures that he wants smooth, in
 * milliseconds. */
#define SMOOTH_MIN 100
#define SMOOTH_MAX 1000

/* Why he goes whose time is over. */
static const gchar over[] = "expired";

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
say_hello (MqttSignalingViewer * self)
{
  g_autofree gchar *hello = viewer_message_hello (self->mobile,
      self->session->settings.device_id, &self->pass.pass);

  edge_peer_send (self->peer, hello);
}

static void
say_path (MqttSignalingViewer * self)
{
  const EdgeIcePath *path = edge_peer_get_path (self->peer);
  g_autofree gchar *text = NULL;

  if (path == NULL)
    return;
  text = viewer_message_path (path);
  edge_peer_send (self->peer, text);
}

static void
on_path (EdgePeer * peer, const EdgeIcePath * path, gpointer user_data)
{
  say_path (user_data);
}

static void
on_channel_open (EdgePeer * peer, gpointer user_data)
{
  MqttSignalingViewer *self = user_data;

  say_hello (self);
  mqtt_signaling_inputs_tell (self->session, peer);
  say_path (self);
}

static void
send_text (MqttSignalingViewer * self, const gchar * text)
{
  if (!edge_peer_send (self->peer, text))
    self->unsent++;
}

static void
on_clock (EdgePeer * peer, const gchar * input, const EdgeTrackClock * clock,
    gpointer user_data)
{
  g_autofree gchar *text = viewer_message_clock (input, clock);

  /* There may be no data channel (yet). */
  edge_peer_send (peer, text);
}

/* Quick: the viewer shows each picture when it comes. Smooth: it evens out the
 * network's delays. */
static void
set_playout (MqttSignalingViewer * self, gboolean smooth)
{
  gboolean done = smooth ?
      edge_peer_set_playout (self->peer, SMOOTH_MIN, SMOOTH_MAX) :
      edge_peer_set_playout (self->peer, 0, 0);
  g_autofree gchar *text = viewer_message_playout (!done ? NULL : smooth ?
      "smooth" : "quick");

  send_text (self, text);
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
        session->callbacks.command (self->mobile, text, kind,
        session->user_data);
}

static gboolean
may_drive (MqttSignalingViewer * self)
{
  return self->pass.pass.role == VIEWER_ROLE_DRIVE;
}

static gboolean
is_over (MqttSignalingViewer * self)
{
  return mqtt_signaling_pass_is_over (&self->pass, g_get_real_time (),
      g_get_monotonic_time ());
}

/* Takes text. An estop says what a stop says, and more. */
static void
stop_car (MqttSignalingViewer * self, gchar * text, CommandKind kind)
{
  if (self->held_stop != NULL)
    self->rate_limited++;
  if (self->held_stop == NULL || kind >= self->held_kind) {
    g_free (self->held_stop);
    self->held_stop = text;
    self->held_kind = kind;
  } else {
    g_free (text);
  }
  mqtt_signaling_viewer_give_held (self, FALSE);
}

void
mqtt_signaling_viewer_give_held (MqttSignalingViewer * self, gboolean all)
{
  if (self->held_stop != NULL && (all || may_drive (self)
          || rate_bucket_take (&self->stops, STOP_RATE, STOP_BURST,
              g_get_monotonic_time ())))
    give_command (self, g_steal_pointer (&self->held_stop), self->held_kind);
}

/* Takes text. */
static void
drive (MqttSignalingViewer * self, gchar * text, CommandKind kind)
{
  g_autofree gchar *refused = NULL;

  if (may_drive (self)) {
    give_command (self, text, kind);
    return;
  }
  g_free (text);
  self->commands_refused++;
  refused = viewer_message_refused ();
  if (rate_bucket_take (&self->refusals, REFUSED_RATE, REFUSED_BURST,
          g_get_monotonic_time ()) && !edge_peer_send (self->peer, refused))
    self->unsent++;
}

/* The word of leave needs a moment to get through: webrtcbin loses it if its
 * pipeline goes at once. */
static void
dismiss (MqttSignalingViewer * self)
{
  MqttSignalingAddress address = get_address (self);
  g_autofree gchar *bye = viewer_message_bye (over, MQTT_SIGNALING_PASS_OVER);

  if (self->dismissed != 0)
    return;
  self->dismissed = g_get_monotonic_time ();
  give_command (self, viewer_message_release (self->mobile),
      COMMAND_MUST_ARRIVE);
  edge_peer_send (self->peer, bye);
  mqtt_signaling_session_publish (self->session, MQTT_SIGNALING_TOPIC_ERROR, 1,
      mqtt_signaling_error (&address, over, MQTT_SIGNALING_PASS_OVER));
}

static void
on_message (EdgePeer * peer, const gchar * text, gsize size, gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  gboolean admitted = rate_bucket_take (&self->rate, VIEWER_MESSAGE_RATE,
      VIEWER_MESSAGE_BURST, g_get_monotonic_time ());
  g_autofree gchar *out = NULL;
  ViewerMessageType type = VIEWER_MESSAGE_MALFORMED;

  if (is_over (self)) {
    self->commands_refused++;
    dismiss (self);
    return;
  }
  if (text != NULL)
    type = viewer_message_read (text, size, self->mobile,
        g_get_real_time () / G_TIME_SPAN_MILLISECOND, &out);
  /* A stop goes through, however fast its sender talks. */
  if (type == VIEWER_MESSAGE_STOP || type == VIEWER_MESSAGE_ESTOP) {
    stop_car (self, g_steal_pointer (&out),
        type == VIEWER_MESSAGE_STOP ? COMMAND_STOP : COMMAND_ESTOP);
    return;
  }
  if (!admitted) {
    self->rate_limited++;
    return;
  }
  switch (type) {
    case VIEWER_MESSAGE_PING:
      send_text (self, out);
      break;
    case VIEWER_MESSAGE_QUICK:
    case VIEWER_MESSAGE_SMOOTH:
      set_playout (self, type == VIEWER_MESSAGE_SMOOTH);
      break;
    case VIEWER_MESSAGE_COMMAND:
      drive (self, g_steal_pointer (&out), COMMAND_ORDINARY);
      break;
    case VIEWER_MESSAGE_MOTION:
      drive (self, g_steal_pointer (&out), COMMAND_MOTION);
      break;
    case VIEWER_MESSAGE_RELEASE:
      drive (self, g_steal_pointer (&out), COMMAND_MUST_ARRIVE);
      break;
    case VIEWER_MESSAGE_MALFORMED:
      self->malformed++;
      break;
    default:
      break;
  }
}

/* What is wrong here, not with the connection, the viewer cannot find out. text
 * is a sentence, and details behind it that are not for him. */
static void
tell_error (MqttSignalingViewer * self, const gchar * text)
{
  MqttSignalingAddress address = get_address (self);
  g_autofree gchar *sentence = g_strndup (text, strcspn (text, "\n"));

  mqtt_signaling_session_publish (self->session, MQTT_SIGNALING_TOPIC_ERROR, 1,
      mqtt_signaling_error (&address, "error", sentence));
}

/* Once, and again if it is another one. */
static void
tell_fault (MqttSignalingViewer * self)
{
  EdgeConnectionFault fault = edge_peer_get_fault (self->peer);
  const gchar *reason = edge_connection_fault_reason (fault);
  const gchar *sentence = edge_connection_fault_sentence (fault);
  MqttSignalingSession *session = self->session;
  MqttSignalingAddress address = get_address (self);

  if (fault == self->fault || fault == EDGE_CONNECTION_FAULT_NONE)
    return;
  self->fault = fault;
  mqtt_signaling_session_publish (session, MQTT_SIGNALING_TOPIC_ERROR, 1,
      mqtt_signaling_error (&address, reason, sentence));
  if (!g_atomic_int_get (&session->muted))
    session->callbacks.peer_failed (self->mobile, reason, sentence,
        session->user_data);
}

static void
on_ended (EdgePeer * peer, const gchar * reason, const gchar * text,
    gpointer user_data)
{
  MqttSignalingViewer *self = user_data;
  g_autofree gchar *mobile = g_strdup (self->mobile);

  tell_fault (self);
  if (g_str_equal (reason, "error"))
    tell_error (self, text);
  mqtt_signaling_session_remove (self->session, mobile, reason, TRUE);
}

MqttSignalingViewer *
mqtt_signaling_viewer_new (MqttSignalingSession * session, const gchar * mobile,
    const MqttSignalingPass * pass, GError ** error)
{
  static const EdgePeerCallbacks callbacks = {
    .description = on_description,
    .candidate = on_candidate,
    .state = on_state,
    .path = on_path,
    .channel_open = on_channel_open,
    .message = on_message,
    .is_urgent = viewer_message_ends_motion,
    .clock = on_clock,
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
  self->pass = *pass;
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
  g_free (self->held_stop);
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

/* Who may not drive any more has let go of the wheel. */
void
mqtt_signaling_viewer_renew (MqttSignalingViewer * self,
    const MqttSignalingPass * pass)
{
  ViewerPass before = self->pass.pass;

  self->pass = *pass;
  self->dismissed = 0;
  if (pass->pass.role == before.role && pass->pass.expires == before.expires)
    return;
  if (before.role == VIEWER_ROLE_DRIVE && pass->pass.role != before.role)
    give_command (self, viewer_message_release (self->mobile),
        COMMAND_MUST_ARRIVE);
  say_hello (self);
}

void
mqtt_signaling_viewer_tick (MqttSignalingViewer * self)
{
  g_autofree gchar *mobile = g_strdup (self->mobile);

  tell_fault (self);
  if (!is_over (self))
    return;
  dismiss (self);
  if (g_get_monotonic_time () - self->dismissed >= LEAVE_TIME)
    mqtt_signaling_session_remove (self->session, mobile, over, FALSE);
}

GstStructure *
mqtt_signaling_viewer_get_stats (MqttSignalingViewer * self)
{
  GstStructure *stats = edge_peer_get_stats (self->peer);

  gst_structure_set (stats, "peer", G_TYPE_STRING, self->mobile,
      "commands", G_TYPE_UINT64, self->commands,
      "role", G_TYPE_STRING, viewer_role_to_string (self->pass.pass.role),
      "expires", G_TYPE_INT64, self->pass.pass.expires,
      "commands-refused", G_TYPE_UINT64, self->commands_refused,
      "malformed", G_TYPE_UINT64, self->malformed,
      "rate-limited", G_TYPE_UINT64, self->rate_limited,
      "unsent", G_TYPE_UINT64, self->unsent, NULL);
  return stats;
}
