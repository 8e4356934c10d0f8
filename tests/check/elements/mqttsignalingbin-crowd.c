/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* More of everything than there is room for. */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqttconnection.h"
#include "signalingrig.h"

#define VIDEO "videotestsrc is-live=true ! video/x-raw,width=160,height=120 " \
    "! bin.video_0 "

/* The bin's thread, held where it tells of a new viewer. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean held;
  gboolean released;
} Hold;

static GstBusSyncReply
on_bus_message (GstBus * bus, GstMessage * message, gpointer user_data)
{
  Hold *hold = user_data;

  if (!gst_message_has_name (message, "webrtc-peer-added"))
    return GST_BUS_PASS;
  g_mutex_lock (&hold->lock);
  hold->held = TRUE;
  g_cond_broadcast (&hold->changed);
  while (!hold->released)
    g_cond_wait (&hold->changed, &hold->lock);
  g_mutex_unlock (&hold->lock);
  return GST_BUS_PASS;
}

/* The pad that feeds bin.data. */
static GstPad *
link_data (SignalingRig * rig)
{
  GstPad *pad = gst_pad_new ("data", GST_PAD_SRC);
  g_autoptr (GstPad) peer = gst_element_request_pad_simple (rig->bin, "data");
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("application/json");
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_set_active (pad, TRUE);
  fail_unless_equals_int (gst_pad_link (pad, peer), GST_PAD_LINK_OK);
  gst_pad_push_event (pad, gst_event_new_stream_start ("data"));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
  return pad;
}

static void
push_data (GstPad * pad, const gchar * text)
{
  fail_unless_equals_int (gst_pad_push (pad, gst_buffer_new_memdup (text,
              strlen (text))), GST_FLOW_OK);
}

GST_START_TEST (test_data_that_finds_no_room_is_counted)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  GstPad *pad = link_data (rig);
  Hold hold = { 0 };

  gst_bus_set_sync_handler (rig->bus, on_bus_message, &hold, NULL);
  webrtc_viewer_call (viewer);
  g_mutex_lock (&hold.lock);
  while (!hold.held)
    g_cond_wait (&hold.changed, &hold.lock);
  g_mutex_unlock (&hold.lock);
  for (guint i = 0; i < 600; i++)
    push_data (pad, "{\"type\":\"telemetry\"}");
  fail_unless_equals_int (signaling_rig_count64 (rig, "data-dropped"),
      600 - 512);
  /* It does not go at the expense of who hangs up. */
  webrtc_viewer_bye (viewer);
  g_mutex_lock (&hold.lock);
  hold.released = TRUE;
  g_cond_broadcast (&hold.changed);
  g_mutex_unlock (&hold.lock);
  signaling_rig_wait_removed (rig, "m1", "bye");
  fail_unless_equals_int (signaling_rig_count64 (rig, "messages-dropped"), 0);
  gst_bus_set_sync_handler (rig->bus, NULL, NULL, NULL);
  gst_pad_set_active (pad, FALSE);
  gst_object_unref (pad);
}

GST_END_TEST;

GST_START_TEST (test_commands_that_do_not_leave_are_counted)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO
      "bin.command ! appsink name=commands async=false");
  g_autoptr (WebrtcViewer) viewer =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);

  webrtc_viewer_call (viewer);
  webrtc_viewer_wait_message (viewer, "hello");
  fail_unless_equals_int (signaling_rig_count64 (rig, "commands-dropped"), 0);
  gst_element_set_state (rig->pipeline, GST_STATE_PAUSED);
  webrtc_viewer_send (viewer, "{\"action\":\"take\"}");
  webrtc_viewer_send (viewer, "{\"type\":\"ping\",\"t\":1}");
  webrtc_viewer_wait_message (viewer, "pong");
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
  webrtc_viewer_send (viewer, "{\"action\":\"clear\"}");
  signaling_rig_wait_command (rig, "{\"action\":\"clear\",\"from\":\"m1\"}");
  /* They are gathered every half a second. */
  while (signaling_rig_count64 (rig, "commands") < 2)
    webrtc_viewer_wait_packets (viewer, "video", 1);
  fail_unless_equals_int (signaling_rig_count64 (rig, "commands-dropped"), 1);
}

GST_END_TEST;

/* Somebody who can publish what he likes; ended by end_intruder(). */
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
end_intruder (MqttConnection * connection)
{
  mqtt_connection_stop (connection);
  mqtt_connection_unref (connection);
}

static void
publish_offer (MqttConnection * connection, const gchar * mobile,
    const gchar * offer)
{
  g_autofree gchar *topic = g_strdup_printf ("mobile/%s/webrtc/offer", mobile);
  MqttMessage message = {.topic = topic,.data = (const guint8 *) offer,
    .size = strlen (offer),.qos = 0
  };

  fail_unless_equals_int (mqtt_connection_publish (connection, &message,
          MQTT_QUEUE_FULL_BLOCK), MQTT_PUBLISH_QUEUED);
}

/* So many calls by as many others. */
static void
publish_invented (MqttConnection * connection, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    g_autofree gchar *mobile = g_strdup_printf ("x%u", i);

    publish_offer (connection, mobile, "{");
  }
}

GST_START_TEST (test_invented_callers_lock_nobody_out)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);
  MqttConnection *flood = start_intruder (broker);

  /* Who calls within the flood may have to call again. */
  webrtc_viewer_call (anna);
  webrtc_viewer_wait_packets (anna, "video", 1);
  for (guint n = 0; n < 1250; n += 250) {
    publish_invented (flood, n, 250);
    /* They are counted every half a second. */
    while (signaling_rig_count64 (rig, "malformed")
        + signaling_rig_count64 (rig, "offers-limited")
        + signaling_rig_count64 (rig, "messages-dropped") < n + 250)
      webrtc_viewer_wait_packets (anna, "video", 1);
  }
  webrtc_viewer_call (bert);
  webrtc_viewer_wait_packets (bert, "video", 1);
  end_intruder (flood);
}

GST_END_TEST;

/* Calls with the offer of somebody else, and is never heard of again. */
static void
call_in_vain (MqttConnection * intruder, SignalingRig * rig,
    WebrtcViewer * whose)
{
  publish_offer (intruder, "silent", webrtc_viewer_get_offer (whose));
  gst_structure_free (signaling_rig_wait (rig, "webrtc-peer-added"));
}

static void
watch_for (WebrtcViewer * viewer, gint64 time)
{
  gint64 until = g_get_monotonic_time () + time;

  while (g_get_monotonic_time () < until)
    webrtc_viewer_wait_packets (viewer, "video", 1);
}

static void
expect_too_many (WebrtcViewer * viewer, guint n)
{
  g_autofree gchar *reason = webrtc_viewer_wait_error (viewer, n);

  fail_unless_equals_string (reason, "too-many");
}

GST_START_TEST (test_who_does_not_connect_gives_way_to_a_new_caller)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig =
      signaling_rig_new_with (broker, "max-peers=2", VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autoptr (WebrtcViewer) bert =
      webrtc_viewer_new (broker, "m2", "VP8", FALSE);
  g_autoptr (WebrtcViewer) carl =
      webrtc_viewer_new (broker, "m3", "VP8", FALSE);
  MqttConnection *intruder = start_intruder (broker);

  webrtc_viewer_call (anna);
  gst_structure_free (signaling_rig_wait (rig, "webrtc-peer-added"));
  webrtc_viewer_wait_packets (anna, "video", 1);
  call_in_vain (intruder, rig, bert);
  webrtc_viewer_call (bert);
  expect_too_many (bert, 1);
  /* Five seconds are granted, once. */
  watch_for (anna, 3 * G_TIME_SPAN_SECOND);
  call_in_vain (intruder, rig, carl);
  watch_for (anna, 3 * G_TIME_SPAN_SECOND);
  webrtc_viewer_call (bert);
  signaling_rig_wait_removed (rig, "silent", "timeout");
  webrtc_viewer_wait_packets (bert, "video", 1);
  /* Anna came first, but she is there. */
  webrtc_viewer_call (carl);
  expect_too_many (carl, 1);
  webrtc_viewer_wait_packets (anna, "video", 1);
  end_intruder (intruder);
}

GST_END_TEST;

/* Until stats count n or more. */
static void
wait_count (SignalingRig * rig, const gchar * field, guint64 n)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  GstMessage *message;

  while (signaling_rig_count64 (rig, field) < n) {
    fail_unless (g_get_monotonic_time () < deadline,
        "%" G_GUINT64_FORMAT " %s", signaling_rig_count64 (rig, field), field);
    message = gst_bus_timed_pop (rig->bus, 50 * GST_MSECOND);
    gst_clear_message (&message);
  }
}

GST_START_TEST (test_who_calls_too_often_is_told_once)
{
  g_autoptr (MqttBroker) broker = mqtt_broker_new (NULL);
  g_autoptr (SignalingRig) rig = signaling_rig_new (broker, VIDEO);
  g_autoptr (WebrtcViewer) anna =
      webrtc_viewer_new (broker, "m1", "VP8", FALSE);
  g_autofree gchar *reason = NULL;

  for (guint i = 0; i < 30; i++)
    webrtc_viewer_call (anna);
  reason = webrtc_viewer_wait_error (anna, 1);
  fail_unless_equals_string (reason, "busy");
  wait_count (rig, "offers-limited", 20);
  /* His first call stands; he had one refusal, or one more for each second. */
  webrtc_viewer_wait_packets (anna, "video", 1);
  fail_unless (webrtc_viewer_count_errors (anna) < 10);
}

GST_END_TEST;

static Suite *
mqttsignalingbin_suite (void)
{
  Suite *suite = suite_create ("mqttsignalingbin-crowd");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  if (!mqtt_broker_is_available ())
    return suite;
  tcase_add_test (test, test_data_that_finds_no_room_is_counted);
  tcase_add_test (test, test_invented_callers_lock_nobody_out);
  tcase_add_test (test, test_who_calls_too_often_is_told_once);
  tcase_add_test (test, test_who_does_not_connect_gives_way_to_a_new_caller);
  tcase_add_test (test, test_commands_that_do_not_leave_are_counted);
  return suite;
}

GST_CHECK_MAIN (mqttsignalingbin);
