/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "edgejson.h"
#include "icecandidate.h"

#define HOST "candidate:1 1 udp 2130706431 192.0.2.7 54321 typ host"

/* *INDENT-OFF* */
static const struct
{
  const gchar *json;
  const gchar *candidate;       /* NULL = refused */
  const gchar *mid;
  gint index;
  const gchar *ufrag;
} rows[] = {
  { "{\"candidate\":\"" HOST "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}", HOST, "0", 0, NULL },
  { "{\"candidate\":\"a=" HOST "\"}", HOST, NULL, -1, NULL },
  { "{\"candidate\":\"a=" HOST "\\r\\n\"}", HOST, NULL, -1, NULL },
  { "{\"candidate\":\"\"}", "", NULL, -1, NULL },
  { "{\"candidate\":null}", "", NULL, -1, NULL },
  { "{}", "", NULL, -1, NULL },
  { "{\"candidate\":\"candidate:\"}", "", NULL, -1, NULL },
  { "{\"candidate\":\"a=end-of-candidates\"}", "", NULL, -1, NULL },
  { "{\"candidate\":{\"candidate\":\"" HOST "\",\"sdpMid\":\"v\",\"sdpMLineIndex\":1}}", HOST, "v", 1, NULL },
  { "{\"candidate\":{\"candidate\":\"" HOST "\"},\"sdpMid\":\"v\"}", HOST, "v", -1, NULL },
  { "{\"candidate\":{\"candidate\":null}}", "", NULL, -1, NULL },
  { "{\"candidate\":{}}", "", NULL, -1, NULL },
  { "{\"candidate\":{\"candidate\":{\"candidate\":\"\"}}}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":\"2\"}", HOST, NULL, 2, NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":2.0}", HOST, NULL, 2, NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":null,\"sdpMid\":null}", HOST, NULL, -1, NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":\"\",\"sdpMid\":\"\"}", HOST, NULL, -1, NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMid\":1}", HOST, "1", -1, NULL },
  { "{\"candidate\":\"" HOST " generation 0 ufrag ABCD network-id 1\"}", HOST " generation 0 ufrag ABCD network-id 1", NULL, -1, "ABCD" },
  { "{\"candidate\":\"" HOST "\",\"usernameFragment\":\"ABCD\"}", HOST, NULL, -1, "ABCD" },
  { "{\"candidate\":\"" HOST "\",\"usernameFragment\":null}", HOST, NULL, -1, NULL },
  { "{\"candidate\":\"candidate:1 1 UDP 1 fd00::2 9 typ srflx raddr :: rport 0\"}", "candidate:1 1 UDP 1 fd00::2 9 typ srflx raddr :: rport 0", NULL, -1, NULL },
  { "{\"candidate\":\"candidate:1 1 tcp 1 192.0.2.7 9 typ host tcptype active\"}", "candidate:1 1 tcp 1 192.0.2.7 9 typ host tcptype active", NULL, -1, NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 4b1e7f1c-0c1a-4f6e-a3b0-d7c5c1f7a001.local 9 typ host\"}", "candidate:1 1 udp 1 4b1e7f1c-0c1a-4f6e-a3b0-d7c5c1f7a001.local 9 typ host", NULL, -1, NULL },
  { "{\"candidate\":7}", NULL },
  { "{\"candidate\":[]}", NULL },
  { "{\"candidate\":\"garbage\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.7 99999 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 evil.example 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 .local 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 a_b.local 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 fe80::1%eth0 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 sctp 1 192.0.2.7 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.7 9 typ evil\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.7 9 typ\"}", NULL },
  { "{\"candidate\":\"candidate:1 1 udp -1 192.0.2.7 9 typ host\"}", NULL },
  { "{\"candidate\":\"candidate:1 0 udp 1 192.0.2.7 9 typ host\"}", NULL },
  { "{\"candidate\":\"" HOST "\\r\\na=evil\"}", NULL },
  { "{\"candidate\":\"" HOST " odd\"}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":57}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":-1}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":\"x\"}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":0.5}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMLineIndex\":[]}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMid\":{}}", NULL },
  { "{\"candidate\":\"" HOST "\",\"sdpMid\":\"123456789012345678901234567890123\"}", NULL },
};
/* *INDENT-ON* */

static JsonObject *
parse (const gchar * json)
{
  JsonObject *object = edge_json_parse_object ((const guint8 *) json,
      strlen (json), 65536, NULL);

  fail_unless (object != NULL, "%s", json);
  return object;
}

GST_START_TEST (test_reads_candidates_as_applications_send_them)
{
  g_autoptr (JsonObject) object = parse (rows[__i__].json);
  EdgeIceCandidate candidate = { NULL, NULL, -1, NULL };
  g_autoptr (GError) error = NULL;

  if (rows[__i__].candidate == NULL) {
    fail_if (edge_ice_candidate_from_json (&candidate, object, &error), "%s",
        rows[__i__].json);
    fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_FORMAT));
    fail_unless (candidate.candidate == NULL);
    return;
  }
  fail_unless (edge_ice_candidate_from_json (&candidate, object, &error),
      "%s", rows[__i__].json);
  fail_unless_equals_string (candidate.candidate, rows[__i__].candidate);
  fail_unless_equals_string (candidate.mid, rows[__i__].mid);
  fail_unless_equals_int (candidate.mline_index, rows[__i__].index);
  fail_unless_equals_string (candidate.ufrag, rows[__i__].ufrag);
  edge_ice_candidate_clear (&candidate);
}

GST_END_TEST;

GST_START_TEST (test_a_long_candidate_is_refused)
{
  g_autofree gchar *fill = g_strnfill (5000, 'x');
  g_autofree gchar *json = g_strdup_printf ("{\"candidate\":\"" HOST " a %s\"}",
      fill);
  g_autoptr (JsonObject) object = parse (json);
  EdgeIceCandidate candidate;

  fail_if (edge_ice_candidate_from_json (&candidate, object, NULL));
}

GST_END_TEST;

GST_START_TEST (test_finds_the_mline)
{
  EdgeSdpOffer offer = {.ice_ufrag = (gchar *) "ABCD",.n_media = 2 };
  EdgeIceCandidate candidate = { NULL, NULL, -1, NULL };
  guint mline = 99;

  offer.media[0].mid = (gchar *) "a";
  offer.media[1].mid = (gchar *) "v";
  offer.media[1].index = 1;
  fail_unless (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  fail_unless_equals_int (mline, 0);
  candidate.mid = (gchar *) "v";
  fail_unless (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  candidate.mid = (gchar *) "x";
  fail_if (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  candidate.mid = NULL;
  candidate.mline_index = 1;
  fail_unless (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  candidate.mline_index = 2;
  fail_if (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  candidate.mline_index = 0;
  candidate.ufrag = (gchar *) "ABCD";
  fail_unless (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
  candidate.ufrag = (gchar *) "OLD1";
  fail_if (edge_ice_candidate_find_mline (&candidate, &offer, &mline));
}

GST_END_TEST;

GST_START_TEST (test_writes_what_it_reads)
{
  g_autoptr (JsonObject) object = json_object_new ();
  EdgeIceCandidate candidate;

  edge_ice_candidate_to_json (object, HOST, "v\"", 3);
  g_autofree gchar *text = edge_json_to_string (object);
  fail_unless_equals_string (text, "{\"candidate\":\"" HOST "\","
      "\"sdpMid\":\"v\\\"\",\"sdpMLineIndex\":3}");
  fail_unless (edge_ice_candidate_from_json (&candidate, object, NULL));
  fail_unless_equals_string (candidate.candidate, HOST);
  edge_ice_candidate_clear (&candidate);
}

GST_END_TEST;

static Suite *
icecandidate_suite (void)
{
  Suite *suite = suite_create ("icecandidate");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_reads_candidates_as_applications_send_them, 0,
      G_N_ELEMENTS (rows));
  tcase_add_test (tc, test_a_long_candidate_is_refused);
  tcase_add_test (tc, test_finds_the_mline);
  tcase_add_test (tc, test_writes_what_it_reads);
  return suite;
}

GST_CHECK_MAIN (icecandidate);
