/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Viewers who come and go, lie, or vanish; brokers that restart. */
#include <dirent.h>
#include <gst/check/gstcheck.h>
#include <string.h>

#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

static guint
count_entries (const gchar * folder)
{
  DIR *dir = opendir (folder);
  guint n = 0;

  while (readdir (dir) != NULL)
    n++;
  closedir (dir);
  return n;
}

/* Waits until path has no more than n entries: pipelines of viewers go on
 * threads of their own, and GLib keeps threads of pools for a while. */
static void
wait_entries (const gchar * path, guint n)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  GMutex lock;
  GCond never;

  g_mutex_init (&lock);
  g_cond_init (&never);
  g_mutex_lock (&lock);
  while (count_entries (path) > n) {
    fail_unless (g_timer_elapsed (timer, NULL) < 30, "%u entries in %s",
        count_entries (path), path);
    g_cond_wait_until (&never, &lock,
        g_get_monotonic_time () + 50 * G_TIME_SPAN_MILLISECOND);
  }
  g_mutex_unlock (&lock);
  g_cond_clear (&never);
  g_mutex_clear (&lock);
}

static void
watch_once (MqttBroker * broker, SignalingRig * rig, guint n)
{
  g_autofree gchar *mobile = g_strdup_printf ("m%u", n);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, mobile, "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 1);
  webrtc_viewer_bye (viewer);
  signaling_rig_wait_removed (rig, mobile, "bye");
}

GST_START_TEST (test_viewers_leave_nothing_behind)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  guint threads, files;

  for (guint i = 0; i < 3; i++)
    watch_once (broker, rig, i);
  threads = count_entries ("/proc/self/task");
  files = count_entries ("/proc/self/fd");
  for (guint i = 3; i < 20; i++)
    watch_once (broker, rig, i);
  wait_entries ("/proc/self/task", threads + 4);
  wait_entries ("/proc/self/fd", files + 8);
}

GST_END_TEST;

static void
hang_up_at_once (MqttBroker * broker, SignalingRig * rig, guint n)
{
  g_autofree gchar *mobile = g_strdup_printf ("m%u", n);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, mobile, "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_answer (viewer, 1);
  webrtc_viewer_bye (viewer);
  signaling_rig_wait_removed (rig, mobile, "bye");
}

GST_START_TEST (test_who_hangs_up_while_he_connects_leaves_nothing_behind)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  guint files;

  for (guint i = 0; i < 3; i++)
    hang_up_at_once (broker, rig, i);
  files = count_entries ("/proc/self/fd");
  /* webrtcbin of 1.22 kept the sockets of every fifth. */
  for (guint i = 3; i < 33; i++)
    hang_up_at_once (broker, rig, i);
  wait_entries ("/proc/self/fd", files + 4);
}

GST_END_TEST;

GST_START_TEST (test_a_vanished_viewer_is_noticed)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "H264", FALSE);
  gint64 gone;

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 30);
  webrtc_viewer_vanish (viewer);
  gone = g_get_monotonic_time ();
  signaling_rig_wait_removed (rig, "m1", "lost");
  /* Promised are 5 s. */
  fail_unless (g_get_monotonic_time () - gone < 25 * G_TIME_SPAN_SECOND);
}

GST_END_TEST;

/* Longer than it takes to be lost. */
static void
watch_6_seconds (SignalingRig * rig, WebrtcViewer * viewer)
{
  gint64 until = g_get_monotonic_time () + 6 * G_TIME_SPAN_SECOND;

  while (g_get_monotonic_time () < until)
    webrtc_viewer_wait_packets (viewer, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_START_TEST (test_who_never_reports_but_has_a_channel_stays)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  webrtc_viewer_fall_silent (viewer);
  watch_6_seconds (rig, viewer);
}

GST_END_TEST;

/* As GStreamer's, who reports each five seconds or so. */
GST_START_TEST (test_who_reports_rarely_and_has_no_channel_stays)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  webrtc_viewer_close_channel (viewer);
  webrtc_viewer_wait_closed (viewer, 1);
  webrtc_viewer_fall_silent (viewer);
  watch_6_seconds (rig, viewer);
}

GST_END_TEST;

GST_START_TEST (test_a_listener_may_be_silent_for_longer)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker,
      "audiotestsrc is-live=true ! bin.audio_0");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", NULL, TRUE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "audio", 10);
  webrtc_viewer_fall_silent (viewer);
  /* Six seconds, in two waits: with pictures he would be lost by then. */
  webrtc_viewer_wait_packets (viewer, "audio", 150);
  webrtc_viewer_wait_packets (viewer, "audio", 150);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_who_has_not_the_certificate_of_his_offer_is_not_heard)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "bin.command ! appsink name=commands async=false");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_forge_offer (viewer);
  webrtc_viewer_greet (viewer, "{\"action\":\"move\"}");
  webrtc_viewer_call (viewer);
  signaling_rig_wait_removed (rig, "m1", "failed");
  /* Not the greeting; and this one is the bin's own. */
  signaling_rig_wait_command (rig, "{\"action\":\"release\",\"from\":\"m1\"}");
}

GST_END_TEST;

GST_START_TEST (test_a_call_ends_when_its_codec_is_gone)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker,
      "input-selector name=choice sync-streams=false ! bin.video_0 "
      "videotestsrc is-live=true ! video/x-raw,width=160,height=120 ! tee name=t "
      "t. ! queue ! x264enc tune=zerolatency ! choice.sink_0 "
      "t. ! queue ! vp8enc deadline=1 ! choice.sink_1");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "H264", FALSE);
  g_autoptr (WebrtcViewer) later =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);
  g_autoptr (GstElement) choice =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "choice");
  g_autoptr (GstPad) vp8 = gst_element_get_static_pad (choice, "sink_1");

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  g_object_set (choice, "active-pad", vp8, NULL);
  signaling_rig_wait_removed (rig, "m1", "error");
  g_autofree gchar *reason = webrtc_viewer_wait_error (viewer, 1);
  fail_unless_equals_string (reason, "error");
  webrtc_viewer_call (later);
  webrtc_viewer_wait_packets (later, "video", 5);
}

GST_END_TEST;

GST_START_TEST (test_bad_offers_are_answered_and_survived)
{
  static const gchar *const offers[] = { "", "{", "[]", "{\"sdp\":5}",
    "{\"type\":\"offer\",\"sdp\":\"v=0\"}",
    "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\nm=video 9 x 1\\r\\n\"}",
  };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "good", "VP8", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_autofree gchar *mobile = g_strdup_printf ("bad%u", i);
    g_autoptr (WebrtcViewer) bad =
        webrtc_viewer_new (broker, mobile, "VP8", FALSE);

    webrtc_viewer_publish (bad, "offer", offers[i]);
    g_autofree gchar *reason = webrtc_viewer_wait_error (bad, 1);
    fail_unless_equals_string (reason, "bad-offer");
  }
  webrtc_viewer_publish (viewer, "candidate", "{\"candidate\":17}");
  webrtc_viewer_publish (viewer, "candidate",
      "{\"candidate\":\"candidate:x\",\"sdpMLineIndex\":99}");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_a_flood_of_offers_is_limited)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) flood =
      webrtc_viewer_new (broker, "flood", "VP8", FALSE);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "good", "VP8", FALSE);

  for (guint i = 0; i < 300; i++)
    webrtc_viewer_publish (flood, "offer", "{\"sdp\":\"v=0\"}");
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_one_more_than_max_peers_is_refused)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, "max-peers=1", VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);

  webrtc_viewer_call (anna);
  webrtc_viewer_wait_packets (anna, "video", 1);
  webrtc_viewer_call (bert);
  g_autofree gchar *reason = webrtc_viewer_wait_error (bert, 1);
  fail_unless_equals_string (reason, "too-many");
  webrtc_viewer_bye (anna);
  signaling_rig_wait_removed (rig, "m1", "bye");
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_packets (bert, "video", 1);
}

GST_END_TEST;

GST_START_TEST (test_only_listed_viewers_get_in)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, "mobile-ids=\"m1, m3\"", VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);

  webrtc_viewer_call (bert);
  g_autofree gchar *reason = webrtc_viewer_wait_error (bert, 1);
  fail_unless_equals_string (reason, "not-allowed");
  webrtc_viewer_call (anna);
  webrtc_viewer_wait_answer (anna, 1);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_the_same_offer_gets_the_same_answer)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_answer (viewer, 2);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_media_outlives_the_broker)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  mqtt_broker_kill (broker);
  gst_structure_free (signaling_rig_wait (rig, "mqtt-disconnected"));
  webrtc_viewer_wait_packets (viewer, "video", 10);
  mqtt_broker_start (broker);
  gst_structure_free (signaling_rig_wait (rig, "mqtt-connected"));
  webrtc_viewer_wait_packets (viewer, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

GST_START_TEST (test_stops_at_once_with_viewers)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "H264", FALSE);
  gint64 before;

  webrtc_viewer_call (anna);
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_packets (anna, "video", 10);
  webrtc_viewer_wait_packets (bert, "video", 10);
  before = g_get_monotonic_time ();
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  /* Promised are 200 ms. */
  fail_unless (g_get_monotonic_time () - before < 1000 * 1000);
}

GST_END_TEST;

GST_START_TEST (test_starts_and_stops_with_a_broker)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);

  for (guint i = 0; i < 20; i++) {
    gst_element_set_state (rig->pipeline, GST_STATE_NULL);
    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
    fail_unless_equals_int (gst_element_get_state (rig->pipeline, NULL, NULL,
            10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
  }
  watch_once (broker, rig, 0);
}

GST_END_TEST;

GST_START_TEST (test_commands_and_data_may_form_a_loop)
{
  /* GStreamer warns of the loop in the graph. */
  _gst_check_expecting_log = TRUE;
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "bin.command ! queue ! identity ! bin.data");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  GstQuery *query = gst_query_new_latency ();

  fail_unless (gst_element_query (rig->pipeline, query));
  gst_query_unref (query);
  webrtc_viewer_call (viewer);
  webrtc_viewer_send (viewer, "{\"action\":\"take\"}");
  webrtc_viewer_wait_message (viewer,
      "{\"action\":\"take\",\"from\":\"m1\",\"type\":\"data\"}");
  for (guint i = 0; i < 20; i++) {
    gst_element_set_state (rig->pipeline, GST_STATE_NULL);
    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
    fail_unless_equals_int (gst_element_get_state (rig->pipeline, NULL, NULL,
            10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
  }
  gst_element_send_event (rig->pipeline, gst_event_new_eos ());
  signaling_rig_wait_eos (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_loop_starts_and_ends_media_that_is_not_live)
{
  _gst_check_expecting_log = TRUE;
  g_autoptr (SignalingRig) rig = signaling_rig_new (NULL,
      "videotestsrc num-buffers=5 ! video/x-raw,width=160,height=120 "
      "! identity ! bin.video_0 bin.command ! queue ! identity ! bin.data");
  static const GstState ends[] = { GST_STATE_NULL, GST_STATE_READY };

  for (guint i = 0; i < 6; i++) {
    signaling_rig_wait_eos (rig);
    gst_element_set_state (rig->pipeline, ends[i % 2]);
    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
    gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
    gst_element_set_state (rig->pipeline, ends[i % 2]);
    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  }
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-trouble");
  TCase *many = tcase_create ("many viewers");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  suite_add_tcase (suite, many);
  /* Each takes seconds under a sanitizer. */
  tcase_set_timeout (many, 240);
  tcase_add_test (many, test_viewers_leave_nothing_behind);
  tcase_add_test (many,
      test_who_hangs_up_while_he_connects_leaves_nothing_behind);
  tcase_add_test (test, test_a_vanished_viewer_is_noticed);
  tcase_add_test (test, test_who_never_reports_but_has_a_channel_stays);
  tcase_add_test (test, test_who_reports_rarely_and_has_no_channel_stays);
  tcase_add_test (test, test_a_listener_may_be_silent_for_longer);
  tcase_add_test (test,
      test_who_has_not_the_certificate_of_his_offer_is_not_heard);
  tcase_add_test (test, test_a_call_ends_when_its_codec_is_gone);
  tcase_add_test (test, test_bad_offers_are_answered_and_survived);
  tcase_add_test (test, test_a_flood_of_offers_is_limited);
  tcase_add_test (test, test_one_more_than_max_peers_is_refused);
  tcase_add_test (test, test_only_listed_viewers_get_in);
  tcase_add_test (test, test_the_same_offer_gets_the_same_answer);
  tcase_add_test (test, test_media_outlives_the_broker);
  tcase_add_test (test, test_stops_at_once_with_viewers);
  tcase_add_test (test, test_starts_and_stops_with_a_broker);
  tcase_add_test (test, test_commands_and_data_may_form_a_loop);
  tcase_add_test (test, test_a_loop_starts_and_ends_media_that_is_not_live);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
