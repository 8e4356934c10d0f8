/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* The car behind a real broker: what the broker had kept, and what comes
 * twice. */
#include <gst/check/gstcheck.h>

#include "mqttbroker.h"
#include "mqttpeer.h"

#define TOPIC "picarx/cmd"

/* A car that says on the bus of appsink what it does. */
typedef struct
{
  GstElement *pipeline;
  GstElement *out;
} Car;

static Car *
car_new (MqttBroker * broker, const gchar * properties)
{
  Car *self = g_new0 (Car, 1);
  g_autofree gchar *line = g_strdup_printf ("mqttsrc name=in host=127.0.0.1 "
      "port=%u topic=" TOPIC " caps=application/json %s ! picarxsink name=car "
      "i2c-device=simulated command-timeout=0 car.telemetry "
      "! appsink name=out sync=false async=false",
      mqtt_broker_port (broker), properties);

  self->pipeline = gst_parse_launch (line, NULL);
  fail_unless (self->pipeline != NULL);
  self->out = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

static void
car_free (Car * self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->out);
  gst_object_unref (self->pipeline);
  g_free (self);
}

/* The next telemetry that has this text in it. */
static gchar *
car_hear_of (Car * self, const gchar * text)
{
  for (;;) {
    GstSample *sample = NULL;

    g_signal_emit_by_name (self->out, "try-pull-sample", 10 * GST_SECOND,
        &sample);
    fail_unless (sample != NULL, "nothing of %s", text);
    GstBuffer *buffer = gst_sample_get_buffer (sample);
    gchar *json = g_malloc0 (gst_buffer_get_size (buffer) + 1);
    gst_buffer_extract (buffer, 0, json, gst_buffer_get_size (buffer));
    gst_sample_unref (sample);
    if (strstr (json, text) != NULL)
      return json;
    g_free (json);
  }
}

static void
car_expect (Car * self, const gchar * text, const gchar * part)
{
  g_autofree gchar *json = car_hear_of (self, text);

  fail_unless (strstr (json, part) != NULL, "%s lacks %s", json, part);
}

static guint64
car_count (Car * self, const gchar * element, const gchar * name)
{
  GstElement *it = gst_bin_get_by_name (GST_BIN (self->pipeline), element);
  GstStructure *stats;
  guint64 value = 0;

  g_object_get (it, "stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value));
  gst_structure_free (stats);
  gst_object_unref (it);
  return value;
}

static MqttPeer *
new_sender (MqttBroker * broker, gboolean retain)
{
  g_autofree gchar *description =
      g_strdup_printf ("mqttsink topic=" TOPIC " qos=1 retain=%s",
      retain ? "true" : "false");
  MqttPeer *peer = mqtt_peer_new_playing (broker, description);

  mqtt_peer_expect (peer, "mqtt-connected");
  return peer;
}

static void
send (MqttPeer * peer, const gchar * json)
{
  fail_unless_equals_int (mqtt_peer_push (peer, json), GST_FLOW_OK);
}

/* At the end of the stream all is acknowledged. */
static void
end (MqttPeer * peer)
{
  gst_harness_push_event (peer->harness, gst_event_new_eos ());
  mqtt_peer_free (peer);
}

GST_START_TEST (test_a_move_that_the_broker_kept_moves_nothing)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);

  MqttPeer *keeper = new_sender (broker, TRUE);
  send (keeper, "{\"throttle\":1,\"id\":\"kept\"}");
  end (keeper);
  /* Not even when it is let through. */
  Car *car = car_new (broker, "ignore-retained=false");
  car_expect (car, "\"id\":\"kept\"", "\"left\":0,\"right\":0,");
  MqttPeer *live = new_sender (broker, FALSE);
  send (live, "{\"throttle\":0.5,\"id\":\"live\"}");
  car_expect (car, "\"id\":\"live\"", "\"left\":50,\"right\":50,");
  car_free (car);

  /* By default it is not. */
  car = car_new (broker, "");
  car_expect (car, "telemetry", "\"left\":0,\"right\":0,");
  while (car_count (car, "car", "commands") == 0)
    send (live, "{\"pan\":1,\"id\":\"live\"}");
  car_expect (car, "\"id\":\"live\"", "\"left\":0,\"right\":0,");
  fail_unless_equals_uint64 (car_count (car, "car", "bad"), 0);
  car_free (car);
  mqtt_peer_free (live);
}

GST_END_TEST;

GST_START_TEST (test_what_comes_twice_is_done_once)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  Car *car = car_new (broker, "");
  MqttPeer *live = new_sender (broker, FALSE);

  while (car_count (car, "car", "commands") == 0)
    send (live, "{\"pan\":1}");
  /* As QoS 1 may bring it, and a sender that falls back to older ways. */
  send (live, "{\"throttle\":0.5,\"seq\":7,\"from\":\"a\"}");
  send (live, "{\"action\":\"stop\",\"seq\":8,\"from\":\"a\"}");
  send (live, "{\"throttle\":0.5,\"seq\":7,\"from\":\"a\",\"id\":\"again\"}");
  car_expect (car, "\"id\":\"again\"", "\"refused\":\"seq\"");
  send (live, "{\"pan\":2,\"seq\":9,\"from\":\"a\",\"id\":\"now\"}");
  car_expect (car, "\"id\":\"now\"", "\"left\":0,\"right\":0,");
  car_free (car);
  mqtt_peer_free (live);
}

GST_END_TEST;

static Suite *
picarxsink_mqtt_suite (void)
{
  Suite *suite = suite_create ("picarxsink-mqtt");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (tc, test_a_move_that_the_broker_kept_moves_nothing);
  tcase_add_test (tc, test_what_comes_twice_is_done_once);
  return suite;
}

GST_CHECK_MAIN (picarxsink_mqtt);
