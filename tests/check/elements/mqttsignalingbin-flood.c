/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Who floods the broker with calls stops nobody from stopping the car. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttconnection.h"
#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 bin.command ! appsink name=commands async=false"
/* A second is promised; five times as much is granted. */
#define DEADLINE (5 * G_TIME_SPAN_SECOND)

typedef struct
{
  const gchar *what;
  guint n;
  gsize size;
  gboolean invented;            /* each of another mobile */
} Flood;

/* Takes long to read, and is no offer. */
static gchar *
make_nonsense (gsize size)
{
  g_autoptr (GString) text = g_string_new ("{\"x\":[1");

  while (text->len + 4 <= size)
    g_string_append (text, ",1");
  g_string_append (text, "]}");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static MqttConnection *
start_intruder (MqttBroker * broker)
{
  static const MqttCallbacks callbacks = { 0 };
  MqttConnection *connection = mqtt_connection_new (&callbacks, NULL, NULL);
  MqttSettings settings;

  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = mqtt_broker_port (broker);
  settings.client_id = g_strdup ("intruder");
  fail_unless (mqtt_connection_start (connection, &settings, NULL));
  mqtt_settings_clear (&settings);
  return connection;
}

static void
publish (MqttConnection * intruder, const Flood * flood)
{
  g_autofree gchar *payload = make_nonsense (flood->size);

  for (guint i = 0; i < flood->n; i++) {
    g_autofree gchar *topic = g_strdup_printf ("mobile/%s%u/webrtc/%s",
        flood->what, flood->invented ? i : 0, flood->what);
    MqttMessage message = {.topic = topic,.data = (const guint8 *) payload,
      .size = strlen (payload),.qos = 0
    };

    fail_unless_equals_int (mqtt_connection_publish (intruder, &message,
            MQTT_QUEUE_FULL_BLOCK), MQTT_PUBLISH_QUEUED);
  }
}

/* Until stats count n or more; stops meanwhile. */
static void
stop_until (SignalingRig * rig, WebrtcViewer * viewer, const gchar * field,
    guint64 n)
{
  do {
    gint64 sent = g_get_monotonic_time ();

    webrtc_viewer_send (viewer, "{\"action\":\"stop\"}");
    signaling_rig_wait_command (rig, "{\"action\":\"stop\",\"from\":\"m1\"}");
    fail_unless (g_get_monotonic_time () - sent < DEADLINE,
        "a stop took %" G_GINT64_FORMAT " us", g_get_monotonic_time () - sent);
  } while (signaling_rig_count64 (rig, field) < n);
}

static void
flood_and_stop (const Flood * flood, const gchar * field, guint64 n)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) next = webrtc_viewer_new (broker, "m2", "VP8",
      FALSE);
  MqttConnection *intruder = start_intruder (broker);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  publish (intruder, flood);
  stop_until (rig, viewer, field, n);
  /* Calls go on getting in, and who is lost in the flood calls again. */
  while (signaling_rig_count (rig, "peers") < 2) {
    webrtc_viewer_call (next);
    webrtc_viewer_wait_packets (viewer, "video", 30);
  }
  webrtc_viewer_wait_packets (next, "video", 1);
  mqtt_connection_stop (intruder);
  mqtt_connection_unref (intruder);
}

GST_START_TEST (test_a_stop_gets_through_behind_offers_of_one)
{
  Flood flood = { "offer", 400, 32768, FALSE };

  flood_and_stop (&flood, "offers-limited", 380);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_gets_through_behind_offers_of_many)
{
  Flood flood = { "offer", 400, 32768, TRUE };

  flood_and_stop (&flood, "offers-limited", 200);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_gets_through_behind_offers_too_large)
{
  Flood flood = { "offer", 400, 65536, FALSE };

  flood_and_stop (&flood, "offers-limited", 380);
}

GST_END_TEST;

GST_START_TEST (test_a_stop_gets_through_behind_other_messages)
{
  Flood candidates = { "candidate", 4000, 4096, TRUE };
  Flood byes = { "bye", 4000, 4096, FALSE };

  flood_and_stop (&candidates, "messages-dropped", 1000);
  flood_and_stop (&byes, "messages-dropped", 3500);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-flood");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_a_stop_gets_through_behind_offers_of_one);
  tcase_add_test (test, test_a_stop_gets_through_behind_offers_of_many);
  tcase_add_test (test, test_a_stop_gets_through_behind_offers_too_large);
  tcase_add_test (test, test_a_stop_gets_through_behind_other_messages);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
