/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picarxrig.h"

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

GST_START_TEST (test_bad_input_is_dropped_and_counted_and_answered)
{
  PicarxRig *rig = picarx_rig_new ("");

  picarx_rig_expect (rig, "{\"action\":\"move\",\"dir\":\"up\",\"seq\":3}",
      "\"seq\":3,\"refused\":\"input\"}");
  for (guint i = 0; i < 100; i++)
    picarx_rig_push (rig, "rubbish");
  fail_unless_equals_uint64 (count (rig, "bad"), 101);
  picarx_rig_expect (rig, "{\"throttle\":0.5}", "\"left\":50");
  fail_unless_equals_uint64 (count (rig, "commands"), 1);

  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  gst_message_unref (message);
  message = gst_bus_pop_filtered (rig->bus,
      GST_MESSAGE_WARNING | GST_MESSAGE_ERROR);
  fail_unless (message == NULL, "more than one warning in a second");
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_seq_that_is_too_large_is_bad_input)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  picarx_rig_expect (rig, "{\"throttle\":0.5,\"seq\":9223372036854775808}",
      "\"refused\":\"input\"}");
  fail_unless_equals_uint64 (count (rig, "bad"), 1);
  g_free (picarx_rig_ask (rig,
          "{\"throttle\":0.5,\"seq\":9223372036854775807}"));
  /* A stop is one, whatever its number. */
  picarx_rig_expect (rig, "{\"action\":\"stop\","
      "\"seq\":9223372036854775808,\"id\":\"halt\"}", "\"left\":0");
  fail_unless_equals_uint64 (count (rig, "bad"), 1);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_huge_buffers_are_bad_input)
{
  PicarxRig *rig = picarx_rig_new ("");
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 1 << 20, NULL);

  gst_buffer_memset (buffer, 0, ' ', 1 << 20);
  fail_unless_equals_int (gst_harness_push (rig->harness, buffer), GST_FLOW_OK);
  fail_unless_equals_uint64 (count (rig, "bad"), 1);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_empty_gap_and_droppable_buffers_are_ignored)
{
  static const gchar text[] = "{\"throttle\":1}";
  PicarxRig *rig = picarx_rig_new ("");
  guint flags[] = { GST_BUFFER_FLAG_GAP, GST_BUFFER_FLAG_DROPPABLE };

  picarx_rig_push (rig, "");
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    GstBuffer *buffer = gst_buffer_new_memdup (text, strlen (text));

    GST_BUFFER_FLAG_SET (buffer, flags[i]);
    fail_unless_equals_int (gst_harness_push (rig->harness, buffer),
        GST_FLOW_OK);
  }
  fail_unless_equals_uint64 (count (rig, "bad"), 0);
  fail_unless_equals_uint64 (count (rig, "commands"), 0);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_outside_of_the_segment_is_a_stop)
{
  static const gchar text[] = "{\"action\":\"stop\",\"id\":\"late\"}";
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");
  GstBuffer *buffer = gst_buffer_new_memdup (text, strlen (text));
  GstSegment segment;

  g_free (picarx_rig_ask (rig, "{\"throttle\":1}"));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = 10 * GST_SECOND;
  gst_harness_push_event (rig->harness, gst_event_new_segment (&segment));
  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = GST_SECOND;
  fail_unless_equals_int (gst_harness_push (rig->harness, buffer), GST_FLOW_OK);
  g_autofree gchar *told = picarx_rig_hear_of (rig, "\"id\":\"late\"");
  fail_unless (strstr (told, "\"left\":0") != NULL, "%s", told);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_bad_input_can_stop_the_car)
{
  PicarxRig *rig = picarx_rig_new ("on-bad-input=stop command-timeout=0");

  g_free (picarx_rig_ask (rig, "{\"throttle\":1}"));
  picarx_rig_push (rig, "{");
  g_autofree gchar *told = picarx_rig_hear_of (rig, "\"refused\":\"input\"");
  fail_unless (strstr (told, "\"left\":0") != NULL);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_bad_input_can_be_an_error)
{
  PicarxRig *rig = picarx_rig_new ("on-bad-input=error command-timeout=0");
  GError *error = NULL;

  g_free (picarx_rig_ask (rig, "{\"throttle\":1}"));
  fail_unless_equals_int (gst_harness_push (rig->harness,
          gst_buffer_new_memdup ("{", 1)), GST_FLOW_ERROR);
  g_free (picarx_rig_hear_of (rig, "\"left\":0"));
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_STREAM_ERROR,
          GST_STREAM_ERROR_FORMAT));
  g_error_free (error);
  gst_message_unref (message);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_telemetry_is_no_command)
{
  PicarxRig *rig = picarx_rig_new ("");

  picarx_rig_push (rig, "{\"type\":\"telemetry\",\"pan\":50,\"tilt\":5}");
  picarx_rig_expect (rig, "{\"tilt\":1}", "\"pan\":0,");
  fail_unless_equals_uint64 (count (rig, "commands"), 1);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_a_flood_of_senders_changes_nothing)
{
  PicarxRig *rig = picarx_rig_new ("driver-timeout=0 command-timeout=0");

  g_free (picarx_rig_ask (rig, "{\"throttle\":1,\"from\":\"a\",\"seq\":9}"));
  for (guint i = 0; i < 2000; i++) {
    g_autofree gchar *text =
        g_strdup_printf ("{\"throttle\":1,\"from\":\"%u\",\"seq\":1}", i);

    picarx_rig_push (rig, text);
  }
  picarx_rig_expect (rig, "{\"throttle\":1,\"from\":\"a\",\"seq\":9}",
      "\"refused\":\"seq\"");
  fail_unless_equals_uint64 (count (rig, "refused"), 2001);
  picarx_rig_free (rig);
}

GST_END_TEST;

/* As mqttsrc marks what the broker had kept. */
static void
push_retained (PicarxRig * rig, const gchar * json, gboolean retained)
{
  GstBuffer *buffer = gst_buffer_new_memdup (json, strlen (json));
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, "GstEdgeMqttMeta");

  gst_structure_set (gst_custom_meta_get_structure (meta), "retain",
      G_TYPE_BOOLEAN, retained, NULL);
  fail_unless_equals_int (gst_harness_push (rig->harness, buffer), GST_FLOW_OK);
}

GST_START_TEST (test_what_a_broker_had_kept_only_stops_the_car)
{
  static const gchar *const none[] = { NULL };
  PicarxRig *rig = picarx_rig_new ("command-timeout=0");

  if (gst_meta_get_info ("GstEdgeMqttMeta") == NULL)
    gst_meta_register_custom ("GstEdgeMqttMeta", (const gchar **) none, NULL,
        NULL, NULL);
  push_retained (rig, "{\"throttle\":1,\"id\":\"old\"}", TRUE);
  g_autofree gchar *old = picarx_rig_hear_of (rig, "\"id\":\"old\"");
  fail_unless (strstr (old, "\"left\":0,") != NULL
      && strstr (old, "\"refused\":\"input\"") != NULL, "%s", old);
  GstMessage *message = picarx_rig_wait_for (rig, GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  gst_message_unref (message);
  /* Nor does it take the wheel or let an estop go. */
  picarx_rig_expect (rig, "{\"action\":\"estop\"}", "\"driver\":null");
  push_retained (rig, "{\"action\":\"clear\"}", TRUE);
  picarx_rig_expect (rig, "{\"action\":\"stop\"}", "\"estop\":true");
  g_free (picarx_rig_ask (rig, "{\"action\":\"clear\"}"));
  g_free (picarx_rig_ask (rig, "{\"action\":\"stop\"}"));

  push_retained (rig, "{\"throttle\":1,\"id\":\"new\"}", FALSE);
  g_autofree gchar *new = picarx_rig_hear_of (rig, "\"id\":\"new\"");
  fail_unless (strstr (new, "\"left\":100,") != NULL, "%s", new);
  push_retained (rig, "{\"action\":\"stop\",\"id\":\"end\"}", TRUE);
  g_autofree gchar *end = picarx_rig_hear_of (rig, "\"id\":\"end\"");
  fail_unless (strstr (end, "\"left\":0,") != NULL, "%s", end);
  picarx_rig_free (rig);
}

GST_END_TEST;

static gboolean
push_urgent (PicarxRig * rig, const gchar * name, const gchar * json)
{
  return gst_harness_push_event (rig->harness,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
          gst_structure_new (name, "json", G_TYPE_STRING, json, NULL)));
}

static gpointer
push_late (gpointer data)
{
  PicarxRig *rig = data;
  static const gchar text[] = "{\"throttle\":1,\"seq\":7,\"id\":\"late\"}";
  GstBuffer *buffer = gst_buffer_new_memdup (text, strlen (text));

  GST_BUFFER_PTS (buffer) = GST_SECOND;
  gst_harness_push (rig->harness, buffer);
  return NULL;
}

GST_START_TEST (test_an_urgent_stop_overtakes_what_waits)
{
  PicarxRig *rig = picarx_rig_new ("command-timeout=0 sync=true");
  GstTestClock *clock = gst_harness_get_testclock (rig->harness);

  picarx_rig_push (rig, "{\"throttle\":0.5,\"seq\":6}");
  g_free (picarx_rig_hear_of (rig, "\"left\":50"));
  /* Until its time it fills the only place there is. */
  GThread *thread = g_thread_new ("late", push_late, rig);
  gst_test_clock_wait_for_next_pending_id (clock, NULL);
  fail_unless (push_urgent (rig, "edge-command",
          "{\"action\":\"stop\",\"seq\":8}"));
  g_free (picarx_rig_hear_of (rig, "\"left\":0,\"right\":0"));
  gst_test_clock_set_time (clock, GST_SECOND);
  gst_test_clock_crank (clock);
  g_autofree gchar *late = picarx_rig_hear_of (rig, "\"id\":\"late\"");
  fail_unless (strstr (late, "\"left\":0,") != NULL
      && strstr (late, "\"refused\":\"seq\"") != NULL, "%s", late);
  g_thread_join (thread);

  fail_unless (push_urgent (rig, "edge-command", "{\"action\":\"estop\"}"));
  g_free (picarx_rig_hear_of (rig, "\"estop\":true"));
  fail_if (push_urgent (rig, "edge-command", "{\"throttle\":1}"));
  fail_if (push_urgent (rig, "edge-command", "{"));
  fail_if (push_urgent (rig, "other", "{\"action\":\"stop\"}"));
  fail_if (gst_harness_push_event (rig->harness,
          gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB, NULL)));
  gst_object_unref (clock);
  picarx_rig_free (rig);
}

GST_END_TEST;

GST_START_TEST (test_an_urgent_stop_passes_a_queue_that_is_full)
{
  static const gchar move[] = "{\"throttle\":1,\"id\":\"late\"}";
  GstElement *pipeline = gst_parse_launch ("appsrc name=in format=time "
      "is-live=true caps=application/json ! queue name=queue "
      "max-size-buffers=2 ! picarxsink name=car i2c-device=simulated sync=true "
      "car.telemetry ! appsink name=out sync=false async=false", NULL);
  GstElement *in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  GstElement *out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  GstElement *queue = gst_bin_get_by_name (GST_BIN (pipeline), "queue");
  GstMapInfo map;
  gboolean stopped = FALSE;
  guint level;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  /* Far from their time, and more than the queue takes. */
  for (guint i = 0; i < 5; i++) {
    GstBuffer *buffer = gst_buffer_new_memdup (move, strlen (move));
    GstFlowReturn flow;

    GST_BUFFER_PTS (buffer) = 3600 * GST_SECOND;
    g_signal_emit_by_name (in, "push-buffer", buffer, &flow);
    gst_buffer_unref (buffer);
  }
  do
    g_object_get (queue, "current-level-buffers", &level, NULL);
  while (level < 2);
  fail_unless (gst_element_send_event (in,
          gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
              gst_structure_new ("edge-command", "json", G_TYPE_STRING,
                  "{\"action\":\"estop\"}", NULL))));
  while (!stopped) {
    GstSample *sample = NULL;

    g_signal_emit_by_name (out, "try-pull-sample", 10 * GST_SECOND, &sample);
    fail_unless (sample != NULL, "not stopped");
    gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
    stopped = g_strstr_len ((const gchar *) map.data, map.size,
        "\"estop\":true") != NULL;
    gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    gst_sample_unref (sample);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (queue);
  gst_object_unref (out);
  gst_object_unref (in);
  gst_object_unref (pipeline);
}

GST_END_TEST;

GST_START_TEST (test_missing_settings_are_an_error)
{
  GstElement *sink = gst_element_factory_make ("picarxsink", NULL);

  gst_object_ref_sink (sink);
  g_object_set (sink, "i2c-device", NULL, NULL);
  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  g_object_set (sink, "i2c-device", "simulated", "calibration-file", "/", NULL);
  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_object_unref (sink);
}

GST_END_TEST;

static Suite *
picarxsink_input_suite (void)
{
  Suite *suite = suite_create ("picarxsink-input");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_bad_input_is_dropped_and_counted_and_answered);
  tcase_add_test (tc, test_a_seq_that_is_too_large_is_bad_input);
  tcase_add_test (tc, test_huge_buffers_are_bad_input);
  tcase_add_test (tc, test_empty_gap_and_droppable_buffers_are_ignored);
  tcase_add_test (tc, test_a_stop_outside_of_the_segment_is_a_stop);
  tcase_add_test (tc, test_bad_input_can_stop_the_car);
  tcase_add_test (tc, test_bad_input_can_be_an_error);
  tcase_add_test (tc, test_telemetry_is_no_command);
  tcase_add_test (tc, test_a_flood_of_senders_changes_nothing);
  tcase_add_test (tc, test_what_a_broker_had_kept_only_stops_the_car);
  tcase_add_test (tc, test_an_urgent_stop_overtakes_what_waits);
  tcase_add_test (tc, test_an_urgent_stop_passes_a_queue_that_is_full);
  tcase_add_test (tc, test_missing_settings_are_an_error);
  return suite;
}

GST_CHECK_MAIN (picarxsink_input);
