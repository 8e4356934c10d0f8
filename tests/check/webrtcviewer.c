/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "webrtcviewer-private.h"

#include <gst/check/gstcheck.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <string.h>

#include "channelerrors.h"
#include "datachannels.h"
#include "edgejson.h"
#include "icesilence.h"
#include "mqttconnection.h"
#include "picturereader.h"

#define PLAYOUT_ID 5

typedef struct
{
  guint mline_index;
  gchar *candidate;
} Candidate;

void
webrtc_viewer_publish (WebrtcViewer * self, const gchar * what,
    const gchar * payload)
{
  g_autofree gchar *topic =
      g_strdup_printf ("mobile/%s/webrtc/%s", self->mobile, what);
  MqttMessage message = {
    .topic = topic,
    .data = (const guint8 *) payload,
    .size = strlen (payload),
    .qos = 1,
  };

  mqtt_connection_publish (self->connection, &message,
      MQTT_QUEUE_FULL_DROP_NEW);
}

static void
add_candidates (WebrtcViewer * self)
{
  g_mutex_lock (&self->lock);
  GArray *candidates = self->candidates;
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < candidates->len; i++) {
    Candidate *candidate = &g_array_index (candidates, Candidate, i);

    g_signal_emit_by_name (self->webrtc, "add-ice-candidate",
        candidate->mline_index, candidate->candidate);
    g_free (candidate->candidate);
  }
  g_array_unref (candidates);
}

static GObject *
get_control (WebrtcViewer * self)
{
  return g_ptr_array_index (self->channels, 0);
}

static void
take_answer (WebrtcViewer * self, const gchar * sdp)
{
  GstSDPMessage *message;
  gboolean is_first;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->answers, g_strdup (sdp));
  is_first = self->answers->len == 1 && !self->hidden;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  if (!is_first)
    return;
  fail_unless_equals_int (gst_sdp_message_new_from_text (sdp, &message),
      GST_SDP_OK);
  GstWebRTCSessionDescription *answer =
      gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, message);
  GstPromise *promise = gst_promise_new ();
  g_signal_emit_by_name (self->webrtc, "set-remote-description", answer,
      promise);
  gst_promise_wait (promise);
  gst_promise_unref (promise);
  gst_webrtc_session_description_free (answer);
  g_mutex_lock (&self->lock);
  self->remote_set = TRUE;
  g_mutex_unlock (&self->lock);
  add_candidates (self);
}

static void
take_candidate (WebrtcViewer * self, JsonObject * object)
{
  const gchar *text;
  gint64 mline_index = 0;

  if (edge_json_get_string (object, "candidate", &text) != EDGE_JSON_OK)
    return;
  edge_json_get_int64 (object, "sdpMLineIndex", &mline_index);
  Candidate candidate = { mline_index, g_strdup (text) };
  g_mutex_lock (&self->lock);
  g_array_append_val (self->candidates, candidate);
  gboolean now = self->remote_set;
  g_mutex_unlock (&self->lock);
  if (now)
    add_candidates (self);
}

static void
on_message (const MqttMessage * message, gpointer user_data)
{
  WebrtcViewer *self = user_data;
  g_autoptr (JsonObject) object =
      edge_json_parse_object (message->data, message->size, 65536, NULL);
  const gchar *text;

  fail_unless (object != NULL);
  if (edge_json_get_string (object, "to", &text) != EDGE_JSON_OK
      || !g_str_equal (text, self->mobile))
    return;
  if (g_str_has_suffix (message->topic, "/candidate")) {
    take_candidate (self, object);
  } else if (g_str_has_suffix (message->topic, "/answer")) {
    fail_unless_equals_int (edge_json_get_string (object, "sdp", &text),
        EDGE_JSON_OK);
    take_answer (self, text);
  } else {
    fail_unless_equals_int (edge_json_get_string (object, "reason", &text),
        EDGE_JSON_OK);
    g_mutex_lock (&self->lock);
    g_ptr_array_add (self->errors, g_strdup (text));
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
}

static void
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  WebrtcViewer *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_subscribed++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
connect_broker (WebrtcViewer * self, const gchar * host, guint port)
{
  static const MqttCallbacks callbacks = {
    .message = on_message,
    .subscribed = on_subscribed,
  };
  static const gchar *const filters[] = { "device/+/webrtc/answer",
    "device/+/webrtc/candidate", "device/+/webrtc/error"
  };
  MqttSettings settings;

  mqtt_settings_init (&settings);
  g_free (settings.host);
  settings.host = g_strdup (host);
  settings.port = port;
  settings.client_id = g_strdup (self->mobile);
  self->connection = mqtt_connection_new (&callbacks, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    mqtt_connection_subscribe (self->connection, filters[i], 1,
        MQTT_SUBSCRIBE_DEFAULT, NULL);
  fail_unless (mqtt_connection_start (self->connection, &settings, NULL));
  mqtt_settings_clear (&settings);
  g_mutex_lock (&self->lock);
  WAIT_LOCKED (self, self->n_subscribed == G_N_ELEMENTS (filters));
  g_mutex_unlock (&self->lock);
}

static GstPadProbeReturn
count_packet (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  WebrtcViewer *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const gchar *media = caps != NULL ?
      gst_structure_get_string (gst_caps_get_structure (caps, 0), "media") : "";

  g_mutex_lock (&self->lock);
  if (g_strcmp0 (media, "video") == 0) {
    self->n_video++;
    picture_read_playout (GST_PAD_PROBE_INFO_BUFFER (info), PLAYOUT_ID,
        &self->playout);
  } else
    self->n_audio++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
read_size (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  WebrtcViewer *self = user_data;
  gint width, height;

  if (!picture_read_size (pad, GST_PAD_PROBE_INFO_BUFFER (info), &width,
          &height))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->lock);
  self->width = width;
  self->height = height;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPad *
add_reader (WebrtcViewer * self, GstPad * pad)
{
  GstElement *reader = picture_reader_new (pad);
  g_autoptr (GstElement) end = gst_bin_get_by_name (GST_BIN (reader), "end");
  g_autoptr (GstPad) out = gst_element_get_static_pad (end, "sink");

  gst_pad_add_probe (out, GST_PAD_PROBE_TYPE_BUFFER, read_size, self, NULL);
  gst_bin_add (GST_BIN (self->pipeline), reader);
  gst_element_sync_state_with_parent (reader);
  return gst_element_get_static_pad (reader, "sink");
}

static GstPad *
add_sink (WebrtcViewer * self)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  g_object_set (sink, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  return gst_element_get_static_pad (sink, "sink");
}

static void
on_pad_added (GstElement * webrtc, GstPad * pad, gpointer user_data)
{
  WebrtcViewer *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) sink = NULL;

  if (gst_pad_get_direction (pad) != GST_PAD_SRC)
    return;
  sink = caps != NULL && g_strcmp0 (gst_structure_get_string
      (gst_caps_get_structure (caps, 0), "media"), "video") == 0 ?
      add_reader (self, pad) : add_sink (self);
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, count_packet, self, NULL);
  fail_unless_equals_int (gst_pad_link (pad, sink), GST_PAD_LINK_OK);
}

static gchar *
candidate_to_json (const gchar * candidate, guint mline_index)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "candidate");
  json_object_set_string_member (object, "candidate", candidate);
  json_object_set_int_member (object, "sdpMLineIndex", mline_index);
  return edge_json_to_string (object);
}

static void
on_ice_candidate (GstElement * webrtc, guint mline_index,
    const gchar * candidate, gpointer user_data)
{
  WebrtcViewer *self = user_data;
  g_autofree gchar *payload = candidate_to_json (candidate, mline_index);

  if (!self->hidden)
    webrtc_viewer_publish (self, "candidate", payload);
}

static void
on_channel_message (GObject * channel, const gchar * text, gpointer user_data)
{
  WebrtcViewer *self = user_data;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->messages, g_strdup (text));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
on_channel_open (GObject * channel, gpointer user_data)
{
  WebrtcViewer *self = user_data;

  if (self->greeting != NULL && channel == get_control (self))
    g_signal_emit_by_name (channel, "send-string", self->greeting);
  g_mutex_lock (&self->lock);
  self->channel_open |= channel == get_control (self);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
on_channel_close (GObject * channel, gpointer user_data)
{
  WebrtcViewer *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_closed++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

GObject *
webrtc_viewer_open (WebrtcViewer * self, const gchar * label,
    const gchar * options)
{
  g_autoptr (GstStructure) structure = options != NULL ?
      gst_structure_from_string (options, NULL) : NULL;
  GObject *channel;

  g_signal_emit_by_name (self->webrtc, "create-data-channel", label, structure,
      &channel);
  fail_unless (channel != NULL);
  g_ptr_array_add (self->channels, channel);
  g_signal_connect (channel, "on-open", G_CALLBACK (on_channel_open), self);
  g_signal_connect (channel, "on-close", G_CALLBACK (on_channel_close), self);
  g_signal_connect (channel, "on-message-string",
      G_CALLBACK (on_channel_message), self);
  return channel;
}

static void
add_receiver (WebrtcViewer * self, const gchar * caps_text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);
  GstWebRTCRTPTransceiver *transceiver;

  g_signal_emit_by_name (self->webrtc, "add-transceiver",
      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY, caps, &transceiver);
  g_object_set (transceiver, "do-nack", TRUE, NULL);
  gst_object_unref (transceiver);
}

static void
make_offer (WebrtcViewer * self)
{
  GstPromise *promise = gst_promise_new ();
  GstWebRTCSessionDescription *offer;

  g_signal_emit_by_name (self->webrtc, "create-offer", NULL, promise);
  fail_unless_equals_int (gst_promise_wait (promise),
      GST_PROMISE_RESULT_REPLIED);
  gst_structure_get (gst_promise_get_reply (promise), "offer",
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, NULL);
  gst_promise_unref (promise);
  g_autofree gchar *sdp = gst_sdp_message_as_text (offer->sdp);
  g_autoptr (JsonObject) object = json_object_new ();
  json_object_set_string_member (object, "type", "offer");
  json_object_set_string_member (object, "sdp", sdp);
  self->offer = edge_json_to_string (object);
  promise = gst_promise_new ();
  g_signal_emit_by_name (self->webrtc, "set-local-description", offer, promise);
  gst_promise_wait (promise);
  gst_promise_unref (promise);
  gst_webrtc_session_description_free (offer);
}

static void
on_element_added (GstBin * bin, GstBin * sub_bin, GstElement * element,
    gpointer user_data)
{
  edge_channel_errors_watch (element);
}

static void
make_webrtc (WebrtcViewer * self, const gchar * address, const gchar * video,
    gboolean audio)
{
  gboolean added;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  g_signal_connect (self->pipeline, "deep-element-added",
      G_CALLBACK (on_element_added), NULL);
  self->webrtc = gst_element_factory_make ("webrtcbin", NULL);
  /* With less, rtpjitterbuffer calls packets lost that it expects. */
  g_object_set (self->webrtc, "bundle-policy",
      GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, "latency", 100, NULL);
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  g_autoptr (GObject) ice = NULL;
  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  g_autoptr (GObject) agent = NULL;
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, "ice-tcp", FALSE, NULL);
  g_signal_emit_by_name (ice, "add-local-ip-address", address, &added);
  g_signal_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (self->webrtc, "on-ice-candidate",
      G_CALLBACK (on_ice_candidate), self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  if (g_strcmp0 (video, "H264") == 0)
    add_receiver (self, "application/x-rtp,media=video,payload=96,"
        "clock-rate=90000,encoding-name=H264,packetization-mode=(string)1,"
        "profile-level-id=(string)42e01f,rtcp-fb-nack-pli=true,"
        "rtcp-fb-transport-cc=true,extmap-3=(string)http://www.ietf.org/id/"
        "draft-holmer-rmcat-transport-wide-cc-extensions-01,"
        "extmap-" G_STRINGIFY (PLAYOUT_ID) "=(string)http://www.webrtc.org/"
        "experiments/rtp-hdrext/playout-delay");
  else if (video != NULL)
    add_receiver (self, "application/x-rtp,media=video,payload=97,"
        "clock-rate=90000,encoding-name=VP8,rtcp-fb-nack-pli=true");
  if (audio)
    add_receiver (self, "application/x-rtp,media=audio,payload=111,"
        "clock-rate=48000,encoding-name=OPUS,encoding-params=(string)2");
  webrtc_viewer_open (self, "control", NULL);
}

static WebrtcViewer *
viewer_new (const gchar * host, guint port, const gchar * address,
    const gchar * mobile, const gchar * video, gboolean audio, gboolean hidden)
{
  WebrtcViewer *self = g_new0 (WebrtcViewer, 1);

  self->hidden = hidden;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->mobile = g_strdup (mobile);
  self->playout = -1;
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->answers = g_ptr_array_new_with_free_func (g_free);
  self->errors = g_ptr_array_new_with_free_func (g_free);
  self->messages = g_ptr_array_new_with_free_func (g_free);
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  connect_broker (self, host, port);
  make_webrtc (self, address, video, audio);
  make_offer (self);
  return self;
}

WebrtcViewer *
webrtc_viewer_new (MqttBroker * broker, const gchar * mobile,
    const gchar * video, gboolean audio)
{
  return webrtc_viewer_new_at ("127.0.0.1", mqtt_broker_port (broker),
      "127.0.0.1", mobile, video, audio);
}

WebrtcViewer *
webrtc_viewer_new_at (const gchar * host, guint port, const gchar * address,
    const gchar * mobile, const gchar * video, gboolean audio)
{
  return viewer_new (host, port, address, mobile, video, audio, FALSE);
}

WebrtcViewer *
webrtc_viewer_new_hidden (MqttBroker * broker, const gchar * mobile,
    const gchar * const *candidates)
{
  WebrtcViewer *self = viewer_new ("127.0.0.1", mqtt_broker_port (broker),
      "127.0.0.1", mobile, "VP8", FALSE, TRUE);

  for (; *candidates != NULL; candidates++) {
    g_autofree gchar *payload = candidate_to_json (*candidates, 0);

    webrtc_viewer_publish (self, "candidate", payload);
  }
  return self;
}

static void
deafen_channels (WebrtcViewer * self)
{
  for (guint i = 0; i < self->channels->len; i++)
    g_signal_handlers_disconnect_by_data (self->channels->pdata[i], self);
}

void
webrtc_viewer_free (WebrtcViewer * self)
{
  /* The robot may be closing the channels just now. */
  if (self->pipeline != NULL) {
    deafen_channels (self);
    edge_data_channels_close (GST_BIN (self->pipeline), self->channels);
  }
  webrtc_viewer_vanish (self);
  mqtt_connection_unref (self->connection);
  for (guint i = 0; i < self->candidates->len; i++)
    g_free (g_array_index (self->candidates, Candidate, i).candidate);
  g_array_unref (self->candidates);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->channels);
  g_ptr_array_unref (self->errors);
  g_ptr_array_unref (self->answers);
  g_free (self->offer);
  g_free (self->greeting);
  g_free (self->mobile);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
webrtc_viewer_vanish (WebrtcViewer * self)
{
  if (self->pipeline == NULL)
    return;
  /* What still arrives finds nobody. */
  mqtt_connection_stop (self->connection);
  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  deafen_channels (self);
  edge_ice_silence (GST_BIN (self->pipeline));
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  /* Threads that ended just now had no reference to them. */
  g_ptr_array_set_size (self->channels, 0);
  gst_clear_object (&self->pipeline);
}

void
webrtc_viewer_call (WebrtcViewer * self)
{
  webrtc_viewer_publish (self, "offer", self->offer);
}

const gchar *
webrtc_viewer_get_offer (WebrtcViewer * self)
{
  return self->offer;
}

void
webrtc_viewer_forge_offer (WebrtcViewer * self)
{
  const gchar *mark = "a=fingerprint:sha-256 ";
  gchar *digits = strstr (self->offer, mark);

  fail_unless (digits != NULL);
  for (; digits != NULL; digits = strstr (digits, mark)) {
    digits += strlen (mark);
    *digits = *digits == '0' ? '1' : '0';
  }
}

void
webrtc_viewer_set_auth (WebrtcViewer * self, const gchar * token)
{
  g_autoptr (JsonObject) object = edge_json_parse_object ((const guint8 *)
      self->offer, strlen (self->offer), 65536, NULL);

  json_object_set_string_member (object, "auth", token);
  g_free (self->offer);
  self->offer = edge_json_to_string (object);
}

void
webrtc_viewer_greet (WebrtcViewer * self, const gchar * text)
{
  self->greeting = g_strdup (text);
}

static GstPadProbeReturn
drop_packet (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  return GST_PAD_PROBE_DROP;
}

void
webrtc_viewer_fall_dumb (WebrtcViewer * self)
{
  GstIterator *iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->pipeline),
      "nicesink");
  GValue value = G_VALUE_INIT;
  g_autoptr (GstPad) pad = NULL;

  fail_unless_equals_int (gst_iterator_next (iterator, &value),
      GST_ITERATOR_OK);
  pad = gst_element_get_static_pad (g_value_get_object (&value), "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_packet, NULL, NULL);
  g_value_unset (&value);
  gst_iterator_free (iterator);
}

static void
on_rtpbin_pad_added (GstElement * rtpbin, GstPad * pad, gpointer user_data)
{
  if (g_str_has_prefix (GST_PAD_NAME (pad), "send_rtcp_src_"))
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
        | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_packet, NULL, NULL);
}

void
webrtc_viewer_never_report (WebrtcViewer * self)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (self->webrtc), "rtpbin");

  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (rtpbin, "send_rtcp_src_0");

  if (pad != NULL)
    on_rtpbin_pad_added (rtpbin, pad, NULL);
  else
    g_signal_connect (rtpbin, "pad-added", G_CALLBACK (on_rtpbin_pad_added),
        NULL);
}

void
webrtc_viewer_fall_silent (WebrtcViewer * self)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (self->webrtc), "rtpbin");
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (rtpbin, "send_rtcp_src_0");

  fail_unless (pad != NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER
      | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_packet, NULL, NULL);
}

void
webrtc_viewer_close_channel (WebrtcViewer * self)
{
  g_signal_emit_by_name (get_control (self), "close");
}

void
webrtc_viewer_bye (WebrtcViewer * self)
{
  webrtc_viewer_publish (self, "bye", "{\"type\":\"bye\"}");
}
