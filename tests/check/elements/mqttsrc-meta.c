/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* GstEdgeMqttMeta: from the wire to the buffer and from the buffer to the wire,
 * in C and in Python. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttpeer.h"

#define META "GstEdgeMqttMeta"
#define PYTHON "/usr/bin/python3"

static GstBuffer *
buffer_with_meta (const gchar * topic)
{
  static const gchar *pairs[] = { "unit", "km/h", "source", "wheel", NULL };
  g_autoptr (GBytes) id = g_bytes_new ("\0\1\2", 3);
  GstBuffer *buffer = gst_buffer_new_memdup ("{}", 2);
  GstStructure *meta =
      gst_custom_meta_get_structure (gst_buffer_add_custom_meta (buffer, META));

  gst_structure_set (meta, "topic", G_TYPE_STRING, topic,
      "content-type", G_TYPE_STRING, "application/json",
      "response-topic", G_TYPE_STRING, "answers/1",
      "correlation-data", G_TYPE_BYTES, id,
      "user-properties", G_TYPE_STRV, pairs, NULL);
  return buffer;
}

GST_START_TEST (test_every_field_makes_the_round_trip)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a/#");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, "mqttsink qos=1");
  gchar **pairs = NULL;
  GBytes *id = NULL;
  guint qos = 9;

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          buffer_with_meta ("a/b")), GST_FLOW_OK);
  GstBuffer *buffer = gst_harness_pull (source->harness);
  GstStructure *meta =
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (buffer, META));
  fail_unless_equals_string (gst_structure_get_string (meta, "topic"), "a/b");
  fail_unless_equals_string (gst_structure_get_string (meta, "content-type"),
      "application/json");
  fail_unless_equals_string (gst_structure_get_string (meta,
          "response-topic"), "answers/1");
  fail_unless (gst_structure_get (meta, "qos", G_TYPE_UINT, &qos,
          "correlation-data", G_TYPE_BYTES, &id,
          "user-properties", G_TYPE_STRV, &pairs, NULL));
  fail_unless_equals_int (qos, 1);
  fail_unless (g_bytes_get_size (id) == 3
      && memcmp (g_bytes_get_data (id, NULL), "\0\1\2", 3) == 0);
  fail_unless_equals_int (g_strv_length (pairs), 4);
  fail_unless_equals_string (pairs[0], "unit");
  fail_unless_equals_string (pairs[3], "wheel");
  g_strfreev (pairs);
  g_bytes_unref (id);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

GST_START_TEST (test_properties_win_over_the_meta)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=a/#");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=a/c content-type=text/x-own response-topic=own "
      "user-properties=\"own,unit=mph,count=(int)3\"");
  gchar **pairs = NULL;

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          buffer_with_meta ("a/b")), GST_FLOW_OK);
  GstBuffer *buffer = gst_harness_pull (source->harness);
  GstStructure *meta =
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (buffer, META));
  fail_unless_equals_string (gst_structure_get_string (meta, "topic"), "a/c");
  fail_unless_equals_string (gst_structure_get_string (meta, "content-type"),
      "text/x-own");
  fail_unless_equals_string (gst_structure_get_string (meta,
          "response-topic"), "own");
  fail_unless (gst_structure_get (meta, "user-properties", G_TYPE_STRV,
          &pairs, NULL));
  g_autofree gchar *joined = g_strjoinv (" ", pairs);
  fail_unless_equals_string (joined, "unit mph count 3");
  g_strfreev (pairs);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

GST_START_TEST (test_an_older_broker_gets_topic_and_payload)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source = mqtt_peer_new_playing (broker,
      "mqttsrc topic=a/b protocol-version=3.1.1");
  g_autoptr (MqttPeer) sink =
      mqtt_peer_new_playing (broker, "mqttsink protocol-version=3.1.1");

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          buffer_with_meta ("a/b")), GST_FLOW_OK);
  mqtt_peer_pull (source, "{}");
}

GST_END_TEST;

/* From topic to topic; one that grows too long ends nothing. */
GST_START_TEST (test_a_topic_may_hold_that_of_the_buffer)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=out/#");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker,
      "mqttsink topic=out/%{meta:topic}/x");
  g_autofree gchar *longest = g_strnfill (65535, 'x');

  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          buffer_with_meta (longest)), GST_FLOW_OK);
  mqtt_peer_expect (sink, "mqtt-publish-failed");
  fail_unless_equals_int (gst_harness_push (sink->harness,
          buffer_with_meta ("a/b")), GST_FLOW_OK);
  GstBuffer *buffer = gst_harness_pull (source->harness);
  GstStructure *meta =
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (buffer, META));
  fail_unless_equals_string (gst_structure_get_string (meta, "topic"),
      "out/a/b/x");
  gst_buffer_unref (buffer);
  fail_unless_equals_int (mqtt_peer_push (sink, "x"), GST_FLOW_ERROR);
}

GST_END_TEST;

GST_START_TEST (test_no_topic_at_all_is_an_error)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, "mqttsink");

  fail_unless_equals_int (mqtt_peer_push (sink, "x"), GST_FLOW_ERROR);
  mqtt_peer_wait_error (sink, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "no topic");
}

GST_END_TEST;

GST_START_TEST (test_what_is_too_large_is_left_out)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (MqttPeer) source =
      mqtt_peer_new_playing (broker, "mqttsrc topic=t");
  g_autoptr (MqttPeer) sink = mqtt_peer_new_playing (broker, "mqttsink");
  GstBuffer *buffer = buffer_with_meta ("t");
  GstStructure *meta =
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (buffer, META));
  g_autofree gchar *large = g_strnfill (2000, 'x');
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  gchar **got = NULL;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (pairs, (gpointer) "k");
  g_ptr_array_add (pairs, NULL);
  gst_structure_set (meta, "content-type", G_TYPE_STRING, large,
      "user-properties", G_TYPE_STRV, pairs->pdata, NULL);
  mqtt_peer_expect (source, "mqtt-subscribed");
  fail_unless_equals_int (gst_harness_push (sink->harness, buffer),
      GST_FLOW_OK);
  buffer = gst_harness_pull (source->harness);
  meta =
      gst_custom_meta_get_structure (gst_buffer_get_custom_meta (buffer, META));
  fail_if (gst_structure_has_field (meta, "content-type"));
  fail_unless (gst_structure_get (meta, "user-properties", G_TYPE_STRV, &got,
          NULL));
  fail_unless_equals_int (g_strv_length (got), 64);
  g_strfreev (got);
  gst_buffer_unref (buffer);
}

GST_END_TEST;

/* Sends to itself, reads the meta and prints it. */
static const gchar *script =
    "import sys, gi\n"
    "gi.require_version('Gst', '1.0')\n"
    "from gi.repository import Gst, GLib\n"
    "Gst.init(None)\n"
    "port = sys.argv[1]\n"
    "p = Gst.parse_launch('mqttsrc name=s host=127.0.0.1 topic=py port=' + port"
    " + ' ! fakesink name=k signal-handoffs=true')\n"
    "out = Gst.parse_launch('fakesrc num-buffers=1 filltype=zero sizetype=fixed"
    " sizemax=3 ! mqttsink host=127.0.0.1 qos=1 topic=py response-topic=back"
    " port=' + port)\n"
    "loop = GLib.MainLoop()\n"
    "def handoff(sink, buffer, pad):\n"
    "    s = buffer.get_custom_meta('GstEdgeMqttMeta').get_structure()\n"
    "    print(s.get_string('topic'), s.get_uint('qos').value,\n"
    "        s.get_boolean('retain').value, s.get_string('response-topic'),\n"
    "        buffer.get_size())\n"
    "    GLib.idle_add(loop.quit)\n"
    "def message(bus, m):\n"
    "    if m.type == Gst.MessageType.ELEMENT and"
    " m.get_structure().get_name() == 'mqtt-subscribed':\n"
    "        out.set_state(Gst.State.PLAYING)\n"
    "p.get_by_name('k').connect('handoff', handoff)\n"
    "p.get_bus().add_signal_watch()\n"
    "p.get_bus().connect('message', message)\n"
    "p.set_state(Gst.State.PLAYING)\n"
    "loop.run()\n"
    "out.set_state(Gst.State.NULL)\n" "p.set_state(Gst.State.NULL)\n";

GST_START_TEST (test_python_reads_it)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autofree gchar *path = mqtt_broker_write_file (broker, "read.py", script);
  g_autofree gchar *port = g_strdup_printf ("%u", mqtt_broker_port (broker));
  const gchar *argv[] = { PYTHON, path, port, NULL };
  g_autofree gchar *text = NULL;
  g_autofree gchar *errors = NULL;
  gint status = -1;

  fail_unless (g_spawn_sync (NULL, (gchar **) argv, NULL, 0, NULL, NULL,
          &text, &errors, &status, NULL));
  fail_unless (status == 0, "%s", errors);
  fail_unless_equals_string (text, "py 1 False back 3\n");
}

GST_END_TEST;

/* Without Python, its gi or a build that another program can load. */
static gboolean
python_can_run (void)
{
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
  g_print ("SKIP: Python cannot load a plugin built with a sanitizer\n");
  return FALSE;
#else
  const gchar *argv[] = { PYTHON, "-c",
    "import gi; gi.require_version('Gst', '1.0')", NULL
  };
  gint status = -1;

  if (g_spawn_sync (NULL, (gchar **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL,
          NULL, NULL, NULL, NULL, &status, NULL) && status == 0)
    return TRUE;
  g_print ("SKIP: " PYTHON " has no gi with Gst\n");
  return FALSE;
#endif
}

static Suite *
meta_suite (void)
{
  Suite *suite = suite_create ("mqttsrc-meta");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_every_field_makes_the_round_trip);
  tcase_add_test (tc, test_properties_win_over_the_meta);
  tcase_add_test (tc, test_an_older_broker_gets_topic_and_payload);
  tcase_add_test (tc, test_a_topic_may_hold_that_of_the_buffer);
  tcase_add_test (tc, test_no_topic_at_all_is_an_error);
  tcase_add_test (tc, test_what_is_too_large_is_left_out);
  if (python_can_run ())
    tcase_add_test (tc, test_python_reads_it);
  return suite;
}

GST_CHECK_MAIN (meta);
