/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include <string.h>

#include "edgeerror.h"
#include "sdpanswer.h"

/* --- negotiation --- */

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
on_key_unit (gpointer user_data)
{
  TrackName *name = user_data;
  EdgePeerEvent *event = edge_peer_event_new (name->peer, handle_key_unit);

  event->number = name->mline_index;
  edge_peer_event_post (event);
}

static void
start_tracks (EdgePeer * self)
{
  for (guint i = 0; i < self->tracks->len; i++) {
    EdgePeerTrack *track = g_ptr_array_index (self->tracks, i);
    g_autoptr (GError) error = NULL;
    TrackName *name;

    if (edge_peer_track_is_started (track))
      continue;
    name = g_new (TrackName, 1);
    name->peer = edge_peer_ref (self);
    name->mline_index = edge_peer_track_mline (track);
    if (!edge_peer_track_start (track, GST_BIN (self->pipeline), on_key_unit,
            name, track_name_free, &error)) {
      edge_peer_end (self, "error", error->message);
      return;
    }
    if (self->was_connected)
      edge_peer_track_open (track);
  }
}

/* The peer's text of a step's error, or NULL. */
static gchar *
promise_error (GstPromise * promise)
{
  const GstStructure *reply;
  g_autoptr (GError) error = NULL;

  if (gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED)
    return g_strdup ("interrupted");
  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_get (reply, "error", G_TYPE_ERROR, &error,
          NULL) && error != NULL)
    return g_strdup (error->message);
  return NULL;
}

/* Each step of the negotiation ends on a thread of webrtcbin's: promise's
 * change function. run_step() makes one whose end is handled here; text is the
 * error. */
typedef struct
{
  EdgePeer *peer;
  EdgePeerHandler handler;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  edge_peer_unref (step->peer);
  g_free (step);
}

static void
on_step (GstPromise * promise, gpointer user_data)
{
  Step *step = user_data;
  EdgePeerEvent *event = edge_peer_event_new (step->peer, step->handler);
  const GstStructure *reply;

  event->text = promise_error (promise);
  reply = event->text == NULL ? gst_promise_get_reply (promise) : NULL;
  if (reply != NULL)
    event->structure = gst_structure_copy (reply);
  edge_peer_event_post (event);
  gst_promise_unref (promise);
}

static GstPromise *
new_step (EdgePeer * self, EdgePeerHandler handler)
{
  Step *step = g_new (Step, 1);

  step->peer = edge_peer_ref (self);
  step->handler = handler;
  return gst_promise_new_with_change_func (on_step, step, step_free);
}

static void
handle_local_set (EdgePeer * self, EdgePeerEvent * event)
{
  if (event->text != NULL) {
    edge_peer_end (self, "error", event->text);
    return;
  }
  start_tracks (self);
}

static void
handle_answer (EdgePeer * self, EdgePeerEvent * event)
{
  GstWebRTCSessionDescription *answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;
  g_autofree gchar *sdp = NULL;

  if (event->text == NULL && event->structure != NULL)
    gst_structure_get (event->structure, "answer",
        GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &answer, NULL);
  if (answer == NULL) {
    edge_peer_end (self, "error",
        event->text != NULL ? event->text : "no answer");
    return;
  }
  text = gst_sdp_message_as_text (answer->sdp);
  sdp = edge_sdp_answer_for_peer (text, self->offer, &error);
  if (sdp == NULL) {
    edge_peer_end (self, "error", error->message);
  } else {
    /* Before any candidate of ours. */
    self->callbacks.description (self, "answer", sdp, self->user_data);
    if (!self->closed)
      g_signal_emit_by_name (self->webrtc, "set-local-description", answer,
          new_step (self, handle_local_set));
  }
  gst_webrtc_session_description_free (answer);
}

static void
handle_remote_set (EdgePeer * self, EdgePeerEvent * event)
{
  if (event->text != NULL) {
    edge_peer_end (self, "error", event->text);
    return;
  }
  edge_peer_flush_candidates (self);
  g_signal_emit_by_name (self->webrtc, "create-answer", NULL,
      new_step (self, handle_answer));
}

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
  g_autoptr (GstElementFactory) playout_delay =
      gst_element_factory_find ("rtphdrextplayoutdelay");
  GstWebRTCRTPTransceiver *transceiver = NULL;
  GstPadTemplate *templ;
  EdgeMediaCodec id;

  if (!edge_media_codec_from_name (codec->name, &id))
    return FALSE;
  if (playout_delay == NULL || media->kind != EDGE_SDP_VIDEO)
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
          ssrc, pad));
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

/* FALSE if the offer wants media that we have, but in no codec that we have. */
static gboolean
add_tracks (EdgePeer * self, const EdgeSdpOffer * offer,
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

static gboolean
set_remote_offer (EdgePeer * self, const EdgeSdpOffer * offer, GError ** error)
{
  GstSDPMessage *message = NULL;
  GstWebRTCSessionDescription *description;

  if (gst_sdp_message_new_from_text (offer->text, &message) != GST_SDP_OK) {
    edge_set_error (error, EDGE_ERROR_FORMAT, "The offer is not valid.",
        "SDP of %" G_GSIZE_FORMAT " bytes", strlen (offer->text));
    return FALSE;
  }
  description = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER,
      message);
  g_signal_emit_by_name (self->webrtc, "set-remote-description", description,
      new_step (self, handle_remote_set));
  gst_webrtc_session_description_free (description);
  return TRUE;
}

gboolean
edge_peer_answer (EdgePeer * self, EdgeSdpOffer * offer, EdgeFanout * fanout,
    const gchar * const *codecs, GError ** error)
{
  if (self->fanout == NULL)
    self->fanout = edge_fanout_ref (fanout);
  g_clear_pointer (&self->offer, edge_sdp_offer_free);
  self->offer = offer;
  if (!add_tracks (self, offer, codecs)) {
    edge_set_error (error, EDGE_ERROR_CODEC,
        "The viewer takes no codec that can be sent here.",
        "offer with %u m-lines", offer->n_media);
    return FALSE;
  }
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return set_remote_offer (self, offer, error);
}

const EdgeSdpOffer *
edge_peer_get_offer (EdgePeer * self)
{
  return self->offer;
}
