/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/**
 * SECTION:element-mqttsignalingbin
 * @title: mqttsignalingbin
 *
 * Shows what arrives at its sink pads to any number of browsers by WebRTC, and
 * takes their commands. Viewers call over MQTT: they publish an offer on
 * `mobile/{mobile}/webrtc/offer` and get an answer on
 * `device/{device}/webrtc/answer` or, if it is refused, a reason on
 * `device/{device}/webrtc/error`; candidates go both ways as they are found,
 * and `mobile/{mobile}/webrtc/bye` hangs up. `device/{device}/webrtc/status`
 * tells (retained, with a last will) whether the device is there.
 *
 * Request pads `video_%u` and `audio_%u` take raw or encoded media (H.264, VP8,
 * Opus). Raw media is encoded once per codec in use, and only while somebody
 * watches; encoded media is passed on as it is. Live media goes out as it
 * comes; media that is not live is taken at the speed of the clock. Each viewer
 * has a pipeline of his own that can neither stop nor fail this one. JSON
 * objects from the viewers' data channels leave on the pad `command`, with
 * `from` set to who sent them; what arrives at the request pad `data` goes to
 * all viewers. EOS on `data` ends nothing; when all media pads are at EOS,
 * `command` is, too. Media survives an outage of the broker.
 *
 * ## Example launch line
 *
 * |[
 * gst-launch-1.0 videotestsrc is-live=true ! mqttsignalingbin host=localhost device-id=device001
 * ]|
 *
 * ## Element messages
 *
 * `webrtc-peer-added` (peer, peers), `webrtc-state` (peer, connection, ice; the
 * words of the WebRTC API), `webrtc-peer-removed` (peer, peers, reason: bye,
 * lost, failed, closed, timeout, replaced, stopped or error).
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <gst/pbutils/pbutils.h>
#include <string.h>
#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "commandpad.h"
#include "edgeerror.h"
#include "fanout.h"
#include "gstmqttelements.h"
#include "gstmqttproperties.h"
#include "mqttsignaling.h"
#include "mqttsignalingsession.h"
#include "viewermessage.h"

GST_DEBUG_CATEGORY_STATIC (mqttsignalingbin_debug);
#define GST_CAT_DEFAULT mqttsignalingbin_debug

#define DEFAULT_DEVICE_ID "device001"
#define DEFAULT_MAX_PEERS 16
#define DEFAULT_VIDEO_CODECS "H264,VP8"
#define DEFAULT_VIDEO_BITRATE 2000000
#define DEFAULT_AUDIO_BITRATE 64000
#define DEFAULT_ICE_TCP FALSE
#define DEFAULT_ICE_TRANSPORT_POLICY GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL

enum
{
  PROP_DEVICE_ID = MQTT_PROP_LAST,
  PROP_MOBILE_IDS,
  PROP_MAX_PEERS,
  PROP_VIDEO_CODECS,
  PROP_VIDEO_BITRATE,
  PROP_AUDIO_BITRATE,
  PROP_STUN_SERVER,
  PROP_TURN_SERVERS,
  PROP_LOCAL_ADDRESSES,
  PROP_ICE_TCP,
  PROP_ICE_TRANSPORT_POLICY,
  PROP_PEERS,
  PROP_STATS,
};

#define GST_TYPE_EDGE_MQTT_SIGNALING_BIN \
    (gst_edge_mqtt_signaling_bin_get_type ())
G_DECLARE_FINAL_TYPE (GstEdgeMqttSignalingBin, gst_edge_mqtt_signaling_bin,
    GST, EDGE_MQTT_SIGNALING_BIN, GstBin);

struct _GstEdgeMqttSignalingBin
{
  GstBin parent;

  /* Constant. */
  EdgePipelineDisposer *disposer;
  EdgeFanout *fanout;
  CommandPad *command;

  /* Properties, protected by the object lock. */
  MqttSettings mqtt;
  gchar *device_id;
  gchar *mobile_ids;
  guint max_peers;
  gchar *video_codecs;
  EdgeFanoutSettings bitrates;
  gchar *stun_server;
  gchar *turn_servers;
  gchar *local_addresses;
  gboolean ice_tcp;
  GstWebRTCICETransportPolicy ice_transport_policy;

  /* Protected by the object lock. */
  MqttSignalingSession *session;
  MqttState state;
  GHashTable *inputs;           /* ghost pad -> EdgeFanoutInput */
  guint next_pad;
};

#define VIDEO_CAPS "video/x-raw(ANY); " \
    "video/x-h264, stream-format = (string) { byte-stream, avc }, " \
    "alignment = (string) { au, nal }; video/x-vp8"
#define AUDIO_CAPS "audio/x-raw; audio/x-opus"

static GstStaticPadTemplate video_template =
GST_STATIC_PAD_TEMPLATE ("video_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS (VIDEO_CAPS));
static GstStaticPadTemplate audio_template =
GST_STATIC_PAD_TEMPLATE ("audio_%u", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS (AUDIO_CAPS));
static GstStaticPadTemplate data_template =
GST_STATIC_PAD_TEMPLATE ("data", GST_PAD_SINK, GST_PAD_REQUEST,
    GST_STATIC_CAPS ("application/json"));
static GstStaticPadTemplate command_template =
GST_STATIC_PAD_TEMPLATE ("command", GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("application/json"));

G_DEFINE_TYPE (GstEdgeMqttSignalingBin, gst_edge_mqtt_signaling_bin,
    GST_TYPE_BIN);
GST_ELEMENT_REGISTER_DEFINE (mqttsignalingbin, "mqttsignalingbin",
    GST_RANK_NONE, GST_TYPE_EDGE_MQTT_SIGNALING_BIN);

/* --- from the session: its thread or the connection's --- */

static void
post_element_message (GstEdgeMqttSignalingBin * self, GstStructure * structure)
{
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), structure));
}

static void
on_peer_added (const gchar * peer, guint n_peers, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;

  GST_INFO_OBJECT (self, "viewer %s joined, %u now", peer, n_peers);
  post_element_message (self, gst_structure_new ("webrtc-peer-added",
          "peer", G_TYPE_STRING, peer, "peers", G_TYPE_UINT, n_peers, NULL));
}

static void
on_peer_state (const gchar * peer, const gchar * connection, const gchar * ice,
    gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;

  GST_INFO_OBJECT (self, "viewer %s: %s, ICE %s", peer, connection, ice);
  post_element_message (self, gst_structure_new ("webrtc-state",
          "peer", G_TYPE_STRING, peer, "connection", G_TYPE_STRING, connection,
          "ice", G_TYPE_STRING, ice, NULL));
}

static void
on_peer_removed (const gchar * peer, const gchar * reason, guint n_peers,
    gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;

  GST_INFO_OBJECT (self, "viewer %s left (%s), %u now", peer, reason, n_peers);
  post_element_message (self, gst_structure_new ("webrtc-peer-removed",
          "peer", G_TYPE_STRING, peer, "reason", G_TYPE_STRING, reason,
          "peers", G_TYPE_UINT, n_peers, NULL));
}

static void
on_command (gchar * text, gboolean must_arrive, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;

  if (command_pad_push (self->command, text, must_arrive) > 0)
    GST_DEBUG_OBJECT (self, "command queue is full");
}

static void
on_connected (const MqttServerInfo * info, gpointer user_data)
{
  gst_edge_mqtt_post_connected (user_data, info);
}

static void
on_disconnected (const GError * error, gboolean first, guint retry_in,
    gpointer user_data)
{
  gst_edge_mqtt_post_disconnected (user_data, error, first, retry_in);
}

static void
on_fatal (const GError * error, gpointer user_data)
{
  edge_post_error (user_data, error);
}

static void
on_state_changed (MqttState state, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;

  GST_OBJECT_LOCK (self);
  self->state = state;
  GST_OBJECT_UNLOCK (self);
  g_object_notify (G_OBJECT (self), "connection-state");
}

/* --- the session --- */

static MqttSignalingSession *
ref_session (GstEdgeMqttSignalingBin * self)
{
  MqttSignalingSession *session;

  GST_OBJECT_LOCK (self);
  session = self->session != NULL ?
      mqtt_signaling_session_ref (self->session) : NULL;
  GST_OBJECT_UNLOCK (self);
  return session;
}

/* "a, b" as an array; NULL for an empty list. */
static gchar **
split_list (const gchar * text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return NULL;
  parts = g_strsplit (text, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_strstrip (parts[i]);
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static void
copy_settings (GstEdgeMqttSignalingBin * self, MqttSignalingSettings * settings)
{
  GST_OBJECT_LOCK (self);
  memset (settings, 0, sizeof (*settings));
  settings->device_id = g_strdup (self->device_id);
  settings->mobile_ids = split_list (self->mobile_ids);
  settings->max_peers = self->max_peers;
  settings->video_codecs = split_list (self->video_codecs);
  settings->stun_server = g_strdup (self->stun_server);
  settings->turn_servers = split_list (self->turn_servers);
  settings->local_addresses = split_list (self->local_addresses);
  settings->relay_only =
      self->ice_transport_policy == GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY;
  settings->ice_tcp = self->ice_tcp;
  mqtt_settings_copy (&settings->mqtt, &self->mqtt);
  edge_fanout_set_settings (self->fanout, &self->bitrates);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
check_settings (const MqttSignalingSettings * settings, GError ** error)
{
  if (settings->device_id == NULL
      || !mqtt_signaling_check_id (settings->device_id)) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The device id must be 1 to 64 characters without +, # and /.",
        "device-id=%s", GST_STR_NULL (settings->device_id));
    return FALSE;
  }
  if (settings->video_codecs == NULL) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "At least one video codec must be named.", "video-codecs is empty");
    return FALSE;
  }
  for (guint i = 0; settings->video_codecs[i] != NULL; i++) {
    EdgeMediaCodec codec;

    if (edge_media_codec_from_name (settings->video_codecs[i], &codec))
      continue;
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "A video codec's name is unknown.", "video-codecs has %s",
        settings->video_codecs[i]);
    return FALSE;
  }
  for (guint i = 0; settings->turn_servers != NULL
      && settings->turn_servers[i] != NULL; i++) {
    if (g_str_has_prefix (settings->turn_servers[i], "turn://"))
      continue;
    /* libnice would send the password of turns:// in the clear. */
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "TURN servers must be given as turn://user:password@host:port.",
        "number %u of turn-servers is of another kind", i + 1);
    return FALSE;
  }
  return TRUE;
}

static gboolean
start_session (GstEdgeMqttSignalingBin * self)
{
  static const MqttSignalingCallbacks callbacks = {
    .peer_added = on_peer_added,
    .peer_state = on_peer_state,
    .peer_removed = on_peer_removed,
    .command = on_command,
    .connected = on_connected,
    .disconnected = on_disconnected,
    .fatal = on_fatal,
    .state_changed = on_state_changed,
  };
  MqttSignalingSettings settings;
  MqttSignalingSession *session = NULL;
  g_autoptr (GError) error = NULL;

  copy_settings (self, &settings);
  if (check_settings (&settings, &error)) {
    gst_edge_mqtt_warn_insecure (GST_ELEMENT (self), &settings.mqtt);
    session = mqtt_signaling_session_start (&settings, &callbacks,
        gst_object_ref (self), gst_object_unref, self->fanout, self->disposer,
        GST_OBJECT (self), &error);
  }
  mqtt_signaling_settings_clear (&settings);
  if (session == NULL) {
    edge_post_error (GST_ELEMENT (self), error);
    return FALSE;
  }
  GST_OBJECT_LOCK (self);
  self->session = session;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
stop_session (GstEdgeMqttSignalingBin * self)
{
  MqttSignalingSession *session;

  GST_OBJECT_LOCK (self);
  session = g_steal_pointer (&self->session);
  self->state = MQTT_STATE_DISCONNECTED;
  GST_OBJECT_UNLOCK (self);
  edge_fanout_stop (self->fanout);
  if (session != NULL)
    mqtt_signaling_session_stop (session);
}

/* --- from the fan-out: any thread --- */

static void
update_eos (GstEdgeMqttSignalingBin * self)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self->fanout);
  gboolean eos = inputs->len > 0;

  for (guint i = 0; i < inputs->len; i++)
    eos &= edge_fanout_input_is_eos (g_ptr_array_index (inputs, i));
  command_pad_set_eos (self->command, eos);
}

static void
on_input_changed (EdgeFanoutInput * input, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = g_weak_ref_get (user_data);
  MqttSignalingSession *session;

  if (self == NULL)
    return;
  update_eos (self);
  session = ref_session (self);
  if (session != NULL) {
    mqtt_signaling_session_inputs_changed (session);
    mqtt_signaling_session_unref (session);
  }
  gst_object_unref (self);
}

static void
on_encoder_failed (EdgeFanoutInput * input, EdgeMediaCodec codec,
    const GError * error, gboolean fatal, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = g_weak_ref_get (user_data);

  if (self == NULL)
    return;
  if (fatal)
    edge_post_warning (GST_ELEMENT (self), error);
  else
    GST_WARNING_OBJECT (self, "%s: an encoder for %s does not work: %s",
        edge_fanout_input_name (input),
        edge_media_codec_info (codec)->encoding_name, error->message);
  gst_object_unref (self);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* --- the data pad --- */

static GstFlowReturn
data_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (parent);
  MqttSignalingSession *session = ref_session (self);
  GstMapInfo map;

  if (session != NULL && gst_buffer_map (buffer, &map, GST_MAP_READ)) {
    gchar *text = viewer_message_from_data (map.data, map.size);

    gst_buffer_unmap (buffer, &map);
    if (text != NULL)
      mqtt_signaling_session_broadcast (session, text);
    else
      GST_WARNING_OBJECT (pad, "no JSON object of at most 64 KiB, dropped");
  }
  g_clear_pointer (&session, mqtt_signaling_session_unref);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

/* Nothing goes on to the media pads; EOS ends nothing. */
static gboolean
data_event (GstPad * pad, GstObject * parent, GstEvent * event)
{
  gst_event_unref (event);
  return TRUE;
}

static GstIterator *
no_internal_links (GstPad * pad, GstObject * parent)
{
  return NULL;
}

static GstPad *
add_data_pad (GstEdgeMqttSignalingBin * self)
{
  g_autoptr (GstPad) before =
      gst_element_get_static_pad (GST_ELEMENT (self), "data");
  GstPad *pad;

  if (before != NULL)
    return NULL;
  pad = gst_pad_new_from_static_template (&data_template, "data");
  gst_pad_set_chain_function (pad, data_chain);
  gst_pad_set_event_function (pad, data_event);
  gst_pad_set_iterate_internal_links_function (pad, no_internal_links);
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), pad);
  return pad;
}

/* --- media pads --- */

static gchar *
choose_pad_name (GstEdgeMqttSignalingBin * self, const gchar * media,
    const gchar * wanted)
{
  if (wanted != NULL && strchr (wanted, '%') == NULL)
    return g_strdup (wanted);
  for (guint i = 0;; i++) {
    gchar *name = g_strdup_printf ("%s_%u", media, i);
    g_autoptr (GstPad) taken =
        gst_element_get_static_pad (GST_ELEMENT (self), name);

    if (taken == NULL)
      return name;
    g_free (name);
  }
}

static GstPad *
add_media_pad (GstEdgeMqttSignalingBin * self, GstPadTemplate * templ,
    const gchar * media, const gchar * wanted)
{
  g_autofree gchar *name = choose_pad_name (self, media, wanted);
  EdgeFanoutInput *input;
  GstElement *sink;
  g_autoptr (GstPad) sink_pad = NULL;
  GstPad *pad;

  input = edge_fanout_add_input (self->fanout, name, media);
  if (input == NULL)
    return NULL;
  sink = edge_fanout_input_element (input);
  gst_bin_add (GST_BIN (self), gst_object_ref (sink));
  gst_element_sync_state_with_parent (sink);
  sink_pad = gst_element_get_static_pad (sink, "sink");
  pad = gst_ghost_pad_new_from_template (name, sink_pad, templ);
  gst_pad_set_active (pad, TRUE);
  GST_OBJECT_LOCK (self);
  g_hash_table_insert (self->inputs, pad, input);
  GST_OBJECT_UNLOCK (self);
  if (!gst_element_add_pad (GST_ELEMENT (self), pad)) {
    GST_OBJECT_LOCK (self);
    g_hash_table_steal (self->inputs, pad);
    GST_OBJECT_UNLOCK (self);
    edge_fanout_remove_input (self->fanout, input);
    gst_bin_remove (GST_BIN (self), sink);
    edge_fanout_input_unref (input);
    return NULL;
  }
  return pad;
}

static GstPad *
gst_edge_mqtt_signaling_bin_request_new_pad (GstElement * element,
    GstPadTemplate * templ, const gchar * name, const GstCaps * caps)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);

  if (g_str_equal (templ->name_template, "data"))
    return add_data_pad (self);
  if (g_str_equal (templ->name_template, "audio_%u"))
    return add_media_pad (self, templ, "audio", name);
  return add_media_pad (self, templ, "video", name);
}

static void
gst_edge_mqtt_signaling_bin_release_pad (GstElement * element, GstPad * pad)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);
  EdgeFanoutInput *input = NULL;
  GstElement *sink;

  GST_OBJECT_LOCK (self);
  if (g_hash_table_lookup_extended (self->inputs, pad, NULL,
          (gpointer *) & input))
    g_hash_table_steal (self->inputs, pad);
  GST_OBJECT_UNLOCK (self);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (element, pad);
  if (input == NULL)
    return;
  sink = edge_fanout_input_element (input);
  gst_element_set_locked_state (sink, TRUE);
  gst_element_set_state (sink, GST_STATE_NULL);
  edge_fanout_remove_input (self->fanout, input);
  gst_bin_remove (GST_BIN (self), sink);
  edge_fanout_input_unref (input);
  update_eos (self);
}

/* --- states --- */

static gboolean
check_plugins (GstEdgeMqttSignalingBin * self)
{
  static const gchar *const factories[] = { "webrtcbin", "nicesrc", "dtlsenc",
    "srtpenc", "sctpenc", "rtpbin", "rtph264pay", "h264parse", "videoconvert",
    NULL
  };

  for (guint i = 0; factories[i] != NULL; i++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (factories[i]);
    g_autoptr (GError) error = NULL;

    if (factory != NULL)
      continue;
    gst_element_post_message (GST_ELEMENT (self),
        gst_missing_element_message_new (GST_ELEMENT (self), factories[i]));
    error = edge_error_new (EDGE_ERROR_MISSING_PLUGIN,
        "A GStreamer plugin that WebRTC needs is not installed.",
        "no element \"%s\"", factories[i]);
    edge_post_error (GST_ELEMENT (self), error);
    return FALSE;
  }
  return TRUE;
}

/* Peers run on this pipeline's clock, and on the base time of its first
 * start: a later one must not move the times of those who watch. */
static void
share_clock (GstEdgeMqttSignalingBin * self)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  g_autoptr (GstClock) before = NULL;
  GstClockTime base_time;
  MqttSignalingSession *session = ref_session (self);

  if (clock != NULL && !(edge_fanout_get_clock (self->fanout, &before,
              &base_time) && before == clock))
    edge_fanout_set_clock (self->fanout, clock,
        gst_element_get_base_time (GST_ELEMENT (self)));
  if (session != NULL) {
    mqtt_signaling_session_inputs_changed (session);
    mqtt_signaling_session_unref (session);
  }
}

static GstStateChangeReturn
gst_edge_mqtt_signaling_bin_change_state (GstElement * element,
    GstStateChange transition)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);
  GstStateChangeReturn result;

  switch (transition) {
    case GST_STATE_CHANGE_NULL_TO_READY:
      if (!check_plugins (self))
        return GST_STATE_CHANGE_FAILURE;
      break;
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (!start_session (self))
        return GST_STATE_CHANGE_FAILURE;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      share_clock (self);
      command_pad_set_playing (self->command, TRUE);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      command_pad_set_playing (self->command, FALSE);
      break;
    default:
      break;
  }
  result =
      GST_ELEMENT_CLASS (gst_edge_mqtt_signaling_bin_parent_class)->change_state
      (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && result == GST_STATE_CHANGE_FAILURE))
    stop_session (self);
  return result;
}

/* gst-launch -e and the like: EOS from outside ends the commands, too. */
static gboolean
gst_edge_mqtt_signaling_bin_send_event (GstElement * element, GstEvent * event)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    command_pad_set_eos (self->command, TRUE);
    gst_event_unref (event);
    return TRUE;
  }
  return GST_ELEMENT_CLASS
      (gst_edge_mqtt_signaling_bin_parent_class)->send_event (element, event);
}

/* --- properties --- */

static void
set_string (gchar ** to, const GValue * value)
{
  g_free (*to);
  *to = g_value_dup_string (value);
}

static void
gst_edge_mqtt_signaling_bin_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);

  GST_OBJECT_LOCK (self);
  if (!gst_edge_mqtt_set_property (&self->mqtt, id, value))
    switch (id) {
      case PROP_DEVICE_ID:
        set_string (&self->device_id, value);
        break;
      case PROP_MOBILE_IDS:
        set_string (&self->mobile_ids, value);
        break;
      case PROP_MAX_PEERS:
        self->max_peers = g_value_get_uint (value);
        break;
      case PROP_VIDEO_CODECS:
        set_string (&self->video_codecs, value);
        break;
      case PROP_VIDEO_BITRATE:
        self->bitrates.video_bitrate = g_value_get_uint (value);
        break;
      case PROP_AUDIO_BITRATE:
        self->bitrates.audio_bitrate = g_value_get_uint (value);
        break;
      case PROP_STUN_SERVER:
        set_string (&self->stun_server, value);
        break;
      case PROP_TURN_SERVERS:
        set_string (&self->turn_servers, value);
        break;
      case PROP_LOCAL_ADDRESSES:
        set_string (&self->local_addresses, value);
        break;
      case PROP_ICE_TCP:
        self->ice_tcp = g_value_get_boolean (value);
        break;
      case PROP_ICE_TRANSPORT_POLICY:
        self->ice_transport_policy = g_value_get_enum (value);
        break;
      default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        break;
    }
  GST_OBJECT_UNLOCK (self);
}

static void
get_run_property (GstEdgeMqttSignalingBin * self, guint id, GValue * value)
{
  MqttSignalingSession *session = ref_session (self);

  if (id == PROP_PEERS)
    g_value_set_uint (value, session != NULL ?
        mqtt_signaling_session_count_peers (session) : 0);
  else if (session != NULL)
    g_value_take_boxed (value, mqtt_signaling_session_get_stats (session));
  else
    g_value_take_boxed (value,
        gst_structure_new_empty ("application/x-mqttsignaling-stats"));
  g_clear_pointer (&session, mqtt_signaling_session_unref);
}

static void
gst_edge_mqtt_signaling_bin_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);

  if (id == PROP_PEERS || id == PROP_STATS) {
    get_run_property (self, id, value);
    return;
  }
  GST_OBJECT_LOCK (self);
  if (!gst_edge_mqtt_get_property (&self->mqtt, self->state, id, value))
    switch (id) {
      case PROP_DEVICE_ID:
        g_value_set_string (value, self->device_id);
        break;
      case PROP_MOBILE_IDS:
        g_value_set_string (value, self->mobile_ids);
        break;
      case PROP_MAX_PEERS:
        g_value_set_uint (value, self->max_peers);
        break;
      case PROP_VIDEO_CODECS:
        g_value_set_string (value, self->video_codecs);
        break;
      case PROP_VIDEO_BITRATE:
        g_value_set_uint (value, self->bitrates.video_bitrate);
        break;
      case PROP_AUDIO_BITRATE:
        g_value_set_uint (value, self->bitrates.audio_bitrate);
        break;
      case PROP_STUN_SERVER:
        g_value_set_string (value, self->stun_server);
        break;
      case PROP_LOCAL_ADDRESSES:
        g_value_set_string (value, self->local_addresses);
        break;
      case PROP_ICE_TCP:
        g_value_set_boolean (value, self->ice_tcp);
        break;
      case PROP_ICE_TRANSPORT_POLICY:
        g_value_set_enum (value, self->ice_transport_policy);
        break;
      default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
        break;
    }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_mqtt_signaling_bin_init (GstEdgeMqttSignalingBin * self)
{
  static const EdgeFanoutCallbacks callbacks = {
    .changed = on_input_changed,
    .encoder_failed = on_encoder_failed,
  };
  GWeakRef *link = g_new (GWeakRef, 1);

  mqtt_settings_init (&self->mqtt);
  g_weak_ref_init (link, self);
  self->disposer = edge_pipeline_disposer_new ();
  self->fanout = edge_fanout_new (&callbacks, link, weak_ref_free,
      self->disposer);
  self->inputs = g_hash_table_new (NULL, NULL);
  self->command = command_pad_new (GST_ELEMENT (self), &command_template);
  gst_element_add_pad (GST_ELEMENT (self),
      gst_object_ref (command_pad_get_pad (self->command)));
  /* The commands have their source here. */
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
}

static void
gst_edge_mqtt_signaling_bin_dispose (GObject * object)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);
  GHashTableIter iter;
  gpointer input;

  /* GstBin drops its children before GstElement releases request pads. */
  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &input)) {
    edge_fanout_remove_input (self->fanout, input);
    edge_fanout_input_unref (input);
    g_hash_table_iter_steal (&iter);
  }
  G_OBJECT_CLASS (gst_edge_mqtt_signaling_bin_parent_class)->dispose (object);
}

static void
gst_edge_mqtt_signaling_bin_finalize (GObject * object)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);

  command_pad_free (self->command);
  g_hash_table_unref (self->inputs);
  edge_fanout_unref (self->fanout);
  edge_pipeline_disposer_unref (self->disposer);
  g_free (self->local_addresses);
  g_free (self->turn_servers);
  g_free (self->stun_server);
  g_free (self->video_codecs);
  g_free (self->mobile_ids);
  g_free (self->device_id);
  mqtt_settings_clear (&self->mqtt);
  G_OBJECT_CLASS (gst_edge_mqtt_signaling_bin_parent_class)->finalize (object);
}

#define READWRITE (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)

static void
install_properties (GObjectClass * klass)
{
  gst_edge_mqtt_install_properties (klass, FALSE);
  g_object_class_install_property (klass, PROP_DEVICE_ID,
      g_param_spec_string ("device-id", "Device ID",
          "Name of this device in topics and messages", DEFAULT_DEVICE_ID,
          READWRITE));
  g_object_class_install_property (klass, PROP_MOBILE_IDS,
      g_param_spec_string ("mobile-ids", "Mobile IDs",
          "Who may call, separated by commas (unset = everybody)", NULL,
          READWRITE));
  g_object_class_install_property (klass, PROP_MAX_PEERS,
      g_param_spec_uint ("max-peers", "Most viewers",
          "Viewers at the same time; one more is refused", 1, 1000,
          DEFAULT_MAX_PEERS, READWRITE));
  g_object_class_install_property (klass, PROP_VIDEO_CODECS,
      g_param_spec_string ("video-codecs", "Video codecs",
          "Codecs for raw pictures, best first, separated by commas",
          DEFAULT_VIDEO_CODECS, READWRITE));
  g_object_class_install_property (klass, PROP_VIDEO_BITRATE,
      g_param_spec_uint ("video-bitrate", "Video bitrate",
          "Bitrate for raw pictures, in bits/s", 1000, G_MAXINT,
          DEFAULT_VIDEO_BITRATE, READWRITE));
  g_object_class_install_property (klass, PROP_AUDIO_BITRATE,
      g_param_spec_uint ("audio-bitrate", "Audio bitrate",
          "Bitrate for raw sound, in bits/s", 4000, 650000,
          DEFAULT_AUDIO_BITRATE, READWRITE));
  g_object_class_install_property (klass, PROP_STUN_SERVER,
      g_param_spec_string ("stun-server", "STUN server",
          "STUN server as stun://host:port (unset = none)", NULL, READWRITE));
  g_object_class_install_property (klass, PROP_TURN_SERVERS,
      g_param_spec_string ("turn-servers", "TURN servers",
          "TURN servers as turn://user:password@host:port, separated by "
          "commas; write-only", NULL, (READWRITE & ~G_PARAM_READABLE)));
  g_object_class_install_property (klass, PROP_LOCAL_ADDRESSES,
      g_param_spec_string ("local-addresses", "Local addresses",
          "Addresses to offer to viewers, separated by commas (unset = those "
          "of all interfaces but the loopback one)", NULL, READWRITE));
  g_object_class_install_property (klass, PROP_ICE_TCP,
      g_param_spec_boolean ("ice-tcp", "ICE over TCP",
          "Offer TCP candidates, too", DEFAULT_ICE_TCP, READWRITE));
  g_object_class_install_property (klass, PROP_ICE_TRANSPORT_POLICY,
      g_param_spec_enum ("ice-transport-policy", "ICE transport policy",
          "Which ways to a viewer are allowed",
          GST_TYPE_WEBRTC_ICE_TRANSPORT_POLICY, DEFAULT_ICE_TRANSPORT_POLICY,
          READWRITE));
  g_object_class_install_property (klass, PROP_PEERS,
      g_param_spec_uint ("peers", "Viewers", "Viewers now", 0, G_MAXUINT, 0,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since the start, and an array of structures, one per viewer",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_edge_mqtt_signaling_bin_class_init (GstEdgeMqttSignalingBinClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (mqttsignalingbin_debug, "mqttsignalingbin", 0,
      "WebRTC signalled over MQTT");
  object_class->set_property = gst_edge_mqtt_signaling_bin_set_property;
  object_class->get_property = gst_edge_mqtt_signaling_bin_get_property;
  object_class->dispose = gst_edge_mqtt_signaling_bin_dispose;
  object_class->finalize = gst_edge_mqtt_signaling_bin_finalize;
  install_properties (object_class);

  element_class->change_state = gst_edge_mqtt_signaling_bin_change_state;
  element_class->send_event = gst_edge_mqtt_signaling_bin_send_event;
  element_class->request_new_pad = gst_edge_mqtt_signaling_bin_request_new_pad;
  element_class->release_pad = gst_edge_mqtt_signaling_bin_release_pad;
  gst_element_class_add_static_pad_template (element_class, &video_template);
  gst_element_class_add_static_pad_template (element_class, &audio_template);
  gst_element_class_add_static_pad_template (element_class, &data_template);
  gst_element_class_add_static_pad_template (element_class, &command_template);
  gst_element_class_set_static_metadata (element_class,
      "WebRTC over MQTT", "Sink/Source/Network/WebRTC",
      "Shows media to browsers by WebRTC, called over MQTT, and takes their "
      "commands",
      "gst-plugins-edge maintainers <gst-plugins-edge@example.com>");
}
