/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "offermutations.h"
#include "sdpoffer.h"

static const gchar *const h264_first[] = { "H264", "VP8", NULL };
static const gchar *const vp8_first[] = { "VP8", "H264", NULL };

/* Firefox says fingerprint, direction and more once, for the whole session, and
 * has names in its o= line. */
static const gchar firefox[] = "v=0\r\n"
    "o=mozilla...THIS_IS_SDPARTA-99.0 42 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    "a=sendrecv\r\n"
    "a=fingerprint:sha-1 "
    "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13\r\n"
    "a=group:BUNDLE sdparta_0\r\na=ice-options:trickle\r\n"
    "a=msid-semantic:WMS *\r\nm=video 0 UDP/TLS/RTP/SAVPF 126 97\r\n"
    "c=IN IP4 0.0.0.0\r\na=recvonly\r\na=bundle-only\r\n"
    "a=extmap:3/sendonly " EDGE_SDP_TWCC_URI "\r\n"
    "a=extmap:12/recvonly " EDGE_SDP_PLAYOUT_DELAY_URI "\r\n"
    "a=fmtp:126 profile-level-id=42E01F;level-asymmetry-allowed=1;"
    "packetization-mode=1\r\na=fmtp:97 apt=126;rtx-time=5\r\n"
    "a=ice-pwd:fkJIjt6EiewzDFwc7vjMZ9rf\r\na=ice-ufrag:4a799b2e\r\n"
    "a=mid:sdparta_0\r\na=rtcp-fb:* nack pli\r\na=rtcp-mux\r\n"
    "a=rtpmap:126 h264/90000\r\na=rtpmap:97 RTX/90000\r\n"
    "a=setup:actpass\r\n";

static EdgeSdpOffer *
parse (const gchar * text)
{
  g_autoptr (GError) error = NULL;
  EdgeSdpOffer *offer = edge_sdp_offer_new (text, strlen (text), &error);

  fail_unless (offer != NULL, "%s", error != NULL ? error->message : "");
  return offer;
}

static const EdgeSdpCodec *
choose (const EdgeSdpMedia * media, const gchar * const *names)
{
  return edge_sdp_codec_choose (media->codecs, media->n_codecs, names);
}

GST_START_TEST (test_reads_the_offer_of_chromium)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);

  fail_unless_equals_string (offer->session_id, "6762747213578807916");
  fail_unless_equals_int64 (offer->session_version, 2);
  fail_unless_equals_string (offer->fingerprint_algorithm, "sha-256");
  fail_unless (g_str_has_prefix (offer->fingerprint, "63:C1:3A:C1:"));
  fail_unless_equals_string (offer->ice_ufrag, "/pXp");
  fail_if (offer->legacy_sctp);
  fail_unless_equals_int (offer->n_media, 3);
  fail_unless_equals_int (offer->bundle_index, 0);

  const EdgeSdpMedia *audio = &offer->media[0], *video = &offer->media[1];
  fail_unless_equals_string (audio->mid, "0");
  fail_unless (audio->kind == EDGE_SDP_AUDIO);
  fail_unless (audio->direction == EDGE_SDP_RECVONLY);
  fail_unless_equals_int (audio->extensions.twcc, 0);
  fail_unless_equals_int (audio->extensions.playout_delay, 0);
  fail_unless_equals_int (audio->codecs[0].payload, 111);
  fail_unless_equals_string (audio->codecs[0].name, "OPUS");
  fail_unless_equals_int (audio->codecs[0].channels, 2);
  fail_unless (video->kind == EDGE_SDP_VIDEO);
  fail_unless_equals_int (video->index, 1);
  fail_unless_equals_int (video->extensions.playout_delay, 5);
  fail_unless_equals_int (video->extensions.mid, 4);
  fail_unless (offer->media[2].kind == EDGE_SDP_APPLICATION);
  fail_unless (edge_sdp_offer_find_mid (offer, "2") == &offer->media[2]);
  fail_unless (edge_sdp_offer_find_mid (offer, "3") == NULL);
}

GST_END_TEST;

GST_START_TEST (test_chooses_what_encoder_and_payloader_can_fill)
{
  static const gchar *const opus[] = { "OPUS", NULL };
  static const gchar *const none[] = { "H265", NULL };
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  const EdgeSdpMedia *video = &offer->media[1];

  const EdgeSdpCodec *codec = choose (video, h264_first);
  fail_unless_equals_int (codec->payload, 108);
  fail_unless_equals_string (codec->profile_level_id, "42e01f");
  fail_unless_equals_int (codec->packetization_mode, 1);
  fail_unless_equals_int (codec->rtx_payload, 109);
  fail_unless (codec->level_asymmetry);
  fail_unless_equals_string (codec->fmtp, "level-asymmetry-allowed=1;"
      "packetization-mode=1;profile-level-id=42e01f");
  codec = choose (video, vp8_first);
  fail_unless_equals_int (codec->payload, 96);
  fail_unless_equals_int (codec->rtx_payload, 97);
  fail_unless_equals_int (choose (&offer->media[0], opus)->payload, 111);
  fail_unless (choose (video, none) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_caps_say_no_more_than_our_table)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  const EdgeSdpMedia *video = &offer->media[1];
  g_autoptr (GstCaps) caps = edge_sdp_codec_to_caps (choose (video,
          h264_first), video->kind, 1234, &video->extensions);
  g_autoptr (GstCaps) wanted = gst_caps_from_string ("application/x-rtp,"
      "media=video,payload=108,clock-rate=90000,encoding-name=H264,"
      "ssrc=(uint)1234,packetization-mode=(string)1,rtcp-fb-nack=true,"
      "rtcp-fb-nack-pli=true,rtcp-fb-ccm-fir=true,rtcp-fb-goog-remb=true,"
      "extmap-5=(string)" EDGE_SDP_PLAYOUT_DELAY_URI);

  fail_unless (gst_caps_is_strictly_equal (caps, wanted), "%" GST_PTR_FORMAT,
      caps);
}

GST_END_TEST;

/* Others report too rarely without them to tell that they live. */
GST_START_TEST (test_asks_for_packet_reports_unless_it_is_a_browser)
{
  g_autofree gchar *browser = offer_load ("chromium-recvonly");
  g_autofree gchar *other = offer_replace (browser, "goog-remb", "x-unknown");
  g_autoptr (EdgeSdpOffer) with = parse (other);
  g_autoptr (EdgeSdpOffer) without = parse (browser);

  for (guint i = 0; i < 2; i++) {
    fail_unless_equals_int (with->media[i].extensions.twcc, 3);
    fail_unless_equals_int (without->media[i].extensions.twcc, 0);
  }
  fail_unless (strstr (with->text, " transport-cc\r\n") != NULL);
  fail_unless (strstr (with->text, EDGE_SDP_TWCC_URI) != NULL);
  fail_unless (strstr (without->text, "transport-cc") == NULL);
  fail_unless (strstr (without->text, EDGE_SDP_TWCC_URI) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_gives_one_transport_to_an_offer_of_aiortc)
{
  g_autofree gchar *text = offer_load ("aiortc");
  g_autoptr (EdgeSdpOffer) offer = parse (text);

  fail_unless (offer->legacy_sctp);
  fail_unless_equals_string (offer->ice_ufrag, "eXjQ");
  fail_unless_equals_int (choose (&offer->media[0], h264_first)->payload, 101);
  fail_unless (strstr (offer->text, "a=ice-ufrag:A0H1") == NULL);
  fail_unless (strstr (offer->text, "A0H1") == NULL);
  fail_unless (strstr (offer->text, "m=application 9 UDP/DTLS/SCTP "
          "webrtc-datachannel\r\n") != NULL);
  fail_unless (strstr (offer->text, "a=sctp-port:5000\r\n") != NULL);
  fail_unless (strstr (offer->text, " 56639 typ host\r\n") != NULL);
  fail_unless (strstr (offer->text, " 58441 typ host\r\n") == NULL);
}

GST_END_TEST;

/* webrtcbin makes a caps field of each attribute, fmtp parameter, RTCP feedback
 * and SSRC that it sees. */
GST_START_TEST (test_lets_no_name_of_the_offer_through)
{
  g_autofree gchar *text = offer_load ("chromium-sendrecv");
  g_autofree gchar *more = offer_replace (text, "a=rtcp-mux\r\n",
      "a=rtcp-mux\r\na=evil1:x\r\nx-evil2=1\r\na=x-evil3:1\r\na=ssrc:77 evil4:1\r\n"
      "a=rtcp-fb:* evil5 a\r\na=extmap:9 urn:evil6\r\na=msid:evil7 b\r\n");
  g_autofree gchar *fmtp = offer_replace (more, "minptime=10;",
      "minptime=10;evil8=1;evil9;");
  g_autofree gchar *valid = offer_replace (fmtp, "x-evil2=1\r\n", "");
  g_autoptr (EdgeSdpOffer) offer = parse (valid);

  fail_unless (strstr (offer->text, "evil") == NULL, "%s", offer->text);
  fail_unless (strstr (offer->text, "a=fmtp:111 minptime=10;useinbandfec=1\r\n")
      != NULL);
  fail_unless (edge_sdp_offer_new (fmtp, strlen (fmtp), NULL) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_refuses_what_webrtcbin_would_take)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  const OfferMutation *mutation = &offer_mutations[__i__];
  g_autofree gchar *changed =
      offer_replace (text, mutation->old, mutation->new);
  g_autoptr (GError) error = NULL;
  g_autoptr (EdgeSdpOffer) offer = edge_sdp_offer_new (changed,
      strlen (changed), &error);

  if (mutation->code < 0) {
    fail_unless (offer != NULL, "%s: %s", mutation->what,
        error != NULL ? error->message : "");
    fail_unless (strstr (offer->text, "evil") == NULL);
    return;
  }
  fail_unless (offer == NULL, "%s was taken", mutation->what);
  fail_unless (g_error_matches (error, EDGE_ERROR, mutation->code), "%s: %s",
      mutation->what, error->message);
  fail_unless_equals_string (edge_sdp_error_reason (error),
      mutation->code == EDGE_ERROR_CODEC ? "no-codec" : "bad-offer");
}

GST_END_TEST;

/* One m-line of its own more for each. */
static gchar *
add_video (const gchar * text, guint n)
{
  g_autoptr (GString) group = g_string_new ("BUNDLE 0 1 2");
  g_autofree gchar *video = g_strdup (strstr (text, "m=video"));
  GString *changed;

  *strstr (video, "m=application") = '\0';
  for (guint i = 0; i < n; i++)
    g_string_append_printf (group, " v%u", i);
  changed = g_string_new (text);
  g_string_replace (changed, "BUNDLE 0 1 2", group->str, 1);
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *mid = g_strdup_printf ("a=mid:v%u\r\n", i);
    g_autofree gchar *more = offer_replace (video, "a=mid:1\r\n", mid);

    g_string_append (changed, more);
  }
  return g_string_free (changed, FALSE);
}

GST_START_TEST (test_takes_16_mlines_and_64_kb_and_no_more)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autofree gchar *small = g_strndup (text, strlen (text));
  g_autofree gchar *most = NULL, *many = NULL, *big = NULL, *fmtp = NULL;
  g_autoptr (EdgeSdpOffer) offer = NULL;

  /* without the feedback lines, or 16 do not fit into 64 kB */
  for (gchar * p = small; (p = strstr (p, "a=rtcp-fb:")) != NULL;)
    memmove (p, strchr (p, '\n') + 1, strlen (strchr (p, '\n') + 1) + 1);
  most = add_video (small, EDGE_SDP_MAX_MEDIA - 3);
  offer = parse (most);
  fail_unless_equals_int (offer->n_media, EDGE_SDP_MAX_MEDIA);
  many = add_video (small, EDGE_SDP_MAX_MEDIA - 2);
  fail_unless (edge_sdp_offer_new (many, strlen (many), NULL) == NULL);

  g_autofree gchar *spaces = g_strnfill (EDGE_SDP_MAX_SIZE, ' ');
  big = offer_replace (text, "s=-", spaces);
  fail_unless (edge_sdp_offer_new (big, strlen (big), NULL) == NULL);
  fail_unless (edge_sdp_offer_new (text, 0, NULL) == NULL);
  fail_unless (edge_sdp_offer_new ("v=0\0o", 5, NULL) == NULL);

  /* 20 kB of fmtp cost this codec, not the others */
  spaces[20000] = '\0';
  g_autofree gchar *line = g_strconcat ("a=fmtp:108 ", spaces, NULL);
  fmtp = offer_replace (text, "a=fmtp:108 ", line);
  g_autoptr (EdgeSdpOffer) other = parse (fmtp);
  fail_unless_equals_int (choose (&other->media[1], h264_first)->payload, 102);
}

GST_END_TEST;

/* A sanitizer makes these 50 times as slow; the fuzz targets are for that. */
#if defined (__SANITIZE_ADDRESS__)
#define N_RANDOM 500
#elif defined (__has_feature)
#if __has_feature (address_sanitizer)
#define N_RANDOM 500
#endif
#endif
#ifndef N_RANDOM
#define N_RANDOM 20000
#endif

GST_START_TEST (test_a_truncated_offer_is_refused_or_whole)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  const gchar *needed = "a=sctp-port:5";

  for (gsize size = 0; size < strlen (text); size += 20000 / N_RANDOM) {
    g_autoptr (EdgeSdpOffer) offer = edge_sdp_offer_new (text, size, NULL);

    fail_unless (offer == NULL
        || size >= (gsize) (strstr (text, needed) - text) + strlen (needed));
  }
}

GST_END_TEST;

GST_START_TEST (test_tells_a_new_call_from_a_later_offer)
{
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autofree gchar *later_text = offer_replace (text, "a=ice-ufrag:/pXp",
      "a=ice-ufrag:NEW1");
  g_autofree gchar *other_text = offer_replace (text, "o=- 676", "o=- 677");
  g_autofree gchar *spoof_text = offer_replace (text, "63:C1", "63:C2");
  g_autoptr (EdgeSdpOffer) first = parse (text);
  g_autoptr (EdgeSdpOffer) later = parse (later_text);
  g_autoptr (EdgeSdpOffer) other = parse (other_text);
  g_autoptr (EdgeSdpOffer) spoof = parse (spoof_text);
  g_autofree gchar *fewer_text = offer_load ("chromium-sendrecv");
  g_autoptr (EdgeSdpOffer) fewer = parse (fewer_text);

  fail_unless (edge_sdp_offer_same_connection (first, later));
  fail_if (edge_sdp_offer_same_connection (first, other));
  fail_if (edge_sdp_offer_same_connection (first, spoof));
  fail_unless (edge_sdp_offer_check_later (first, later, NULL));
  fail_if (edge_sdp_offer_check_later (first, fewer, NULL));
}

GST_END_TEST;

/* Never a crash, and what is taken can be read again. */
GST_START_TEST (test_survives_random_changes)
{
  static const gchar *const bits[] = { "\r\n", "\n", "m=video 9 x 1", " ", ":",
    "a=", "=", "a=mid:0\r\n", "\xc3\xa9", "99999999999999999999", ";", "-1",
    "a=fmtp:108 apt=1;", "a=group:BUNDLE 0\r\n", "/", "*"
  };
  g_autofree gchar *text = __i__ >= 2 ? g_strdup (firefox)
      : offer_load (__i__ == 0 ? "chromium-sendrecv" : "aiortc");
  guint n_changes = __i__ >= 2 ? 3 * N_RANDOM : N_RANDOM;
  gsize size = strlen (text);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);
  g_autoptr (GString) changed = g_string_sized_new (size * 2);

  for (guint i = 0; i < n_changes; i++) {
    g_string_truncate (changed, 0);
    g_string_append_len (changed, text, (gssize) size);
    for (gint n = g_rand_int_range (rand, 1, 4); n > 0; n--) {
      gint at = g_rand_int_range (rand, 0, (gint) changed->len);
      gint length = g_rand_int_range (rand, 0, 40);

      if (g_rand_boolean (rand))
        g_string_erase (changed, at, MIN (length, (gint) changed->len - at));
      else
        g_string_insert (changed, at,
            bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]);
    }
    g_autoptr (EdgeSdpOffer) offer =
        edge_sdp_offer_new (changed->str, changed->len, NULL);
    if (offer == NULL)
      continue;
    g_autoptr (EdgeSdpOffer) again = parse (offer->text);
    fail_unless_equals_string (again->text, offer->text);
  }
}

GST_END_TEST;

GST_START_TEST (test_takes_what_the_session_says_for_each_mline)
{
  g_autofree gchar *broken = offer_replace (firefox, "a=sendrecv\r\n",
      "a=fingerprint:sha-512 00\r\n");
  g_autoptr (EdgeSdpOffer) offer = parse (firefox);
  const EdgeSdpMedia *media = &offer->media[0];

  fail_unless (edge_sdp_offer_new (broken, strlen (broken), NULL) == NULL);
  fail_unless_equals_string (offer->fingerprint_algorithm, "sha-1");
  fail_unless_equals_string (offer->fingerprint,
      "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13");
  fail_unless (media->direction == EDGE_SDP_RECVONLY && !media->rejected);
  fail_unless_equals_string (media->mid, "sdparta_0");
  fail_unless_equals_int (media->extensions.twcc, 0);
  fail_unless_equals_int (media->extensions.playout_delay, 12);
  fail_unless_equals_string (choose (media, h264_first)->profile_level_id,
      "42e01f");
  fail_unless_equals_int (choose (media, h264_first)->rtx_payload, 97);
  fail_unless (media->codecs[0].feedback == EDGE_SDP_FEEDBACK_NACK_PLI);
}

GST_END_TEST;

GST_START_TEST (test_keeps_one_rtx_for_a_codec_and_no_other)
{
  g_autofree gchar *more = offer_replace (firefox, "SAVPF 126 97",
      "SAVPF 95 94 126 97 96");
  g_autofree gchar *text = offer_replace (more, "a=setup:actpass\r\n",
      "a=setup:actpass\r\na=rtpmap:94 rtx/90000\r\na=rtpmap:95 rtx/90000\r\n"
      "a=rtpmap:96 rtx/90000\r\na=fmtp:96 apt=126\r\n");
  g_autoptr (EdgeSdpOffer) offer = parse (text);
  const EdgeSdpMedia *media = &offer->media[0];

  fail_unless_equals_int (media->n_codecs, 2);
  fail_unless_equals_int (media->codecs[0].payload, 126);
  fail_unless_equals_int (media->codecs[0].rtx_payload, 97);
  fail_unless_equals_int (media->codecs[1].payload, 97);
}

GST_END_TEST;

static Suite *
sdpoffer_suite (void)
{
  Suite *suite = suite_create ("sdpoffer");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_reads_the_offer_of_chromium);
  tcase_add_test (tc, test_chooses_what_encoder_and_payloader_can_fill);
  tcase_add_test (tc, test_caps_say_no_more_than_our_table);
  tcase_add_test (tc, test_asks_for_packet_reports_unless_it_is_a_browser);
  tcase_add_test (tc, test_gives_one_transport_to_an_offer_of_aiortc);
  tcase_add_test (tc, test_takes_what_the_session_says_for_each_mline);
  tcase_add_test (tc, test_keeps_one_rtx_for_a_codec_and_no_other);
  tcase_add_test (tc, test_lets_no_name_of_the_offer_through);
  tcase_add_loop_test (tc, test_refuses_what_webrtcbin_would_take, 0,
      offer_n_mutations);
  tcase_add_test (tc, test_takes_16_mlines_and_64_kb_and_no_more);
  tcase_add_test (tc, test_a_truncated_offer_is_refused_or_whole);
  tcase_add_test (tc, test_tells_a_new_call_from_a_later_offer);
  tcase_add_loop_test (tc, test_survives_random_changes, 0, 3);
  return suite;
}

GST_CHECK_MAIN (sdpoffer);
