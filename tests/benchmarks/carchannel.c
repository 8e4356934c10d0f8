/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* carchannel PORT DEVICE: a viewer that only talks. Says "ready" when its data
 * channel is open; then sends each line of stdin on it and says the time of
 * that, in seconds of the monotonic clock. */
#define GST_USE_UNSTABLE_API
#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "edgejson.h"

#define OFFERED "application/x-rtp,media=video,payload=96,clock-rate=90000," \
  "encoding-name=H264,packetization-mode=(string)1," \
  "profile-level-id=(string)42e01f"
#define DEADLINE (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  const gchar *device;
  MqttConnection *connection;
  Call *call;

  GMutex lock;                  /* protects the following */
  GCond changed;
  gboolean open;
} Talker;

static void
send_to_device (Call * call, const gchar * kind, JsonObject * object,
    gpointer user_data)
{
  Talker *self = user_data;
  g_autofree gchar *topic =
      g_strdup_printf ("mobile/%s/webrtc/%s", call_mobile (call), kind);

  json_object_set_string_member (object, "to", self->device);
  call_publish (self->connection, topic, object);
}

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Talker *self = user_data;
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *to, *sdp;

  if (object == NULL || self->call == NULL
      || edge_json_get_string (object, "to", &to) != EDGE_JSON_OK
      || !g_str_equal (to, call_mobile (self->call)))
    return;
  if (g_str_has_suffix (message->topic, "/candidate"))
    call_take_candidate (self->call, object);
  else if (edge_json_get_string (object, "sdp", &sdp) == EDGE_JSON_OK)
    call_take_answer (self->call, sdp);
  else
    g_error ("refused: %.*s", (gint) message->size,
        (const gchar *) message->data);
}

static void
on_open (GstWebRTCDataChannel * channel, gpointer user_data)
{
  Talker *self = user_data;

  g_mutex_lock (&self->lock);
  self->open = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* A picture that nobody takes would end the channel, too. */
static void
on_pad_added (GstElement * webrtc, GstPad * pad, gpointer pipeline)
{
  if (gst_pad_get_direction (pad) != GST_PAD_SRC)
    return;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  g_autoptr (GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_link (pad, sink_pad);
  gst_element_sync_state_with_parent (sink);
}

static GstWebRTCDataChannel *
dial (Talker * self, GstElement * pipeline)
{
  GstElement *webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (OFFERED);
  gint64 until = g_get_monotonic_time () + DEADLINE;
  GstWebRTCRTPTransceiver *transceiver;
  GstWebRTCDataChannel *channel = NULL;

  g_object_set (webrtc, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
      NULL);
  gst_bin_add (GST_BIN (pipeline), webrtc);
  self->call = call_new (webrtc, "mtalker001", send_to_device, self);
  g_signal_connect (webrtc, "pad-added", G_CALLBACK (on_pad_added), pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (webrtc, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
  gst_object_unref (transceiver);
  g_signal_emit_by_name (webrtc, "create-data-channel", "control", NULL,
      &channel);
  g_signal_connect (channel, "on-open", G_CALLBACK (on_open), self);
  call_make_offer (self->call);
  g_mutex_lock (&self->lock);
  while (!self->open)
    if (!g_cond_wait_until (&self->changed, &self->lock, until))
      g_error ("no data channel");
  g_mutex_unlock (&self->lock);
  return channel;
}

int
main (int argc, char **argv)
{
  g_autofree gchar *filter = NULL;
  Talker self = { 0 };
  gchar line[512];

  gst_init (&argc, &argv);
  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  self.device = argv[2];
  filter = g_strdup_printf ("device/%s/webrtc/+", argv[2]);
  const gchar *filters[] = { filter, NULL };
  self.connection = call_connect (argv[1], filters, on_message, &self);
  GstElement *pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  GstWebRTCDataChannel *channel = dial (&self, pipeline);

  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL) {
    g_strchomp (line);
    gint64 now = g_get_monotonic_time ();
    g_signal_emit_by_name (channel, "send-string", line);
    printf ("%" G_GINT64_FORMAT ".%06d\n", now / G_USEC_PER_SEC,
        (gint) (now % G_USEC_PER_SEC));
    fflush (stdout);
  }
  return 0;
}
