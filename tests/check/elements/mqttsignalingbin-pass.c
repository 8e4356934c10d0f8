/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Who needs a pass to get in, and what it gives him. */
#include <gst/app/app.h>
#include <gst/check/gstcheck.h>
#include <string.h>

#include "edgejson.h"
#include "signalingrig.h"
#include "signtoken.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 bin.command ! appsink name=commands async=false"
#define DEADLINE (30 * GST_SECOND)
#define WITH_KEY "token-key=" SIGN_TOKEN_KEY

static void
show_pass (WebrtcViewer * viewer, const gchar * mobile, gint expires_in,
    const gchar * role)
{
  g_autofree gchar *token = sign_viewer_token (mobile, expires_in, role);

  webrtc_viewer_set_auth (viewer, token);
}

static void
expect_refusal (WebrtcViewer * viewer, guint n)
{
  g_autofree gchar *reason = NULL;

  webrtc_viewer_call (viewer);
  reason = webrtc_viewer_wait_error (viewer, n);
  fail_unless_equals_string (reason, "not-allowed");
}

GST_START_TEST (test_without_a_good_token_nobody_gets_in)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autofree gchar *forged = sign_token (SIGN_TOKEN_HEADER,
      "{\"sub\":\"m1\",\"exp\":9999999999}", SIGN_TOKEN_KEY "x");
  g_autofree gchar *elsewhere = sign_token (SIGN_TOKEN_HEADER,
      "{\"sub\":\"m1\",\"exp\":9999999999,\"aud\":\"device002\"}",
      SIGN_TOKEN_KEY);

  expect_refusal (viewer, 1);
  webrtc_viewer_set_auth (viewer, forged);
  expect_refusal (viewer, 2);
  webrtc_viewer_set_auth (viewer, elsewhere);
  expect_refusal (viewer, 3);
  show_pass (viewer, "m2", 60, "drive");
  expect_refusal (viewer, 4);
  show_pass (viewer, "m1", -1, "drive");
  expect_refusal (viewer, 5);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 0);
  /* He has not spent what he may call by it. */
  show_pass (viewer, "m1", 60, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 5);
}

GST_END_TEST;

GST_START_TEST (test_who_drives_is_told_and_heard)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  show_pass (viewer, "m1", 60, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "\"role\":\"drive\",\"expires\":");
  webrtc_viewer_send (viewer, "{\"throttle\":1}");
  signaling_rig_wait_command (rig, "{\"throttle\":1,\"from\":\"m1\"}");
}

GST_END_TEST;

GST_START_TEST (test_who_watches_can_only_stop)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  show_pass (viewer, "m1", 60, "watch");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "\"role\":\"watch\"");
  for (guint i = 0; i < 20; i++)
    webrtc_viewer_send (viewer, "{\"throttle\":1}");
  webrtc_viewer_send (viewer, "{\"action\":\"take\"}");
  webrtc_viewer_send (viewer, "{\"pan\":1}");
  webrtc_viewer_wait_message (viewer,
      "{\"type\":\"refused\",\"reason\":\"role\",");
  webrtc_viewer_send (viewer, "{\"action\":\"stop\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"stop\",\"from\":\"m1\"}");
  webrtc_viewer_send (viewer, "{\"action\":\"estop\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"estop\",\"from\":\"m1\"}");
  /* Once a second, however often he tries. */
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":1}");
  webrtc_viewer_wait_message (viewer, "pong");
  fail_unless (webrtc_viewer_count_messages (viewer, "refused") < 5);
}

GST_END_TEST;

/* The next command's action, and its seq, or -1. */
static gchar *
pull_command (SignalingRig * rig, gint64 * seq)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "commands");
  g_autoptr (GstSample) sample =
      gst_app_sink_try_pull_sample (GST_APP_SINK (sink), DEADLINE);
  g_autoptr (JsonObject) object = NULL;
  const gchar *action;
  GstMapInfo map;

  fail_unless (sample != NULL, "no command");
  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  object = edge_json_parse_object (map.data, map.size, 4096, NULL);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
  if (edge_json_get_int64 (object, "seq", seq) != EDGE_JSON_OK)
    *seq = -1;
  fail_unless (edge_json_get_string (object, "action",
          &action) == EDGE_JSON_OK);
  return g_strdup (action);
}

static void
send_stop (WebrtcViewer * viewer, const gchar * action, gint64 seq)
{
  g_autofree gchar *text = g_strdup_printf ("{\"action\":\"%s\",\"seq\":%"
      G_GINT64_FORMAT "}", action, seq);

  webrtc_viewer_send (viewer, text);
}

GST_START_TEST (test_of_stops_without_end_the_last_one_arrives)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  gint64 before, seq;
  guint n = 0;

  show_pass (viewer, "m1", 60, "watch");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  before = g_get_monotonic_time ();
  for (guint i = 0; i < 400; i++)
    send_stop (viewer, "stop", i);
  send_stop (viewer, "estop", 400);
  /* Says no more than the estop. */
  send_stop (viewer, "stop", 401);
  do {
    g_autofree gchar *action = pull_command (rig, &seq);

    n++;
    fail_unless_equals_string (action, seq < 400 ? "stop" : "estop");
  } while (seq != 400);
  /* 10 at once and 5 more in each second. */
  fail_unless (n <= 11 + 5 * (g_get_monotonic_time () - before)
      / G_TIME_SPAN_SECOND, "%u", n);
}

GST_END_TEST;

GST_START_TEST (test_another_token_changes_the_role)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  show_pass (viewer, "m1", 60, "watch");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "\"role\":\"watch\"");
  show_pass (viewer, "m1", 60, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "\"role\":\"drive\"");
  webrtc_viewer_send (viewer, "{\"throttle\":1}");
  signaling_rig_wait_command (rig, "{\"throttle\":1,\"from\":\"m1\"}");
  /* Who may not drive any more does not keep the wheel. */
  show_pass (viewer, "m1", 50, "watch");
  webrtc_viewer_call (viewer);
  signaling_rig_wait_command (rig, "{\"action\":\"release\",\"from\":\"m1\"}");
  webrtc_viewer_send (viewer, "{\"throttle\":1}");
  webrtc_viewer_wait_message (viewer, "\"reason\":\"role\"");
  /* What is no token changes nothing. */
  webrtc_viewer_set_auth (viewer, "x");
  webrtc_viewer_call (viewer);
  g_autofree gchar *reason = webrtc_viewer_wait_error (viewer, 1);
  fail_unless_equals_string (reason, "not-allowed");
  webrtc_viewer_wait_packets (viewer, "video", 5);
}

GST_END_TEST;

GST_START_TEST (test_at_its_end_a_pass_ends_the_session)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autofree gchar *reason = NULL;

  show_pass (viewer, "m1", 4, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  webrtc_viewer_wait_message (viewer,
      "{\"type\":\"bye\",\"reason\":\"expired\"");
  reason = webrtc_viewer_wait_error (viewer, 1);
  fail_unless_equals_string (reason, "expired");
  signaling_rig_wait_command (rig, "{\"action\":\"release\",\"from\":\"m1\"}");
  signaling_rig_wait_removed (rig, "m1", "expired");
  expect_refusal (viewer, 2);
}

GST_END_TEST;

GST_START_TEST (test_after_its_end_a_pass_gives_not_even_stops)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (JsonObject) hello = NULL;
  const gchar *text;
  gint64 end, seq;

  show_pass (viewer, "m1", 4, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  text = webrtc_viewer_get_message (viewer, "hello", 1);
  hello = edge_json_parse_object ((const guint8 *) text, strlen (text), 4096,
      NULL);
  fail_unless (edge_json_get_int64 (hello, "expires", &end) == EDGE_JSON_OK);
  while (webrtc_viewer_count_messages (viewer, "\"expired\"") == 0) {
    send_stop (viewer, "stop", g_get_real_time () / G_TIME_SPAN_MILLISECOND);
    webrtc_viewer_wait_packets (viewer, "video", 1);
  }
  for (;;) {
    g_autofree gchar *action = pull_command (rig, &seq);

    if (g_str_equal (action, "release"))
      break;
    fail_unless (seq <= end, "%" G_GINT64_FORMAT " ms late", seq - end);
  }
  signaling_rig_wait_removed (rig, "m1", "expired");
}

GST_END_TEST;

GST_START_TEST (test_a_later_token_lets_the_session_go_on)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, WITH_KEY, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;

  show_pass (viewer, "m1", 4, "drive");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  show_pass (viewer, "m1", 600, "drive");
  webrtc_viewer_call (viewer);
  while (g_get_monotonic_time () < end)
    webrtc_viewer_wait_packets (viewer, "video", 5);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_without_a_usable_key_nothing_starts)
{
  static const gchar *const keys[] = { "", "too short" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    GstElement *bin = gst_check_setup_element ("mqttsignalingbin");

    g_object_set (bin, "token-key", keys[i], NULL);
    fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_PAUSED),
        GST_STATE_CHANGE_FAILURE);
    gst_check_teardown_element (bin);
  }
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-pass");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_without_a_usable_key_nothing_starts);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_without_a_good_token_nobody_gets_in);
  tcase_add_test (test, test_who_drives_is_told_and_heard);
  tcase_add_test (test, test_who_watches_can_only_stop);
  tcase_add_test (test, test_of_stops_without_end_the_last_one_arrives);
  tcase_add_test (test, test_another_token_changes_the_role);
  tcase_add_test (test, test_at_its_end_a_pass_ends_the_session);
  tcase_add_test (test, test_after_its_end_a_pass_gives_not_even_stops);
  tcase_add_test (test, test_a_later_token_lets_the_session_go_on);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
