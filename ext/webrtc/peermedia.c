/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include "edgeerror.h"

static EdgePeerTrack *
find_track (EdgePeer * self, guint mline_index)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    EdgePeerTrack *track = g_ptr_array_index (self->tracks, i);

    if (edge_peer_track_mline (track) == mline_index)
      return track;
  }
  return NULL;
}

static void
handle_key_unit (EdgePeer * self, EdgePeerEvent * event)
{
  EdgePeerTrack *track = find_track (self, event->number);

  if (track != NULL)
    edge_peer_track_request_key_unit (track);
}

static void
tell_clock (EdgePeer * self, EdgePeerTrack * track)
{
  EdgeTrackClock clock;

  if (self->callbacks.clock != NULL
      && edge_peer_track_get_clock (track, &clock))
    self->callbacks.clock (self, edge_peer_track_input (track), &clock,
        self->user_data);
}

static void
handle_clock (EdgePeer * self, EdgePeerEvent * event)
{
  EdgePeerTrack *track = find_track (self, event->number);

  if (track != NULL)
    tell_clock (self, track);
}

void
edge_peer_tell_clocks (EdgePeer * self)
{
  for (guint i = 0; i < self->tracks->len && !self->closed; i++)
    tell_clock (self, g_ptr_array_index (self->tracks, i));
}

typedef struct
{
  EdgePeer *peer;
  guint mline_index;
} TrackName;

static void
track_name_free (gpointer data)
{
  TrackName *name = data;

  edge_peer_unref (name->peer);
  g_free (name);
}

static void
post_for_track (TrackName * name, EdgePeerHandler handler)
{
  EdgePeerEvent *event = edge_peer_event_new (name->peer, handler);

  event->number = name->mline_index;
  edge_peer_event_post (event);
}

static void
on_key_unit (gpointer user_data)
{
  post_for_track (user_data, handle_key_unit);
}

static void
on_clock (gpointer user_data)
{
  post_for_track (user_data, handle_clock);
}

void
edge_peer_start_tracks (EdgePeer * self)
{
  static const EdgePeerTrackCallbacks callbacks = {
    .key_unit = on_key_unit,
    .clock = on_clock,
  };

  for (guint i = 0; i < self->tracks->len; i++) {
    EdgePeerTrack *track = g_ptr_array_index (self->tracks, i);
    g_autoptr (GError) error = NULL;
    TrackName *name;

    if (edge_peer_track_is_started (track))
      continue;
    name = g_new (TrackName, 1);
    name->peer = edge_peer_ref (self);
    name->mline_index = edge_peer_track_mline (track);
    if (!edge_peer_track_start (track, GST_BIN (self->pipeline), &callbacks,
            name, track_name_free, &error)) {
      edge_peer_end (self, "error", error->message);
      return;
    }
    if (self->was_connected)
      edge_peer_track_open (track);
  }
}

gboolean
edge_peer_set_playout (EdgePeer * self, guint min, guint max)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->tracks->len; i++)
    any |= edge_peer_track_set_playout (g_ptr_array_index (self->tracks, i),
        min, max);
  return any;
}

/* --- from the offer --- */

/* Have the m-line sent by input: a sink pad whose transceiver takes exactly
 * the payload that we chose. */
static gboolean
add_track (EdgePeer * self, const EdgeSdpMedia * media,
    EdgeFanoutInput * input, const EdgeSdpCodec * codec)
{
  guint32 ssrc = g_random_int ();
  EdgeSdpExtensions extensions = media->extensions;
  g_autoptr (GstCaps) caps = NULL;
  g_autoptr (GstPad) pad = NULL;
  GstWebRTCRTPTransceiver *transceiver = NULL;
  GstPadTemplate *templ;
  EdgeMediaCodec id;

  if (!edge_media_codec_from_name (codec->name, &id))
    return FALSE;
  if (media->kind != EDGE_SDP_VIDEO)
    extensions.playout_delay = 0;
  caps = edge_sdp_codec_to_caps (codec, media->kind, ssrc, &extensions);
  templ = gst_element_get_pad_template (self->webrtc, "sink_%u");
  pad = gst_element_request_pad (self->webrtc, templ, NULL, caps);
  if (pad == NULL)
    return FALSE;
  g_object_get (pad, "transceiver", &transceiver, NULL);
  if (transceiver == NULL) {
    gst_element_release_request_pad (self->webrtc, pad);
    return FALSE;
  }
  g_object_set (transceiver, "codec-preferences", caps, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "do-nack", TRUE, NULL);
  gst_object_unref (transceiver);
  g_ptr_array_add (self->tracks, edge_peer_track_new (input, id, media->index,
          ssrc, extensions.playout_delay, pad));
  return TRUE;
}

static EdgeFanoutInput *
nth_input (GPtrArray * inputs, EdgeSdpKind kind, guint n)
{
  for (guint i = 0; i < inputs->len; i++) {
    EdgeFanoutInput *input = g_ptr_array_index (inputs, i);

    if (g_str_equal (edge_fanout_input_media (input),
            kind == EDGE_SDP_VIDEO ? "video" : "audio") && n-- == 0)
      return input;
  }
  return NULL;
}

static const EdgeSdpCodec *
choose_codec (const EdgeSdpMedia * media, EdgeFanoutInput * input,
    const gchar * const *codecs)
{
  const gchar *names[EDGE_MEDIA_N_CODECS + 1] = { NULL };
  guint n_names = 0;
  EdgeMediaCodec codec;

  for (guint i = 0; codecs[i] != NULL && n_names < EDGE_MEDIA_N_CODECS; i++) {
    if (edge_media_codec_from_name (codecs[i], &codec)
        && edge_fanout_input_gives (input, codec))
      names[n_names++] = edge_media_codec_info (codec)->encoding_name;
  }
  return edge_sdp_codec_choose (media->codecs, media->n_codecs, names);
}

gboolean
edge_peer_add_tracks (EdgePeer * self, const EdgeSdpOffer * offer,
    const gchar * const *codecs)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self->fanout);
  guint seen[2] = { 0, 0 };
  gboolean wanted = FALSE;

  for (guint i = 0; i < offer->n_media; i++) {
    const EdgeSdpMedia *media = &offer->media[i];
    EdgeFanoutInput *input;
    const EdgeSdpCodec *codec;

    if (media->kind == EDGE_SDP_APPLICATION)
      continue;
    input = nth_input (inputs, media->kind, seen[media->kind]++);
    if (media->rejected || input == NULL
        || (media->direction != EDGE_SDP_RECVONLY
            && media->direction != EDGE_SDP_SENDRECV)
        || find_track (self, i) != NULL)
      continue;
    wanted = TRUE;
    codec = choose_codec (media, input, codecs);
    if (codec != NULL)
      add_track (self, media, input, codec);
  }
  return !wanted || self->tracks->len > 0;
}
