/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

#define STOP "2D 0000; 2C 0000; 2D 0000; 2C 0000"
#define FORWARD "{\"throttle\":0.5}"
#define BACKWARD "{\"throttle\":-0.5}"
#define LAST_STOP "I2C 14 2C 00 00"

/* The dead-man keeps its time to this, in microseconds. */
#define TOLERANCE 100000
#define TIMEOUT 300000
#define SETTINGS "command-timeout=300 driver-timeout=0 telemetry-interval=10"

static GstMessage *
wait_for_failsafe (PicarxRig * rig)
{
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ELEMENT);

  fail_unless (message != NULL);
  fail_unless (gst_message_has_name (message, "picarx-failsafe"));
  return message;
}

static guint64
count (PicarxRig * rig, const gchar * name)
{
  GstStructure *stats;
  guint64 value = 0;

  g_object_get (rig->sink, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value));
  gst_structure_free (stats);
  return value;
}

/* How late the stop was, in microseconds. */
static gint64
measure_stop (void)
{
  PicarxRig *rig = picarx_rig_new (SETTINGS);
  guint age = 0;

  gint64 before = g_get_monotonic_time ();
  g_free (picarx_rig_ask (rig, FORWARD));
  gint64 after = g_get_monotonic_time ();
  g_free (picarx_rig_written (rig));
  GstMessage *message = wait_for_failsafe (rig);
  const GstStructure *structure = gst_message_get_structure (message);
  fail_unless_equals_string (gst_structure_get_string (structure, "reason"),
      "timeout");
  fail_unless (gst_structure_get_uint (structure, "age", &age));
  fail_unless (age >= 300);
  gst_message_unref (message);
  g_autofree gchar *written = picarx_rig_written (rig);
  fail_unless_equals_string (written, STOP);
  gint64 stopped = picarx_rig_when (rig, LAST_STOP);
  fail_unless (stopped >= before + TIMEOUT);
  fail_unless_equals_uint64 (count (rig, "failsafes"), 1);
  picarx_rig_free (rig);
  return stopped - after - TIMEOUT;
}

/* A machine that is busy with other things gets three chances. */
GST_START_TEST (test_stops_when_no_command_comes)
{
  gint64 late = G_MAXINT64;

  for (guint i = 0; i < 3 && late > TOLERANCE; i++)
    late = measure_stop ();
  fail_unless (late <= TOLERANCE, "%" G_GINT64_FORMAT " us late", late);
}

GST_END_TEST;

static gpointer
burn (gpointer data)
{
  const gint *end = data;

  while (!g_atomic_int_get (end));
  return NULL;
}

/* Twice as many busy threads as there are processors. */
GST_START_TEST (test_stops_in_time_on_a_machine_that_is_busy)
{
  GThread *threads[64];
  guint n = MIN (2 * g_get_num_processors (), G_N_ELEMENTS (threads));
  gint64 late = G_MAXINT64;
  gint end = FALSE;

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("burn", burn, &end);
  for (guint i = 0; i < 3 && late > TOLERANCE; i++)
    late = measure_stop ();
  g_atomic_int_set (&end, TRUE);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  fail_unless (late <= TOLERANCE, "%" G_GINT64_FORMAT " us late", late);
}

GST_END_TEST;

/* Sends json at each telemetry until the car stops by itself; how long after
 * the last motion that was. */
static gint64
send_until_failsafe (PicarxRig * rig, const gchar * json)
{
  g_free (picarx_rig_ask (rig, FORWARD));
  gint64 last = g_get_monotonic_time ();
  for (;;) {
    g_autofree gchar *told = picarx_rig_hear (rig);

    if (strstr (told, "\"failsafe\":\"timeout\"") != NULL)
      return picarx_rig_when (rig, LAST_STOP) - last;
    picarx_rig_push (rig, json);
  }
}

GST_START_TEST (test_only_motions_that_are_obeyed_keep_it_going)
{
  static const gchar *const others[] = {
    "rubbish", "{\"pan\":1}", "{\"action\":\"clear\"}",
    "{\"throttle\":1,\"from\":\"b\"}",
    "{\"throttle\":1,\"seq\":1}", "",
  };
  PicarxRig *rig = picarx_rig_new (SETTINGS);

  g_free (picarx_rig_ask (rig, "{\"throttle\":0,\"seq\":5}"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    gint64 after = send_until_failsafe (rig, others[i]);

    /* If it were kept going this would take for ever. */
    fail_unless (after <= TIMEOUT + 10 * TOLERANCE, "%s: %" G_GINT64_FORMAT,
        others[i], after);
  }
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_repeated_commands_keep_it_going)
{
  PicarxRig *rig = picarx_rig_new (SETTINGS);
  gint64 end = g_get_monotonic_time () + 3 * TIMEOUT;

  while (g_get_monotonic_time () < end) {
    picarx_rig_push (rig, FORWARD);
    g_free (picarx_rig_hear (rig));
  }
  fail_unless_equals_uint64 (count (rig, "failsafes"), 0);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_after_a_failsafe_it_stands_until_a_new_motion)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=50");

  g_free (picarx_rig_ask (rig, "{\"throttle\":0.5,\"seq\":5}"));
  g_free (picarx_rig_hear_of (rig, "\"failsafe\":\"timeout\""));
  picarx_rig_expect (rig, "{\"pan\":5}",
      "\"left\":0,\"right\":0,\"steer\":0,\"pan\":5");
  picarx_rig_expect (rig, "{\"pan\":6}", "\"failsafe\":\"timeout\"");
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"seq\":5}",
      "\"refused\":\"seq\"");
  picarx_rig_expect (rig, "{\"action\":\"stop\"}", "\"failsafe\":\"timeout\"");
  picarx_rig_expect (rig, "{\"throttle\":0.5,\"seq\":6}", "\"failsafe\":null");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_zero_switches_the_dead_man_off)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0 telemetry-interval=50");

  g_free (picarx_rig_ask (rig, FORWARD));
  for (guint i = 0; i < 10; i++)
    g_free (picarx_rig_hear (rig));
  picarx_rig_expect (rig, "{\"pan\":6}", "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

/* Everything that follows: the car stands when the call comes back. */

static PicarxRig *
new_moving (const gchar * json)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_free (picarx_rig_ask (rig, json));
  g_free (picarx_rig_written (rig));
  return rig;
}

static void
expect_written (PicarxRig * rig, const gchar * expected)
{
  g_autofree gchar *written = picarx_rig_written (rig);

  fail_unless_equals_string (written, expected);
}

GST_START_TEST (test_stops_at_eos)
{
  PicarxRig *rig = new_moving (FORWARD);

  gst_harness_push_event (rig->harness, gst_event_new_eos ());
  expect_written (rig, STOP);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_after_the_end_only_a_flush_lets_it_move)
{
  PicarxRig *rig = new_moving (FORWARD);
  GstSegment segment;
  gboolean done;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (rig->harness, gst_event_new_eos ());
  expect_written (rig, STOP);
  gst_harness_push_event (rig->harness, gst_event_new_stream_start ("more"));
  gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  g_signal_emit_by_name (rig->sink, "move", "forward", 50.0, &done);
  fail_unless_equals_uint64 (count (rig, "refused"), 1);

  gst_harness_push_event (rig->harness, gst_event_new_flush_start ());
  gst_harness_push_event (rig->harness, gst_event_new_flush_stop (TRUE));
  g_signal_emit_by_name (rig->sink, "move", "forward", 50.0, &done);
  fail_unless_equals_uint64 (count (rig, "refused"), 2);
  gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  g_signal_emit_by_name (rig->sink, "move", "forward", 50.0, &done);
  fail_unless_equals_uint64 (count (rig, "refused"), 2);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_does_what_came_before_eos)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  g_free (picarx_rig_ask (rig, "{\"pan\":0}"));
  g_free (picarx_rig_written (rig));
  picarx_rig_push (rig, FORWARD);
  gst_harness_push_event (rig->harness, gst_event_new_eos ());
  expect_written (rig, "22 0133; G23=0; 2D 0BFF; G24=1; 2C 0BFF; " STOP);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_can_center_at_eos)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0 center-on-stop=true");

  g_free (picarx_rig_ask (rig, "{\"throttle\":0.5,\"steer\":1,\"pan\":9}"));
  g_free (picarx_rig_written (rig));
  gst_harness_push_event (rig->harness, gst_event_new_eos ());
  expect_written (rig, STOP "; 22 0133; 21 0133; 20 0133");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_when_paused_and_does_not_go_on_by_itself)
{
  PicarxRig *rig = new_moving (FORWARD);

  gst_element_set_state (rig->sink, GST_STATE_PAUSED);
  expect_written (rig, STOP);
  /* Nobody can move it now, ... */
  picarx_rig_push (rig, BACKWARD);
  expect_written (rig, "");
  gst_element_set_state (rig->sink, GST_STATE_PLAYING);
  /* ... and nothing is caught up with. */
  picarx_rig_expect (rig, "{\"pan\":0}", "\"left\":0,\"right\":0");
  expect_written (rig, "");
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_when_flushed)
{
  PicarxRig *rig = new_moving (FORWARD);

  gst_harness_push_event (rig->harness, gst_event_new_flush_start ());
  g_free (picarx_rig_hear_of (rig, "\"left\":0,\"right\":0"));
  expect_written (rig, STOP);
  gst_harness_push_event (rig->harness, gst_event_new_flush_stop (TRUE));
  GstSegment segment;
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  picarx_rig_expect (rig, FORWARD, "\"left\":50");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_and_leaves_the_lines_low_when_closed)
{
  PicarxRig *rig = new_moving (BACKWARD);

  gst_element_set_state (rig->sink, GST_STATE_NULL);
  expect_written (rig, STOP "; " STOP "; G23=0");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_stops_when_the_pipeline_is_torn_down)
{
  for (guint i = 0; i < 20; i++) {
    PicarxRig *rig = new_moving (FORWARD);

    picarx_rig_push (rig, BACKWARD);
    gst_element_set_state (rig->sink, GST_STATE_NULL);
    g_autofree gchar *written = picarx_rig_written (rig);
    fail_unless (strstr (written, STOP) != NULL);
    fail_unless (g_str_has_suffix (written, STOP)
        || g_str_has_suffix (written, STOP "; G23=0")
        || g_str_has_suffix (written, STOP "; G24=0")
        || g_str_has_suffix (written, STOP "; G23=0; G24=0"), "%s", written);
    picarx_rig_free (rig);
  }
}

GST_END_TEST;

GST_START_TEST (test_can_stand_before_it_goes_the_other_way)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0 reverse-delay=50");

  g_free (picarx_rig_ask (rig, FORWARD));
  g_free (picarx_rig_written (rig));
  g_free (picarx_rig_ask (rig, BACKWARD));
  expect_written (rig, STOP "; 22 0133; G23=1; 2D 0BFF; G24=0; 2C 0BFF");
  fail_unless (picarx_rig_when (rig, "I2C 14 2D 0B FF")
      >= picarx_rig_when (rig, LAST_STOP) + 50000);
  picarx_rig_free (rig);
  /* A stop does not wait for that. */
  rig = picarx_rig_new ("command-timeout=0 reverse-delay=1000");
  g_free (picarx_rig_ask (rig, FORWARD));
  g_free (picarx_rig_written (rig));
  picarx_rig_push (rig, BACKWARD);
  g_free (picarx_rig_ask (rig, "{\"action\":\"estop\"}"));
  g_autofree gchar *written = picarx_rig_written (rig);
  fail_unless (strstr (written, "0BFF") == NULL, "%s", written);
  picarx_rig_free (rig);
}

GST_END_TEST;

static Suite *
picarxsink_safety_suite (void)
{
  Suite *suite = suite_create ("picarxsink-safety");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_stops_when_no_command_comes);
  tcase_add_test (tc, test_stops_in_time_on_a_machine_that_is_busy);
  tcase_add_test (tc, test_only_motions_that_are_obeyed_keep_it_going);
  tcase_add_test (tc, test_repeated_commands_keep_it_going);
  tcase_add_test (tc, test_after_a_failsafe_it_stands_until_a_new_motion);
  tcase_add_test (tc, test_zero_switches_the_dead_man_off);
  tcase_add_test (tc, test_stops_at_eos);
  tcase_add_test (tc, test_after_the_end_only_a_flush_lets_it_move);
  tcase_add_test (tc, test_does_what_came_before_eos);
  tcase_add_test (tc, test_can_center_at_eos);
  tcase_add_test (tc, test_stops_when_paused_and_does_not_go_on_by_itself);
  tcase_add_test (tc, test_stops_when_flushed);
  tcase_add_test (tc, test_stops_and_leaves_the_lines_low_when_closed);
  tcase_add_test (tc, test_stops_when_the_pipeline_is_torn_down);
  tcase_add_test (tc, test_can_stand_before_it_goes_the_other_way);
  return suite;
}

GST_CHECK_MAIN (picarxsink_safety);
