/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/base/gstbasesrc.h>
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

GST_START_TEST (test_receives_what_mqttsink_sends)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a/b caps=text/plain");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=a/b qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (mqtt_peer_push (sink, "hello"), GST_FLOW_OK);
  mqtt_peer_pull (source, "hello");
  GstCaps *caps = gst_pad_get_current_caps (GST_BASE_SRC_PAD (source->element));
  GstCaps *wanted = gst_caps_from_string ("text/plain");
  fail_unless (gst_caps_is_equal (caps, wanted));
  gst_caps_unref (wanted);
  gst_caps_unref (caps);
}

GST_END_TEST;

GST_START_TEST (test_ignores_what_the_broker_had_kept)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description = g_strdup_printf ("mqttsrc topic=t "
      "protocol-version=%s", __i__ == 0 ? "3.1.1" : "5");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 retain=true");

  mqtt_peer_push (sink, "old");
  gst_harness_push_event (sink->harness, gst_event_new_eos ());
  g_autoptr (MqttPeer) keeper = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t ignore-retained=false");
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) other =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_pull (keeper, "old");
  mqtt_peer_push (other, "new");
  mqtt_peer_pull (source, "new");
  mqtt_peer_pull (keeper, "new");
  /* A 3.1.1 broker cannot be asked to keep it for itself. */
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "retained-ignored"),
      __i__ == 0 ? 1 : 0);
}

GST_END_TEST;

GST_START_TEST (test_subscribes_to_several_filters_with_wildcards)
{
  static const gchar *topics[] = { "a/1/b", "c/d/e", "f g" };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=\"a/+/b, c/#,f g\"");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, "mqttsink");

  for (guint i = 0; i < 3; i++)
    mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++) {
    g_object_set (sink->element, "topic", topics[i], NULL);
    mqtt_peer_push (sink, topics[i]);
    mqtt_peer_pull (source, topics[i]);
  }
}

GST_END_TEST;

/* MQTT 5.0, 4.7: what begins with $ is not for wildcards at the beginning, and
 * a/# is for a itself. */
GST_START_TEST (test_wildcards_reach_as_far_as_they_should)
{
  static const struct
  {
    const gchar *filter, *other, *topic;
  } rows[] = {
    {"#", "$secret/x", "a//b"},
    {"+/x", "$secret/x", "/x"},
    {"a/#", "ab", "a"},
    {"a/+", "a/b/c", "a/"},
    {"$secret/#", "secret/x", "$secret/x"},
  };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, "mqttsink qos=1");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (MqttPeer) source = mqtt_peer_new (broker, "mqttsrc");

    g_object_set (source->element, "topic", rows[i].filter, NULL);
    gst_element_set_state (source->element, GST_STATE_PLAYING);
    mqtt_peer_expect (source, "mqtt-subscribed");
    g_object_set (sink->element, "topic", rows[i].other, NULL);
    mqtt_peer_push (sink, "not for us");
    g_object_set (sink->element, "topic", rows[i].topic, NULL);
    mqtt_peer_push (sink, rows[i].topic);
    mqtt_peer_pull (source, rows[i].topic);
  }
}

GST_END_TEST;

GST_START_TEST (test_shares_a_subscription)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) one = mqtt_peer_new_playing (broker,
      "mqttsrc topic=$share/group/t no-local=true");
  g_autoptr (MqttPeer) two =
      mqtt_peer_new_playing (broker, "mqttsrc topic=$share/group/t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (one, "mqtt-subscribed");
  mqtt_peer_expect (two, "mqtt-subscribed");
  for (guint i = 0; i < 10; i++)
    mqtt_peer_push (sink, "x");
  for (guint i = 0; i < 5; i++) {
    mqtt_peer_pull (one, "x");
    mqtt_peer_pull (two, "x");
  }
}

GST_END_TEST;

static const gchar *versions[] = { "3.1.1", "5", "auto" };

GST_START_TEST (test_drops_and_counts_what_is_too_large)
{
  static const gsize sizes[] = { 5, 300000, 5000000 };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description = g_strdup_printf ("mqttsrc topic=t "
      "max-message-size=4 protocol-version=%s", versions[__i__]);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    gst_harness_push (sink->harness,
        gst_buffer_new_wrapped (g_malloc0 (sizes[i]), sizes[i]));
  mqtt_peer_push (sink, "tiny");
  mqtt_peer_pull (source, "tiny");
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "oversized"),
      G_N_ELEMENTS (sizes));
}

GST_END_TEST;

/* Holds the streaming thread of a source until released. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean held, released;
} Gate;

static GstPadProbeReturn
hold (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->held = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->released)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GST_PAD_PROBE_OK;
}

static void
gate_close (Gate * gate, MqttPeer * source)
{
  GstPad *pad = gst_element_get_static_pad (source->element, "src");

  memset (gate, 0, sizeof (*gate));
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hold, gate, NULL);
  gst_object_unref (pad);
}

/* Until a buffer stands before it. */
static void
gate_wait (Gate * gate)
{
  g_mutex_lock (&gate->lock);
  while (!gate->held)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_open (Gate * gate)
{
  g_mutex_lock (&gate->lock);
  gate->released = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
gate_clear (Gate * gate)
{
  g_cond_clear (&gate->changed);
  g_mutex_clear (&gate->lock);
}

/* Five messages for a queue of two behind one that is held. */
static void
overrun (const gchar * queue_full, const gchar * wanted, gboolean fatal)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description = g_strdup_printf ("mqttsrc topic=t "
      "max-queue-buffers=2 queue-full=%s", queue_full);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");
  Gate gate;

  gate_close (&gate, source);
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "h");
  gate_wait (&gate);
  for (guint i = 0; i < 5; i++) {
    gchar text[2] = { (gchar) ('0' + i), 0 };
    mqtt_peer_push (sink, text);
  }
  if (fatal)
    mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
        GST_RESOURCE_ERROR_NO_SPACE_LEFT, "queue-full=error");
  else
    mqtt_peer_expect (source, "mqtt-dropped");
  /* Acknowledged in order: when this is back, the others have been counted. */
  while (!fatal && mqtt_peer_stat (source, "dropped") < 3)
    g_thread_yield ();
  gate_open (&gate);
  mqtt_peer_pull (source, "h");
  for (const gchar * text = wanted; *text != '\0'; text++) {
    gchar one[2] = { *text, 0 };
    mqtt_peer_pull (source, one);
  }
  gate_clear (&gate);
}

GST_START_TEST (test_drops_the_oldest_when_the_pipeline_is_slow)
{
  overrun ("drop-old", "34", FALSE);
}

GST_END_TEST;

GST_START_TEST (test_drops_the_newest_when_told_so)
{
  overrun ("drop-new", "01", FALSE);
}

GST_END_TEST;

GST_START_TEST (test_an_overrun_may_be_an_error)
{
  overrun ("error", "", TRUE);
}

GST_END_TEST;

#define N_FLOOD 5000
#define FLOOD_SIZE 1000
#define FLOOD_BYTES (10 * FLOOD_SIZE)

/* Nobody takes a buffer, and all the same the connection lives, the queue keeps
 * its bounds and the newest is there at the end. */
GST_START_TEST (test_a_flood_stays_within_the_queue)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new ("max_queued_messages 0\n");
  g_autofree gchar *description = g_strdup_printf ("mqttsrc topic=t "
      "max-queue-buffers=0 max-queue-bytes=%d", FLOOD_BYTES);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 queue-full=block");
  g_autofree gchar *text = g_strnfill (FLOOD_SIZE, 'x');
  Gate gate;

  gate_close (&gate, source);
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "h");
  gate_wait (&gate);
  for (guint i = 0; i < N_FLOOD; i++) {
    mqtt_peer_push (sink, text);
    fail_unless (mqtt_peer_stat (source, "queued-bytes") <= FLOOD_BYTES);
  }
  mqtt_peer_push (sink, "last");
  while (mqtt_peer_stat (source, "messages-received") < N_FLOOD + 2)
    g_thread_yield ();
  fail_unless (mqtt_peer_stat (source, "dropped") >= N_FLOOD - 10);
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "reconnects"), 0);
  gate_open (&gate);
  mqtt_peer_pull (source, "h");
  mqtt_peer_pull_after (source, text, "last");
  gate_clear (&gate);
}

GST_END_TEST;

GST_START_TEST (test_drops_what_comes_in_a_pause)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "1");
  mqtt_peer_pull (source, "1");
  gst_element_set_state (source->element, GST_STATE_PAUSED);
  mqtt_peer_push (sink, "in the pause");
  mqtt_peer_expect (source, "mqtt-dropped");
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  mqtt_peer_push (sink, "2");
  mqtt_peer_pull (source, "2");
}

GST_END_TEST;

/* A live source gives nothing in PAUSED: what comes before the first PLAYING is
 * no command of now, be it that the broker sends it at once, as from a kept
 * session, or later. What it keeps as the last known value is. */
static const struct
{
  const gchar *more;
  gboolean kept;
} first_pauses[] = {
  {"", FALSE},
  {"clean-start=false session-expiry=60000 client-id=first-pause", FALSE},
  {"ignore-retained=false", TRUE},
};

GST_START_TEST (test_gives_nothing_of_the_first_pause)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t %s", first_pauses[__i__].more);
  g_autoptr (MqttPeer) source = mqtt_peer_new (broker, description);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 retain=true linger=20000");

  fail_unless_equals_int (gst_element_set_state (source->element,
          GST_STATE_PAUSED), GST_STATE_CHANGE_NO_PREROLL);
  if (__i__ != 1)
    mqtt_peer_expect (source, "mqtt-connected");
  mqtt_peer_push (sink, "old");
  gst_harness_push_event (sink->harness, gst_event_new_eos ());
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  mqtt_peer_expect (source, "mqtt-subscribed");
  if (first_pauses[__i__].kept)
    mqtt_peer_pull (source, "old");
  g_autoptr (MqttPeer) other =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");
  mqtt_peer_push (other, "new");
  mqtt_peer_pull (source, "new");
}

GST_END_TEST;

/* What waits there belongs to who is there to take it. */
GST_START_TEST (test_a_kept_session_waits_for_the_first_playing)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t clean-start=false session-expiry=60000 client-id=kept");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 linger=20000");

  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_element_set_state (source->element, GST_STATE_READY);
  mqtt_peer_push (sink, "missed");
  gst_harness_push_event (sink->harness, gst_event_new_eos ());
  gst_element_set_state (source->element, GST_STATE_PAUSED);
  fail_unless (gst_element_get_state (source->element, NULL, NULL,
          GST_SECOND) == GST_STATE_CHANGE_NO_PREROLL);
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  mqtt_peer_pull (source, "missed");
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "dropped"), 0);
}

GST_END_TEST;

/* The running time begins anew: what was stamped before would be late, or not
 * due for as long as the pipeline has played. */
GST_START_TEST (test_a_flush_drops_what_waits)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");
  Gate gate;

  gate_close (&gate, source);
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "held");
  gate_wait (&gate);
  mqtt_peer_push (sink, "before");
  while (mqtt_peer_stat (source, "queued") == 0)
    g_thread_yield ();
  gst_element_send_event (source->element, gst_event_new_flush_start ());
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "queued"), 0);
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "dropped"), 1);
  gate_open (&gate);
  gst_element_send_event (source->element, gst_event_new_flush_stop (TRUE));
  mqtt_peer_push (sink, "after");
  mqtt_peer_pull_after (source, "held", "after");
  gate_clear (&gate);
}

GST_END_TEST;

GST_START_TEST (test_an_empty_message_may_end_the_stream)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t eos-on-empty=true");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t");
  GstEventType type = GST_EVENT_UNKNOWN;

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "");
  while (type != GST_EVENT_EOS) {
    GstEvent *event = gst_harness_pull_event (source->harness);

    fail_unless (event != NULL);
    type = GST_EVENT_TYPE (event);
    gst_event_unref (event);
  }
}

GST_END_TEST;

GST_START_TEST (test_stamps_with_the_running_time_at_arrival)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t");

  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_harness_set_time (source->harness, 3 * GST_SECOND);
  mqtt_peer_push (sink, "x");
  GstBuffer *buffer = gst_harness_pull (source->harness);
  fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer), 3 * GST_SECOND);
  fail_if (GST_BUFFER_DURATION_IS_VALID (buffer));
  gst_buffer_unref (buffer);
}

GST_END_TEST;

GST_START_TEST (test_tells_of_a_silence)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t timeout=20");

  mqtt_peer_expect (source, "mqtt-timeout");
  mqtt_peer_expect (source, "mqtt-timeout");
}

GST_END_TEST;

static const struct
{
  const gchar *description;
  gint code;
  const gchar *text;
} bad_settings[] = {
  {"mqttsrc", GST_RESOURCE_ERROR_SETTINGS, "No MQTT topic"},
  {"mqttsrc topic=a+", GST_RESOURCE_ERROR_SETTINGS, "topic filter"},
  {"mqttsrc topic=$share/x", GST_RESOURCE_ERROR_SETTINGS, "$share/NAME"},
  {"mqttsrc topic=t uri=http://x", GST_RESOURCE_ERROR_SETTINGS, "uri"},
  {"mqttsrc topic=t tls=true ca-file=/nowhere/ca.pem",
      GST_RESOURCE_ERROR_OPEN_READ, "/nowhere/ca.pem"},
  {"mqttsrc topic=t tls=true cert-file=/nowhere/cert.pem",
      GST_RESOURCE_ERROR_SETTINGS, "needs its key"},
};

GST_START_TEST (test_says_once_what_keeps_it_from_starting)
{
  g_autoptr (MqttPeer) source =
      mqtt_peer_new (NULL, bad_settings[__i__].description);

  for (guint i = 0; i < 2; i++) {
    fail_unless_equals_int (gst_element_set_state (source->element,
            GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
    mqtt_peer_wait_error (source, GST_RESOURCE_ERROR, bad_settings[__i__].code,
        bad_settings[__i__].text);
    fail_unless (gst_bus_pop_filtered (source->bus, GST_MESSAGE_ERROR) == NULL,
        "a second error");
    gst_element_set_state (source->element, GST_STATE_NULL);
  }
}

GST_END_TEST;

static const gchar *bad_topics[] = { "a/#/b", "a+", "a,,b", "", "#x" };

GST_START_TEST (test_refuses_a_bad_filter)
{
  g_autoptr (MqttPeer) source = mqtt_peer_new (NULL, "mqttsrc");

  g_object_set (source->element, "topic", bad_topics[__i__], NULL);
  fail_unless_equals_int (gst_element_set_state (source->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS, "topic");
}

GST_END_TEST;

GST_START_TEST (test_starts_and_stops_twenty_times)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");

  for (guint i = 0; i < 20; i++) {
    if (i % 4 == 0)
      mqtt_peer_expect (source, "mqtt-subscribed");
    fail_unless_equals_int (gst_element_set_state (source->element,
            GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
    fail_unless (gst_element_set_state (source->element,
            GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
  }
}

GST_END_TEST;

static Suite *
mqttsrc_suite (void)
{
  Suite *suite = suite_create ("mqttsrc");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_refuses_a_bad_filter, 0,
      G_N_ELEMENTS (bad_topics));
  tcase_add_loop_test (tc, test_says_once_what_keeps_it_from_starting, 0,
      G_N_ELEMENTS (bad_settings));
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_receives_what_mqttsink_sends);
  tcase_add_loop_test (tc, test_ignores_what_the_broker_had_kept, 0, 2);
  tcase_add_test (tc, test_subscribes_to_several_filters_with_wildcards);
  tcase_add_test (tc, test_wildcards_reach_as_far_as_they_should);
  tcase_add_test (tc, test_shares_a_subscription);
  tcase_add_loop_test (tc, test_drops_and_counts_what_is_too_large, 0,
      G_N_ELEMENTS (versions));
  tcase_add_test (tc, test_drops_the_oldest_when_the_pipeline_is_slow);
  tcase_add_test (tc, test_drops_the_newest_when_told_so);
  tcase_add_test (tc, test_an_overrun_may_be_an_error);
  tcase_add_test (tc, test_a_flood_stays_within_the_queue);
  tcase_add_test (tc, test_drops_what_comes_in_a_pause);
  tcase_add_loop_test (tc, test_gives_nothing_of_the_first_pause, 0,
      G_N_ELEMENTS (first_pauses));
  tcase_add_test (tc, test_a_kept_session_waits_for_the_first_playing);
  tcase_add_test (tc, test_a_flush_drops_what_waits);
  tcase_add_test (tc, test_an_empty_message_may_end_the_stream);
  tcase_add_test (tc, test_stamps_with_the_running_time_at_arrival);
  tcase_add_test (tc, test_tells_of_a_silence);
  tcase_add_test (tc, test_starts_and_stops_twenty_times);
  return suite;
}

GST_CHECK_MAIN (mqttsrc);
