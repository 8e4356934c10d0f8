/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <fcntl.h>
#include <gst/check/gstcheck.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "edgeerror.h"
#include "mqttbroker.h"
#include "mqttconnection.h"

/* What the callbacks saw, to be waited for. */
typedef struct
{
  GMutex lock;
  GCond changed;
  guint n_connected, n_lost, n_first, n_fatal, n_subscribed, n_failed;
  GPtrArray *payloads;
  GThread *receiver;            /* of the last message */
  GError *error;
} Seen;

#define TIMEOUT (20 * G_TIME_SPAN_SECOND)

static void
count (Seen * seen, guint * counter)
{
  g_mutex_lock (&seen->lock);
  (*counter)++;
  g_cond_broadcast (&seen->changed);
  g_mutex_unlock (&seen->lock);
}

static void
on_connected (const MqttServerInfo * info, gpointer user_data)
{
  Seen *seen = user_data;

  count (seen, &seen->n_connected);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  Seen *seen = user_data;

  if (first)
    count (seen, &seen->n_first);
  count (seen, &seen->n_lost);
}

static void
on_fatal (const GError * error, gpointer user_data)
{
  Seen *seen = user_data;

  g_mutex_lock (&seen->lock);
  seen->error = g_error_copy (error);
  g_mutex_unlock (&seen->lock);
  count (seen, &seen->n_fatal);
}

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Seen *seen = user_data;

  g_mutex_lock (&seen->lock);
  seen->receiver = g_thread_self ();
  g_ptr_array_add (seen->payloads,
      g_strndup ((const gchar *) message->data, message->size));
  g_cond_broadcast (&seen->changed);
  g_mutex_unlock (&seen->lock);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  Seen *seen = user_data;

  count (seen, &seen->n_subscribed);
}

static void
on_failed (const gchar * topic, guint reason, const gchar * text,
    gpointer user_data)
{
  Seen *seen = user_data;

  count (seen, &seen->n_failed);
}

static const MqttCallbacks callbacks = {
  .connected = on_connected,
  .disconnected = on_disconnected,
  .fatal = on_fatal,
  .message = on_message,
  .subscribed = on_subscribed,
  .publish_failed = on_failed,
};

static void
seen_init (Seen * seen)
{
  memset (seen, 0, sizeof (*seen));
  g_mutex_init (&seen->lock);
  g_cond_init (&seen->changed);
  seen->payloads = g_ptr_array_new_with_free_func (g_free);
}

static void
seen_clear (Seen * seen)
{
  g_ptr_array_unref (seen->payloads);
  g_clear_error (&seen->error);
  g_cond_clear (&seen->changed);
  g_mutex_clear (&seen->lock);
}

static void
wait_for (Seen * seen, guint * counter, guint wanted)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT;

  g_mutex_lock (&seen->lock);
  while (*counter < wanted)
    fail_unless (g_cond_wait_until (&seen->changed, &seen->lock, deadline),
        "%u of %u", *counter, wanted);
  g_mutex_unlock (&seen->lock);
}

static void
publish (MqttConnection * connection, const gchar * text, guint qos)
{
  MqttMessage message = {.topic = "t",.data = (const guint8 *) text,
    .size = strlen (text),.qos = qos
  };

  fail_unless_equals_int (mqtt_connection_publish (connection, &message,
          MQTT_QUEUE_FULL_ERROR), MQTT_PUBLISH_QUEUED);
}

static void
start (MqttConnection * connection, guint port)
{
  MqttSettings settings;
  GError *error = NULL;

  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = port;
  settings.reconnect_delay_max = 300;
  fail_unless (mqtt_connection_start (connection, &settings, &error));
  mqtt_settings_clear (&settings);
}

GST_START_TEST (test_connects_when_the_broker_comes_later)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  Seen seen;

  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  fail_unless (mqtt_connection_subscribe (connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (connection, mqtt_broker_port (broker));
  publish (connection, "early", 1);
  wait_for (&seen, &seen.n_lost, 2);
  fail_unless_equals_int (seen.n_first, 1);
  mqtt_broker_start (broker);
  wait_for (&seen, &seen.n_subscribed, 1);
  publish (connection, "late", 1);
  wait_for (&seen, &seen.payloads->len, 1);
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

GST_START_TEST (test_subscribes_again_after_the_broker_was_killed)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Seen seen;

  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  fail_unless (mqtt_connection_subscribe (connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (connection, mqtt_broker_port (broker));
  wait_for (&seen, &seen.n_subscribed, 1);
  mqtt_broker_kill (broker);
  wait_for (&seen, &seen.n_lost, 1);
  mqtt_broker_start (broker);
  wait_for (&seen, &seen.n_subscribed, 2);
  for (guint i = 0; i < 3; i++)
    publish (connection, i == 0 ? "0" : i == 1 ? "1" : "2", i);
  wait_for (&seen, &seen.payloads->len, 3);
  mqtt_connection_stop (connection);
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

GST_START_TEST (test_refuses_a_bad_filter_and_a_bad_topic)
{
  static const gchar *bad[] = { "a/#/b", "a+", "", "#a", "\xff" };
  Seen seen;

  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    MqttMessage message = {.topic = bad[i] };

    fail_if (mqtt_connection_subscribe (connection, bad[i], 0,
            MQTT_SUBSCRIBE_DEFAULT, &error));
    fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_SETTINGS));
    fail_unless_equals_int (mqtt_connection_publish (connection, &message,
            MQTT_QUEUE_FULL_BLOCK), MQTT_PUBLISH_INVALID);
  }
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

/* mosquitto_new() makes the process ignore it. */
GST_START_TEST (test_leaves_sigpipe_to_the_application)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  struct sigaction action;
  Seen seen;

  seen_init (&seen);
  signal (SIGPIPE, SIG_DFL);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  start (connection, mqtt_broker_port (broker));
  wait_for (&seen, &seen.n_connected, 1);
  sigaction (SIGPIPE, NULL, &action);
  fail_unless (action.sa_handler == SIG_DFL);
  mqtt_broker_kill (broker);
  wait_for (&seen, &seen.n_lost, 1);
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

GST_START_TEST (test_works_with_a_thousand_open_files)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  struct rlimit limit;
  Seen seen;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MIN (limit.rlim_max, 4096);
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 1200) {
    g_print ("SKIP: only %lu files may be open\n", (gulong) limit.rlim_cur);
    return;
  }
  int *files = g_new (int, 1100);
  for (guint i = 0; i < 1100; i++)
    files[i] = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  fail_unless (mqtt_connection_subscribe (connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (connection, mqtt_broker_port (broker));
  wait_for (&seen, &seen.n_subscribed, 1);
  publish (connection, "x", 1);
  wait_for (&seen, &seen.payloads->len, 1);
  mqtt_connection_unref (connection);
  seen_clear (&seen);
  for (guint i = 0; i < 1100; i++)
    close (files[i]);
  g_free (files);
}

GST_END_TEST;

static gboolean
has_message (gpointer user_data)
{
  Seen *seen = user_data;

  g_mutex_lock (&seen->lock);
  gboolean has = seen->payloads->len > 0;
  g_mutex_unlock (&seen->lock);
  return has;
}

/* Serves until a message is there, whose receiver is returned. */
static GThread *
receive (MqttConnection * connection, Seen * seen)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT;

  fail_unless (mqtt_connection_assist (connection, has_message, seen,
          deadline));
  fail_unless (has_message (seen));
  g_ptr_array_set_size (seen->payloads, 0);
  return seen->receiver;
}

GST_START_TEST (test_a_guest_serves_in_place_of_the_thread)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  Seen seen;

  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  fail_unless (mqtt_connection_subscribe (connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (connection, mqtt_broker_port (broker));
  fail_if (mqtt_connection_assist (connection, has_message, &seen, 0));
  mqtt_broker_start (broker);
  wait_for (&seen, &seen.n_subscribed, 1);
  /* Not each: this thread may be away for long on a busy machine. */
  for (guint n_here = 0; n_here < 50;) {
    publish (connection, "here", n_here % 3);
    if (receive (connection, &seen) == g_thread_self ())
      n_here++;
  }
  /* Away, and the thread takes over; and back again. */
  publish (connection, "away", 1);
  wait_for (&seen, &seen.payloads->len, 1);
  fail_if (seen.receiver == g_thread_self ());
  g_ptr_array_set_size (seen.payloads, 0);
  do
    publish (connection, "back", 1);
  while (receive (connection, &seen) != g_thread_self ());

  /* Whoever sees the end of the connection, it is the thread's to mend. */
  mqtt_broker_kill (broker);
  while (mqtt_connection_assist (connection, has_message, &seen, 0))
    g_ptr_array_set_size (seen.payloads, 0);
  wait_for (&seen, &seen.n_lost, 1);
  mqtt_broker_start (broker);
  wait_for (&seen, &seen.n_subscribed, 2);
  do
    publish (connection, "anew", 1);
  while (receive (connection, &seen) != g_thread_self ());
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

static gpointer
serve_until_the_end (gpointer user_data)
{
  mqtt_connection_assist (user_data, never, NULL, 0);
  return NULL;
}

GST_START_TEST (test_stops_although_a_guest_serves)
{
  if (!mqtt_broker_is_available ())
    return;
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Seen seen;

  seen_init (&seen);
  MqttConnection *connection = mqtt_connection_new (&callbacks, &seen, NULL);
  fail_unless (mqtt_connection_subscribe (connection, "t", 1,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (connection, mqtt_broker_port (broker));
  wait_for (&seen, &seen.n_subscribed, 1);
  GThread *guest = g_thread_new ("guest", serve_until_the_end, connection);
  mqtt_connection_stop (connection);
  g_thread_join (guest);
  mqtt_connection_unref (connection);
  seen_clear (&seen);
}

GST_END_TEST;

/* Nobody sends to this connection, so that nothing but the room that the last
 * messages left can wake it. 190 in steps of 20 took 8 s. */
GST_START_TEST (test_what_was_sent_makes_room_at_once)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Seen from, to;
  MqttConnection *sender, *receiver;

  seen_init (&from);
  seen_init (&to);
  sender = mqtt_connection_new (&callbacks, &from, NULL);
  receiver = mqtt_connection_new (&callbacks, &to, NULL);
  fail_unless (mqtt_connection_subscribe (receiver, "t", 0,
          MQTT_SUBSCRIBE_DEFAULT, NULL));
  start (receiver, mqtt_broker_port (broker));
  start (sender, mqtt_broker_port (broker));
  wait_for (&to, &to.n_subscribed, 1);
  wait_for (&from, &from.n_connected, 1);
  gint64 before = g_get_monotonic_time ();
  for (guint i = 0; i < 190; i++)
    publish (sender, "x", 0);
  wait_for (&to, &to.payloads->len, 190);
  fail_unless (g_get_monotonic_time () - before < 4 * G_TIME_SPAN_SECOND);
  mqtt_connection_stop (sender);
  mqtt_connection_stop (receiver);
  mqtt_connection_unref (sender);
  mqtt_connection_unref (receiver);
  seen_clear (&from);
  seen_clear (&to);
}

GST_END_TEST;

static Suite *
mqttconnection_suite (void)
{
  Suite *suite = suite_create ("mqttconnection");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_connects_when_the_broker_comes_later);
  tcase_add_test (tc, test_subscribes_again_after_the_broker_was_killed);
  tcase_add_test (tc, test_leaves_sigpipe_to_the_application);
  tcase_add_test (tc, test_works_with_a_thousand_open_files);
  tcase_add_test (tc, test_refuses_a_bad_filter_and_a_bad_topic);
  tcase_add_test (tc, test_what_was_sent_makes_room_at_once);
  tcase_add_test (tc, test_a_guest_serves_in_place_of_the_thread);
  tcase_add_test (tc, test_stops_although_a_guest_serves);
  return suite;
}

GST_CHECK_MAIN (mqttconnection);
