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
 * `from` set to who sent them. A viewer may open two channels: an ordered one,
 * and one labelled `motion`, unordered and without retransmits, for what is
 * outdated soon. A stop waits behind no motion. What arrives at the request pad
 * `data` goes to all viewers. EOS on `data` ends nothing; when all media pads are at EOS,
 * `command` is, too. Media survives an outage of the broker.
 *
 * On the ordered channel a viewer hears once per second when a picture was
 * captured (`clock`: the RTP time stamp and the time of day), and may ask to
 * hold pictures back or not: `{"set":"playout","value":"smooth"}` or `"quick"`.
 *
 * A pipeline may lead from `command` over a robot back to `data`. GstBin prints
 * the warning "loop detected in the graph of bin" for it; where warnings are
 * fatal, let the application pass on what comes at one of the two pads.
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
 * lost, failed, closed, timeout, replaced, expired, stopped or error).
 * `peer-failed` (mobile, reason, message: a sentence that says what repairs it)
 * tells why a connection did not come about or carries nothing; reason is
 * no-candidates, only-mdns, other-network, no-relay, udp-blocked, dtls or
 * no-media, as in the error that the viewer gets.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>

#include "commandpad.h"
#include "datapad.h"
#include "edgeerror.h"
#include "fanout.h"
#include "graphloop.h"
#include "gstmqttelements.h"
#include "gstmqttproperties.h"
#include "gstmqttsignalingmessages.h"
#include "gstmqttsignalingproperties.h"
#include "mqttsignaling.h"
#include "mqttsignalingsession.h"
#include "webrtcplugins.h"

GST_DEBUG_CATEGORY (mqttsignalingbin_debug);
#define GST_CAT_DEFAULT mqttsignalingbin_debug

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
  GraphLoop *loop;

  /* Properties, protected by the object lock. */
  MqttSignalingProperties properties;

  /* Protected by the object lock. */
  MqttSignalingSession *session;
  MqttState state;
  GHashTable *inputs;           /* ghost pad -> EdgeFanoutInput */
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

static guint
on_command (const gchar * peer, gchar * text, CommandKind kind,
    gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = user_data;
  guint lost = command_pad_push_from (self->command, peer, text, kind);

  if (lost > 0)
    GST_DEBUG_OBJECT (self, "%u commands lost: not playing, or too many", lost);
  return lost;
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
on_subscribed (const gchar * filter, guint granted, gpointer user_data)
{
  gst_edge_mqtt_post_subscribed (user_data, filter, granted);
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

static gboolean
start_session (GstEdgeMqttSignalingBin * self)
{
  static const MqttSignalingCallbacks callbacks = {
    .peer_added = gst_edge_mqtt_signaling_post_peer_added,
    .peer_state = gst_edge_mqtt_signaling_post_peer_state,
    .peer_failed = gst_edge_mqtt_signaling_post_peer_failed,
    .peer_removed = gst_edge_mqtt_signaling_post_peer_removed,
    .source = gst_edge_mqtt_signaling_post_source,
    .command = on_command,
    .connected = on_connected,
    .disconnected = on_disconnected,
    .subscribed = on_subscribed,
    .fatal = on_fatal,
    .state_changed = on_state_changed,
  };
  MqttSignalingSettings settings;
  MqttSignalingSession *session = NULL;
  g_autoptr (GError) error = NULL;

  GST_OBJECT_LOCK (self);
  gst_edge_mqtt_signaling_properties_read (&self->properties, &settings);
  edge_fanout_set_settings (self->fanout, &self->properties.bitrates);
  GST_OBJECT_UNLOCK (self);
  if (mqtt_signaling_settings_resolve (&settings, &error)) {
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
on_source_changed (EdgeFanoutInput * input, gpointer user_data)
{
  GstEdgeMqttSignalingBin *self = g_weak_ref_get (user_data);
  MqttSignalingSession *session = self != NULL ? ref_session (self) : NULL;

  if (session != NULL)
    mqtt_signaling_session_sources_changed (session);
  g_clear_pointer (&session, mqtt_signaling_session_unref);
  gst_clear_object (&self);
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

static void
on_data (GstElement * element, gchar * text)
{
  MqttSignalingSession *session =
      ref_session (GST_EDGE_MQTT_SIGNALING_BIN (element));

  if (session == NULL) {
    g_free (text);
    return;
  }
  mqtt_signaling_session_broadcast (session, text);
  mqtt_signaling_session_unref (session);
}

static GstPad *
add_data_pad (GstEdgeMqttSignalingBin * self)
{
  g_autoptr (GstPad) before =
      gst_element_get_static_pad (GST_ELEMENT (self), "data");
  GstPad *pad;

  if (before != NULL)
    return NULL;
  pad = data_pad_new (&data_template, on_data);
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

/* Takes input. */
static void
remove_input (GstEdgeMqttSignalingBin * self, EdgeFanoutInput * input)
{
  GstElement *sink = edge_fanout_input_element (input);

  gst_element_set_locked_state (sink, TRUE);
  gst_element_set_state (sink, GST_STATE_NULL);
  edge_fanout_remove_input (self->fanout, input);
  if (GST_OBJECT_PARENT (sink) != NULL)
    gst_bin_remove (GST_BIN (self), sink);
  edge_fanout_input_unref (input);
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
  if (!gst_bin_add (GST_BIN (self), sink)) {
    remove_input (self, input);
    return NULL;
  }
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
    remove_input (self, input);
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

  GST_OBJECT_LOCK (self);
  if (g_hash_table_lookup_extended (self->inputs, pad, NULL,
          (gpointer *) & input))
    g_hash_table_steal (self->inputs, pad);
  GST_OBJECT_UNLOCK (self);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (element, pad);
  if (input == NULL)
    return;
  remove_input (self, input);
  update_eos (self);
}

/* --- states --- */

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

static void
release_inputs (GstElement * element, gboolean release)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);
  GHashTableIter iter;
  gpointer input;
  g_autoptr (GPtrArray) sinks =
      g_ptr_array_new_with_free_func (gst_object_unref);

  GST_OBJECT_LOCK (self);
  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &input))
    g_ptr_array_add (sinks, gst_object_ref (edge_fanout_input_element (input)));
  GST_OBJECT_UNLOCK (self);
  for (guint i = 0; i < sinks->len; i++) {
    gst_element_set_locked_state (sinks->pdata[i], release);
    if (release)
      gst_element_set_state (sinks->pdata[i], GST_STATE_READY);
  }
}

static GstStateChangeReturn
gst_edge_mqtt_signaling_bin_change_state (GstElement * element,
    GstStateChange transition)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);
  g_autoptr (GstPad) data = gst_element_get_static_pad (element, "data");
  GstStateChangeReturn result;

  switch (transition) {
    case GST_STATE_CHANGE_NULL_TO_READY:
      if (!webrtc_plugins_check (element))
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
  graph_loop_before (self->loop, transition);
  result =
      GST_ELEMENT_CLASS (gst_edge_mqtt_signaling_bin_parent_class)->change_state
      (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED
          && result == GST_STATE_CHANGE_FAILURE))
    stop_session (self);
  if (result != GST_STATE_CHANGE_FAILURE)
    graph_loop_after (self->loop, transition, data);
  return result;
}

/* gst-launch -e and the like: EOS from outside ends the commands, too. */
static gboolean
gst_edge_mqtt_signaling_bin_send_event (GstElement * element, GstEvent * event)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (element);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    command_pad_end (self->command);
    gst_event_unref (event);
    return TRUE;
  }
  return GST_ELEMENT_CLASS
      (gst_edge_mqtt_signaling_bin_parent_class)->send_event (element, event);
}

/* --- properties --- */

static void
get_run_property (GstEdgeMqttSignalingBin * self, guint id, GValue * value)
{
  MqttSignalingSession *session = ref_session (self);
  GstStructure *stats;

  if (id == MQTT_SIGNALING_PROP_PEERS) {
    g_value_set_uint (value, session != NULL ?
        mqtt_signaling_session_count_peers (session) : 0);
  } else {
    stats = session != NULL ? mqtt_signaling_session_get_stats (session) :
        gst_structure_new_empty ("application/x-mqttsignaling-stats");
    gst_structure_set (stats, "ending", G_TYPE_UINT,
        edge_pipeline_disposer_count (self->disposer), NULL);
    g_value_take_boxed (value, stats);
  }
  g_clear_pointer (&session, mqtt_signaling_session_unref);
}

static void
gst_edge_mqtt_signaling_bin_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);
  gboolean known;

  GST_OBJECT_LOCK (self);
  known = gst_edge_mqtt_signaling_set_property (&self->properties, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_edge_mqtt_signaling_bin_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstEdgeMqttSignalingBin *self = GST_EDGE_MQTT_SIGNALING_BIN (object);
  gboolean known;

  if (id == MQTT_SIGNALING_PROP_PEERS || id == MQTT_SIGNALING_PROP_STATS) {
    get_run_property (self, id, value);
    return;
  }
  GST_OBJECT_LOCK (self);
  known = gst_edge_mqtt_signaling_get_property (&self->properties, self->state,
      id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gst_edge_mqtt_signaling_bin_init (GstEdgeMqttSignalingBin * self)
{
  static const EdgeFanoutCallbacks callbacks = {
    .changed = on_input_changed,
    .source_changed = on_source_changed,
    .encoder_failed = on_encoder_failed,
  };
  GWeakRef *link = g_new (GWeakRef, 1);

  mqtt_settings_init (&self->properties.mqtt);
  g_weak_ref_init (link, self);
  self->disposer = edge_pipeline_disposer_new ();
  self->fanout = edge_fanout_new (&callbacks, link, weak_ref_free,
      self->disposer);
  self->inputs = g_hash_table_new (NULL, NULL);
  self->command = command_pad_new (GST_ELEMENT (self), &command_template);
  self->loop = graph_loop_new (GST_ELEMENT (self), release_inputs);
  gst_element_add_pad (GST_ELEMENT (self), command_pad_get_pad (self->command));
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

  graph_loop_free (self->loop);
  command_pad_free (self->command);
  g_hash_table_unref (self->inputs);
  edge_fanout_unref (self->fanout);
  edge_pipeline_disposer_unref (self->disposer);
  gst_edge_mqtt_signaling_properties_clear (&self->properties);
  G_OBJECT_CLASS (gst_edge_mqtt_signaling_bin_parent_class)->finalize (object);
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
  gst_edge_mqtt_signaling_install_properties (object_class);

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
