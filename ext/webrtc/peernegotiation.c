/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include <string.h>

#include "edgeerror.h"
#include "sdpanswer.h"

/* What webrtcbin takes for a step is far below that. */
#define STEP_TIMEOUT (1 * G_TIME_SPAN_SECOND)

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
  EdgePeer *self = step->peer;

  g_mutex_lock (&self->lock);
  self->n_steps--;
  g_cond_broadcast (&self->step_done);
  g_mutex_unlock (&self->lock);
  edge_peer_unref (self);
  g_free (step);
}

void
edge_peer_wait_for_steps (EdgePeer * self)
{
  gint64 deadline = g_get_monotonic_time () + STEP_TIMEOUT;

  g_mutex_lock (&self->lock);
  while (self->n_steps > 0
      && g_cond_wait_until (&self->step_done, &self->lock, deadline));
  g_mutex_unlock (&self->lock);
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
  g_mutex_lock (&self->lock);
  self->n_steps++;
  g_mutex_unlock (&self->lock);
  return gst_promise_new_with_change_func (on_step, step, step_free);
}

static void
handle_local_set (EdgePeer * self, EdgePeerEvent * event)
{
  if (event->text != NULL) {
    edge_peer_end (self, "error", event->text);
    return;
  }
  edge_peer_start_tracks (self);
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
  edge_ice_paths_add_offer (self->paths, offer->text);
  if (!edge_peer_add_tracks (self, offer, codecs)) {
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
