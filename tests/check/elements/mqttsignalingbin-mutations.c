/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Offers that make no sense, or just enough, while somebody watches: each gets
 * an answer or a reason, and nothing else happens. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"
#include "mqttconnection.h"
#include "offermutations.h"
#include "signalingrig.h"

#define DEADLINE (10 * G_TIME_SPAN_SECOND)
#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

/* Somebody who only publishes and reads. */
typedef struct
{
  MqttConnection *connection;

  GMutex lock;                  /* protects the following */
  GCond changed;
  guint n_subscribed;
  gchar *mobile;                /* who is spoken to */
  gchar *answer;                /* "answer", or the reason of a refusal */
} Caller;

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Caller *self = user_data;
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *to, *reason = "answer";

  fail_unless (object != NULL);
  if (g_str_has_suffix (message->topic, "/candidate")
      || edge_json_get_string (object, "to", &to) != EDGE_JSON_OK)
    return;
  edge_json_get_string (object, "reason", &reason);
  g_mutex_lock (&self->lock);
  if (g_strcmp0 (to, self->mobile) == 0 && self->answer == NULL)
    self->answer = g_strdup (reason);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  Caller *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_subscribed++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static Caller *
caller_new (MqttBroker * broker)
{
  static const MqttCallbacks callbacks = {
    .message = on_message,
    .subscribed = on_subscribed,
  };
  Caller *self = g_new0 (Caller, 1);
  MqttSettings settings;

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = mqtt_broker_port (broker);
  self->connection = mqtt_connection_new (&callbacks, self, NULL);
  mqtt_connection_subscribe (self->connection, "device/+/webrtc/+", 1,
      MQTT_SUBSCRIBE_DEFAULT, NULL);
  fail_unless (mqtt_connection_start (self->connection, &settings, NULL));
  mqtt_settings_clear (&settings);
  g_mutex_lock (&self->lock);
  while (self->n_subscribed == 0)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  return self;
}

static void
caller_free (Caller * self)
{
  mqtt_connection_stop (self->connection);
  mqtt_connection_unref (self->connection);
  g_free (self->mobile);
  g_free (self->answer);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Caller, caller_free);

static void
publish (Caller * self, const gchar * what, const gchar * payload)
{
  g_autofree gchar *topic =
      g_strdup_printf ("mobile/%s/webrtc/%s", self->mobile, what);
  MqttMessage message = {.topic = topic,.data = (const guint8 *) payload,
    .size = strlen (payload),.qos = 1
  };

  mqtt_connection_publish (self->connection, &message, MQTT_QUEUE_FULL_BLOCK);
}

/* Calls as mobile, and returns what is said to it. */
static const gchar *
call (Caller * self, const gchar * mobile, const gchar * sdp)
{
  g_autoptr (JsonObject) object = json_object_new ();
  gint64 until = g_get_monotonic_time () + DEADLINE;

  g_mutex_lock (&self->lock);
  g_free (self->mobile);
  self->mobile = g_strdup (mobile);
  g_clear_pointer (&self->answer, g_free);
  g_mutex_unlock (&self->lock);
  json_object_set_string_member (object, "type", "offer");
  json_object_set_string_member (object, "sdp", sdp);
  g_autofree gchar *payload = edge_json_to_string (object);
  publish (self, "offer", payload);
  g_mutex_lock (&self->lock);
  while (self->answer == NULL)
    fail_unless (g_cond_wait_until (&self->changed, &self->lock, until),
        "nothing is said to %s", mobile);
  g_mutex_unlock (&self->lock);
  return self->answer;
}

static const gchar *
expected (const OfferMutation * mutation)
{
  if (mutation->code < 0)
    return "answer";
  return mutation->code == EDGE_ERROR_CODEC ? "no-codec" : "bad-offer";
}

GST_START_TEST (test_each_offer_gets_an_answer_or_a_reason)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "good", "VP8", FALSE);
  g_autoptr (Caller) caller = caller_new (broker);
  g_autofree gchar *text = offer_load ("chromium-recvonly");

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  for (guint i = 0; i < offer_n_mutations; i++) {
    const OfferMutation *mutation = &offer_mutations[i];
    g_autofree gchar *sdp = offer_replace (text, mutation->old, mutation->new);
    g_autofree gchar *mobile = g_strdup_printf ("x%u", i);

    /* JSON carries no other text. */
    if (!g_utf8_validate (sdp, -1, NULL))
      continue;
    fail_unless_equals_string (call (caller, mobile, sdp), expected (mutation));
    publish (caller, "bye", "{}");
    if (mutation->code < 0)
      signaling_rig_wait_removed (rig, mobile, "bye");
  }
  webrtc_viewer_wait_packets (viewer, "video", 5);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

/* What the table of single changes does not reach. */
GST_START_TEST (test_monstrous_offers_get_a_reason)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (Caller) caller = caller_new (broker);
  g_autofree gchar *text = offer_load ("chromium-recvonly");
  g_autofree gchar *no_media = g_strndup (text, strstr (text, "m=") - text);
  g_autofree gchar *no_group = offer_replace (no_media,
      "a=group:BUNDLE 0 1 2\r\n", "");
  g_autofree gchar *half = g_strndup (text, strlen (text) / 2);
  g_autofree gchar *filler = g_strnfill (70000, 'x');
  g_autofree gchar *large = g_strconcat (text, "a=", filler, "\r\n", NULL);
  g_autoptr (GString) many = g_string_new (no_group);

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (many, "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
        "a=mid:%u\r\na=rtpmap:96 VP8/90000\r\n", i);
  fail_unless_equals_string (call (caller, "x0", no_media), "bad-offer");
  fail_unless_equals_string (call (caller, "x1", no_group), "bad-offer");
  fail_unless_equals_string (call (caller, "x2", half), "bad-offer");
  fail_unless_equals_string (call (caller, "x3", large), "bad-offer");
  fail_unless_equals_string (call (caller, "x4", many->str), "bad-offer");
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 0);
}

GST_END_TEST;

GST_START_TEST (test_bad_candidates_do_not_disturb_a_call)
{
  static const gchar *const candidates[] = { "garbage", "",
    "candidate:1 1 udp 1 4b1e7f1c-0c1a-4f6e-a3b0-d7c5c1f7a001.local 9 typ host",
    "candidate:1 1 udp 1 192.0.2.7 99999 typ host",
    "candidate:1 1 udp 1 evil.example 9 typ host",
  };
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autofree gchar *filler = g_strnfill (5000, 'x');
  g_autofree gchar *large = g_strdup_printf ("{\"candidate\":\"%s\"}", filler);

  webrtc_viewer_publish (viewer, "candidate", large);
  webrtc_viewer_call (viewer);
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
    for (guint mline = 0; mline < 58; mline += 57) {
      g_autofree gchar *text = g_strdup_printf ("{\"candidate\":\"%s\","
          "\"sdpMLineIndex\":%u}", candidates[i], mline);

      webrtc_viewer_publish (viewer, "candidate", text);
    }
  }
  webrtc_viewer_publish (viewer, "candidate", large);
  webrtc_viewer_wait_packets (viewer, "video", 5);
  fail_unless_equals_int (signaling_rig_count (rig, "peers"), 1);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-mutations");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_each_offer_gets_an_answer_or_a_reason);
  tcase_add_test (test, test_monstrous_offers_get_a_reason);
  tcase_add_test (test, test_bad_candidates_do_not_disturb_a_call);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
