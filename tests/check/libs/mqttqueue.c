/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "mqttqueue.h"

static MqttStoredMessage *
message (const gchar * topic, gsize size, guint qos)
{
  static const guint8 data[2 * 1024 * 1024];
  MqttMessage borrowed = {.topic = topic,.data = data,.size = size,.qos = qos };

  return mqtt_stored_message_new (&borrowed);
}

GST_START_TEST (test_counts_waiting_and_in_flight)
{
  MqttQueue queue;
  gsize size;

  mqtt_queue_init (&queue, 0, 2);
  fail_unless (mqtt_queue_has_room (&queue, 1));
  mqtt_queue_push (&queue, message ("a", 10, 1), 0);
  MqttQueueEntry *entry = mqtt_queue_take (&queue);
  entry->mid = 7;
  mqtt_queue_push (&queue, message ("b", 10, 1), 0);
  fail_if (mqtt_queue_has_room (&queue, 1));
  fail_if (mqtt_queue_settle (&queue, 8, &size));
  fail_unless (mqtt_queue_settle (&queue, 7, &size));
  fail_unless_equals_int (size, 10);
  fail_unless (mqtt_queue_has_room (&queue, 1));
  mqtt_queue_clear (&queue);
  fail_unless_equals_int (mqtt_queue_length (&queue), 0);
}

GST_END_TEST;

GST_START_TEST (test_a_large_message_fits_alone)
{
  MqttQueue queue;

  mqtt_queue_init (&queue, 100, 0);
  fail_unless (mqtt_queue_has_room (&queue, 1000));
  mqtt_queue_push (&queue, message ("a", 1000, 0), 0);
  fail_if (mqtt_queue_has_room (&queue, 1));
  fail_unless (mqtt_queue_drop_oldest (&queue));
  fail_if (mqtt_queue_drop_oldest (&queue));
  fail_unless_equals_int (queue.bytes, 0);
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

GST_START_TEST (test_gives_the_library_no_more_than_its_window)
{
  MqttQueue queue;
  guint n = 0;

  mqtt_queue_init (&queue, 0, 0);
  for (guint i = 0; i < 100; i++)
    mqtt_queue_push (&queue, message ("a", 10, 1), 0);
  while (mqtt_queue_take (&queue) != NULL)
    n++;
  fail_unless_equals_int (n, 20);
  mqtt_queue_clear (&queue);

  mqtt_queue_push (&queue, message ("a", 1024 * 1024, 1), 0);
  mqtt_queue_push (&queue, message ("b", 1, 1), 0);
  fail_unless (mqtt_queue_take (&queue) != NULL);
  fail_unless (mqtt_queue_take (&queue) == NULL);
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

GST_START_TEST (test_takes_back_in_order_what_was_lost)
{
  static const gchar *topics[] = { "a", "c", "d" };
  MqttQueue queue;

  mqtt_queue_init (&queue, 0, 0);
  mqtt_queue_push (&queue, message ("a", 1, 0), 0);
  mqtt_queue_push (&queue, message ("b", 1, 1), 0);
  mqtt_queue_push (&queue, message ("c", 1, 0), 0);
  mqtt_queue_push (&queue, message ("d", 1, 0), 0);
  for (guint i = 0; i < 3; i++)
    fail_unless (mqtt_queue_take (&queue) != NULL);
  mqtt_queue_lost (&queue, FALSE);
  fail_unless_equals_int (queue.in_flight.length, 1);
  for (guint i = 0; i < 3; i++) {
    MqttQueueEntry *entry = mqtt_queue_take (&queue);

    fail_unless_equals_string (mqtt_stored_message_get (entry->message)->topic,
        topics[i]);
  }
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

GST_START_TEST (test_drops_what_waited_beyond_its_expiry)
{
  static const guint expiries[] = { 1, 3, 0, 1 };
  MqttQueue queue;

  mqtt_queue_init (&queue, 0, 0);
  for (guint i = 0; i < G_N_ELEMENTS (expiries); i++) {
    MqttMessage borrowed = {.topic = "t",.expiry = expiries[i] };

    mqtt_queue_push (&queue, mqtt_stored_message_new (&borrowed), 1000);
  }
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 1999), 0);
  /* Also one behind others that stay. */
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 2000), 2);
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 3999), 0);
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 9000), 1);
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, G_MAXINT64), 0);
  fail_unless_equals_int (mqtt_queue_length (&queue), 1);
  fail_unless_equals_int64 (mqtt_queue_take (&queue)->deadline, 0);
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

/* What the library is told to forget waits again, and may expire. */
GST_START_TEST (test_what_was_in_flight_may_expire)
{
  MqttMessage borrowed = {.topic = "t",.expiry = 1,.qos = 1 };
  gboolean exactly_once = TRUE;
  MqttQueue queue;

  mqtt_queue_init (&queue, 0, 0);
  mqtt_queue_push (&queue, mqtt_stored_message_new (&borrowed), 1000);
  fail_if (mqtt_queue_ages_in_flight (&queue, &exactly_once));
  fail_unless (mqtt_queue_take (&queue) != NULL);
  fail_unless (mqtt_queue_ages_in_flight (&queue, &exactly_once));
  fail_if (exactly_once);
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 9000), 0);
  mqtt_queue_lost (&queue, TRUE);
  fail_unless_equals_int (queue.in_flight_bytes, 0);
  fail_unless_equals_int (mqtt_queue_drop_expired (&queue, 9000), 1);
  fail_unless_equals_int (queue.bytes, 0);
  mqtt_queue_push (&queue, message ("a", 1, 2), 0);
  fail_unless (mqtt_queue_take (&queue) != NULL);
  fail_if (mqtt_queue_ages_in_flight (&queue, &exactly_once));
  fail_unless (exactly_once);
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

/* Of the same size the first; one that waits is not to blame. */
GST_START_TEST (test_blames_the_first_of_the_largest_in_flight)
{
  MqttQueue queue;
  guint times = 0;

  mqtt_queue_init (&queue, 0, 0);
  fail_unless (mqtt_queue_blame (&queue, &times) == NULL);
  mqtt_queue_push (&queue, message ("a", 10, 1), 0);
  mqtt_queue_push (&queue, message ("b", 20, 1), 0);
  mqtt_queue_push (&queue, message ("c", 20, 1), 0);
  mqtt_queue_push (&queue, message ("d", 30, 1), 0);
  mqtt_queue_take (&queue);
  MqttQueueEntry *guilty = mqtt_queue_take (&queue);
  mqtt_queue_take (&queue);
  for (guint i = 1; i <= 3; i++) {
    fail_unless (mqtt_queue_blame (&queue, &times) == guilty);
    fail_unless_equals_int (times, i);
    mqtt_queue_lost (&queue, FALSE);
  }
  mqtt_queue_remove (&queue, guilty);
  fail_if (mqtt_queue_blame (&queue, &times) == guilty);
  fail_unless_equals_int (times, 1);
  mqtt_queue_clear (&queue);
}

GST_END_TEST;

static Suite *
mqttqueue_suite (void)
{
  Suite *suite = suite_create ("mqttqueue");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_counts_waiting_and_in_flight);
  tcase_add_test (tc, test_a_large_message_fits_alone);
  tcase_add_test (tc, test_gives_the_library_no_more_than_its_window);
  tcase_add_test (tc, test_takes_back_in_order_what_was_lost);
  tcase_add_test (tc, test_drops_what_waited_beyond_its_expiry);
  tcase_add_test (tc, test_what_was_in_flight_may_expire);
  tcase_add_test (tc, test_blames_the_first_of_the_largest_in_flight);
  return suite;
}

GST_CHECK_MAIN (mqttqueue);
