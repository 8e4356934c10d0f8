/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Which of its caps a message has, and how long it may wait for a pipeline. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define CAPS "caps=\"text/plain;application/json;image/jpeg,framerate=0/1\" "

/* Of the buffer that comes next, which holds text. */
static void
expect_caps (MqttPeer * source, const gchar * text, const gchar * caps)
{
  g_autoptr (GstCaps) wanted = gst_caps_from_string (caps);

  mqtt_peer_pull (source, text);
  g_autoptr (GstCaps) got = gst_pad_get_current_caps (source->harness->sinkpad);
  fail_unless (gst_caps_is_equal (got, wanted), "%" GST_PTR_FORMAT, got);
}

static void
send_as (MqttPeer * sink, const gchar * content_type, const gchar * text)
{
  g_object_set (sink->element, "content-type", content_type, NULL);
  fail_unless_equals_int (mqtt_peer_push (sink, text), GST_FLOW_OK);
}

static const struct
{
  const gchar *content_type, *caps;     /* NULL: not delivered */
} rows[] = {
  {"application/json", "application/json"},
  {"Application/JSON; charset=utf-8", "application/json"},
  {"image/jpeg", "image/jpeg,framerate=0/1"},
  {"text/plain", "text/plain"},
  {"image/png", NULL},
  {"image", NULL},
  {"image/jpeg,framerate=30/1", NULL},
  /* Is not sent, and is the first of them then. */
  {"", "text/plain"},
  {"%s%n", NULL},
};

GST_START_TEST (test_a_content_type_selects_one_of_the_caps)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t " CAPS);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");
  g_autoptr (MqttPeer) plain = mqtt_peer_new_playing (broker,
      "mqttsink topic=t qos=1 protocol-version=3.1.1");
  guint64 n_dropped = 0;

  mqtt_peer_expect (source, "mqtt-subscribed");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    send_as (sink, rows[i].content_type, "x");
    if (rows[i].caps != NULL)
      expect_caps (source, "x", rows[i].caps);
    else
      n_dropped++;
    send_as (sink, "image/jpeg", "picture");
    expect_caps (source, "picture", "image/jpeg,framerate=0/1");
    fail_unless_equals_uint64 (mqtt_peer_stat (source, "other-type"),
        n_dropped);
  }
  /* Without one it is the first. */
  mqtt_peer_push (plain, "plain");
  expect_caps (source, "plain", "text/plain");
}

GST_END_TEST;

GST_START_TEST (test_what_the_pipeline_does_not_take_is_dropped)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new (broker, "mqttsrc topic=t " CAPS);
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  gst_harness_set_sink_caps_str (source->harness,
      "application/json;text/plain");
  gst_element_set_state (source->element, GST_STATE_PLAYING);
  mqtt_peer_expect (source, "mqtt-subscribed");
  send_as (sink, "image/jpeg", "x");
  send_as (sink, "application/json", "{}");
  expect_caps (source, "{}", "application/json");
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "other-type"), 1);
}

GST_END_TEST;

GST_START_TEST (test_one_caps_are_those_of_every_message)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=t caps=application/json");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  send_as (sink, "text/html", "{}");
  expect_caps (source, "{}", "application/json");
}

GST_END_TEST;

/* A probe holds the pipeline while the second waits behind the first. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean arrived, go;
} Gate;

static GstPadProbeReturn
hold (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->arrived = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->go)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GST_PAD_PROBE_OK;
}

GST_START_TEST (test_what_waits_beyond_its_expiry_is_dropped)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink topic=t qos=1");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source->element, "src");
  Gate gate = { 0, };

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, hold, &gate, NULL);
  mqtt_peer_expect (source, "mqtt-subscribed");
  mqtt_peer_push (sink, "first");
  g_mutex_lock (&gate.lock);
  while (!gate.arrived)
    g_cond_wait (&gate.changed, &gate.lock);
  g_mutex_unlock (&gate.lock);
  g_object_set (sink->element, "message-expiry", 1000, NULL);
  mqtt_peer_push (sink, "stale");
  g_object_set (sink->element, "message-expiry", 0, NULL);
  mqtt_peer_push (sink, "fresh");
  while (mqtt_peer_stat (source, "queued") < 2)
    g_thread_yield ();
  /* At least that old when the pipeline goes on. */
  gint64 deadline = g_get_monotonic_time () + 1100 * G_TIME_SPAN_MILLISECOND;
  g_mutex_lock (&gate.lock);
  while (g_cond_wait_until (&gate.changed, &gate.lock, deadline));
  gate.go = TRUE;
  g_cond_broadcast (&gate.changed);
  g_mutex_unlock (&gate.lock);
  mqtt_peer_pull (source, "first");
  mqtt_peer_pull (source, "fresh");
  fail_unless_equals_uint64 (mqtt_peer_stat (source, "expired"), 1);
}

GST_END_TEST;

static Suite *
content_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-content");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_a_content_type_selects_one_of_the_caps);
  tcase_add_test (tc, test_what_the_pipeline_does_not_take_is_dropped);
  tcase_add_test (tc, test_one_caps_are_those_of_every_message);
  tcase_add_test (tc, test_what_waits_beyond_its_expiry_is_dropped);
  return suite;
}

GST_CHECK_MAIN (content);
