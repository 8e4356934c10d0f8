/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What GStreamer's own webrtcbin does where we look after it: printed, so that
 * who reads the log of a newer one sees whether we still have to. */
#include <gst/check/gstcheck.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <string.h>

#define DEADLINE (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  GstElement *pipelines[2];
  GstElement *webrtc[2];        /* who offers, who answers */
  GMutex lock;                  /* protects nothing: states are read anew */
  GCond changed;
} Pair;

static void
on_candidate (GstElement * webrtc, guint mline_index, const gchar * candidate,
    gpointer user_data)
{
  g_signal_emit_by_name (user_data, "add-ice-candidate", mline_index,
      candidate);
}

static void
on_state (GObject * webrtc, GParamSpec * pspec, gpointer user_data)
{
  Pair *pair = user_data;

  g_mutex_lock (&pair->lock);
  g_cond_broadcast (&pair->changed);
  g_mutex_unlock (&pair->lock);
}

static GstElement *
add_side (Pair * pair, guint i)
{
  GstElement *webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;
  gboolean added;

  pair->pipelines[i] = gst_object_ref_sink (gst_pipeline_new (NULL));
  gst_bin_add (GST_BIN (pair->pipelines[i]), webrtc);
  g_object_get (webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, "ice-tcp", FALSE, NULL);
  g_signal_emit_by_name (ice, "add-local-ip-address", "127.0.0.1", &added);
  g_signal_connect (webrtc, "notify::connection-state", G_CALLBACK (on_state),
      pair);
  pair->webrtc[i] = webrtc;
  return webrtc;
}

/* Emits "create-offer" and the like, and returns what it made. */
static GstWebRTCSessionDescription *
create (GstElement * webrtc, const gchar * what)
{
  g_autofree gchar *signal = g_strdup_printf ("create-%s", what);
  GstPromise *promise = gst_promise_new ();
  GstWebRTCSessionDescription *description = NULL;

  g_signal_emit_by_name (webrtc, signal, NULL, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  gst_structure_get (gst_promise_get_reply (promise), what,
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  fail_unless (description != NULL);
  gst_promise_unref (promise);
  return description;
}

static void
set (GstElement * webrtc, const gchar * whose,
    GstWebRTCSessionDescription * description)
{
  g_autofree gchar *signal = g_strdup_printf ("set-%s-description", whose);
  GstPromise *promise = gst_promise_new ();

  g_signal_emit_by_name (webrtc, signal, description, promise);
  gst_promise_wait (promise);
  gst_promise_unref (promise);
}

/* The same with another certificate's fingerprint. */
static GstWebRTCSessionDescription *
forge (const GstWebRTCSessionDescription * description)
{
  g_autofree gchar *text = gst_sdp_message_as_text (description->sdp);
  gchar *digits = strstr (text, "a=fingerprint:sha-256 ");
  GstSDPMessage *message;

  fail_unless (digits != NULL);
  for (; digits != NULL; digits = strstr (digits, "a=fingerprint:sha-256 ")) {
    digits += strlen ("a=fingerprint:sha-256 ");
    *digits = *digits == '0' ? '1' : '0';
  }
  fail_unless_equals_int (gst_sdp_message_new_from_text (text, &message),
      GST_SDP_OK);
  return gst_webrtc_session_description_new (description->type, message);
}

static GstWebRTCPeerConnectionState
get_state (GstElement * webrtc)
{
  GstWebRTCPeerConnectionState state;

  g_object_get (webrtc, "connection-state", &state, NULL);
  return state;
}

/* Until the one who was lied to has made up his mind. */
static gboolean
wait_connected (Pair * pair)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  GstWebRTCPeerConnectionState state;

  g_mutex_lock (&pair->lock);
  while ((state = get_state (pair->webrtc[1])) !=
      GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED
      && state != GST_WEBRTC_PEER_CONNECTION_STATE_FAILED
      && g_cond_wait_until (&pair->changed, &pair->lock, deadline));
  g_mutex_unlock (&pair->lock);
  return state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
}

GST_START_TEST (test_what_it_makes_of_a_forged_fingerprint)
{
  Pair pair = { {NULL}
  };
  GObject *channel = NULL;
  g_autofree gchar *version = gst_version_string ();
  GstWebRTCSessionDescription *offer, *forged, *answer;

  for (guint i = 0; i < 2; i++)
    add_side (&pair, i);
  for (guint i = 0; i < 2; i++) {
    g_signal_connect (pair.webrtc[i], "on-ice-candidate",
        G_CALLBACK (on_candidate), pair.webrtc[1 - i]);
    gst_element_set_state (pair.pipelines[i], GST_STATE_PLAYING);
  }
  g_signal_emit_by_name (pair.webrtc[0], "create-data-channel", "x", NULL,
      &channel);
  offer = create (pair.webrtc[0], "offer");
  forged = forge (offer);
  set (pair.webrtc[0], "local", offer);
  set (pair.webrtc[1], "remote", forged);
  answer = create (pair.webrtc[1], "answer");
  set (pair.webrtc[1], "local", answer);
  set (pair.webrtc[0], "remote", answer);
  g_print
      ("webrtcbin of %s: with the fingerprint of another certificate in the "
      "offer, the connection %s\n", version,
      wait_connected (&pair) ? "STANDS" : "fails");
  for (guint i = 0; i < 2; i++) {
    gst_element_set_state (pair.pipelines[i], GST_STATE_NULL);
    gst_object_unref (pair.pipelines[i]);
  }
  g_object_unref (channel);
  gst_webrtc_session_description_free (offer);
  gst_webrtc_session_description_free (forged);
  gst_webrtc_session_description_free (answer);
}

GST_END_TEST;

static Suite *
stockwebrtc_suite (void)
{
  Suite *suite = suite_create ("stockwebrtc");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_what_it_makes_of_a_forged_fingerprint);
  return suite;
}

GST_CHECK_MAIN (stockwebrtc);
