/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Inputs that change, that no parser takes, or for which elements are missing:
 * fed by hand, without a pipeline. */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "fanout.h"

#define DEADLINE (20 * G_TIME_SPAN_SECOND)
/* Of AVC, but without the parameter sets that would have to be here. */
#define BROKEN_H264 "video/x-h264,stream-format=avc,alignment=au"
#define H264 "video/x-h264,stream-format=byte-stream,alignment=au"
#define VP8 "video/x-vp8"
#define RAW "video/x-raw,format=I420,width=16,height=16,framerate=30/1"

typedef struct
{
  EdgePipelineDisposer *disposer;
  EdgeFanout *fanout;
  EdgeFanoutInput *input;
  GstElement *sink;
  GstPad *pad;

  GMutex lock;                  /* protects the following */
  GCond changed;
  guint n_failures;
  guint n_fatal;
  gint last_code;
  guint n_sources;
} Rig;

static void
on_encoder_failed (EdgeFanoutInput * input, EdgeMediaCodec codec,
    const GError * error, gboolean fatal, gpointer user_data)
{
  Rig *rig = user_data;

  g_mutex_lock (&rig->lock);
  rig->n_failures++;
  rig->n_fatal += fatal ? 1 : 0;
  rig->last_code = error->code;
  g_cond_broadcast (&rig->changed);
  g_mutex_unlock (&rig->lock);
}

static void
on_source_changed (EdgeFanoutInput * input, gpointer user_data)
{
  Rig *rig = user_data;

  g_mutex_lock (&rig->lock);
  rig->n_sources++;
  g_mutex_unlock (&rig->lock);
}

static Rig *
rig_new (void)
{
  static const EdgeFanoutCallbacks callbacks = {
    .source_changed = on_source_changed,
    .encoder_failed = on_encoder_failed,
  };
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  Rig *rig = g_new0 (Rig, 1);

  g_mutex_init (&rig->lock);
  g_cond_init (&rig->changed);
  rig->disposer = edge_pipeline_disposer_new ();
  rig->fanout = edge_fanout_new (&callbacks, rig, NULL, rig->disposer);
  edge_fanout_set_clock (rig->fanout, clock, gst_clock_get_time (clock));
  rig->input = edge_fanout_add_input (rig->fanout, "video_0", "video");
  rig->sink = gst_object_ref (edge_fanout_input_element (rig->input));
  rig->pad = gst_element_get_static_pad (rig->sink, "sink");
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  gst_pad_send_event (rig->pad, gst_event_new_stream_start ("test"));
  return rig;
}

static void
rig_free (Rig * rig)
{
  gst_element_set_state (rig->sink, GST_STATE_NULL);
  edge_fanout_remove_input (rig->fanout, rig->input);
  fail_unless (edge_pipeline_disposer_wait (rig->disposer, 10000));
  gst_object_unref (rig->pad);
  gst_object_unref (rig->sink);
  edge_fanout_input_unref (rig->input);
  edge_fanout_unref (rig->fanout);
  edge_pipeline_disposer_unref (rig->disposer);
  g_cond_clear (&rig->changed);
  g_mutex_clear (&rig->lock);
  g_free (rig);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rig, rig_free);

static void
set_caps (Rig * rig, const gchar * text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstSegment segment;

  fail_unless (gst_pad_send_event (rig->pad, gst_event_new_caps (caps)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_send_event (rig->pad, gst_event_new_segment (&segment));
}

static void
push (Rig * rig)
{
  fail_unless_equals_int (gst_pad_chain (rig->pad,
          gst_buffer_new_memdup ("0123456789", 10)), GST_FLOW_OK);
}

/* Frames go on meanwhile. */
static void
wait_failures (Rig * rig, guint n)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;
  gboolean there = FALSE;

  while (!there) {
    push (rig);
    g_mutex_lock (&rig->lock);
    if (rig->n_failures < n)
      g_cond_wait_until (&rig->changed, &rig->lock,
          g_get_monotonic_time () + 20 * G_TIME_SPAN_MILLISECOND);
    there = rig->n_failures >= n;
    g_mutex_unlock (&rig->lock);
    fail_unless (g_get_monotonic_time () < end);
  }
}

static void
count_frame (EdgeFanoutTap * tap, GstBuffer * buffer, GstCaps * caps,
    gpointer user_data)
{
  g_atomic_int_inc ((gint *) user_data);
}

GST_START_TEST (test_frames_of_another_codec_reach_no_tap)
{
  g_autoptr (Rig) rig = rig_new ();
  gint n_h264 = 0, n_vp8 = 0;
  EdgeFanoutTap *h264, *vp8;

  set_caps (rig, H264);
  h264 = edge_fanout_tap_new (rig->input, EDGE_MEDIA_CODEC_H264, count_frame,
      &n_h264, NULL);
  fail_unless (h264 != NULL);
  set_caps (rig, VP8);
  fail_if (edge_fanout_input_gives (rig->input, EDGE_MEDIA_CODEC_H264));
  vp8 = edge_fanout_tap_new (rig->input, EDGE_MEDIA_CODEC_VP8, count_frame,
      &n_vp8, NULL);
  fail_unless (vp8 != NULL);
  push (rig);
  fail_unless_equals_int (n_vp8, 1);
  fail_unless_equals_int (n_h264, 0);
  set_caps (rig, H264);
  push (rig);
  set_caps (rig, VP8);
  push (rig);
  fail_unless_equals_int (n_vp8, 2);
  fail_unless_equals_int (n_h264, 0);
  edge_fanout_tap_free (h264);
  edge_fanout_tap_free (vp8);
}

GST_END_TEST;

GST_START_TEST (test_a_failing_parser_gets_a_pause_and_one_warning)
{
  g_autoptr (Rig) rig = rig_new ();
  gint64 before = g_get_monotonic_time ();

  set_caps (rig, BROKEN_H264);
  wait_failures (rig, 2);
  /* The pause is a second. */
  fail_unless (g_get_monotonic_time () - before >= G_TIME_SPAN_SECOND);
  fail_unless_equals_int (rig->n_fatal, 1);
}

GST_END_TEST;

GST_START_TEST (test_without_appsrc_an_encoder_is_told_to_fail)
{
  g_autoptr (Rig) rig = rig_new ();
  GstRegistry *registry = gst_registry_get ();
  g_autoptr (GstPluginFeature) feature =
      gst_registry_lookup_feature (registry, "appsrc");
  gint n = 0;
  EdgeFanoutTap *tap;

  gst_registry_remove_feature (registry, feature);
  set_caps (rig, RAW);
  tap = edge_fanout_tap_new (rig->input, EDGE_MEDIA_CODEC_VP8, count_frame, &n,
      NULL);
  fail_unless (tap != NULL);
  fail_unless_equals_int (rig->n_fatal, 1);
  fail_unless_equals_int (rig->last_code, EDGE_ERROR_MISSING_PLUGIN);
  push (rig);
  edge_fanout_tap_free (tap);
}

GST_END_TEST;

static void
push_flagged (Rig * rig, GstBufferFlags flags)
{
  GstBuffer *buffer = gst_buffer_new_memdup ("0123456789", 10);

  GST_BUFFER_FLAG_SET (buffer, flags);
  fail_unless_equals_int (gst_pad_chain (rig->pad, buffer), GST_FLOW_OK);
}

/* Returns how long it took, in milliseconds. */
static guint
wait_lost (Rig * rig)
{
  gint64 start = g_get_monotonic_time ();
  gchar *message;

  while (!edge_fanout_input_is_lost (rig->input, &message)) {
    fail_unless (g_get_monotonic_time () - start < DEADLINE);
    g_mutex_lock (&rig->lock);
    g_cond_wait_until (&rig->changed, &rig->lock,
        g_get_monotonic_time () + 10 * G_TIME_SPAN_MILLISECOND);
    g_mutex_unlock (&rig->lock);
    edge_fanout_check_silence (rig->fanout);
  }
  fail_unless (message == NULL);
  return (g_get_monotonic_time () - start) / G_TIME_SPAN_MILLISECOND;
}

GST_START_TEST (test_after_silence_an_input_begins_with_a_key_frame)
{
  g_autoptr (Rig) rig = rig_new ();
  gint n = 0;
  gchar *message;
  EdgeFanoutTap *tap;

  set_caps (rig, VP8);
  edge_fanout_check_silence (rig->fanout);
  fail_if (edge_fanout_input_is_lost (rig->input, &message));
  tap = edge_fanout_tap_new (rig->input, EDGE_MEDIA_CODEC_VP8, count_frame, &n,
      NULL);
  push (rig);
  push_flagged (rig, GST_BUFFER_FLAG_DELTA_UNIT);
  fail_unless_equals_int (n, 2);
  fail_unless (wait_lost (rig) >= 480);
  fail_unless_equals_int (rig->n_sources, 1);
  push_flagged (rig, GST_BUFFER_FLAG_DELTA_UNIT);
  fail_if (edge_fanout_input_is_lost (rig->input, &message));
  fail_unless_equals_int (rig->n_sources, 2);
  push_flagged (rig, GST_BUFFER_FLAG_DELTA_UNIT);
  fail_unless_equals_int (n, 2);
  push (rig);
  push_flagged (rig, GST_BUFFER_FLAG_DELTA_UNIT);
  fail_unless_equals_int (n, 4);
  edge_fanout_tap_free (tap);
}

GST_END_TEST;

GST_START_TEST (test_a_slow_camera_may_be_silent_for_longer)
{
  g_autoptr (Rig) rig = rig_new ();

  set_caps (rig, VP8 ",framerate=2/1");
  push (rig);
  /* Three frames' time. */
  fail_unless (wait_lost (rig) >= 1480);
}

GST_END_TEST;

GST_START_TEST (test_an_input_that_nothing_encodes_is_lost_and_says_why)
{
  g_autoptr (Rig) rig = rig_new ();
  g_autofree gchar *message = NULL;

  set_caps (rig, BROKEN_H264);
  wait_failures (rig, 1);
  fail_unless (edge_fanout_input_is_lost (rig->input, &message));
  fail_unless (message != NULL && *message != '\0');
}

GST_END_TEST;

static Suite *
fanout_suite (void)
{
  Suite *suite = suite_create ("fanout");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_frames_of_another_codec_reach_no_tap);
  tcase_add_test (test, test_a_failing_parser_gets_a_pause_and_one_warning);
  tcase_add_test (test, test_after_silence_an_input_begins_with_a_key_frame);
  tcase_add_test (test, test_a_slow_camera_may_be_silent_for_longer);
  tcase_add_test (test,
      test_an_input_that_nothing_encodes_is_lost_and_says_why);
  tcase_add_test (test, test_without_appsrc_an_encoder_is_told_to_fail);
  return suite;
}

GST_CHECK_MAIN (fanout);
