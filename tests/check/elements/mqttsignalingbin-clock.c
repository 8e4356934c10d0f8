/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* How old pictures are, and how long a viewer may hold them back. */
#include <gst/check/gstcheck.h>
#include <math.h>
#include <string.h>

#include "edgejson.h"
#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

typedef struct
{
  gint64 ssrc, rtp, rate;
  gdouble time;
} Clock;

static Clock
read_clock (WebrtcViewer * viewer, guint n)
{
  const gchar *text = webrtc_viewer_get_message (viewer, "\"clock\"", n);
  g_autoptr (JsonObject) object =
      edge_json_parse_object ((const guint8 *) text, strlen (text), 1000, NULL);
  const gchar *input;
  Clock clock;

  fail_unless (object != NULL);
  fail_unless_equals_int (edge_json_get_string (object, "input", &input),
      EDGE_JSON_OK);
  fail_unless_equals_string (input, "video_0");
  fail_unless_equals_int (edge_json_get_int64 (object, "ssrc", &clock.ssrc),
      EDGE_JSON_OK);
  fail_unless_equals_int (edge_json_get_int64 (object, "rtp", &clock.rtp),
      EDGE_JSON_OK);
  fail_unless_equals_int (edge_json_get_int64 (object, "rate", &clock.rate),
      EDGE_JSON_OK);
  fail_unless_equals_int (edge_json_get_double (object, "time", &clock.time),
      EDGE_JSON_OK);
  return clock;
}

/* When pictures were captured, in milliseconds of CLOCK_REALTIME. */
typedef struct
{
  GMutex lock;
  GArray *times;
} Captures;

static GstPadProbeReturn
note_capture (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Captures *self = user_data;
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);
  g_autoptr (GstClock) clock = gst_element_get_clock (element);
  g_autoptr (GstEvent) event =
      gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  GstClockTime captured = gst_element_get_base_time (element)
      + gst_segment_to_running_time (segment, GST_FORMAT_TIME,
      GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info)));
  gdouble time = g_get_real_time () / 1000.0
      - GST_CLOCK_DIFF (captured, gst_clock_get_time (clock)) / 1000000.0;

  g_mutex_lock (&self->lock);
  g_array_append_val (self->times, time);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static gdouble
distance_to_capture (Captures * self, gdouble time)
{
  gdouble least = G_MAXDOUBLE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->times->len; i++)
    least = MIN (least, fabs (g_array_index (self->times, gdouble, i) - time));
  g_mutex_unlock (&self->lock);
  return least;
}

static void
check_clocks (const gchar * codec, const gchar * video)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, video);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", codec, FALSE);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (rig->bin, "video_0");
  Captures captures = {.times = g_array_new (FALSE, FALSE, sizeof (gdouble)) };
  Clock early, late;
  gulong probe;

  g_mutex_init (&captures.lock);
  probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, note_capture,
      &captures, NULL);
  webrtc_viewer_call (viewer);
  early = read_clock (viewer, 1);
  late = read_clock (viewer, 3);
  gst_pad_remove_probe (pad, probe);

  /* A second of ten pictures: the next one is 100 ms away. */
  fail_unless (distance_to_capture (&captures, early.time) < 20);
  fail_unless (distance_to_capture (&captures, late.time) < 20);
  fail_unless_equals_int (early.rate, 90000);
  fail_unless_equals_int (early.ssrc, late.ssrc);
  fail_unless (late.time - early.time > 900);
  fail_unless (fabs ((guint32) (late.rtp - early.rtp) / 90.0
          - (late.time - early.time)) < 20);
  g_array_unref (captures.times);
  g_mutex_clear (&captures.lock);
}

GST_START_TEST (test_tells_when_pictures_were_captured)
{
  check_clocks ("VP8", "videotestsrc is-live=true ! "
      "video/x-raw,width=160,height=120,framerate=10/1 ! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_tells_when_pictures_of_another_encoder_were_captured)
{
  check_clocks ("H264", "videotestsrc is-live=true ! "
      "video/x-raw,width=160,height=120,framerate=10/1 ! "
      "x264enc tune=zerolatency key-int-max=30 ! bin.video_0");
}

GST_END_TEST;

GST_START_TEST (test_each_viewer_is_quick_or_smooth)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "H264", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "H264", FALSE);

  webrtc_viewer_call (anna);
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_playout (anna, 0, 0);
  webrtc_viewer_wait_playout (bert, 0, 0);
  webrtc_viewer_send (anna, "{\"set\":\"playout\",\"value\":\"smooth\"}");
  webrtc_viewer_wait_message (anna,
      "{\"type\":\"playout\",\"value\":\"smooth\"}");
  webrtc_viewer_wait_playout (anna, 100, 1000);
  webrtc_viewer_wait_packets (bert, "video", 5);
  webrtc_viewer_wait_playout (bert, 0, 0);
  webrtc_viewer_send (anna, "{\"set\":\"playout\",\"value\":\"quick\"}");
  webrtc_viewer_wait_message (anna,
      "{\"type\":\"playout\",\"value\":\"quick\"}");
  webrtc_viewer_wait_playout (anna, 0, 0);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 2);
}

GST_END_TEST;

GST_START_TEST (test_who_takes_no_orders_is_told_so)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_send (viewer, "{\"set\":\"playout\",\"value\":\"smooth\"}");
  webrtc_viewer_wait_message (viewer, "{\"type\":\"playout\",\"value\":null}");
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-clock");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_tells_when_pictures_were_captured);
  tcase_add_test (test,
      test_tells_when_pictures_of_another_encoder_were_captured);
  tcase_add_test (test, test_each_viewer_is_quick_or_smooth);
  tcase_add_test (test, test_who_takes_no_orders_is_told_so);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
