/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* How a connection begins, ends and comes back; mqttsrc stands for both. */
#include <gst/check/gstcheck.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mqttpeer.h"

GST_START_TEST (test_starts_before_the_broker)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t reconnect-delay-max=200");

  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "Could not reach");
  mqtt_peer_expect (source, "mqtt-disconnected");
  mqtt_peer_expect (source, "mqtt-disconnected");
  fail_if (gst_bus_have_pending (source->bus)
      && gst_bus_pop_filtered (source->bus, GST_MESSAGE_WARNING) != NULL,
      "a second warning in one outage");
  mqtt_broker_start (broker);
  mqtt_peer_expect (source, "mqtt-subscribed");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t");
  mqtt_peer_push (sink, "x");
  mqtt_peer_pull (source, "x");
}

GST_END_TEST;

GST_START_TEST (test_comes_back_after_the_broker_was_killed)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t qos=1 reconnect-delay-min=10 reconnect-delay-max=20");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 reconnect-delay-min=200 reconnect-delay-max=300");

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_expect (sink, "mqtt-connected");
  mqtt_peer_push (sink, "before");
  mqtt_peer_pull (source, "before");
  mqtt_broker_kill (broker);
  mqtt_peer_wait_warning (source, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ,
      "Lost the MQTT broker");
  mqtt_peer_expect (source, "mqtt-disconnected");
  mqtt_peer_expect (sink, "mqtt-disconnected");
  g_object_set (sink->element, "linger", 20000, NULL);
  mqtt_broker_start (broker);
  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < 10; i++) {
    gchar text[2] = { (gchar) ('0' + i), 0 };
    mqtt_peer_push (sink, text);
  }
  /* The broker may have gone before it acknowledged. */
  mqtt_peer_pull_after (source, "before", "0");
  for (guint i = 1; i < 10; i++) {
    gchar text[2] = { (gchar) ('0' + i), 0 };
    mqtt_peer_pull (source, text);
  }
  fail_unless (mqtt_peer_stat (source, "reconnects") >= 1);
  fail_unless_equals_int (GST_STATE (source->element), GST_STATE_PLAYING);
}

GST_END_TEST;

static guint
retry_in (MqttPeer * peer)
{
  g_autoptr (GstStructure) lost = mqtt_peer_wait (peer, "mqtt-disconnected");
  guint delay = 0;

  fail_unless (gst_structure_get_uint (lost, "retry-in", &delay));
  return delay;
}

/* However short it was there, the long pauses of before are over. */
GST_START_TEST (test_a_broker_that_flaps_is_tried_again_soon)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t reconnect-delay-min=2 reconnect-delay-max=5000");
  guint longest = 2;

  while (retry_in (source) < 200);
  for (guint i = 0; i < 2; i++, longest *= 2) {
    mqtt_broker_start (broker);
    mqtt_peer_expect (source, "mqtt-connected");
    mqtt_broker_kill (broker);
    guint delay = retry_in (source);
    fail_unless (delay <= longest * 6 / 5, "%u ms", delay);
    while (retry_in (source) < 200);
  }
}

GST_END_TEST;

static const gchar *versions[] = { "3.1.1", "5", "auto" };

#define PASSWORD "S3cr3t-Zebra"

/* One account: robot. */
static MqttBroker *
broker_with_password (void)
{
  MqttBroker *broker = mqtt_broker_new_stopped ("allow_anonymous false\n"
      "password_file %d/passwords\n");
  g_autofree gchar *path =
      g_build_filename (mqtt_broker_folder (broker), "passwords", NULL);
  const gchar *argv[] = { "/usr/bin/mosquitto_passwd", "-b", "-c", path,
    "robot", PASSWORD, NULL
  };
  gint status = -1;

  fail_unless (g_spawn_sync (NULL, (gchar **) argv, NULL,
          G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
          NULL, NULL, &status, NULL) && status == 0, "mosquitto_passwd");
  mqtt_broker_start (broker);
  return broker;
}

static void
refuse (MqttBroker * broker, const gchar * more)
{
  g_autofree gchar *description = g_strdup_printf ("mqttsrc topic=t %s", more);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);

  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_AUTHORIZED, "user name or password");
}

GST_START_TEST (test_a_wrong_password_is_an_error)
{
  g_autoptr (MqttBroker) broker = broker_with_password ();
  g_autofree gchar *wrong =
      g_strdup_printf ("protocol-version=%s username=robot password=wrong",
      versions[__i__]);
  g_autofree gchar *missing =
      g_strdup_printf ("protocol-version=%s", versions[__i__]);

  refuse (broker, wrong);
  refuse (broker, missing);
}

GST_END_TEST;

GST_START_TEST (test_logs_in_with_the_password_of_a_file)
{
  g_autoptr (MqttBroker) broker = broker_with_password ();
  g_autofree gchar *path =
      mqtt_broker_write_file (broker, "secret", PASSWORD "\n");
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t username=robot password-file=%s "
      "protocol-version=%s", path, versions[__i__]);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (source, "mqtt-subscribed");
}

GST_END_TEST;

GST_START_TEST (test_tries_again_after_a_refusal_when_told_so)
{
  g_autoptr (MqttBroker) broker = broker_with_password ();
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t retry-auth=true reconnect-delay-max=100");

  mqtt_peer_expect (source, "mqtt-disconnected");
  mqtt_peer_expect (source, "mqtt-disconnected");
}

GST_END_TEST;

GST_START_TEST (test_fails_fast_when_told_so)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t fail-fast=true");

  mqtt_peer_wait_error (source, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "Could not reach");
}

GST_END_TEST;

GST_START_TEST (test_talks_to_a_unix_socket)
{
  g_autoptr (MqttBroker) broker =
      mqtt_broker_new ("listener 0 %d/mqtt.sock\nlistener %p 127.0.0.1\n");
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t uri=mqtt+unix:%s/mqtt.sock",
      mqtt_broker_folder (broker));
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (source, "mqtt-subscribed");
}

GST_END_TEST;

GST_START_TEST (test_takes_topic_and_login_from_the_uri)
{
  g_autoptr (MqttBroker) broker = broker_with_password ();
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc uri=mqtt://robot:" PASSWORD
      "@localhost:%u/some/topic", mqtt_broker_port (broker));
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (GstStructure) subscribed =
      mqtt_peer_wait (source, "mqtt-subscribed");
  g_autofree gchar *uri = NULL;

  fail_unless_equals_string (gst_structure_get_string (subscribed, "topic"),
      "some/topic");
  g_object_get (source->element, "uri", &uri, NULL);
  fail_unless (strstr (uri, PASSWORD) == NULL && strstr (uri, "robot@"));
}

GST_END_TEST;

/* With MQTT 5 only because session-expiry is in the CONNECT. */
GST_START_TEST (test_a_kept_session_gets_what_came_meanwhile)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t client-id=keeper clean-start=false "
      "session-expiry=60000 protocol-version=%s", versions[__i__]);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_element_set_state (source->element, GST_STATE_NULL);
  mqtt_peer_push (sink, "meanwhile");
  gst_harness_push_event (sink->harness, gst_event_new_eos ());
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  mqtt_peer_pull (source, "meanwhile");
}

GST_END_TEST;

/* A client that is gone without a word, in a process of its own. */
static pid_t
start_doomed_client (MqttBroker * broker, const gchar * description)
{
  pid_t pid = fork ();

  fail_unless (pid >= 0);
  if (pid == 0) {
    mqtt_peer_new_playing (broker, description);
    pause ();
    _exit (0);
  }
  return pid;
}

GST_START_TEST (test_birth_and_will_tell_who_is_there)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) watcher = NULL;
  pid_t pid = start_doomed_client (broker, "mqttsink topic=t "
      "will-topic=robot/status will-payload=offline birth-payload=online");

  watcher = mqtt_peer_new_playing (broker,
      "mqttsrc topic=robot/status ignore-retained=false");
  mqtt_peer_pull (watcher, "online");
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  mqtt_peer_pull (watcher, "offline");

  /* And the same on an orderly stop. */
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t will-topic=robot/status will-payload=offline "
      "birth-payload=online");
  mqtt_peer_pull (watcher, "online");
  gst_element_set_state (sink->element, GST_STATE_NULL);
  mqtt_peer_pull (watcher, "offline");
}

GST_END_TEST;

GST_START_TEST (test_an_idle_ping_gives_the_round_trip_time)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t keep-alive=5000 timeout=1000");

  mqtt_peer_expect (source, "mqtt-subscribed");
  do
    mqtt_peer_expect (source, "mqtt-timeout");
  while (mqtt_peer_stat (source, "rtt") == 0);
}

GST_END_TEST;

static Suite *
connection_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-connection");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_starts_before_the_broker);
  tcase_add_test (tc, test_comes_back_after_the_broker_was_killed);
  tcase_add_test (tc, test_a_broker_that_flaps_is_tried_again_soon);
  tcase_add_loop_test (tc, test_a_wrong_password_is_an_error, 0, 3);
  tcase_add_loop_test (tc, test_logs_in_with_the_password_of_a_file, 0, 3);
  tcase_add_test (tc, test_tries_again_after_a_refusal_when_told_so);
  tcase_add_test (tc, test_fails_fast_when_told_so);
  tcase_add_test (tc, test_talks_to_a_unix_socket);
  tcase_add_test (tc, test_takes_topic_and_login_from_the_uri);
  tcase_add_loop_test (tc, test_a_kept_session_gets_what_came_meanwhile, 0, 3);
  tcase_add_test (tc, test_birth_and_will_tell_who_is_there);
  tcase_add_test (tc, test_an_idle_ping_gives_the_round_trip_time);
  return suite;
}

GST_CHECK_MAIN (connection);
