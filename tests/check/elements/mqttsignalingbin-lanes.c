/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Viewers whose motion does not wait for their acknowledgements, and the other
 * way round. */
#include <gst/app/app.h>
#include <gst/check/gstcheck.h>
#include <string.h>

#include "signalingrig.h"

#define DEADLINE (30 * GST_SECOND)
#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "
#define COMMANDS "bin.command ! appsink name=commands async=false "

/* "motion" as the page opens it. */
static GObject *
open_motion (WebrtcViewer * viewer)
{
  return webrtc_viewer_open (viewer, "motion",
      "channel,ordered=false,max-retransmits=0");
}

static void
send_on (GObject * channel, const gchar * text)
{
  g_signal_emit_by_name (channel, "send-string", text);
}

GST_START_TEST (test_commands_come_on_two_lanes)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO COMMANDS);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  GObject *motion = open_motion (viewer);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  send_on (motion, "{\"throttle\":0.5}");
  signaling_rig_wait_command (rig, "{\"throttle\":0.5,\"from\":\"m1\"}");
  webrtc_viewer_send (viewer, "{\"action\":\"stop\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"stop\",\"from\":\"m1\"}");
  /* Even a stop that took the wrong lane is obeyed. */
  send_on (motion, "{\"action\":\"estop\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"estop\",\"from\":\"m1\"}");
}

GST_END_TEST;

static GstPadProbeReturn
hold_buffer (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

/* How many buffers leave until one with text in it does. */
static guint
count_commands_until (SignalingRig * rig, const gchar * text)
{
  g_autoptr (GstElement) sink =
      gst_bin_get_by_name (GST_BIN (rig->pipeline), "commands");

  for (guint n = 0;; n++) {
    g_autoptr (GstSample) sample =
        gst_app_sink_try_pull_sample (GST_APP_SINK (sink), DEADLINE);
    GstMapInfo map;

    fail_unless (sample != NULL, "no command");
    gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
    g_autofree gchar *got = g_strndup ((const gchar *) map.data, map.size);
    gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    if (strstr (got, text) != NULL)
      return n;
  }
}

GST_START_TEST (test_a_stop_overtakes_motion_that_waits)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO COMMANDS);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig->bin, "command");
  GObject *motion = open_motion (viewer);
  gulong probe;

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK |
      GST_PAD_PROBE_TYPE_BUFFER, hold_buffer, NULL, NULL);
  /* A car that takes no command: more than may wait. */
  while (signaling_rig_count64 (rig, "commands-dropped") == 0) {
    send_on (motion, "{\"throttle\":0.5}");
    webrtc_viewer_wait_packets (viewer, "video", 1);
  }
  webrtc_viewer_send (viewer, "{\"action\":\"stop\"}");
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":1}");
  webrtc_viewer_wait_message (viewer, "pong");
  gst_pad_remove_probe (pad, probe);
  /* One was on its way out already. */
  fail_unless (count_commands_until (rig, "stop") <= 1);
}

GST_END_TEST;

GST_START_TEST (test_limits_hold_over_both_lanes_together)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new (broker, VIDEO "bin.command ! queue leaky=upstream "
      "max-size-buffers=0 max-size-bytes=0 max-size-time=0 ! "
      "appsink name=commands async=false");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  GObject *motion = open_motion (viewer);
  g_autofree gchar *filler = g_strnfill (5000, 'x');
  g_autofree gchar *too_long = g_strdup_printf ("{\"a\":\"%s\"}", filler);
  gint64 before;
  guint n;

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  send_on (motion, too_long);
  webrtc_viewer_send (viewer, too_long);
  before = g_get_monotonic_time ();
  for (guint i = 0; i < 400; i++) {
    send_on (motion, "{\"throttle\":0.5}");
    webrtc_viewer_send (viewer, "{\"throttle\":0.5}");
  }
  webrtc_viewer_send (viewer, "{\"action\":\"stop\"}");
  n = count_commands_until (rig, "stop");
  /* 200 at once and 100 more in each second. */
  fail_unless (n <= 200 + (g_get_monotonic_time () - before) / 10000, "%u", n);
}

GST_END_TEST;

GST_START_TEST (test_further_channels_are_closed)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO COMMANDS);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  GObject *motion = open_motion (viewer);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  send_on (motion, "{\"throttle\":0.5}");
  signaling_rig_wait_command (rig, "{\"throttle\":0.5,\"from\":\"m1\"}");
  webrtc_viewer_open (viewer, "control", NULL);
  webrtc_viewer_wait_closed (viewer, 1);
  open_motion (viewer);
  webrtc_viewer_wait_closed (viewer, 2);
  webrtc_viewer_open (viewer, "chat", NULL);
  webrtc_viewer_wait_closed (viewer, 3);
  send_on (motion, "{\"throttle\":0}");
  signaling_rig_wait_command (rig, "{\"throttle\":0,\"from\":\"m1\"}");
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":1}");
  webrtc_viewer_wait_message (viewer, "pong");
}

GST_END_TEST;

GST_START_TEST (test_who_opens_channels_without_end_is_hung_up_on)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  /* 17 are too many; of those opened while others are closed, SCTP of
   * GStreamer 1.22 loses some. */
  for (guint i = 0; i < 34; i++)
    webrtc_viewer_open (viewer, "chat", NULL);
  signaling_rig_wait_removed (rig, "m1", "error");
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-lanes");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_commands_come_on_two_lanes);
  tcase_add_test (test, test_a_stop_overtakes_motion_that_waits);
  tcase_add_test (test, test_limits_hold_over_both_lanes_together);
  tcase_add_test (test, test_further_channels_are_closed);
  tcase_add_test (test, test_who_opens_channels_without_end_is_hung_up_on);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
