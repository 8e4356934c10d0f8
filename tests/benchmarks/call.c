/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "call.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "edgejson.h"

struct _Call
{
  gchar *mobile;
  GstElement *webrtc;
  CallSend send;
  gpointer user_data;

  GMutex lock;                  /* protects the following */
  gboolean remote_set;
  GPtrArray *early;             /* JsonObject: candidates before that */
};

static void
on_ice_candidate (GstElement * webrtc, guint mline_index,
    const gchar * candidate, gpointer user_data)
{
  Call *self = user_data;
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "candidate");
  json_object_set_string_member (object, "candidate", candidate);
  json_object_set_int_member (object, "sdpMLineIndex", mline_index);
  self->send (self, "candidate", object, self->user_data);
}

static void
keep_to_loopback (GstElement * webrtc)
{
  g_autoptr (GObject) ice = NULL, agent = NULL;
  gboolean added;

  g_object_get (webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, "ice-tcp", FALSE, NULL);
  g_signal_emit_by_name (ice, "add-local-ip-address", "127.0.0.1", &added);
}

Call *
call_new (GstElement * webrtc, const gchar * mobile, CallSend send,
    gpointer user_data)
{
  Call *self = g_new0 (Call, 1);

  g_mutex_init (&self->lock);
  self->mobile = g_strdup (mobile);
  self->webrtc = webrtc;
  self->send = send;
  self->user_data = user_data;
  self->early = g_ptr_array_new_with_free_func ((GDestroyNotify)
      json_object_unref);
  keep_to_loopback (webrtc);
  g_signal_connect (webrtc, "on-ice-candidate", G_CALLBACK (on_ice_candidate),
      self);
  return self;
}

const gchar *
call_mobile (Call * self)
{
  return self->mobile;
}

GstElement *
call_webrtc (Call * self)
{
  return self->webrtc;
}

/* action: create-offer or create-answer; sets what comes of it and sends it. */
static void
describe (Call * self, const gchar * kind)
{
  g_autofree gchar *action = g_strconcat ("create-", kind, NULL);
  g_autoptr (GstPromise) promise = gst_promise_new ();
  g_autoptr (GstPromise) set = gst_promise_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  GstWebRTCSessionDescription *description = NULL;

  g_signal_emit_by_name (self->webrtc, action, NULL, promise);
  gst_promise_wait (promise);
  gst_structure_get (gst_promise_get_reply (promise), kind,
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  if (description == NULL)
    g_error ("webrtcbin made no %s", kind);
  g_signal_emit_by_name (self->webrtc, "set-local-description", description,
      set);
  gst_promise_wait (set);
  g_autofree gchar *sdp = gst_sdp_message_as_text (description->sdp);
  json_object_set_string_member (object, "type", kind);
  json_object_set_string_member (object, "sdp", sdp);
  gst_webrtc_session_description_free (description);
  self->send (self, kind, object, self->user_data);
}

void
call_make_offer (Call * self)
{
  describe (self, "offer");
}

static void
add_candidate (Call * self, JsonObject * object)
{
  const gchar *text;
  gint64 mline_index = 0;

  if (edge_json_get_string (object, "candidate", &text) != EDGE_JSON_OK)
    return;
  edge_json_get_int64 (object, "sdpMLineIndex", &mline_index);
  g_signal_emit_by_name (self->webrtc, "add-ice-candidate",
      (guint) mline_index, text);
}

static void
set_remote (Call * self, GstWebRTCSDPType type, const gchar * sdp)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  g_autoptr (GPtrArray) early = NULL;
  GstWebRTCSessionDescription *description;
  GstSDPMessage *message;

  gst_sdp_message_new_from_text (sdp, &message);
  description = gst_webrtc_session_description_new (type, message);
  g_signal_emit_by_name (self->webrtc, "set-remote-description", description,
      promise);
  gst_promise_wait (promise);
  gst_webrtc_session_description_free (description);
  g_mutex_lock (&self->lock);
  self->remote_set = TRUE;
  early = g_steal_pointer (&self->early);
  self->early = g_ptr_array_new ();
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < early->len; i++)
    add_candidate (self, g_ptr_array_index (early, i));
}

void
call_take_answer (Call * self, const gchar * sdp)
{
  set_remote (self, GST_WEBRTC_SDP_TYPE_ANSWER, sdp);
}

void
call_take_offer (Call * self, const gchar * sdp)
{
  set_remote (self, GST_WEBRTC_SDP_TYPE_OFFER, sdp);
  describe (self, "answer");
}

void
call_take_candidate (Call * self, JsonObject * object)
{
  gboolean now;

  g_mutex_lock (&self->lock);
  now = self->remote_set;
  if (!now)
    g_ptr_array_add (self->early, json_object_ref (object));
  g_mutex_unlock (&self->lock);
  if (now)
    add_candidate (self, object);
}

typedef struct
{
  void (*message) (const MqttMessage * message, gpointer user_data);
  gpointer user_data;
  GMutex lock;                  /* protects the following */
  GCond changed;
  guint n_subscribed;
} Line;

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Line *line = user_data;

  line->message (message, line->user_data);
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  Line *line = user_data;

  g_mutex_lock (&line->lock);
  line->n_subscribed++;
  g_cond_signal (&line->changed);
  g_mutex_unlock (&line->lock);
}

MqttConnection *
call_connect (const gchar * port, const gchar * const *filters,
    void (*message) (const MqttMessage *, gpointer), gpointer user_data)
{
  static const MqttCallbacks callbacks = {
    .message = on_message,
    .subscribed = on_subscribed,
  };
  gint64 until = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  Line *line = g_new0 (Line, 1);        /* as long as the program */
  MqttConnection *connection = mqtt_connection_new (&callbacks, line, NULL);
  MqttSettings settings;
  guint n = g_strv_length ((gchar **) filters);

  g_mutex_init (&line->lock);
  g_cond_init (&line->changed);
  line->message = message;
  line->user_data = user_data;
  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup ("127.0.0.1");
  settings.port = g_ascii_strtoull (port, NULL, 10);
  for (guint i = 0; i < n; i++)
    mqtt_connection_subscribe (connection, filters[i], 1,
        MQTT_SUBSCRIBE_DEFAULT, NULL);
  if (!mqtt_connection_start (connection, &settings, NULL))
    g_error ("settings of the broker");
  mqtt_settings_clear (&settings);
  g_mutex_lock (&line->lock);
  while (line->n_subscribed < n)
    if (!g_cond_wait_until (&line->changed, &line->lock, until))
      g_error ("no broker at port %s", port);
  g_mutex_unlock (&line->lock);
  return connection;
}

void
call_publish (MqttConnection * connection, const gchar * topic,
    JsonObject * object)
{
  g_autofree gchar *payload = edge_json_to_string (object);
  MqttMessage message = {
    .topic = topic,
    .data = (const guint8 *) payload,
    .size = strlen (payload),
    .qos = 1,
  };

  mqtt_connection_publish (connection, &message, MQTT_QUEUE_FULL_DROP_NEW);
}
