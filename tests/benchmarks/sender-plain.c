/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* sender-plain PORT PICTURES BITRATE [nack]: the same camera as people send it with
 * GStreamer alone: one x264enc with our encoder's settings, a tee, and for each
 * viewer a queue, a payloader and a webrtcbin with its defaults, in one
 * pipeline; none of playout-delay, NACK, transport-wide feedback, liveness or
 * statistics. With nack it sends lost packets again, in packets of 1200 bytes,
 * as ours does. Viewers stay until the end, which is that of stdin. */
#include <gst/gst.h>
#include <stdio.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "call.h"
#include "camera.h"
#include "edgejson.h"

typedef struct
{
  GstElement *pipeline;
  MqttConnection *connection;
  gboolean nack;
  GHashTable *calls;            /* mobile to Call; of the connection's thread */
} Sender;

static void
send_to_viewer (Call * call, const gchar * kind, JsonObject * object,
    gpointer user_data)
{
  Sender *self = user_data;
  g_autofree gchar *topic = g_strconcat ("device/bench/webrtc/", kind, NULL);

  json_object_set_string_member (object, "to", call_mobile (call));
  call_publish (self->connection, topic, object);
}

/* The payload type of H.264, constrained baseline, in the viewer's offer. */
static guint
choose_payload (const gchar * sdp)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("a=fmtp:(\\d+) [^\\r\\n]*42[eE]01[fF]", 0, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (sdp, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (GMatchInfo) match = NULL;

    if (strstr (lines[i], "packetization-mode=1") != NULL
        && g_regex_match (regex, lines[i], 0, &match)) {
      g_autofree gchar *text = g_match_info_fetch (match, 1);

      return g_ascii_strtoull (text, NULL, 10);
    }
  }
  g_error ("an offer without H.264");
}

static GstElement *
make_branch (guint payload, guint ssrc, guint mtu)
{
  g_autofree gchar *line = g_strdup_printf ("queue name=queue ! rtph264pay "
      "name=pay config-interval=-1 aggregate-mode=zero-latency pt=%u ssrc=%u "
      "mtu=%u webrtcbin name=webrtc bundle-policy=max-bundle", payload, ssrc,
      mtu);

  return gst_parse_bin_from_description (line, FALSE, NULL);
}

static GstPad *
request_pad (GstElement * webrtc, guint payload, guint ssrc, gboolean nack)
{
  GstPad *pad = gst_element_request_pad_simple (webrtc, "sink_0");
  g_autofree gchar *text = g_strdup_printf ("application/x-rtp,media=video,"
      "payload=%u,clock-rate=90000,encoding-name=H264,"
      "packetization-mode=(string)1,ssrc=(uint)%u,rtcp-fb-nack-pli=true%s",
      payload, ssrc, nack ? ",rtcp-fb-nack=true" : "");
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstWebRTCRTPTransceiver *transceiver;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  g_object_set (transceiver, "codec-preferences", caps, "direction",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "do-nack", nack, NULL);
  gst_object_unref (transceiver);
  return pad;
}

static void
add_viewer (Sender * self, const gchar * mobile, const gchar * sdp)
{
  guint payload = choose_payload (sdp), ssrc = g_random_int ();
  GstElement *bin = make_branch (payload, ssrc, self->nack ? 1200 : 1400);
  g_autoptr (GstElement) webrtc = gst_bin_get_by_name (GST_BIN (bin), "webrtc");
  g_autoptr (GstElement) queue = gst_bin_get_by_name (GST_BIN (bin), "queue");
  g_autoptr (GstElement) pay = gst_bin_get_by_name (GST_BIN (bin), "pay");
  g_autoptr (GstElement) tee =
      gst_bin_get_by_name (GST_BIN (self->pipeline), "tee");
  Call *call = call_new (webrtc, mobile, send_to_viewer, self);
  g_autoptr (GstPad) pad = request_pad (webrtc, payload, ssrc, self->nack);
  g_autoptr (GstPad) out = gst_element_get_static_pad (pay, "src");
  g_autoptr (GstPad) in = gst_element_get_static_pad (queue, "sink");

  g_hash_table_insert (self->calls, g_strdup (mobile), call);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  gst_element_sync_state_with_parent (bin);
  call_take_offer (call, sdp);
  gst_pad_link (out, pad);
  GstPad *ghost = gst_ghost_pad_new ("sink", in);
  gst_pad_set_active (ghost, TRUE);
  gst_element_add_pad (bin, ghost);
  gst_element_link (tee, bin);
}

/* mobile/ID/webrtc/KIND */
static void
on_message (const MqttMessage * message, gpointer user_data)
{
  Sender *self = user_data;
  g_auto (GStrv) parts = g_strsplit (message->topic, "/", 4);
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *sdp;
  Call *call;

  if (object == NULL || g_strv_length (parts) != 4)
    return;
  call = g_hash_table_lookup (self->calls, parts[1]);
  if (g_str_equal (parts[3], "candidate") && call != NULL)
    call_take_candidate (call, object);
  else if (g_str_equal (parts[3], "offer") && call == NULL
      && edge_json_get_string (object, "sdp", &sdp) == EDGE_JSON_OK)
    add_viewer (self, parts[1], sdp);
}

int
main (int argc, char *argv[])
{
  static const gchar *const filters[] = { "mobile/+/webrtc/offer",
    "mobile/+/webrtc/candidate", NULL
  };
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line = NULL;
  Sender self = { NULL };
  Camera *camera;

  gst_init (&argc, &argv);
  if (argc < 4 || argc > 5) {
    g_printerr ("usage: sender-plain PORT PICTURES BITRATE [nack]\n");
    return 2;
  }
  self.nack = argc == 5;
  line = g_strdup_printf (CAMERA_SOURCE " ! videoconvert ! x264enc "
      "tune=zerolatency speed-preset=ultrafast key-int-max=2560 bframes=0 "
      "b-adapt=false vbv-buf-capacity=120 bitrate=%" G_GUINT64_FORMAT " ! "
      "video/x-h264,profile=constrained-baseline ! "
      "tee name=tee allow-not-linked=true",
      g_ascii_strtoull (argv[3], NULL, 10) / 1000);
  self.pipeline = gst_parse_launch (line, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  self.calls = g_hash_table_new (g_str_hash, g_str_equal);
  gst_element_set_state (self.pipeline, GST_STATE_PLAYING);
  camera = camera_new (self.pipeline, argv[2]);
  if (camera == NULL)
    return 1;
  self.connection = call_connect (argv[1], filters, on_message, &self);
  puts ("ready");
  fflush (stdout);
  while (getchar () != EOF);
  mqtt_connection_stop (self.connection);
  camera_free (camera);
  gst_element_set_state (self.pipeline, GST_STATE_NULL);
  return 0;
}
