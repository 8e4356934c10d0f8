/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* How large, how old, how much, and who may: what is delivered, what is not,
 * and who is told. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define LARGE (10 * 1000 * 1000)
#define MQTT_MAX_PAYLOAD 268435455

static void
end (MqttPeer * sink)
{
  fail_unless (gst_harness_push_event (sink->harness, gst_event_new_eos ()));
}

static const gchar *versions[] = { "3.1.1", "5" };

GST_START_TEST (test_passes_ten_megabytes_with_every_qos)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=big qos=2");
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=big qos=%d", __i__);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);
  static const gsize sizes[] = { 48, LARGE };

  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    guint8 *data = g_malloc (sizes[i]);

    for (gsize j = 0; j < sizes[i]; j++)
      data[j] = (guint8) (j * 7 + j / 251);
    GstBuffer *sent = gst_buffer_new_wrapped (data, sizes[i]);
    gst_harness_push (sink->harness, gst_buffer_ref (sent));
    GstBuffer *got = gst_harness_pull (source->harness);
    fail_unless (got != NULL);
    fail_unless_equals_uint64 (gst_buffer_get_size (got), sizes[i]);
    fail_unless_equals_int (gst_buffer_memcmp (got, 0, data, sizes[i]), 0);
    gst_buffer_unref (got);
    gst_buffer_unref (sent);
  }
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "queued-bytes"), 0);
}

GST_END_TEST;

/* MQTT has no way to say a length above. */
GST_START_TEST (test_refuses_more_than_mqtt_can_carry)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=t max-queue-bytes=0");
  gsize size = (gsize) MQTT_MAX_PAYLOAD + 1;

  mqtt_peer_expect (sink, "mqtt-connected");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          gst_buffer_new_wrapped (g_malloc0 (size), size)), GST_FLOW_ERROR);
  mqtt_peer_wait_error (sink, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "268435455");
}

GST_END_TEST;

/* A limit that the broker keeps to itself: MQTT 5 tells of it in the PUBACK. */
GST_START_TEST (test_outlives_a_broker_that_takes_small_payloads_only)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new ("message_size_limit 100\n");
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=t qos=1 protocol-version=%s "
      "reconnect-delay-min=10 linger=20000", versions[__i__]);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);
  g_autofree gchar *text = g_strnfill (200, 'x');

  mqtt_peer_push (sink, text);
  mqtt_peer_push (sink, "small");
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "queued"), 0);
  if (__i__ == 1) {
    g_autoptr (GstStructure) failed =
        mqtt_peer_wait (sink, "mqtt-publish-failed");
    guint reason = 0;

    fail_unless (gst_structure_get_uint (failed, "reason", &reason));
    fail_unless (reason >= 128, "%u", reason);
    fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);
  }
}

GST_END_TEST;

/* MQTT 5.0, 3.2.2.3.4 and 3.2.2.3.5. */
static const struct
{
  const gchar *config, *refused, *taken;
} kinds[] = {
  {"listener %p 127.0.0.1\nmax_qos 0\n", "qos=1", "qos=0"},
  {"listener %p 127.0.0.1\nmax_qos 1\n", "qos=2", "qos=1"},
  {"retain_available false\n", "retain=true", "retain=false"},
};

GST_START_TEST (test_says_what_the_broker_does_not_take)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (kinds[__i__].config);
  g_autofree gchar *refused =
      g_strdup_printf ("mqttsink topic=t %s", kinds[__i__].refused);
  g_autofree gchar *taken =
      g_strdup_printf ("mqttsink topic=t %s", kinds[__i__].taken);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t qos=2");
  g_autoptr (MqttPeer) wrong = mqtt_peer_new_playing (broker, refused);
  g_autoptr (MqttPeer) right = mqtt_peer_new_playing (broker, taken);

  mqtt_peer_wait_warning (wrong, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS, "does not take");
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (wrong, "x");
  mqtt_peer_expect (wrong, "mqtt-publish-failed");
  mqtt_peer_push (right, "y");
  mqtt_peer_pull (source, "y");
  end (right);
  fail_unless_equals_uint64 (mqtt_peer_stat (right, "messages-sent"), 1);
  fail_unless (gst_bus_pop_filtered (right->bus, GST_MESSAGE_WARNING) == NULL);
}

GST_END_TEST;

/* MQTT 3.1.1, 3.3.5: the broker has no way to tell. */
GST_START_TEST (test_an_older_broker_refuses_in_silence)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped ("acl_file %d/acl\n");

  g_free (mqtt_broker_write_file (broker, "acl", "topic readwrite allowed\n"));
  mqtt_broker_start (broker);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=#");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=forbidden qos=1 protocol-version=3.1.1");
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "x");
  g_object_set (sink->element, "topic", "allowed", NULL);
  mqtt_peer_push (sink, "y");
  mqtt_peer_pull (source, "y");
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 2);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "failed"), 0);
}

GST_END_TEST;

/* Offline, with any version. The broker takes longer than 1 ms to start. */
GST_START_TEST (test_drops_what_waited_beyond_its_expiry)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink qos=1 retain=true topic=t/stale "
      "message-expiry=1 linger=20000 reconnect-delay-min=10 "
      "protocol-version=%s", versions[__i__]);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, description);

  mqtt_peer_push (sink, "stale");
  g_object_set (sink->element, "topic", "t/fresh", "message-expiry", 60000,
      NULL);
  mqtt_peer_push (sink, "fresh");
  mqtt_broker_start (broker);
  end (sink);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "messages-sent"), 1);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "expired"), 1);
  g_autoptr (GstStructure) dropped = mqtt_peer_wait (sink, "mqtt-dropped");
  fail_unless (strstr (gst_structure_get_string (dropped, "cause"),
          "message-expiry") != NULL);

  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t/# ignore-retained=false");
  mqtt_peer_pull (source, "fresh");
}

GST_END_TEST;

/* A full queue lets go first what nobody would want any more. */
GST_START_TEST (test_what_has_expired_makes_room)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new_stopped (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink qos=1 topic=t message-expiry=1 max-queue-buffers=2 "
      "queue-full=error reconnect-delay-min=60000 reconnect-delay-max=60000");

  mqtt_peer_push (sink, "1");
  mqtt_peer_push (sink, "2");
  g_object_set (sink->element, "message-expiry", 0, NULL);
  /* Takes longer than 1 ms, and nobody looks for it for a minute. */
  mqtt_broker_start (broker);
  mqtt_broker_kill (broker);
  fail_unless_equals_int (mqtt_peer_push (sink, "3"), GST_FLOW_OK);
  fail_unless_equals_int (mqtt_peer_push (sink, "4"), GST_FLOW_OK);
  fail_unless_equals_uint64 (mqtt_peer_stat (sink, "expired"), 2);
  fail_unless_equals_int (mqtt_peer_push (sink, "5"), GST_FLOW_ERROR);
}

GST_END_TEST;

/* MQTT 5.0, 3.3.4: the broker may send it once per filter; each is a
 * buffer then. */
GST_START_TEST (test_filters_may_overlap)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a/+,a/#,a/b");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=a/b qos=1");

  for (guint i = 0; i < 3; i++)
    mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "one");
  mqtt_peer_push (sink, "two");
  mqtt_peer_pull (source, "one");
  mqtt_peer_pull_after (source, "one", "two");
}

GST_END_TEST;

static Suite *
limits_suite (void)
{
  Suite *suite = suite_create ("mqttsink-limits");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_loop_test (tc, test_says_what_the_broker_does_not_take, 0,
      G_N_ELEMENTS (kinds));
  tcase_add_loop_test (tc, test_passes_ten_megabytes_with_every_qos, 0, 3);
  tcase_add_test (tc, test_refuses_more_than_mqtt_can_carry);
  tcase_add_loop_test (tc,
      test_outlives_a_broker_that_takes_small_payloads_only, 0, 2);
  tcase_add_test (tc, test_an_older_broker_refuses_in_silence);
  tcase_add_loop_test (tc, test_drops_what_waited_beyond_its_expiry, 0, 2);
  tcase_add_test (tc, test_what_has_expired_makes_room);
  tcase_add_test (tc, test_filters_may_overlap);
  return suite;
}

GST_CHECK_MAIN (limits);
