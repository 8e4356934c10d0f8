/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Connections that do not come about, and why; those that do, and how. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "connectionfault.h"
#include "signalingrig.h"
#include "turnserver.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

static void
check_failed (const GstStructure * failed, const gchar * mobile,
    EdgeConnectionFault fault)
{
  fail_unless_equals_string (gst_structure_get_string (failed, "mobile"),
      mobile);
  fail_unless_equals_string (gst_structure_get_string (failed, "reason"),
      edge_connection_fault_reason (fault));
  fail_unless_equals_string (gst_structure_get_string (failed, "message"),
      edge_connection_fault_sentence (fault));
}

static void
check_error (WebrtcViewer * viewer, EdgeConnectionFault fault)
{
  g_autofree gchar *reason = webrtc_viewer_wait_error (viewer, 1);

  fail_unless_equals_string (reason, edge_connection_fault_reason (fault));
}

/* The bin and the viewer are told the same. */
static void
expect_fault (SignalingRig * rig, WebrtcViewer * viewer, const gchar * mobile,
    EdgeConnectionFault fault)
{
  g_autoptr (GstStructure) failed = signaling_rig_wait (rig, "peer-failed");

  check_failed (failed, mobile, fault);
  check_error (viewer, fault);
}

static const struct
{
  const gchar *mobile;
  const gchar *candidates[3];
  EdgeConnectionFault fault;
} calls[] = {
  {"nowhere", {NULL}, EDGE_CONNECTION_FAULT_NO_CANDIDATES},
  {"mdns", {"candidate:1 1 udp 2113937151 "
              "2f9a6e5c-8b21-4b43-9e0e-5f3dbb3c2b7a.local 46154 typ host"},
      EDGE_CONNECTION_FAULT_ONLY_MDNS},
  {"elsewhere", {"candidate:1 1 udp 2113937151 192.0.2.5 46154 typ host"},
      EDGE_CONNECTION_FAULT_OTHER_NETWORK},
  {"nat", {"candidate:1 1 udp 2113937151 192.0.2.5 46154 typ host",
          "candidate:2 1 udp 1677729535 198.51.100.7 46154 typ srflx "
              "raddr 0.0.0.0 rport 0"}, EDGE_CONNECTION_FAULT_NO_RELAY},
  /* Nobody listens on the discard port. */
  {"deaf", {"candidate:1 1 udp 2113937151 127.0.0.5 9 typ host"},
      EDGE_CONNECTION_FAULT_UDP_BLOCKED},
  {"relayed", {"candidate:1 1 udp 2113937151 192.0.2.5 46154 typ host",
          "candidate:2 1 udp 33562367 198.51.100.9 46154 typ relay "
              "raddr 0.0.0.0 rport 0"}, EDGE_CONNECTION_FAULT_UDP_BLOCKED},
};

static guint
find_call (const GstStructure * failed)
{
  const gchar *mobile = gst_structure_get_string (failed, "mobile");

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_str_equal (calls[i].mobile, mobile))
      return i;
  fail ("%s did not call", mobile);
  return 0;
}

GST_START_TEST (test_who_cannot_be_reached_is_told_why)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  WebrtcViewer *viewers[G_N_ELEMENTS (calls)];

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    viewers[i] = webrtc_viewer_new_hidden (broker, calls[i].mobile,
        calls[i].candidates);
    webrtc_viewer_call (viewers[i]);
    webrtc_viewer_wait_answer (viewers[i], 1);
  }
  for (guint n = 0; n < G_N_ELEMENTS (calls); n++) {
    g_autoptr (GstStructure) failed = signaling_rig_wait (rig, "peer-failed");
    guint i = find_call (failed);

    check_failed (failed, calls[i].mobile, calls[i].fault);
    check_error (viewers[i], calls[i].fault);
    webrtc_viewer_free (viewers[i]);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_forged_certificate_is_a_fault_of_dtls)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_forge_offer (viewer);
  webrtc_viewer_call (viewer);
  expect_fault (rig, viewer, "m1", EDGE_CONNECTION_FAULT_DTLS);
  signaling_rig_wait_removed (rig, "m1", "failed");
}

GST_END_TEST;

GST_START_TEST (test_who_is_reached_and_does_not_answer_is_a_fault_of_dtls)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_fall_dumb (viewer);
  webrtc_viewer_call (viewer);
  expect_fault (rig, viewer, "m1", EDGE_CONNECTION_FAULT_DTLS);
}

GST_END_TEST;

GST_START_TEST (test_media_that_nobody_reports_are_a_fault)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_never_report (viewer);
  webrtc_viewer_call (viewer);
  expect_fault (rig, viewer, "m1", EDGE_CONNECTION_FAULT_NO_MEDIA);
}

GST_END_TEST;

GST_START_TEST (test_who_is_gone_after_he_saw_something_did_not_fail)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "H264", FALSE);
  gboolean gone = FALSE;

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 100);
  webrtc_viewer_vanish (viewer);
  while (!gone) {
    g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (rig->bus,
        30 * GST_SECOND, GST_MESSAGE_ELEMENT);

    fail_unless (message != NULL);
    fail_unless (!gst_message_has_name (message, "peer-failed"));
    gone = gst_message_has_name (message, "webrtc-peer-removed");
  }
}

GST_END_TEST;

GST_START_TEST (test_a_viewer_is_told_which_way_he_came)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (GstStructure) stats = NULL;
  const GValue *viewers;
  const GstStructure *one;

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "{\"type\":\"path\",\"local\":\"host\",");
  webrtc_viewer_wait_message (viewer, "\"protocol\":\"udp\",\"address\":"
      "\"127.0.0.1\",\"interface\":\"lo\"}");
  do {
    webrtc_viewer_wait_packets (viewer, "video", 5);
    g_clear_pointer (&stats, gst_structure_free);
    g_object_get (rig->bin, "stats", &stats, NULL);
    viewers = gst_structure_get_value (stats, "viewers");
    one = gst_value_array_get_size (viewers) > 0 ? gst_value_get_structure
        (gst_value_array_get_value (viewers, 0)) : NULL;
  } while (one == NULL || !gst_structure_has_field (one, "interface"));
  fail_unless_equals_string (gst_structure_get_string (one, "local"), "host");
  fail_unless_equals_string (gst_structure_get_string (one, "protocol"), "udp");
  fail_unless_equals_string (gst_structure_get_string (one, "interface"), "lo");
}

GST_END_TEST;

GST_START_TEST (test_a_relay_is_told_as_one)
{
  static const gchar *const transports[] = { "", "?transport=tcp" };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (TurnServer) turn = turn_server_new ();

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++) {
    g_autofree gchar *properties = g_strdup_printf ("turn-servers=\"%s%s\" "
        "ice-transport-policy=relay", turn_server_uri (turn), transports[i]);
    g_autoptr (SignalingRig) rig =
        signaling_rig_new_with (broker, properties, VIDEO);
    g_autoptr (WebrtcViewer) viewer =
        webrtc_viewer_new (broker, "m1", "VP8", FALSE);

    webrtc_viewer_call (viewer);
    webrtc_viewer_wait_packets (viewer, "video", 10);
    webrtc_viewer_wait_message (viewer, "{\"type\":\"path\","
        "\"local\":\"relay\",");
    webrtc_viewer_wait_message (viewer, "\"address\":\"127.0.0.1\","
        "\"interface\":\"lo\"}");
    fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
  }
}

GST_END_TEST;

GST_START_TEST (test_who_needs_a_relay_and_has_none_is_told)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new_with (broker,
      "ice-transport-policy=relay turn-servers=\"turn://me:x@127.0.0.1:9\"",
      VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  expect_fault (rig, viewer, "m1", EDGE_CONNECTION_FAULT_NO_RELAY);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-faults");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_who_cannot_be_reached_is_told_why);
  tcase_add_test (test, test_a_forged_certificate_is_a_fault_of_dtls);
  tcase_add_test (test,
      test_who_is_reached_and_does_not_answer_is_a_fault_of_dtls);
  tcase_add_test (test, test_media_that_nobody_reports_are_a_fault);
  tcase_add_test (test, test_who_is_gone_after_he_saw_something_did_not_fail);
  tcase_add_test (test, test_a_viewer_is_told_which_way_he_came);
  tcase_add_test (test, test_who_needs_a_relay_and_has_none_is_told);
  if (turn_server_is_available ())
    tcase_add_test (test, test_a_relay_is_told_as_one);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
