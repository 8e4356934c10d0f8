/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* viewers PORT: viewers that ask for what a browser asks for (NACK, PLI,
 * transport-wide feedback, playout delay), report about as often as one, and
 * count what comes without decoding it.
 * On stdin: "join N", answered by "joined" when all have a frame; "count",
 * answered by "frames" and each viewer's frames so far and "bytes" and theirs.
 * Ends when stdin does. */
#define GST_USE_UNSTABLE_API
#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>
#include <stdio.h>

#include "call.h"
#include "edgejson.h"

#define DEADLINE (10 * G_TIME_SPAN_SECOND)
#define OFFERED "application/x-rtp,media=video,payload=96,clock-rate=90000," \
  "encoding-name=H264,packetization-mode=(string)1," \
  "profile-level-id=(string)42e01f,level-asymmetry-allowed=(string)1," \
  "rtcp-fb-nack=true,rtcp-fb-nack-pli=true,rtcp-fb-transport-cc=true," \
  "extmap-3=(string)http://www.ietf.org/id/" \
  "draft-holmer-rmcat-transport-wide-cc-extensions-01," \
  "extmap-4=(string)http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
/* As Chromium does; GStreamer reports less often, and for each frame. */
#define REPORT_INTERVAL GST_SECOND
#define FEEDBACK_INTERVAL (80 * GST_MSECOND)

typedef struct
{
  GMutex lock;                  /* protects all of the following */
  GCond changed;
  GPtrArray *viewers;           /* Viewer; they stay until the end */
  MqttConnection *connection;
} Crowd;

typedef struct
{
  Crowd *crowd;
  Call *call;
  GstElement *pipeline;
  guint64 frames, bytes;        /* of the crowd's lock */
} Viewer;

/* webrtcbin does not offer REMB, with which browsers came before they had
 * transport-wide feedback, and which all of them still offer. */
static void
offer_remb (JsonObject * object)
{
  g_auto (GStrv) parts = g_strsplit (json_object_get_string_member (object,
          "sdp"), "a=rtpmap:96 H264/90000\r\n", 2);
  g_autofree gchar *sdp = g_strjoinv ("a=rtpmap:96 H264/90000\r\n"
      "a=rtcp-fb:96 goog-remb\r\n", parts);

  json_object_set_string_member (object, "sdp", sdp);
}

static void
send_to_device (Call * call, const gchar * kind, JsonObject * object,
    gpointer user_data)
{
  Viewer *self = user_data;
  g_autofree gchar *topic =
      g_strdup_printf ("mobile/%s/webrtc/%s", call_mobile (call), kind);

  if (g_str_equal (kind, "offer"))
    offer_remb (object);
  call_publish (self->crowd->connection, topic, object);
}

/* The marker bit ends a frame (RFC 6184). */
static GstPadProbeReturn
count_packet (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Viewer *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint8 second = 0;

  gst_buffer_extract (buffer, 1, &second, 1);
  g_mutex_lock (&self->crowd->lock);
  self->bytes += gst_buffer_get_size (buffer);
  if (second & 0x80)
    self->frames++;
  if (self->frames == 1)
    g_cond_signal (&self->crowd->changed);
  g_mutex_unlock (&self->crowd->lock);
  return GST_PAD_PROBE_OK;
}

/* Browsers ask for packets that are missing, not for ones that may be late. */
static void
on_element_added (GstBin * pipeline, GstBin * bin, GstElement * element,
    gpointer user_data)
{
  GstElementFactory *factory = gst_element_get_factory (element);

  if (factory != NULL
      && g_str_equal (GST_OBJECT_NAME (factory), "rtpjitterbuffer"))
    g_object_set (element, "rtx-next-seqnum", FALSE, NULL);
}

static void
report_like_a_browser (GstElement * webrtc)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");
  g_autoptr (GObject) session = NULL;

  g_signal_emit_by_name (rtpbin, "get-internal-session", 0, &session);
  if (session != NULL)
    g_object_set (session, "rtcp-min-interval", (guint64) REPORT_INTERVAL,
        "twcc-feedback-interval", (guint64) FEEDBACK_INTERVAL, NULL);
}

static void
on_pad_added (GstElement * webrtc, GstPad * pad, gpointer user_data)
{
  Viewer *self = user_data;
  GstElement *sink;

  if (gst_pad_get_direction (pad) != GST_PAD_SRC)
    return;
  report_like_a_browser (webrtc);
  sink = gst_element_factory_make ("fakesink", NULL);
  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  g_autoptr (GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, count_packet, self,
      NULL);
  gst_pad_link (pad, sink_pad);
  gst_element_sync_state_with_parent (sink);
}

static Viewer *
viewer_new (Crowd * crowd)
{
  Viewer *self = g_new0 (Viewer, 1);
  GstElement *webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (OFFERED);
  g_autofree gchar *mobile = g_strdup_printf ("m%08x%02x", g_random_int (),
      g_random_int_range (0, 256));
  GstWebRTCRTPTransceiver *transceiver;

  self->crowd = crowd;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_object_set (webrtc, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
      "latency", 50, NULL);
  g_signal_connect (self->pipeline, "deep-element-added",
      G_CALLBACK (on_element_added), NULL);
  gst_bin_add (GST_BIN (self->pipeline), webrtc);
  self->call = call_new (webrtc, mobile, send_to_device, self);
  g_signal_connect (webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  g_signal_emit_by_name (webrtc, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
  g_object_set (transceiver, "do-nack", TRUE, NULL);
  gst_object_unref (transceiver);
  return self;
}

/* device/bench/webrtc/KIND */
static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *to, *sdp;
  Call *call = NULL;

  if (object == NULL
      || edge_json_get_string (object, "to", &to) != EDGE_JSON_OK)
    return;
  g_mutex_lock (&crowd->lock);
  for (guint i = 0; i < crowd->viewers->len; i++) {
    Viewer *viewer = g_ptr_array_index (crowd->viewers, i);

    if (g_str_equal (call_mobile (viewer->call), to))
      call = viewer->call;
  }
  g_mutex_unlock (&crowd->lock);
  if (call == NULL)
    return;
  if (g_str_has_suffix (message->topic, "/candidate"))
    call_take_candidate (call, object);
  else if (edge_json_get_string (object, "sdp", &sdp) == EDGE_JSON_OK)
    call_take_answer (call, sdp);
}

static void
join (Crowd * crowd, guint n)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;

  for (guint i = 0; i < n; i++) {
    Viewer *viewer = viewer_new (crowd);

    g_mutex_lock (&crowd->lock);
    g_ptr_array_add (crowd->viewers, viewer);
    g_mutex_unlock (&crowd->lock);
    call_make_offer (viewer->call);
    g_mutex_lock (&crowd->lock);
    while (viewer->frames == 0)
      if (!g_cond_wait_until (&crowd->changed, &crowd->lock, until))
        break;
    g_mutex_unlock (&crowd->lock);
  }
  puts ("joined");
}

static void
count (Crowd * crowd)
{
  g_autoptr (GString) frames = g_string_new ("frames");
  g_autoptr (GString) bytes = g_string_new (" bytes");

  g_mutex_lock (&crowd->lock);
  for (guint i = 0; i < crowd->viewers->len; i++) {
    Viewer *viewer = g_ptr_array_index (crowd->viewers, i);

    g_string_append_printf (frames, " %" G_GUINT64_FORMAT, viewer->frames);
    g_string_append_printf (bytes, " %" G_GUINT64_FORMAT, viewer->bytes);
  }
  g_mutex_unlock (&crowd->lock);
  printf ("%s%s\n", frames->str, bytes->str);
}

int
main (int argc, char *argv[])
{
  static const gchar *const filters[] = { "device/bench/webrtc/answer",
    "device/bench/webrtc/candidate", NULL
  };
  Crowd crowd = {.viewers = g_ptr_array_new () };
  char line[64];

  gst_init (&argc, &argv);
  if (argc != 2) {
    g_printerr ("usage: viewers PORT\n");
    return 2;
  }
  g_mutex_init (&crowd.lock);
  g_cond_init (&crowd.changed);
  crowd.connection = call_connect (argv[1], filters, on_message, &crowd);
  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL) {
    if (g_str_has_prefix (line, "join "))
      join (&crowd, g_ascii_strtoull (line + 5, NULL, 10));
    else if (g_str_has_prefix (line, "count"))
      count (&crowd);
    fflush (stdout);
  }
  mqtt_connection_stop (crowd.connection);
  for (guint i = 0; i < crowd.viewers->len; i++) {
    Viewer *viewer = g_ptr_array_index (crowd.viewers, i);

    gst_element_set_state (viewer->pipeline, GST_STATE_NULL);
  }
  return 0;
}
