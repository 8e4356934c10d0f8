/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

static void
end (MqttPeer * sink)
{
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
}

GST_START_TEST (test_sends_all_sizes_with_every_qos)
{
  static const gsize sizes[] = { 0, 1, 1024 * 1024 };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=big qos=2");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=big");

  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint qos = 0; qos < 3; qos++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
      g_autofree gchar *data = g_malloc (sizes[i] + 1);

      memset (data, 'x', sizes[i]);
      data[sizes[i]] = '\0';
      g_object_set (sink->element, "qos", qos, NULL);
      fail_unless_equals_int (mqtt_peer_push (sink, data), GST_FLOW_OK);
      mqtt_peer_pull (source, data);
    }
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 9);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "queued"), 0);
}

GST_END_TEST;

GST_START_TEST (test_sends_a_buffer_of_several_memories_whole)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t");

  mqtt_peer_expect (source, "mqtt-subscribed");
  GstBuffer *buffer = gst_buffer_append (gst_buffer_new_memdup ("one", 3),
      gst_buffer_new_memdup ("two", 3));
  fail_unless_equals_int (gst_buffer_n_memory (buffer), 2);
  fail_unless_equals_int (gst_harness_push (sink->harness, buffer),
      GST_FLOW_OK);
  mqtt_peer_pull (source, "onetwo");
}

GST_END_TEST;

GST_START_TEST (test_sends_each_buffer_of_a_list)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t");
  GstBufferList *list = gst_buffer_list_new ();

  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_buffer_list_add (list, gst_buffer_new_memdup ("1", 1));
  gst_buffer_list_add (list, gst_buffer_new_memdup ("2", 1));
  fail_unless_equals_int (gst_pad_push_list (sink->harness->srcpad, list),
      GST_FLOW_OK);
  mqtt_peer_pull (source, "1");
  mqtt_peer_pull (source, "2");
}

GST_END_TEST;

GST_START_TEST (test_keeps_what_came_before_the_broker)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 retain=true reconnect-delay-max=200");

  mqtt_peer_wait_warning (sink, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "127.0.0.1:");
  mqtt_peer_expect (sink, "mqtt-disconnected");
  fail_unless_equals_int (mqtt_peer_push (sink, "early"), GST_FLOW_OK);
  mqtt_broker_start (broker);
  mqtt_peer_expect (sink, "mqtt-connected");
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);

  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t ignore-retained=false");
  mqtt_peer_pull (source, "early");
}

GST_END_TEST;

/* Each buffer on a topic of its own, kept there by the broker, so that nobody
 * need be subscribed in time. */
static MqttPeer *
overfill (MqttBroker * broker, const gchar * queue_full, guint n)
{
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink qos=1 retain=true "
      "max-queue-buffers=3 linger=20000 reconnect-delay-max=200 topic=t "
      "queue-full=%s", queue_full);
  MqttPeer *sink = mqtt_peer_new_playing (broker, description);

  for (guint i = 0; i < n; i++) {
    gchar text[2] = { (gchar) ('0' + i), 0 };
    g_autofree gchar *topic = g_strconcat ("t/", text, NULL);
    g_object_set (sink->element, "topic", topic, NULL);
    fail_unless_equals_int (mqtt_peer_push (sink, text), GST_FLOW_OK);
  }
  return sink;
}

static void
check_overfill (const gchar * queue_full, const gchar * wanted)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = overfill (broker, queue_full, 5);
  g_autoptr (GstStructure) dropped = mqtt_peer_wait (sink, "mqtt-dropped");

  fail_unless (gst_structure_has_field (dropped, "count"));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "dropped"), 2);
  mqtt_broker_start (broker);
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 3);

  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t/# ignore-retained=false");
  for (guint i = 0; i < 3; i++) {
    GstBuffer *buffer = gst_harness_pull (source->harness);
    gchar one = 0;

    gst_buffer_extract (buffer, 0, &one, 1);
    fail_unless (strchr (wanted, one) != NULL, "%c came", one);
    gst_buffer_unref (buffer);
  }
}

GST_START_TEST (test_drops_the_oldest_of_a_full_queue)
{
  check_overfill ("drop-old", "234");
}

GST_END_TEST;

GST_START_TEST (test_drops_the_newest_of_a_full_queue)
{
  check_overfill ("drop-new", "012");
}

GST_END_TEST;

GST_START_TEST (test_a_full_queue_may_be_an_error)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = overfill (broker, "error", 3);

  fail_unless_equals_int (mqtt_peer_push (sink, "x"), GST_FLOW_ERROR);
  mqtt_peer_wait_error (sink, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT, "queue-full=error");
}

GST_END_TEST;

static gpointer
push_one (gpointer user_data)
{
  return GINT_TO_POINTER (mqtt_peer_push (user_data, "blocked"));
}

GST_START_TEST (test_blocks_until_flushed_when_the_queue_is_full)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = overfill (broker, "block", 3);
  GThread *thread = g_thread_new ("push", push_one, sink);

  gst_element_set_state (sink->element, GST_STATE_NULL);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_FLUSHING);
}

GST_END_TEST;

GST_START_TEST (test_warns_at_eos_of_what_was_not_confirmed)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t linger=50");

  mqtt_peer_wait_warning (sink, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "Could not reach");
  mqtt_peer_push (sink, "1");
  mqtt_peer_push (sink, "2");
  end (sink);
  mqtt_peer_wait_warning (sink, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE,
      "2 messages were not confirmed");
  GstMessage *eos = gst_bus_timed_pop_filtered (sink->bus, GST_SECOND,
      GST_MESSAGE_EOS);
  fail_unless (eos != NULL);
  gst_message_unref (eos);
}

GST_END_TEST;

GST_START_TEST (test_confirms_all_although_the_broker_is_killed)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 queue-full=block max-queue-buffers=10 "
      "linger=20000 reconnect-delay-max=100");

  for (guint i = 0; i < 300; i++) {
    if (i == 100) {
      mqtt_broker_kill (broker);
      mqtt_broker_start (broker);
    }
    fail_unless_equals_int (mqtt_peer_push (sink, "x"), GST_FLOW_OK);
  }
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 300);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "dropped"), 0);
}

GST_END_TEST;

GST_START_TEST (test_tells_what_the_broker_refused)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped ("acl_file %d/acl\n");

  g_free (mqtt_broker_write_file (broker, "acl", "topic write allowed\n"));
  mqtt_broker_start (broker);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=forbidden qos=1");
  mqtt_peer_push (sink, "x");
  g_autoptr (GstStructure) failed =
      mqtt_peer_wait (sink, "mqtt-publish-failed");
  guint reason = 0;

  fail_unless_equals_string (gst_structure_get_string (failed, "topic"),
      "forbidden");
  fail_unless (gst_structure_get_uint (failed, "reason", &reason));
  fail_unless_equals_int (reason, 135);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "failed"), 1);
}

GST_END_TEST;

GST_START_TEST (test_tells_what_is_larger_than_the_broker_takes)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new ("max_packet_size 100\n");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1");
  g_autofree gchar *text = g_strnfill (200, 'x');

  mqtt_peer_push (sink, text);
  mqtt_peer_expect (sink, "mqtt-publish-failed");
  mqtt_peer_push (sink, "small");
  gst_harness_push_event (sink->harness, gst_event_new_eos ());
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);
}

GST_END_TEST;

static void
refuse (const gchar * description, const gchar * text)
{
  g_autoptr (MqttPeer) sink = mqtt_peer_new (NULL, description);

  fail_unless_equals_int (gst_element_set_state (sink->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_FAILURE);
  mqtt_peer_wait_error (sink, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      text);
}

GST_START_TEST (test_refuses_settings_that_cannot_work)
{
  refuse ("mqttsink topic=a/+/b", "wildcard");
  refuse ("mqttsink topic=a/#", "wildcard");
  refuse ("mqttsink topic=t uri=http://localhost/", "mqtt://host:port");
  refuse ("mqttsink topic=t birth-payload=online", "will-topic");
  refuse ("mqttsink topic=t cert-file=x", "key-file");
  refuse ("mqttsink topic=t password=x", "user name");
}

GST_END_TEST;

GST_START_TEST (test_starts_and_stops_twenty_times)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new (broker, "mqttsink topic=t");

  for (guint i = 0; i < 20; i++) {
    fail_unless (gst_element_set_state (sink->element,
            GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE);
    if (i % 4 == 0)
      mqtt_peer_expect (sink, "mqtt-connected");
    fail_unless_equals_int (gst_element_set_state (sink->element,
            GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  }
}

GST_END_TEST;

static Suite *
mqttsink_suite (void)
{
  Suite *suite = suite_create ("mqttsink");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_refuses_settings_that_cannot_work);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_sends_all_sizes_with_every_qos);
  tcase_add_test (tc, test_sends_a_buffer_of_several_memories_whole);
  tcase_add_test (tc, test_sends_each_buffer_of_a_list);
  tcase_add_test (tc, test_keeps_what_came_before_the_broker);
  tcase_add_test (tc, test_drops_the_oldest_of_a_full_queue);
  tcase_add_test (tc, test_drops_the_newest_of_a_full_queue);
  tcase_add_test (tc, test_a_full_queue_may_be_an_error);
  tcase_add_test (tc, test_blocks_until_flushed_when_the_queue_is_full);
  tcase_add_test (tc, test_warns_at_eos_of_what_was_not_confirmed);
  tcase_add_test (tc, test_confirms_all_although_the_broker_is_killed);
  tcase_add_test (tc, test_tells_what_the_broker_refused);
  tcase_add_test (tc, test_tells_what_is_larger_than_the_broker_takes);
  tcase_add_test (tc, test_starts_and_stops_twenty_times);
  return suite;
}

GST_CHECK_MAIN (mqttsink);
