/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

#define FORWARD "{\"throttle\":0.5}"
#define SETTINGS "command-timeout=0 driver-timeout=0"

static void
expect_written (PicarxRig * rig, const gchar * expected)
{
  g_autofree gchar *written = picarx_rig_written (rig);

  fail_unless_equals_string (written, expected);
}

/* In PAUSED, after it has played or before. */
static PicarxRig *
new_paused (gboolean played)
{
  PicarxRig *rig = picarx_rig_new (SETTINGS);

  g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
  if (!played)
    gst_element_set_state (rig->sink, GST_STATE_READY);
  fail_unless_equals_int (gst_element_set_state (rig->sink, GST_STATE_PAUSED),
      GST_STATE_CHANGE_SUCCESS);
  if (!played)
    gst_harness_set_src_caps_str (rig->harness, "application/json");
  /* By this answer it has written all that it writes at a start. */
  g_free (picarx_rig_ask (rig, "{\"action\":\"stop\"}"));
  g_free (picarx_rig_written (rig));
  return rig;
}

GST_START_TEST (test_a_command_in_a_pause_is_refused_and_not_executed_later)
{
  PicarxRig *rig = new_paused (__i__);

  picarx_rig_expect (rig, FORWARD, "\"refused\":\"input\"");
  picarx_rig_expect (rig, "{\"pan\":20}", "\"refused\":\"input\"");
  expect_written (rig, "");
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  picarx_rig_expect (rig, "{\"tilt\":10}", "\"left\":0,\"right\":0,"
      "\"steer\":0,\"pan\":0,\"tilt\":10,");
  expect_written (rig, "21 011C");
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_and_releases_work_in_a_pause)
{
  PicarxRig *rig = picarx_rig_new (SETTINGS);

  picarx_rig_expect (rig, "{\"throttle\":0.5,\"from\":\"a\"}",
      "\"driver\":\"a\"");
  gst_element_set_state (rig->sink, GST_STATE_PAUSED);
  picarx_rig_expect (rig, "{\"action\":\"stop\",\"from\":\"b\"}", "!refused");
  picarx_rig_expect (rig, "{\"action\":\"release\",\"from\":\"a\"}",
      "\"driver\":null");
  picarx_rig_expect (rig, "{\"action\":\"estop\",\"from\":\"b\"}",
      "\"estop\":true");
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  picarx_rig_expect (rig, FORWARD, "\"refused\":\"estop\"");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_who_is_refused_in_a_pause_is_no_driver)
{
  static const gchar move[] = "{\"throttle\":0.5,\"from\":\"a\",\"seq\":5}";
  PicarxRig *rig = new_paused (__i__);

  picarx_rig_expect (rig, move, "\"refused\":\"input\"");
  picarx_rig_expect (rig, move, "\"driver\":null");
  picarx_rig_expect (rig, "{\"action\":\"estop\"}", "\"estop\":true");
  picarx_rig_expect (rig, "{\"action\":\"clear\"}", "\"estop\":true");
  picarx_rig_expect (rig, "{\"throttle\":0}", "\"estop\":true");
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  picarx_rig_expect (rig, FORWARD, "\"refused\":\"estop\"");
  picarx_rig_expect (rig, "{\"throttle\":0}", "\"estop\":false");
  picarx_rig_expect (rig, move, "\"driver\":\"a\"");
  picarx_rig_expect (rig, move, "\"refused\":\"seq\"");
  picarx_rig_free (rig);
}

GST_END_TEST;

/* What the pad of the sink is given, nobody listening. */
typedef struct
{
  GstElement *sink;
  GstPad *pad;
  GstBus *bus;
} Input;

static void
input_push_segment (Input * input)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (input->pad, gst_event_new_segment (&segment));
}

static void
input_push_start (Input * input)
{
  GstCaps *caps = gst_caps_new_empty_simple ("application/json");

  gst_pad_push_event (input->pad, gst_event_new_stream_start ("test"));
  gst_pad_push_event (input->pad, gst_event_new_caps (caps));
  input_push_segment (input);
  gst_caps_unref (caps);
}

static void
input_begin (Input * input, GstState state)
{
  input->sink = gst_element_factory_make ("picarxsink", NULL);
  input->bus = gst_bus_new ();
  input->pad = gst_pad_new ("src", GST_PAD_SRC);
  gst_object_ref_sink (input->sink);
  g_object_set (input->sink, "i2c-device", "simulated", "command-timeout", 0,
      NULL);
  gst_element_set_bus (input->sink, input->bus);
  GstPad *sinkpad = gst_element_get_static_pad (input->sink, "sink");
  fail_unless_equals_int (gst_pad_link (input->pad, sinkpad), GST_PAD_LINK_OK);
  gst_object_unref (sinkpad);
  gst_pad_set_active (input->pad, TRUE);
  gst_element_set_state (input->sink, state);
  if (state >= GST_STATE_PAUSED)
    input_push_start (input);
}

static void
input_end (Input * input)
{
  gst_element_set_state (input->sink, GST_STATE_NULL);
  gst_pad_set_active (input->pad, FALSE);
  gst_object_unref (input->pad);
  gst_element_set_bus (input->sink, NULL);
  gst_object_unref (input->bus);
  gst_object_unref (input->sink);
}

static GstFlowReturn
input_push (Input * input, const gchar * json)
{
  return gst_pad_push (input->pad, gst_buffer_new_memdup (json, strlen (json)));
}

/* If a push waited here it would be for ever: nobody else changes the state. */
GST_START_TEST (test_a_push_in_a_pause_returns_at_once)
{
  Input input;

  input_begin (&input, GST_STATE_PAUSED);
  for (guint i = 0; i < 3; i++) {
    fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
    fail_unless_equals_int (input_push (&input, "{\"pan\":1}"), GST_FLOW_OK);
    gst_element_set_state (input.sink, GST_STATE_PLAYING);
    if (i > 0)
      fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
    gst_element_set_state (input.sink, GST_STATE_PAUSED);
  }
  input_end (&input);
}

GST_END_TEST;

GST_START_TEST (test_a_push_after_a_flush_in_a_pause_returns_at_once)
{
  Input input;

  input_begin (&input, GST_STATE_PAUSED);
  gst_pad_push_event (input.pad, gst_event_new_flush_start ());
  gst_pad_push_event (input.pad, gst_event_new_flush_stop (TRUE));
  input_push_segment (&input);
  fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
  fail_unless (gst_pad_push_event (input.pad, gst_event_new_eos ()));
  gst_pad_push_event (input.pad, gst_event_new_flush_start ());
  gst_pad_push_event (input.pad, gst_event_new_flush_stop (TRUE));
  input_push_segment (&input);
  fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
  gst_element_set_state (input.sink, GST_STATE_PLAYING);
  fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
  input_end (&input);
}

GST_END_TEST;

GST_START_TEST (test_eos_in_a_pause_returns_at_once_and_is_told_in_playing)
{
  Input input;

  input_begin (&input, GST_STATE_PLAYING);
  fail_unless_equals_int (input_push (&input, FORWARD), GST_FLOW_OK);
  gst_element_set_state (input.sink, GST_STATE_PAUSED);
  fail_unless (gst_pad_push_event (input.pad, gst_event_new_eos ()));
  gst_bus_set_flushing (input.bus, TRUE);
  gst_bus_set_flushing (input.bus, FALSE);
  gst_element_set_state (input.sink, GST_STATE_PLAYING);
  GstMessage *message = gst_bus_timed_pop_filtered (input.bus,
      10 * GST_SECOND, GST_MESSAGE_EOS);
  fail_unless (message != NULL);
  gst_message_unref (message);
  input_end (&input);
}

GST_END_TEST;

static gpointer
push_one (gpointer data)
{
  return GINT_TO_POINTER (input_push (data, FORWARD));
}

/* As soon as it waits for PLAYING the base class shows it. */
static void
wait_for_preroll (Input * input)
{
  GstSample *sample = NULL;

  while (sample == NULL) {
    g_thread_yield ();
    g_object_get (input->sink, "last-sample", &sample, NULL);
  }
  gst_sample_unref (sample);
}

GST_START_TEST (test_what_is_to_keep_time_waits_for_playing)
{
  Input input;
  GstStructure *stats;
  guint64 refused = 1;

  input_begin (&input, GST_STATE_READY);
  g_object_set (input.sink, "sync", TRUE, NULL);
  gst_element_set_state (input.sink, GST_STATE_PAUSED);
  input_push_start (&input);
  GThread *thread = g_thread_new ("pushes", push_one, &input);
  wait_for_preroll (&input);
  gst_element_set_state (input.sink, GST_STATE_PLAYING);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_OK);
  g_object_get (input.sink, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, "refused", &refused));
  fail_unless_equals_uint64 (refused, 0);
  gst_structure_free (stats);
  input_end (&input);
}

GST_END_TEST;

/* Commands that come all the time, from another thread. */
static gpointer
push_many (gpointer data)
{
  GstFlowReturn ret = GST_FLOW_OK;

  for (guint i = 0; i < 2000 && ret == GST_FLOW_OK; i++)
    ret = input_push (data, FORWARD);
  return GINT_TO_POINTER (ret);
}

GST_START_TEST (test_a_change_to_pause_stops_no_thread)
{
  Input input;

  input_begin (&input, GST_STATE_PLAYING);
  GThread *thread = g_thread_new ("pushes", push_many, &input);
  for (guint i = 0; i < 50; i++) {
    gst_element_set_state (input.sink, GST_STATE_PAUSED);
    gst_element_set_state (input.sink, GST_STATE_PLAYING);
  }
  gst_element_set_state (input.sink, GST_STATE_PAUSED);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_OK);
  input_end (&input);
}

GST_END_TEST;

static Suite *
picarxsink_pause_suite (void)
{
  Suite *suite = suite_create ("picarxsink-pause");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc,
      test_a_command_in_a_pause_is_refused_and_not_executed_later, 0, 2);
  tcase_add_test (tc, test_stops_and_releases_work_in_a_pause);
  tcase_add_loop_test (tc, test_who_is_refused_in_a_pause_is_no_driver, 0, 2);
  tcase_add_test (tc, test_a_push_in_a_pause_returns_at_once);
  tcase_add_test (tc, test_a_push_after_a_flush_in_a_pause_returns_at_once);
  tcase_add_test (tc,
      test_eos_in_a_pause_returns_at_once_and_is_told_in_playing);
  tcase_add_test (tc, test_what_is_to_keep_time_waits_for_playing);
  tcase_add_test (tc, test_a_change_to_pause_stops_no_thread);
  return suite;
}

GST_CHECK_MAIN (picarxsink_pause);
