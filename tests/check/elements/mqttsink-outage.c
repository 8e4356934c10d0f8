/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* A broker that is frozen or killed at the worst moment, of either element. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define QUICK " reconnect-delay-min=10 reconnect-delay-max=20 "

static const gchar *elements[] = { "mqttsrc", "mqttsink" };

/* Forgets what the bus has: what comes then is new. */
static void
forget (MqttPeer * peer)
{
  gst_bus_set_flushing (peer->bus, TRUE);
  gst_bus_set_flushing (peer->bus, FALSE);
}

/* It has its TCP connection, from the kernel, and waits for the CONNACK. */
GST_START_TEST (test_a_kill_before_the_connack)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("%s topic=t connect-timeout=60000" QUICK,
      elements[__i__]);

  mqtt_broker_freeze (broker);
  g_autoptr (MqttPeer) peer = mqtt_peer_new_playing (broker, description);
  mqtt_broker_kill (broker);
  mqtt_peer_wait_warning (peer, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_OPEN_READ_WRITE, "Could not reach");
  mqtt_broker_start (broker);
  mqtt_peer_expect (peer, "mqtt-connected");
}

GST_END_TEST;

GST_START_TEST (test_a_kill_before_the_suback)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a,b,c/#" QUICK);

  mqtt_peer_expect (source, "mqtt-connected");
  mqtt_broker_freeze (broker);
  mqtt_broker_kill (broker);
  mqtt_peer_expect (source, "mqtt-disconnected");
  forget (source);
  mqtt_broker_start (broker);
  for (guint i = 0; i < 3; i++)
    mqtt_peer_expect (source, "mqtt-subscribed");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=c/d");
  mqtt_peer_push (sink, "x");
  mqtt_peer_pull (source, "x");
}

GST_END_TEST;

static gpointer
push_eos (gpointer user_data)
{
  MqttPeer *sink = user_data;

  return GINT_TO_POINTER (gst_harness_push_event (sink->harness,
          gst_event_new_eos ()));
}

/* More than may be in flight, sent but not confirmed, and waited for at the
 * end. Each has a topic of its own, kept there by the broker. */
GST_START_TEST (test_a_kill_before_the_acknowledgements)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t retain=true qos=%d linger=20000" QUICK,
      __i__);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);
  g_autoptr (GHashTable) got =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  mqtt_peer_expect (sink, "mqtt-connected");
  mqtt_broker_freeze (broker);
  for (guint i = 0; i < 30; i++) {
    g_autofree gchar *topic = g_strdup_printf ("t/%u", i);

    g_object_set (sink->element, "topic", topic, NULL);
    mqtt_peer_push (sink, topic);
  }
  GThread *thread = g_thread_new ("eos", push_eos, sink);
  mqtt_broker_kill (broker);
  mqtt_peer_expect (sink, "mqtt-disconnected");
  mqtt_broker_start (broker);
  fail_unless (GPOINTER_TO_INT (g_thread_join (thread)));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 30);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "queued"), 0);

  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t/# ignore-retained=false");
  while (g_hash_table_size (got) < 30) {
    GstBuffer *buffer = gst_harness_pull (source->harness);
    gchar text[8] = { 0, };

    fail_unless (buffer != NULL);
    gst_buffer_extract (buffer, 0, text, sizeof (text) - 1);
    g_hash_table_add (got, g_strdup (text));
    gst_buffer_unref (buffer);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_kill_in_a_pause)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t" QUICK);

  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_element_set_state (source->element, GST_STATE_PAUSED);
  mqtt_broker_kill (broker);
  mqtt_peer_expect (source, "mqtt-disconnected");
  mqtt_broker_start (broker);
  mqtt_peer_expect (source, "mqtt-subscribed");
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t");
  mqtt_peer_push (sink, "x");
  mqtt_peer_pull (source, "x");
}

GST_END_TEST;

/* mosquitto leaves its socket behind when it is killed. */
GST_START_TEST (test_a_kill_behind_a_unix_socket)
{
  g_autoptr (MqttBroker) broker =
      mqtt_broker_new ("listener 0 %d/mqtt.sock\nlistener %p 127.0.0.1\n");
  const gchar *folder = mqtt_broker_folder (broker);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsrc topic=t uri=mqtt+unix:%s/mqtt.sock" QUICK,
      folder);
  g_autofree gchar *other =
      g_strdup_printf ("mqttsink topic=t uri=mqtt+unix:%s/mqtt.sock", folder);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_broker_kill (broker);
  mqtt_peer_expect (source, "mqtt-disconnected");
  mqtt_broker_start (broker);
  mqtt_peer_expect (source, "mqtt-subscribed");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, other);
  mqtt_peer_push (sink, "x");
  mqtt_peer_pull (source, "x");
}

GST_END_TEST;

GST_START_TEST (test_goes_on_when_a_frozen_broker_thaws)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t qos=%d linger=20000", __i__);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t qos=2");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_expect (sink, "mqtt-connected");
  mqtt_broker_freeze (broker);
  for (guint i = 0; i < 50; i++) {
    g_autofree gchar *text = g_strdup_printf ("%u", i);

    fail_unless_equals_int (mqtt_peer_push (sink, text), GST_FLOW_OK);
  }
  fail_unless (__i__ == 0 || mqtt_peer_stat (sink, "queued") == 50);
  mqtt_broker_thaw (broker);
  for (guint i = 0; i < 50; i++) {
    g_autofree gchar *text = g_strdup_printf ("%u", i);

    mqtt_peer_pull (source, text);
  }
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 50);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "reconnects"), 0);
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "reconnects"), 0);
}

GST_END_TEST;

static gpointer
leave (gpointer user_data)
{
  MqttPeer *peer = user_data;

  return GINT_TO_POINTER (gst_element_set_state (peer->element,
          GST_STATE_NULL));
}

/* A frozen broker holds it up for as long as a farewell may last; the kill
 * comes at any moment of that. */
GST_START_TEST (test_a_kill_during_the_farewell)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("%s topic=t qos=1 will-topic=w will-payload=gone "
      "birth-payload=here" QUICK, elements[__i__]);
  g_autoptr (MqttPeer) peer = mqtt_peer_new_playing (broker, description);

  for (guint i = 0; i < 5; i++) {
    mqtt_peer_expect (peer, "mqtt-connected");
    mqtt_broker_freeze (broker);
    if (__i__ == 1)
      mqtt_peer_push (peer, "x");
    GThread *thread = g_thread_new ("leave", leave, peer);
    if (i % 2 == 0)
      g_thread_yield ();
    mqtt_broker_kill (broker);
    fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
        GST_STATE_CHANGE_SUCCESS);
    g_autoptr (GstMessage) error =
        gst_bus_pop_filtered (peer->bus, GST_MESSAGE_ERROR);
    fail_unless (error == NULL, "%" GST_PTR_FORMAT, error);
    forget (peer);
    mqtt_broker_start (broker);
    gst_element_set_state (peer->element, GST_STATE_PLAYING);
  }
}

GST_END_TEST;

static Suite *
outage_suite (void)
{
  Suite *suite = suite_create ("mqttsink-outage");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_loop_test (tc, test_a_kill_before_the_connack, 0,
      G_N_ELEMENTS (elements));
  tcase_add_test (tc, test_a_kill_before_the_suback);
  tcase_add_loop_test (tc, test_a_kill_before_the_acknowledgements, 1, 3);
  tcase_add_test (tc, test_a_kill_in_a_pause);
  tcase_add_loop_test (tc, test_a_kill_during_the_farewell, 0,
      G_N_ELEMENTS (elements));
  tcase_add_test (tc, test_a_kill_behind_a_unix_socket);
  tcase_add_loop_test (tc, test_goes_on_when_a_frozen_broker_thaws, 0, 3);
  return suite;
}

GST_CHECK_MAIN (outage);
