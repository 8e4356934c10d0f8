/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "icepaths.h"

#include <gst/check/gstcheck.h>

/* 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 are nobody's (RFC 5737). */
#define LOCAL_HOST "candidate:1 1 UDP 2015363327 127.0.0.1 40000 typ host"
#define LOCAL_TCP "candidate:2 1 TCP 1010828543 127.0.0.1 9 typ host tcptype active"
#define LOCAL_SRFLX "candidate:3 1 UDP 1679819007 203.0.113.1 40000 typ srflx " \
    "raddr 127.0.0.1 rport 40000"
#define LOCAL_RELAY "candidate:4 1 UDP 100 127.0.0.2 50000 typ relay " \
    "raddr 203.0.113.1 rport 40000"
#define REMOTE_HOST "candidate:842163049 1 udp 1677729535 192.0.2.5 46154 typ " \
    "host generation 0 ufrag abcd network-cost 999"
#define REMOTE_NEAR "candidate:9 1 udp 1677729535 127.0.0.5 46154 typ host"
#define REMOTE_MDNS "candidate:7 1 udp 2113937151 " \
    "2f9a6e5c-8b21-4b43-9e0e-5f3dbb3c2b7a.local 46154 typ host"
#define REMOTE_SRFLX "candidate:8 1 udp 1677729535 198.51.100.7 46154 typ " \
    "srflx raddr 0.0.0.0 rport 0"

static void
expect (EdgeIcePaths * paths, const gchar * local, const gchar * remote,
    const gchar * protocol, const gchar * address, const gchar * interface)
{
  const EdgeIcePath *path = edge_ice_paths_get (paths);

  fail_unless (path != NULL);
  fail_unless_equals_string (path->local, local);
  fail_unless_equals_string (path->remote, remote);
  fail_unless_equals_string (path->protocol, protocol);
  fail_unless_equals_string (path->address, address);
  fail_unless_equals_string (path->interface, interface);
}

GST_START_TEST (test_the_pair_that_is_selected_is_the_path)
{
  g_autoptr (EdgeIcePaths) paths = edge_ice_paths_new ();

  edge_ice_paths_add_local (paths, LOCAL_HOST);
  edge_ice_paths_add_local (paths, LOCAL_TCP);
  edge_ice_paths_add_local (paths, LOCAL_SRFLX);
  edge_ice_paths_add_local (paths, LOCAL_RELAY);
  edge_ice_paths_add_remote (paths, REMOTE_HOST);
  edge_ice_paths_add_remote (paths, REMOTE_SRFLX);
  fail_unless (edge_ice_paths_get (paths) == NULL);
  fail_unless (edge_ice_paths_select (paths, "1", "842163049"));
  expect (paths, "host", "host", "udp", "127.0.0.1", "lo");
  fail_unless (!edge_ice_paths_select (paths, "1", "842163049"));
  fail_unless (edge_ice_paths_select (paths, "2", "842163049"));
  expect (paths, "host", "host", "tcp", "127.0.0.1", "lo");
  fail_unless (edge_ice_paths_select (paths, "3", "8"));
  expect (paths, "srflx", "srflx", "udp", "127.0.0.1", "lo");
  /* The relay at 127.0.0.2 is reached from 127.0.0.1. */
  fail_unless (edge_ice_paths_select (paths, "4", "remote1"));
  expect (paths, "relay", "prflx", "udp", "127.0.0.1", "lo");
  fail_unless (edge_ice_paths_select (paths, "unknown", "8"));
  fail_unless_equals_string (edge_ice_paths_get (paths)->local, "prflx");
}

GST_END_TEST;

GST_START_TEST (test_an_address_that_nobody_has_is_told_without_interface)
{
  g_autoptr (EdgeIcePaths) paths = edge_ice_paths_new ();

  edge_ice_paths_add_local (paths,
      "candidate:1 1 UDP 2015363327 192.0.2.1 40000 typ host");
  fail_unless (edge_ice_paths_select (paths, "1", "x"));
  expect (paths, "host", "prflx", "udp", "192.0.2.1", "");
  fail_unless (edge_ice_paths_select (paths, "x", "y"));
  expect (paths, "prflx", "prflx", "udp", "", "");
}

GST_END_TEST;

GST_START_TEST (test_long_foundations_are_known_by_what_libnice_keeps)
{
  g_autoptr (EdgeIcePaths) paths = edge_ice_paths_new ();

  edge_ice_paths_add_remote (paths,
      "candidate:0123456789012345678901234567890123456789 1 udp 1 192.0.2.1 "
      "40000 typ relay raddr 192.0.2.2 rport 1");
  edge_ice_paths_select (paths, "1", "01234567890123456789012345678901");
  fail_unless_equals_string (edge_ice_paths_get (paths)->remote, "relay");
}

GST_END_TEST;

GST_START_TEST (test_candidates_are_counted)
{
  g_autoptr (EdgeIcePaths) paths = edge_ice_paths_new ();
  EdgeConnectionEvidence evidence = { 0 };

  edge_ice_paths_add_local (paths, LOCAL_HOST);
  edge_ice_paths_add_local (paths, LOCAL_RELAY);
  edge_ice_paths_add_local (paths, "");
  edge_ice_paths_add_offer (paths, "v=0\r\nm=video 9 x 96\r\n"
      "a=" REMOTE_HOST "\r\na=" REMOTE_MDNS "\r\na=candidate:nonsense\r\n");
  edge_ice_paths_add_remote (paths, REMOTE_SRFLX);
  edge_ice_paths_count (paths, &evidence);
  fail_unless_equals_int (evidence.local.host, 1);
  fail_unless_equals_int (evidence.local.relay, 1);
  fail_unless_equals_int (evidence.remote.host, 1);
  fail_unless_equals_int (evidence.remote.mdns, 1);
  fail_unless_equals_int (evidence.remote.srflx, 1);
  fail_unless_equals_int (evidence.remote.relay, 0);
  fail_unless (!evidence.same_network);
  edge_ice_paths_add_remote (paths, REMOTE_NEAR);
  edge_ice_paths_count (paths, &evidence);
  fail_unless (evidence.same_network);
}

GST_END_TEST;

GST_START_TEST (test_no_flood_of_candidates_is_kept)
{
  g_autoptr (EdgeIcePaths) paths = edge_ice_paths_new ();
  EdgeConnectionEvidence evidence = { 0 };

  for (guint i = 0; i < 1000; i++)
    edge_ice_paths_add_remote (paths, REMOTE_HOST);
  edge_ice_paths_count (paths, &evidence);
  fail_unless_equals_int (evidence.remote.host, EDGE_ICE_PATHS_MAX);
}

GST_END_TEST;

static Suite *
icepaths_suite (void)
{
  Suite *suite = suite_create ("icepaths");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_the_pair_that_is_selected_is_the_path);
  tcase_add_test (test,
      test_an_address_that_nobody_has_is_told_without_interface);
  tcase_add_test (test, test_long_foundations_are_known_by_what_libnice_keeps);
  tcase_add_test (test, test_candidates_are_counted);
  tcase_add_test (test, test_no_flood_of_candidates_is_kept);
  return suite;
}

GST_CHECK_MAIN (icepaths);
