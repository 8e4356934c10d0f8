/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#define GST_USE_UNSTABLE_API
#include <gst/check/gstcheck.h>
#include <gst/webrtc/webrtc.h>

#include "sdpanswer.h"

static const gchar *const video_codecs[] = { "H264", "VP8", NULL };
static const gchar *const audio_codecs[] = { "OPUS", NULL };

/* Inlined with -O3, gcc 12 takes its result for the address of text. */
static G_GNUC_NO_INLINE gchar *
load (const gchar * name)
{
  g_autofree gchar *file = g_strconcat (g_getenv ("EDGE_SOURCE_DIR"),
      "/tests/check/data/", name, ".sdp", NULL);
  gchar *text = NULL;

  fail_unless (g_file_get_contents (file, &text, NULL, NULL), "%s", file);
  return text;
}

static EdgeSdpOffer *
parse (const gchar * text)
{
  g_autoptr (GError) error = NULL;
  EdgeSdpOffer *offer = edge_sdp_offer_new (text, strlen (text), &error);

  fail_unless (offer != NULL, "%s", error != NULL ? error->message : "");
  return offer;
}

static void
add_track (GstElement * webrtc, const EdgeSdpMedia * media,
    const gchar * const *names)
{
  const EdgeSdpCodec *codec =
      edge_sdp_codec_choose (media->codecs, media->n_codecs, names);
  g_autoptr (GstPad) pad = gst_element_request_pad_simple (webrtc, "sink_%u");
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  g_autoptr (GstCaps) caps = NULL;

  fail_unless (codec != NULL && pad != NULL);
  caps = edge_sdp_codec_to_caps (codec, media->kind, 1000 + media->index,
      &media->extensions);
  g_object_get (pad, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", caps, "do-nack", TRUE,
      "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, NULL);
}

/* What webrtcbin, asked as the recipe says, answers to offer. */
static gchar *
answer_offer (const EdgeSdpOffer * offer, gboolean with_audio)
{
  GstElement *webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_autoptr (GstWebRTCSessionDescription) answer = NULL;
  GstSDPMessage *sdp = NULL;
  g_autoptr (GstPromise) promise = NULL;
  const GstStructure *reply;

  fail_unless (webrtc != NULL);
  gst_object_ref_sink (webrtc);
  gst_util_set_object_arg (G_OBJECT (webrtc), "bundle-policy", "max-bundle");
  for (guint i = 0; i < offer->n_media; i++) {
    if (offer->media[i].rejected)
      continue;
    if (offer->media[i].kind == EDGE_SDP_VIDEO)
      add_track (webrtc, &offer->media[i], video_codecs);
    else if (offer->media[i].kind == EDGE_SDP_AUDIO && with_audio)
      add_track (webrtc, &offer->media[i], audio_codecs);
  }
  gst_element_set_state (webrtc, GST_STATE_PLAYING);

  fail_unless_equals_int (gst_sdp_message_new_from_text (offer->text, &sdp),
      GST_SDP_OK);
  g_autoptr (GstWebRTCSessionDescription) description =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER, sdp);
  promise = gst_promise_new ();
  g_signal_emit_by_name (webrtc, "set-remote-description", description,
      promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  reply = gst_promise_get_reply (promise);
  fail_if (reply != NULL && gst_structure_has_field (reply, "error"),
      "%" GST_PTR_FORMAT, reply);
  gst_promise_unref (promise);

  promise = gst_promise_new ();
  g_signal_emit_by_name (webrtc, "create-answer", NULL, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  reply = gst_promise_get_reply (promise);
  fail_unless (gst_structure_get (reply, "answer",
          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &answer, NULL),
      "%" GST_PTR_FORMAT, reply);
  gst_element_set_state (webrtc, GST_STATE_NULL);
  gst_object_unref (webrtc);
  return gst_sdp_message_as_text (answer->sdp);
}

static void
fail_unless_has (const gchar * text, const gchar * line)
{
  fail_unless (strstr (text, line) != NULL, "no %s in\n%s", line, text);
}

static gchar *
answer_for_peer (const EdgeSdpOffer * offer, gboolean with_audio)
{
  g_autofree gchar *answer = answer_offer (offer, with_audio);
  g_autoptr (GError) error = NULL;
  gchar *text = edge_sdp_answer_for_peer (answer, offer, &error);

  fail_unless (text != NULL, "%s", error != NULL ? error->message : "");
  GST_INFO ("%s", text);
  return text;
}

GST_START_TEST (test_webrtcbin_answers_chromium)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autofree gchar *answer = answer_for_peer (offer, TRUE);

  fail_unless_has (answer, "a=group:BUNDLE 0 1 2\r\n");
  fail_unless_has (answer, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
  fail_unless_has (answer, "m=video 9 UDP/TLS/RTP/SAVPF 108 109\r\n");
  fail_unless_has (answer, "a=fmtp:108 packetization-mode=1;"
      "level-asymmetry-allowed=1;profile-level-id=42e01f\r\n");
  fail_unless_has (answer, "a=fmtp:109 apt=108\r\n");
  fail_unless_has (answer, "a=rtcp-fb:108 nack pli\r\n");
  fail_if (strstr (answer, "transport-cc") != NULL, "%s", answer);
  fail_if (strstr (answer, EDGE_SDP_TWCC_URI) != NULL, "%s", answer);
  fail_unless_has (answer, "a=extmap:5 " EDGE_SDP_PLAYOUT_DELAY_URI "\r\n");
  fail_unless_has (answer, "a=ssrc:1001 ");
  fail_unless_has (answer, "a=sendonly\r\n");
  fail_if (strstr (answer, "a=inactive") != NULL, "%s", answer);
  fail_if (strstr (answer, "a=recvonly") != NULL, "%s", answer);
  fail_unless_has (answer, "UDP/DTLS/SCTP webrtc-datachannel\r\n");
  fail_unless_has (answer, "a=sctp-port:5000\r\n");
  fail_if (strstr (answer, "a=sctpmap") != NULL, "%s", answer);
}

GST_END_TEST;

GST_START_TEST (test_webrtcbin_answers_a_phone_that_also_sends)
{
  g_autofree gchar *text = load ("chromium-sendrecv");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autofree gchar *answer = answer_for_peer (offer, TRUE);

  fail_unless_equals_int (offer->n_media, 2);
  fail_unless_has (answer, "profile-level-id=42e0");
  fail_unless_has (answer, "a=sendonly\r\n");
}

GST_END_TEST;

/* A camera without a microphone. */
GST_START_TEST (test_webrtcbin_answers_with_video_only)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autofree gchar *answer = answer_for_peer (offer, FALSE);
  gchar *video = strstr (answer, "m=video 9 UDP/TLS/RTP/SAVPF 108 109\r\n");

  fail_unless (video != NULL, "%s", answer);
  fail_unless_has (video, "a=sendonly\r\n");
  *video = '\0';
  fail_unless_has (answer, "a=group:BUNDLE 0 1 2\r\n");
  fail_unless_has (answer, "m=audio 9 ");
  fail_unless_has (answer, "a=inactive\r\n");
}

GST_END_TEST;

/* Stock webrtcbin refuses this offer: "different ice-ufrag values in bundle". */
GST_START_TEST (test_webrtcbin_answers_aiortc_in_the_legacy_form)
{
  g_autofree gchar *text = load ("aiortc");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autofree gchar *answer = answer_for_peer (offer, TRUE);

  fail_unless_has (answer, "m=video 9 UDP/TLS/RTP/SAVPF 101 102\r\n");
  fail_unless_has (answer, "profile-level-id=42e01f\r\n");
  fail_unless_has (answer, " DTLS/SCTP 5000\r\n");
  fail_unless_has (answer, "a=sctpmap:5000 webrtc-datachannel 65535\r\n");
  fail_if (strstr (answer, "a=sctp-port") != NULL, "%s", answer);
  fail_if (strstr (answer, "UDP/DTLS/SCTP") != NULL, "%s", answer);
}

GST_END_TEST;

GST_START_TEST (test_webrtcbin_answers_when_a_track_has_gone)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  g_autoptr (GString) changed = g_string_new (text);

  g_string_replace (changed, "m=audio 9", "m=audio 0", 1);
  g_string_replace (changed, "BUNDLE 0 1 2", "BUNDLE 1 2", 1);
  g_autoptr (EdgeSdpOffer) offer = parse (changed->str);
  g_autofree gchar *answer = answer_for_peer (offer, TRUE);

  fail_unless (offer->media[0].rejected);
  fail_unless_equals_int (offer->bundle_index, 1);
  fail_unless_has (answer, "a=group:BUNDLE 1 2\r\n");
  fail_unless_has (answer, "m=audio 0 ");
  fail_unless_has (answer, "m=video 9 UDP/TLS/RTP/SAVPF 108 109\r\n");
}

GST_END_TEST;

/* Data channels first, and a BUNDLE in an order of its own. */
GST_START_TEST (test_webrtcbin_answers_any_order)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  gchar *application = strstr (text, "m=application");
  g_autoptr (GString) changed = g_string_new_len (text, strstr (text,
          "m=audio") - text);

  g_string_append (changed, application);
  g_string_append_len (changed, strstr (text, "m=audio"),
      application - strstr (text, "m=audio"));
  g_string_replace (changed, "BUNDLE 0 1 2", "BUNDLE 1 2 0", 1);
  g_autoptr (EdgeSdpOffer) offer = parse (changed->str);
  g_autofree gchar *answer = answer_for_peer (offer, TRUE);

  fail_unless (offer->media[0].kind == EDGE_SDP_APPLICATION);
  fail_unless_equals_int (offer->bundle_index, 2);
  fail_unless_has (answer, "a=group:BUNDLE 1 2 0\r\n");
  fail_unless_has (answer, "m=video 9 UDP/TLS/RTP/SAVPF 108 109\r\n");
  fail_unless_has (answer, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
}

GST_END_TEST;

/* Quarks are numbered in order, so the next one tells how many there are. */
static GQuark
count_quarks (void)
{
  static guint n;
  g_autofree gchar *name = g_strdup_printf ("count-quarks-%u", n++);

  return g_quark_from_string (name) - n;
}

static gchar *
new_hostile_offer (const gchar * text, guint n)
{
  g_autofree gchar *more = g_strdup_printf ("a=rtcp-mux\r\na=evil%u:x\r\n"
      "a=x-evil%u:1\r\na=ssrc:%u evil:1\r\na=ssrc:%u cname:%u\r\n"
      "a=rtcp-fb:* evil%u\r\na=extmap:9 urn:evil%u\r\na=msid:e%u b\r\n",
      n, n, n + 7000, n + 8000, n, n, n, n);
  g_autofree gchar *fmtp = g_strdup_printf ("minptime=10;evil%u=1;", n);
  g_autofree gchar *mid = g_strdup_printf ("a=mid:evil%u", n);
  g_autofree gchar *bundle = g_strdup_printf ("BUNDLE 0 evil%u 2", n);
  GString *offer = g_string_new (text);

  g_string_replace (offer, "a=rtcp-mux\r\n", more, 0);
  g_string_replace (offer, "minptime=10;", fmtp, 0);
  g_string_replace (offer, "a=mid:1", mid, 0);
  g_string_replace (offer, "BUNDLE 0 1 2", bundle, 0);
  return g_string_free (offer, FALSE);
}

GST_START_TEST (test_offers_leave_no_quarks_behind)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  GQuark before = 0;

  for (guint i = 0; i < 8; i++) {
    g_autofree gchar *hostile = new_hostile_offer (text, i);
    g_autoptr (EdgeSdpOffer) offer = parse (hostile);

    g_free (answer_for_peer (offer, TRUE));
    if (i == 2)
      before = count_quarks ();
  }
  fail_unless_equals_int (count_quarks () - before, 0);
  /* and it would have been seen */
  fail_unless (g_quark_from_string ("one more") != 0);
  fail_unless_equals_int (count_quarks () - before, 1);
}

GST_END_TEST;

GST_START_TEST (test_an_answer_to_something_else_is_refused)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autoptr (GError) error = NULL;

  fail_unless (edge_sdp_answer_for_peer ("v=0\r\nm=audio 9 x 1\r\n", offer,
          &error) == NULL);
  fail_unless (error != NULL);
  fail_unless (edge_sdp_answer_for_peer ("m=a\nm=a\nm=a\nm=a\n", offer,
          NULL) == NULL);
  fail_unless (edge_sdp_answer_for_peer ("", offer, NULL) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_an_h264_payload_without_fmtp_gets_one)
{
  g_autofree gchar *text = load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  g_autofree gchar *answer = edge_sdp_answer_for_peer ("v=0\r\n"
      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 9 UDP/TLS/RTP/SAVPF 114\r\n"
      "a=rtpmap:114 H264/90000\r\nm=application 9 UDP/DTLS/SCTP x\r\n", offer,
      NULL);

  fail_unless_has (answer, "a=rtpmap:114 H264/90000\r\na=fmtp:114 "
      "packetization-mode=0;level-asymmetry-allowed=1;"
      "profile-level-id=42e01f\r\n");
}

GST_END_TEST;

static Suite *
sdpanswer_suite (void)
{
  Suite *suite = suite_create ("sdpanswer");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_webrtcbin_answers_chromium);
  tcase_add_test (tc, test_webrtcbin_answers_a_phone_that_also_sends);
  tcase_add_test (tc, test_webrtcbin_answers_with_video_only);
  tcase_add_test (tc, test_webrtcbin_answers_aiortc_in_the_legacy_form);
  tcase_add_test (tc, test_webrtcbin_answers_when_a_track_has_gone);
  tcase_add_test (tc, test_webrtcbin_answers_any_order);
  tcase_add_test (tc, test_offers_leave_no_quarks_behind);
  tcase_add_test (tc, test_an_answer_to_something_else_is_refused);
  tcase_add_test (tc, test_an_h264_payload_without_fmtp_gets_one);
  return suite;
}

GST_CHECK_MAIN (sdpanswer);
