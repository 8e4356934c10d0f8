/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include "channelerrors.h"
#include "dtlsfingerprint.h"

/* --- the end --- */

void
edge_peer_end (EdgePeer * self, const gchar * reason, const gchar * text)
{
  if (self->closed || self->ended)
    return;
  self->ended = TRUE;
  if (g_str_equal (reason, "failed") || g_str_equal (reason, "lost")
      || g_str_equal (reason, "timeout"))
    edge_peer_find_fault (self);
  self->callbacks.ended (self, reason, text, self->user_data);
}

/* number: 1 for an error that means that the other side closed. */
static void
handle_error (EdgePeer * self, EdgePeerEvent * event)
{
  edge_peer_end (self, event->number ? "closed" : "error", event->text);
}

static void
handle_latency (EdgePeer * self, EdgePeerEvent * event)
{
  gst_bin_recalculate_latency (GST_BIN (self->pipeline));
}

GstBusSyncReply
edge_peer_on_bus_message (GstBus * bus, GstMessage * message,
    gpointer user_data)
{
  EdgePeer *self = user_data;
  EdgePeerEvent *event;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    event = edge_peer_event_new (self, handle_error);
    /* sctpenc says this when the other side aborts the association. */
    event->number = g_str_has_prefix (GST_MESSAGE_SRC_NAME (message), "sctp");
    event->text = g_strdup (error->message);
    edge_peer_event_post (event);
  } else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY) {
    edge_peer_event_post (edge_peer_event_new (self, handle_latency));
  }
  gst_message_unref (message);
  return GST_BUS_DROP;
}

/* --- states --- */

static const gchar *
enum_nick (GType type, gint value)
{
  GEnumClass *klass = g_type_class_ref (type);
  GEnumValue *entry = g_enum_get_value (klass, value);
  const gchar *nick = entry != NULL ? entry->value_nick : "unknown";

  g_type_class_unref (klass);
  return nick;
}

static const gchar *
connection_word (EdgePeer * self)
{
  return self->quiet ? "disconnected" :
      enum_nick (GST_TYPE_WEBRTC_PEER_CONNECTION_STATE, self->connection);
}

static const gchar *
ice_word (EdgePeer * self)
{
  return enum_nick (GST_TYPE_WEBRTC_ICE_CONNECTION_STATE, self->ice);
}

static void
tell_state (EdgePeer * self)
{
  self->callbacks.state (self, connection_word (self), ice_word (self),
      self->user_data);
}

static void
open_tracks (EdgePeer * self)
{
  for (guint i = 0; i < self->tracks->len; i++)
    edge_peer_track_open (g_ptr_array_index (self->tracks, i));
}

/* TRUE in seen if the other side showed a certificate here; FALSE if it is not
 * the one of its offer. */
static gboolean
check_certificate (EdgePeer * self, GObject * holder, gboolean * seen)
{
  g_autoptr (GObject) transport = NULL;
  g_autofree gchar *certificate = NULL;

  if (holder != NULL)
    g_object_get (holder, "transport", &transport, NULL);
  if (transport != NULL)
    g_object_get (transport, "remote-certificate", &certificate, NULL);
  if (certificate == NULL)
    return TRUE;
  *seen = TRUE;
  return edge_dtls_fingerprint_matches (certificate,
      self->offer->fingerprint_algorithm, self->offer->fingerprint);
}

/* The certificate that the other side showed must be the one of its offer: the
 * webrtcbin of GStreamer before 1.28.6 does not look. */
static gboolean
is_who_called (EdgePeer * self)
{
  g_autoptr (GArray) transceivers = NULL;
  g_autoptr (GObject) sctp = NULL;
  gboolean right, seen = FALSE;

  if (self->offer == NULL)
    return FALSE;
  g_object_get (self->webrtc, "sctp-transport", &sctp, NULL);
  right = check_certificate (self, sctp, &seen);
  g_signal_emit_by_name (self->webrtc, "get-transceivers", &transceivers);
  for (guint i = 0; i < transceivers->len; i++) {
    g_autoptr (GObject) receiver = NULL;

    g_object_get (g_array_index (transceivers, GObject *, i), "receiver",
        &receiver, NULL);
    right = check_certificate (self, receiver, &seen) && right;
  }
  return seen && right;
}

gboolean
edge_peer_verify (EdgePeer * self)
{
  if (!self->verified && !self->ended) {
    self->verified = is_who_called (self);
    if (!self->verified)
      edge_peer_end (self, "failed", "The certificate is not the offer's.");
  }
  return self->verified;
}

static void
handle_states (EdgePeer * self, EdgePeerEvent * event)
{
  GstWebRTCPeerConnectionState connection;
  GstWebRTCICEConnectionState ice;

  g_object_get (self->webrtc, "connection-state", &connection,
      "ice-connection-state", &ice, NULL);
  if (connection == self->connection && ice == self->ice)
    return;
  self->connection = connection;
  self->ice = ice;
  self->ice_connected |= ice == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED
      || ice == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED
      || connection == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
  if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED) {
    if (!edge_peer_verify (self))
      return;
    if (!self->was_connected) {
      self->last_heard = g_get_monotonic_time ();
      edge_rhythm_start (&self->rhythm, self->last_heard);
    }
    self->was_connected = TRUE;
    open_tracks (self);
  }
  tell_state (self);
  if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED
      || ice == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
    edge_peer_end (self, "failed", "ICE or DTLS failed.");
  else if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
    edge_peer_end (self, "closed", "The connection was closed.");
}

void
edge_peer_on_states (GObject * webrtc, GParamSpec * pspec, EdgePeer * self)
{
  edge_peer_event_post (edge_peer_event_new (self, handle_states));
}

/* --- liveness: each packet from the network says that the peer lives --- */

static GstPadProbeReturn
network_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  EdgePeer *self = user_data;

  g_atomic_int_set (&self->heard, TRUE);
  return GST_PAD_PROBE_OK;
}

void
edge_peer_on_element_added (GstBin * bin, GstBin * sub_bin,
    GstElement * element, EdgePeer * self)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstPad) pad = NULL;

  edge_channel_errors_watch (element);
  if (factory == NULL)
    return;
  if (g_str_equal (GST_OBJECT_NAME (factory), "dtlssrtpdec"))
    edge_peer_watch_reports (self, element);
  if (!g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
    return;
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_BUFFER_LIST, network_probe, edge_peer_ref (self),
      (GDestroyNotify) edge_peer_unref);
}

gboolean
edge_peer_was_connected (EdgePeer * self)
{
  GstWebRTCPeerConnectionState connection;

  if (self->was_connected || self->closed)
    return self->was_connected;
  /* The news of it may still be on its way to us. */
  g_object_get (self->webrtc, "connection-state", &connection, NULL);
  return connection == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
}

static guint64
count_frames (EdgePeer * self, guint64 * dropped)
{
  guint64 frames = 0;

  *dropped = 0;
  for (guint i = 0; i < self->tracks->len; i++) {
    guint64 sent, left_out;

    edge_peer_track_count (g_ptr_array_index (self->tracks, i), &sent,
        &left_out);
    frames += sent;
    *dropped += left_out;
  }
  return frames;
}

static gboolean
sends_pictures (EdgePeer * self)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    EdgePeerTrack *track = g_ptr_array_index (self->tracks, i);

    if (edge_media_codec_info (edge_peer_track_codec (track))->clock_rate ==
        90000)
      return TRUE;
  }
  return FALSE;
}

/* With a data channel, each second the clock of the pictures goes out on it,
 * and SCTP at the other end acknowledges it, be the reports of RFC 3550 ever so
 * rare. Without, only who reported often can be missed soon. */
static guint
lost_timeout (EdgePeer * self)
{
  return sends_pictures (self) && (self->channel != NULL
      || edge_rhythm_is_steady (&self->rhythm)) ?
      EDGE_PEER_LOST_TIMEOUT : EDGE_PEER_LOST_TIMEOUT_RARE;
}

/* Silence counts only while the other side has something to report on. */
static void
check_silence (EdgePeer * self, gint64 now)
{
  gint64 timeout = lost_timeout (self) * G_TIME_SPAN_MILLISECOND;
  guint64 dropped, frames = count_frames (self, &dropped);
  gboolean quiet;

  if (g_atomic_int_compare_and_exchange (&self->heard, TRUE, FALSE)) {
    edge_rhythm_hear (&self->rhythm, now);
    self->last_heard = now;
  } else if (frames == self->last_frames) {
    self->last_heard = now;
  }
  self->last_frames = frames;
  quiet = now - self->last_heard >= timeout / 2;
  if (quiet != self->quiet) {
    self->quiet = quiet;
    tell_state (self);
  }
  if (now - self->last_heard >= timeout)
    edge_peer_end (self, "lost", "Nothing was heard of the viewer any more.");
}

static void
check_formats (EdgePeer * self)
{
  for (guint i = 0; i < self->tracks->len && !self->ended; i++) {
    g_autoptr (GError) error = NULL;

    if (!edge_peer_track_check (g_ptr_array_index (self->tracks, i), &error))
      edge_peer_end (self, "error", error->message);
  }
}

gboolean
edge_peer_on_tick (gpointer user_data)
{
  EdgePeer *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (!self->was_connected) {
    if (now - self->created
        >= EDGE_PEER_CONNECT_TIMEOUT * G_TIME_SPAN_MILLISECOND)
      edge_peer_end (self, "timeout", "The connection did not come about.");
    return G_SOURCE_CONTINUE;
  }
  check_formats (self);
  if (!self->ended)
    check_silence (self, now);
  if (!self->ended)
    edge_peer_check_media (self, now);
  return G_SOURCE_CONTINUE;
}

GstStructure *
edge_peer_get_stats (EdgePeer * self)
{
  EdgePeerStats stats = { 0 };
  guint64 dropped, frames = count_frames (self, &dropped);
  const EdgeIcePath *path = edge_peer_get_path (self);
  GstStructure *structure;

  if (!self->closed)
    edge_peer_stats_read (&stats, self->webrtc);
  structure = gst_structure_new ("application/x-edge-peer-stats",
      "connection", G_TYPE_STRING, connection_word (self),
      "ice", G_TYPE_STRING, ice_word (self),
      "rtt", G_TYPE_DOUBLE, stats.rtt,
      "bytes-sent", G_TYPE_UINT64, stats.bytes_sent,
      "packets-sent", G_TYPE_UINT64, stats.packets_sent,
      "packets-lost", G_TYPE_UINT64, stats.packets_lost,
      "nack-count", G_TYPE_UINT64, stats.nack_count,
      "pli-count", G_TYPE_UINT64, stats.pli_count,
      "fir-count", G_TYPE_UINT64, stats.fir_count,
      "frames-sent", G_TYPE_UINT64, frames,
      "frames-dropped", G_TYPE_UINT64, dropped,
      "messages-dropped", G_TYPE_UINT64,
      (guint64) (guint) g_atomic_int_get (&self->dropped_messages), NULL);

  if (path != NULL)
    gst_structure_set (structure, "local", G_TYPE_STRING, path->local,
        "remote", G_TYPE_STRING, path->remote, "protocol", G_TYPE_STRING,
        path->protocol, "address", G_TYPE_STRING, path->address, "interface",
        G_TYPE_STRING, path->interface, NULL);
  for (guint i = 0; i < self->tracks->len; i++) {
    const EdgeMediaCodecInfo *info =
        edge_media_codec_info (edge_peer_track_codec (g_ptr_array_index
            (self->tracks, i)));

    gst_structure_set (structure, g_str_equal (info->media, "video") ?
        "video-codec" : "audio-codec", G_TYPE_STRING, info->encoding_name,
        NULL);
  }
  return structure;
}
