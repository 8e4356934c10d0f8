/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 "

GST_START_TEST (test_plays_without_a_broker)
{
  g_autoptr (SignalingRig) rig = signaling_rig_new (NULL,
      VIDEO "! bin.video_0");

  fail_unless_equals_int (gst_element_get_state (rig->pipeline, NULL, NULL,
          10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
}

GST_END_TEST;

GST_START_TEST (test_ends_when_its_media_end)
{
  g_autoptr (SignalingRig) rig = signaling_rig_new (NULL,
      "videotestsrc num-buffers=3 ! bin.  bin.command ! fakesink");

  signaling_rig_wait_eos (rig);
}

GST_END_TEST;

GST_START_TEST (test_ends_again_after_a_seek_back)
{
  g_autoptr (SignalingRig) rig = signaling_rig_new (NULL,
      "videotestsrc name=source num-buffers=3 ! bin.  bin.command ! fakesink");
  g_autoptr (GstElement) source =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "source");

  signaling_rig_wait_eos (rig);
  fail_unless (gst_element_seek_simple (source, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH, 0));
  signaling_rig_wait_eos (rig);
}

GST_END_TEST;

GST_START_TEST (test_commands_alone_reach_playing)
{
  g_autoptr (SignalingRig) rig =
      signaling_rig_new (NULL, "bin.command ! fakesink");

  for (guint i = 0; i < 20; i++) {
    fail_unless_equals_int (gst_element_get_state (rig->pipeline, NULL, NULL,
            10 * GST_SECOND), GST_STATE_CHANGE_SUCCESS);
    gst_element_set_state (rig->pipeline, GST_STATE_NULL);
    gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  }
}

GST_END_TEST;

GST_START_TEST (test_media_that_is_not_live_takes_its_time)
{
  gint64 before = g_get_monotonic_time ();
  g_autoptr (SignalingRig) rig = signaling_rig_new (NULL,
      "videotestsrc num-buffers=10 ! video/x-raw,framerate=10/1 ! bin.video_0 "
      "bin.command ! fakesink");

  signaling_rig_wait_eos (rig);
  fail_unless (g_get_monotonic_time () - before >= 800 * 1000);
}

GST_END_TEST;

GST_START_TEST (test_a_taken_name_gives_no_pad)
{
  GstElement *bin = gst_check_setup_element ("mqttsignalingbin");
  GstPad *pad = NULL;

  fail_unless (gst_bin_add (GST_BIN (bin), gst_element_factory_make ("identity",
              "video_0")));
  pad = gst_element_request_pad_simple (bin, "video_0");
  fail_unless (pad == NULL);
  pad = gst_element_request_pad_simple (bin, "video_1");
  fail_unless (pad != NULL);
  gst_element_release_request_pad (bin, pad);
  gst_object_unref (pad);
  gst_check_teardown_element (bin);
}

GST_END_TEST;

GST_START_TEST (test_says_which_plugin_is_missing)
{
  static const gchar *const needed[] = { "webrtcbin", "nicesrc", "appsrc",
    "appsink", "rtpvp8pay", "rtpopuspay", "rtph264pay"
  };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    GstElement *bin = gst_check_setup_element ("mqttsignalingbin");
    g_autoptr (GstBus) bus = gst_bus_new ();
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (needed[i]);
    g_autoptr (GError) error = NULL;
    g_autofree gchar *debug = NULL;
    GstMessage *message;

    gst_element_set_bus (bin, bus);
    gst_registry_remove_feature (gst_registry_get (),
        GST_PLUGIN_FEATURE (factory));
    fail_unless_equals_int (gst_element_set_state (bin, GST_STATE_READY),
        GST_STATE_CHANGE_FAILURE);
    gst_registry_add_feature (gst_registry_get (),
        GST_PLUGIN_FEATURE (factory));
    message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
    fail_unless (message != NULL);
    gst_message_parse_error (message, &error, &debug);
    fail_unless (g_error_matches (error, GST_CORE_ERROR,
            GST_CORE_ERROR_MISSING_PLUGIN));
    fail_unless (strstr (debug, needed[i]) != NULL, "%s", debug);
    gst_message_unref (message);
    gst_bus_set_flushing (bus, TRUE);
    gst_element_set_bus (bin, NULL);
    gst_check_teardown_element (bin);
  }
}

GST_END_TEST;

GST_START_TEST (test_shows_h264_and_opus)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "! bin.video_0  audiotestsrc is-live=true ! bin.audio_0");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "H264", TRUE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 30);
  webrtc_viewer_wait_packets (viewer, "audio", 30);
  fail_unless (strstr (webrtc_viewer_get_answer (viewer),
          "profile-level-id=42e01f") != NULL);
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 2);
}

GST_END_TEST;

GST_START_TEST (test_shows_vp8)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new (broker, VIDEO "! bin.video_0");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 30);
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 1);
}

GST_END_TEST;

GST_START_TEST (test_tells_how_each_viewer_fares)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new (broker, VIDEO "! bin.video_0");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  guint64 packets = 0;

  webrtc_viewer_call (viewer);
  while (packets == 0) {
    GstStructure *stats;

    webrtc_viewer_wait_packets (viewer, "video", 5);
    g_object_get (rig->bin, "stats", &stats, NULL);
    const GValue *viewers = gst_structure_get_value (stats, "viewers");
    if (gst_value_array_get_size (viewers) > 0) {
      const GstStructure *one =
          gst_value_get_structure (gst_value_array_get_value (viewers, 0));

      fail_unless_equals_string (gst_structure_get_string (one, "peer"), "m1");
      fail_unless_equals_string (gst_structure_get_string (one, "video-codec"),
          "VP8");
      gst_structure_get_uint64 (one, "packets-sent", &packets);
    }
    gst_structure_free (stats);
  }
}

GST_END_TEST;

GST_START_TEST (test_passes_on_encoded_media)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "! x264enc tune=zerolatency key-int-max=300 ! bin.video_0 "
      "audiotestsrc is-live=true ! opusenc ! bin.audio_0");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "H264", TRUE);
  g_autoptr (WebrtcViewer) other =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  webrtc_viewer_wait_packets (viewer, "audio", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 0);
  webrtc_viewer_call (other);
  g_autofree gchar *reason = webrtc_viewer_wait_error (other, 1);
  fail_unless_equals_string (reason, "no-codec");
}

GST_END_TEST;

GST_START_TEST (test_one_encoder_for_all_and_none_for_nobody)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new (broker, VIDEO "! bin.video_0");
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "H264", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "H264", FALSE);

  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 0);
  webrtc_viewer_call (anna);
  webrtc_viewer_wait_packets (anna, "video", 10);
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_packets (bert, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 2);
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 1);
  webrtc_viewer_bye (anna);
  signaling_rig_wait_removed (rig, "m1", "bye");
  webrtc_viewer_wait_packets (bert, "video", 10);
  webrtc_viewer_bye (bert);
  signaling_rig_wait_removed (rig, "m2", "bye");
  fail_unless_equals_int (signaling_rig_count (rig, "encoders"), 0);
}

GST_END_TEST;

GST_START_TEST (test_commands_say_who_sent_them)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "! bin.video_0  bin.command ! appsink name=commands async=false");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "\"you\":\"m1\"");
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":17}");
  webrtc_viewer_wait_message (viewer, "\"type\":\"pong\",\"t\":17,");
  webrtc_viewer_send (viewer, "no JSON");
  webrtc_viewer_send (viewer, "{\"set\":{\"bitrate\":1}}");
  webrtc_viewer_send (viewer, "{\"action\":\"stop\",\"from\":\"m9\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"stop\",\"from\":\"m1\"}");
  webrtc_viewer_bye (viewer);
  signaling_rig_wait_command (rig, "{\"action\":\"release\",\"from\":\"m1\"}");
}

GST_END_TEST;

GST_START_TEST (test_data_goes_to_all_viewers)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "! bin.video_0  appsrc name=data is-live=true format=time "
      "caps=application/json ! bin.data");
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);

  webrtc_viewer_call (anna);
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_message (anna, "hello");
  webrtc_viewer_wait_message (bert, "hello");
  signaling_rig_push_data (rig, "{\"type\":\"telemetry\", \"left\":5}");
  webrtc_viewer_wait_message (anna, "{\"type\":\"telemetry\", \"left\":5}");
  webrtc_viewer_wait_message (bert, "{\"type\":\"telemetry\", \"left\":5}");
  signaling_rig_push_data (rig, "not JSON");
  signaling_rig_push_data (rig, "{\"x\":1}");
  webrtc_viewer_wait_message (anna, "{\"x\":1,\"type\":\"data\"}");
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin");
  TCase *alone = tcase_create ("without a broker");
  TCase *test = tcase_create ("with a broker");

  suite_add_tcase (suite, alone);
  tcase_add_test (alone, test_plays_without_a_broker);
  tcase_add_test (alone, test_ends_when_its_media_end);
  tcase_add_test (alone, test_ends_again_after_a_seek_back);
  tcase_add_test (alone, test_commands_alone_reach_playing);
  tcase_add_test (alone, test_media_that_is_not_live_takes_its_time);
  tcase_add_test (alone, test_a_taken_name_gives_no_pad);
  tcase_add_test (alone, test_says_which_plugin_is_missing);
  if (!mqtt_broker_is_available ())
    return suite;
  suite_add_tcase (suite, test);
  tcase_add_test (test, test_shows_h264_and_opus);
  tcase_add_test (test, test_shows_vp8);
  tcase_add_test (test, test_tells_how_each_viewer_fares);
  tcase_add_test (test, test_passes_on_encoded_media);
  tcase_add_test (test, test_one_encoder_for_all_and_none_for_nobody);
  tcase_add_test (test, test_commands_say_who_sent_them);
  tcase_add_test (test, test_data_goes_to_all_viewers);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
