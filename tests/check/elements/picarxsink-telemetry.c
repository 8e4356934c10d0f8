/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

GST_START_TEST (test_begins_as_a_stream_must)
{
  PicarxRig *rig = picarx_rig_new ("");
  GstEventType expected[] = { GST_EVENT_STREAM_START, GST_EVENT_CAPS,
    GST_EVENT_SEGMENT, GST_EVENT_GAP
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    GstEvent *event = gst_harness_pull_event (rig->harness);

    fail_unless_equals_int (GST_EVENT_TYPE (event), expected[i]);
    gst_event_unref (event);
  }
  GstCaps *caps = gst_pad_get_current_caps (rig->harness->sinkpad);
  GstStructure *structure = gst_caps_get_structure (caps, 0);
  fail_unless (gst_structure_has_name (structure, "application/json"));
  gst_caps_unref (caps);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_comes_at_its_interval)
{
  PicarxRig *rig = picarx_rig_new ("telemetry-interval=20");
  GstClockTime last = 0;

  for (guint i = 0; i < 5; i++) {
    GstBuffer *buffer = gst_harness_pull (rig->harness);

    fail_unless (buffer != NULL);
    fail_unless (GST_BUFFER_PTS (buffer) >= last);
    last = GST_BUFFER_PTS (buffer);
    gst_buffer_unref (buffer);
  }
  picarx_rig_free (rig);
}

GST_END_TEST;

static GstPadProbeReturn
keep (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  return GST_PAD_PROBE_OK;
}

static guint64
count_dropped (PicarxRig * rig)
{
  GstStructure *stats;
  guint64 dropped = 0;

  g_object_get (rig->sink, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, "telemetry-dropped", &dropped));
  gst_structure_free (stats);
  return dropped;
}

GST_START_TEST (test_what_nobody_fetches_is_dropped_and_counted)
{
  PicarxRig *rig = picarx_rig_new ("");
  GstPad *pad = gst_element_get_static_pad (rig->sink, "telemetry");

  picarx_rig_expect (rig, "{\"pan\":1}", "\"pan\":1");
  fail_unless_equals_uint64 (count_dropped (rig), 0);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER,
      keep, NULL, NULL);
  while (count_dropped (rig) == 0)
    picarx_rig_push (rig, "{\"pan\":2}");
  gst_object_unref (pad);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_there_is_one_pad_and_it_can_be_released)
{
  GstElement *sink = gst_element_factory_make ("picarxsink", NULL);

  gst_object_ref_sink (sink);
  g_object_set (sink, "i2c-device", "simulated", NULL);
  GstPad *pad = gst_element_request_pad_simple (sink, "telemetry");
  fail_unless (pad != NULL);
  GstPadTemplate *templ = gst_element_get_pad_template (sink, "telemetry");
  fail_unless (gst_element_request_pad (sink, templ, NULL, NULL) == NULL);
  gst_element_set_state (sink, GST_STATE_PLAYING);
  gst_element_release_request_pad (sink, pad);
  gst_object_unref (pad);
  pad = gst_element_request_pad_simple (sink, "telemetry");
  fail_unless (pad != NULL && GST_PAD_IS_ACTIVE (pad));
  gst_object_unref (pad);
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_object_unref (sink);
}

GST_END_TEST;

static void
wait_for (GstElement * pipeline, GstMessageType type)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 20 * GST_SECOND,
      type | GST_MESSAGE_ERROR);

  fail_unless (message != NULL);
  fail_unless (GST_MESSAGE_TYPE (message) == type);
  gst_message_unref (message);
  gst_object_unref (bus);
}

GST_START_TEST (test_eos_ends_it)
{
  GstElement *pipeline = gst_parse_launch ("fakesrc num-buffers=3 "
      "sizetype=empty ! picarxsink i2c-device=simulated name=car "
      "car.telemetry ! queue ! fakesink", NULL);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  wait_for (pipeline, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_reaches_an_appsink_without_any_command)
{
  GstElement *pipeline = gst_parse_launch ("appsrc ! picarxsink "
      "i2c-device=simulated name=car car.telemetry ! appsink name=out", NULL);
  GstElement *out = gst_bin_get_by_name (GST_BIN (pipeline), "out");

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  fail_unless (gst_element_get_state (pipeline, NULL, NULL, 10 * GST_SECOND)
      == GST_STATE_CHANGE_SUCCESS);
  GstSample *sample = NULL;
  g_signal_emit_by_name (out, "try-pull-sample", 10 * GST_SECOND, &sample);
  fail_unless (sample != NULL);
  gst_sample_unref (sample);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (out);
  gst_object_unref (pipeline);
}

GST_END_TEST;

/* The graph of a robot that is driven by a browser: what it tells goes back to
 * where the commands come from. */
GST_START_TEST (test_a_loop_in_the_graph_is_harmless)
{
  GstElement *pipeline = gst_parse_launch ("appsrc name=in is-live=true ! "
      "funnel name=f ! picarxsink i2c-device=simulated name=car "
      "telemetry-interval=1 car.telemetry ! tee name=t t. ! queue ! f. "
      "t. ! queue ! fakesink", NULL);
  GstElement *car = gst_bin_get_by_name (GST_BIN (pipeline), "car");
  GstPad *pad = gst_element_get_static_pad (car, "telemetry");
  gboolean live;
  GstClockTime min, max;

  /* GstBin warns of a loop when it sorts its children; it works all the same. */
  _gst_check_expecting_log = TRUE;
  for (guint i = 0; i < 20; i++) {
    GstQuery *query = gst_query_new_latency ();

    gst_element_set_state (pipeline, GST_STATE_PLAYING);
    fail_unless (gst_element_get_state (pipeline, NULL, NULL, 10 * GST_SECOND)
        != GST_STATE_CHANGE_FAILURE);
    fail_unless (gst_pad_query (pad, query));
    gst_query_parse_latency (query, &live, &min, &max);
    fail_unless (live && min == 0 && max == GST_CLOCK_TIME_NONE);
    gst_query_unref (query);
    query = gst_query_new_latency ();
    gst_element_query (pipeline, query);
    gst_query_unref (query);
    fail_unless (gst_pad_send_event (pad, gst_event_new_latency (0)));
    gst_element_set_state (pipeline, GST_STATE_NULL);
  }
  gst_object_unref (pad);
  gst_object_unref (car);
  gst_object_unref (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_nobody_need_listen)
{
  GstElement *pipeline = gst_parse_launch ("fakesrc num-buffers=3 "
      "sizetype=empty ! picarxsink i2c-device=simulated name=car", NULL);
  GstElement *car = gst_bin_get_by_name (GST_BIN (pipeline), "car");
  GstPad *pad = gst_element_request_pad_simple (car, "telemetry");

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  wait_for (pipeline, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pad);
  gst_object_unref (car);
  gst_object_unref (pipeline);
}

GST_END_TEST;

static Suite *
picarxsink_telemetry_suite (void)
{
  Suite *suite = suite_create ("picarxsink-telemetry");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_begins_as_a_stream_must);
  tcase_add_test (tc, test_comes_at_its_interval);
  tcase_add_test (tc, test_what_nobody_fetches_is_dropped_and_counted);
  tcase_add_test (tc, test_there_is_one_pad_and_it_can_be_released);
  tcase_add_test (tc, test_eos_ends_it);
  tcase_add_test (tc, test_reaches_an_appsink_without_any_command);
  tcase_add_test (tc, test_a_loop_in_the_graph_is_harmless);
  tcase_add_test (tc, test_nobody_need_listen);
  return suite;
}

GST_CHECK_MAIN (picarxsink_telemetry);
