/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Cameras that fall silent, are plugged out and in, or change their pictures:
 * viewers stay, and see them again without a new call. */
#include <gst/check/gstcheck.h>

#include "signalingrig.h"

#define CAMERA "videotestsrc is-live=true ! capsfilter name=format " \
    "caps=video/x-raw,width=160,height=120 "

static void
expect_source (SignalingRig * rig, const gchar * state)
{
  g_autoptr (GstStructure) message = signaling_rig_wait (rig, "source");

  fail_unless_equals_string (gst_structure_get_string (message, "input"),
      "video_0");
  fail_unless_equals_string (gst_structure_get_string (message, "state"),
      state);
}

static void
expect_told (WebrtcViewer * viewer, const gchar * state)
{
  g_autofree gchar *text = g_strdup_printf ("{\"type\":\"source\","
      "\"input\":\"video_0\",\"state\":\"%s\"}", state);

  webrtc_viewer_wait_message (viewer, text);
}

/* The camera falls silent and comes back. */
static void
check_comes_back (SignalingRig * rig, MqttBroker * broker, const gchar * codec,
    void (*pause) (SignalingRig * rig, gboolean paused))
{
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", codec, FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", codec, FALSE);

  webrtc_viewer_call (anna);
  webrtc_viewer_wait_packets (anna, "video", 10);
  webrtc_viewer_wait_message (anna, "hello");
  pause (rig, TRUE);
  expect_source (rig, "lost");
  expect_told (anna, "lost");
  webrtc_viewer_call (bert);
  expect_told (bert, "lost");
  pause (rig, FALSE);
  expect_source (rig, "back");
  expect_told (anna, "back");
  expect_told (bert, "back");
  webrtc_viewer_wait_packets (anna, "video", 10);
  webrtc_viewer_wait_packets (bert, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 2);
}

static void
turn_valve (SignalingRig * rig, gboolean paused)
{
  g_autoptr (GstElement) valve =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "valve");

  g_object_set (valve, "drop", paused, NULL);
}

GST_START_TEST (test_a_camera_that_stalls_comes_back)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, CAMERA
      "! valve name=valve ! bin.video_0");

  check_comes_back (rig, broker, "VP8", turn_valve);
}

GST_END_TEST;

GST_START_TEST (test_an_encoding_camera_that_stalls_comes_back)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, CAMERA
      "! x264enc tune=zerolatency key-int-max=300 ! valve name=valve "
      "! bin.video_0");

  check_comes_back (rig, broker, "H264", turn_valve);
}

GST_END_TEST;

static void
plug (SignalingRig * rig, gboolean out)
{
  g_autoptr (GstElement) tee =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "tee");
  g_autoptr (GstPad) camera = gst_element_get_static_pad (tee, "src_0");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig->bin, "video_0");

  if (out)
    fail_unless (gst_pad_unlink (camera, pad));
  else
    fail_unless_equals_int (gst_pad_link (camera, pad), GST_PAD_LINK_OK);
}

GST_START_TEST (test_a_camera_may_be_plugged_out_and_in)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, CAMERA
      "! tee name=tee allow-not-linked=true tee.src_0 ! bin.video_0");

  check_comes_back (rig, broker, "H264", plug);
}

GST_END_TEST;

/* Another one, of another size. */
static void
replace_camera (SignalingRig * rig, gboolean out)
{
  g_autoptr (GstElement) camera =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "camera");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig->bin, "video_0");
  g_autoptr (GstPad) out_pad = NULL;

  if (out) {
    gst_object_ref (camera);
    gst_element_set_state (camera, GST_STATE_NULL);
    gst_bin_remove (GST_BIN (rig->pipeline), camera);
    gst_object_unref (camera);
    return;
  }
  camera = gst_parse_bin_from_description ("videotestsrc is-live=true ! "
      "video/x-raw,width=320,height=240,framerate=15/1", TRUE, NULL);
  gst_bin_add (GST_BIN (rig->pipeline), gst_object_ref (camera));
  out_pad = gst_element_get_static_pad (camera, "src");
  fail_unless_equals_int (gst_pad_link (out_pad, pad), GST_PAD_LINK_OK);
  gst_element_sync_state_with_parent (camera);
}

GST_START_TEST (test_a_camera_may_be_replaced)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker,
      "videotestsrc name=camera is-live=true ! bin.video_0 "
      "audiotestsrc is-live=true ! bin.audio_0");

  check_comes_back (rig, broker, "VP8", replace_camera);
}

GST_END_TEST;

static void
set_size (SignalingRig * rig, gint width, gint height)
{
  g_autoptr (GstElement) format =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "format");
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("video/x-raw",
      "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, NULL);

  g_object_set (format, "caps", caps, NULL);
}

static void
check_sizes (const gchar * codec, const gchar * camera)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, camera);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", codec, FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_size (viewer, 160, 120);
  set_size (rig, 640, 480);
  webrtc_viewer_wait_size (viewer, 640, 480);
  set_size (rig, 320, 176);
  webrtc_viewer_wait_size (viewer, 320, 176);
  webrtc_viewer_wait_packets (viewer, "video", 10);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_START_TEST (test_pictures_may_change_their_size_h264)
{
  check_sizes ("H264", CAMERA "! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_pictures_may_change_their_size_vp8)
{
  check_sizes ("VP8", CAMERA "! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_encoded_pictures_may_change_their_size)
{
  check_sizes ("H264", CAMERA "! x264enc tune=zerolatency key-int-max=300 "
      "! video/x-h264,stream-format=byte-stream ! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_encoded_pictures_with_parameters_apart_may_change_size)
{
  check_sizes ("H264", CAMERA "! x264enc tune=zerolatency key-int-max=300 "
      "! video/x-h264,stream-format=avc ! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_encoded_vp8_may_change_its_size)
{
  check_sizes ("VP8", CAMERA "! vp8enc deadline=1 ! bin.video_0");
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-source");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_a_camera_that_stalls_comes_back);
  tcase_add_test (test, test_an_encoding_camera_that_stalls_comes_back);
  tcase_add_test (test, test_a_camera_may_be_plugged_out_and_in);
  tcase_add_test (test, test_a_camera_may_be_replaced);
  tcase_add_test (test, test_pictures_may_change_their_size_h264);
  tcase_add_test (test, test_pictures_may_change_their_size_vp8);
  tcase_add_test (test, test_encoded_pictures_may_change_their_size);
  tcase_add_test (test,
      test_encoded_pictures_with_parameters_apart_may_change_size);
  tcase_add_test (test, test_encoded_vp8_may_change_its_size);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
