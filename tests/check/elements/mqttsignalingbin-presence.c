/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What device/+/webrtc/status says, and when. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttconnection.h"
#include "signalingrig.h"

#define DEADLINE (20 * G_TIME_SPAN_SECOND)
#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

/* Somebody who looks whether the device is there. */
typedef struct
{
  MqttConnection *connection;
  GAsyncQueue *subscribed;
  GAsyncQueue *payloads;        /* gchar */
} Watcher;

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Watcher *self = user_data;

  g_async_queue_push (self->payloads,
      g_strndup ((const gchar *) message->data, message->size));
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  Watcher *self = user_data;

  g_async_queue_push (self->subscribed, g_strdup (filter));
}

static Watcher *
watcher_new (MqttBroker * broker)
{
  static const MqttCallbacks callbacks = {
    .message = on_message,
    .subscribed = on_subscribed,
  };
  Watcher *self = g_new0 (Watcher, 1);
  MqttSettings settings;

  self->subscribed = g_async_queue_new_full (g_free);
  self->payloads = g_async_queue_new_full (g_free);
  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = mqtt_broker_port (broker);
  settings.client_id = g_strdup ("watcher");
  self->connection = mqtt_connection_new (&callbacks, self, NULL);
  mqtt_connection_subscribe (self->connection, "device/+/webrtc/status", 1,
      MQTT_SUBSCRIBE_DEFAULT, NULL);
  fail_unless (mqtt_connection_start (self->connection, &settings, NULL));
  mqtt_settings_clear (&settings);
  g_autofree gchar *filter =
      g_async_queue_timeout_pop (self->subscribed, DEADLINE);
  fail_unless (filter != NULL);
  return self;
}

static void
watcher_free (Watcher * self)
{
  mqtt_connection_stop (self->connection);
  mqtt_connection_unref (self->connection);
  g_async_queue_unref (self->payloads);
  g_async_queue_unref (self->subscribed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watcher, watcher_free);

/* The next one must be of that status. */
static void
watcher_expect (Watcher * self, const gchar * status)
{
  g_autofree gchar *part = g_strdup_printf ("\"status\":\"%s\"", status);
  g_autofree gchar *payload =
      g_async_queue_timeout_pop (self->payloads, DEADLINE);

  fail_unless (payload != NULL && strstr (payload, part) != NULL,
      "%s, not %s", payload, part);
}

/* "offline" comes, and is the last word. */
static void
watcher_expect_end (Watcher * self)
{
  gboolean online = TRUE;

  while (online) {
    g_autofree gchar *payload =
        g_async_queue_timeout_pop (self->payloads, DEADLINE);

    fail_unless (payload != NULL);
    online = strstr (payload, "\"status\":\"offline\"") == NULL;
  }
  fail_unless_equals_int (g_async_queue_length (self->payloads), 0);
}

GST_START_TEST (test_comes_and_goes)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (Watcher) watcher = watcher_new (broker);
  SignalingRig *rig = signaling_rig_new (broker, VIDEO);

  watcher_expect (watcher, "online");
  signaling_rig_free (rig);
  watcher_expect_end (watcher);
}

GST_END_TEST;

/* A broker whose rules refuse offers to those who listen, or do not. */
static MqttBroker *
new_strict_broker (void)
{
  g_autofree gchar *config = g_strdup_printf ("plugin %s\n"
      "plugin_opt_config_file %%d/rules.json\n", DYNAMIC_SECURITY);

  return mqtt_broker_new_stopped (config);
}

static void
start_strict_broker (MqttBroker * broker, gboolean allow)
{
  g_autofree gchar *rules = g_strdup_printf ("{\"defaultACLAccess\":{"
      "\"publishClientSend\":true,\"publishClientReceive\":true,"
      "\"subscribe\":true,\"unsubscribe\":true},"
      "\"anonymousGroup\":\"all\",\"groups\":[{\"groupname\":\"all\","
      "\"roles\":[{\"rolename\":\"r\"}]}],\"roles\":[{\"rolename\":\"r\","
      "\"acls\":[{\"acltype\":\"subscribePattern\","
      "\"topic\":\"mobile/+/webrtc/offer\",\"allow\":%s}]}]}",
      allow ? "true" : "false");

  g_free (mqtt_broker_write_file (broker, "rules.json", rules));
  mqtt_broker_start (broker);
}

static guint
count_refusals (SignalingRig * rig)
{
  guint refused = 0;

  for (guint i = 0; i < 3; i++) {
    GstStructure *told = signaling_rig_wait (rig, "mqtt-subscribed");
    guint granted;

    fail_unless (gst_structure_get_uint (told, "granted", &granted));
    refused += granted >= 128;
    gst_structure_free (told);
  }
  return refused;
}

/* What makes the bin tell its presence if it is online. */
static void
make_news (SignalingRig * rig)
{
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
}

GST_START_TEST (test_is_not_online_where_calls_are_refused)
{
  g_autoptr (MqttBroker) broker = new_strict_broker ();
  SignalingRig *rig;

  start_strict_broker (broker, FALSE);
  g_autoptr (Watcher) watcher = watcher_new (broker);
  rig = signaling_rig_new (NULL, VIDEO);
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  g_object_set (rig->bin, "port", mqtt_broker_port (broker), NULL);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  fail_unless_equals_int (count_refusals (rig), 1);
  make_news (rig);
  signaling_rig_free (rig);
  watcher_expect (watcher, "offline");
}

GST_END_TEST;

GST_START_TEST (test_news_of_an_outage_are_not_told_afterwards)
{
  g_autoptr (MqttBroker) broker = new_strict_broker ();
  SignalingRig *rig;
  WebrtcViewer *viewer;

  start_strict_broker (broker, TRUE);
  /* No inputs that could have news of their own. */
  rig = signaling_rig_new (broker, "audiotestsrc is-live=true ! fakesink "
      "async=false");
  viewer = webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  /* Once this is answered nothing else is on its way. */
  webrtc_viewer_publish (viewer, "offer", "{");
  g_free (webrtc_viewer_wait_error (viewer, 1));
  webrtc_viewer_free (viewer);
  mqtt_broker_kill (broker);
  gst_structure_free (signaling_rig_wait (rig, "mqtt-disconnected"));
  make_news (rig);
  start_strict_broker (broker, FALSE);
  fail_unless_equals_int (count_refusals (rig), 1);
  g_autoptr (Watcher) watcher = watcher_new (broker);
  signaling_rig_free (rig);
  watcher_expect (watcher, "offline");
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-presence");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_comes_and_goes);
  if (g_file_test (DYNAMIC_SECURITY, G_FILE_TEST_EXISTS)) {
    tcase_add_test (test, test_is_not_online_where_calls_are_refused);
    tcase_add_test (test, test_news_of_an_outage_are_not_told_afterwards);
  }
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
