/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include "edgeerror.h"
#include "turnservers.h"

#define TICK_INTERVAL 500       /* milliseconds */

/* --- from other threads to the context's --- */

static void
event_free (gpointer data)
{
  EdgePeerEvent *event = data;

  edge_peer_unref (event->peer);
  g_free (event->text);
  g_clear_object (&event->object);
  g_clear_pointer (&event->structure, gst_structure_free);
  g_free (event);
}

static gboolean
event_dispatch (gpointer data)
{
  EdgePeerEvent *event = data;

  if (!event->peer->closed)
    event->handler (event->peer, event);
  return G_SOURCE_REMOVE;
}

EdgePeerEvent *
edge_peer_event_new (EdgePeer * self, EdgePeerHandler handler)
{
  EdgePeerEvent *event = g_new0 (EdgePeerEvent, 1);

  event->peer = edge_peer_ref (self);
  event->handler = handler;
  return event;
}

void
edge_peer_event_post (EdgePeerEvent * event)
{
  /* The event's own reference may be gone before the lock is. */
  EdgePeer *self = edge_peer_ref (event->peer);
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, event_dispatch, event, event_free);
  /* Nobody may be there to take what comes after close(). */
  g_mutex_lock (&self->lock);
  if (!self->deaf)
    g_source_attach (source, self->context);
  g_mutex_unlock (&self->lock);
  g_source_unref (source);
  edge_peer_unref (self);
}

static void
peer_unref_closure (gpointer data, GClosure * closure)
{
  edge_peer_unref (data);
}

void
edge_peer_connect (EdgePeer * self, gpointer object, const gchar * signal,
    GCallback handler)
{
  g_signal_connect_data (object, signal, handler, edge_peer_ref (self),
      peer_unref_closure, 0);
}

/* --- candidates --- */

static void
handle_candidate (EdgePeer * self, EdgePeerEvent * event)
{
  const EdgeSdpOffer *offer = edge_peer_get_offer (self);

  edge_ice_paths_add_local (self->paths, event->text);
  edge_peer_update_path (self);
  /* webrtcbin numbers its one transport 0, the peer by its BUNDLE. */
  if (offer != NULL)
    self->callbacks.candidate (self, event->text,
        offer->media[offer->bundle_index].mid, offer->bundle_index,
        self->user_data);
}

static void
on_ice_candidate (GstElement * webrtc, guint mline_index,
    const gchar * candidate, EdgePeer * self)
{
  EdgePeerEvent *event = edge_peer_event_new (self, handle_candidate);

  event->text = g_strdup (candidate);
  edge_peer_event_post (event);
}

/* GStreamer 1.22 does not say by itself that there are no more. */
static void
on_gathering_state (GstElement * webrtc, GParamSpec * pspec, EdgePeer * self)
{
  GstWebRTCICEGatheringState state;

  g_object_get (webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    on_ice_candidate (webrtc, 0, "", self);
}

static void
clear_early_candidate (gpointer data)
{
  g_free (((EarlyCandidate *) data)->candidate);
}

void
edge_peer_add_candidate (EdgePeer * self, guint mline_index,
    const gchar * candidate)
{
  EarlyCandidate early = { mline_index, NULL };

  if (self->closed)
    return;
  edge_ice_paths_add_remote (self->paths, candidate);
  edge_peer_update_path (self);
  if (self->has_remote) {
    g_signal_emit_by_name (self->webrtc, "add-ice-candidate", mline_index,
        candidate);
  } else if (self->early_candidates->len < EDGE_PEER_MAX_CANDIDATES) {
    early.candidate = g_strdup (candidate);
    g_array_append_val (self->early_candidates, early);
  }
}

void
edge_peer_flush_candidates (EdgePeer * self)
{
  self->has_remote = TRUE;
  for (guint i = 0; i < self->early_candidates->len; i++) {
    EarlyCandidate *early =
        &g_array_index (self->early_candidates, EarlyCandidate, i);

    g_signal_emit_by_name (self->webrtc, "add-ice-candidate",
        early->mline_index, early->candidate);
  }
  g_array_set_size (self->early_candidates, 0);
}

/* --- life --- */

/* What the other side sends and nobody takes must still flow. */
static void
on_pad_added (GstElement * webrtc, GstPad * pad, EdgePeer * self)
{
  GstElement *sink;
  g_autoptr (GstPad) sink_pad = NULL;
  g_autoptr (GstObject) pipeline = NULL;

  if (gst_pad_get_direction (pad) != GST_PAD_SRC)
    return;
  sink = gst_element_factory_make ("fakesink", NULL);
  pipeline = gst_object_get_parent (GST_OBJECT (webrtc));
  if (sink == NULL || pipeline == NULL) {
    gst_clear_object (&sink);
    return;
  }
  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (pipeline), sink);
  sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_link (pad, sink_pad);
  gst_element_sync_state_with_parent (sink);
}

static void
set_up_ice (EdgePeer * self, const EdgePeerSettings * settings)
{
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;
  gboolean added;

  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  if (ice == NULL)
    return;
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (ice), "agent"))
    g_object_get (ice, "agent", &agent, NULL);
  if (agent != NULL) {
    /* upnp would talk to the router; keepalive-conncheck notices in the end
     * (45 s) that a peer without media is gone. */
    g_object_set (agent, "upnp", FALSE, "keepalive-conncheck", TRUE, "ice-tcp",
        settings->ice_tcp, NULL);
    edge_peer_watch_path (self, agent);
  }
  for (guint i = 0; settings->local_addresses != NULL
      && settings->local_addresses[i] != NULL; i++)
    g_signal_emit_by_name (ice, "add-local-ip-address",
        settings->local_addresses[i], &added);
  edge_turn_servers_add (GST_WEBRTC_ICE (ice), settings->turn_servers);
}

static void
set_up_pipeline (EdgePeer * self, const EdgePeerSettings * settings)
{
  g_autoptr (GstBus) bus = NULL;

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, edge_peer_on_bus_message, edge_peer_ref (self),
      (GDestroyNotify) edge_peer_unref);
  if (settings->clock != NULL) {
    gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), settings->clock);
    gst_element_set_base_time (self->pipeline, settings->base_time);
    gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  }
  edge_peer_connect (self, self->pipeline, "deep-element-added",
      G_CALLBACK (edge_peer_on_element_added));
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  g_object_set (self->webrtc, "latency", 0, "ice-transport-policy",
      settings->relay_only ?
      GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY :
      GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL, "bundle-policy",
      GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, NULL);
  if (settings->stun_server != NULL)
    g_object_set (self->webrtc, "stun-server", settings->stun_server, NULL);
  edge_peer_connect (self, self->webrtc, "on-ice-candidate",
      G_CALLBACK (on_ice_candidate));
  edge_peer_connect (self, self->webrtc, "notify::ice-gathering-state",
      G_CALLBACK (on_gathering_state));
  edge_peer_connect (self, self->webrtc, "notify::connection-state",
      G_CALLBACK (edge_peer_on_states));
  edge_peer_connect (self, self->webrtc, "notify::ice-connection-state",
      G_CALLBACK (edge_peer_on_states));
  edge_peer_connect (self, self->webrtc, "prepare-data-channel",
      G_CALLBACK (edge_peer_on_prepare_channel));
  edge_peer_connect (self, self->webrtc, "on-data-channel",
      G_CALLBACK (edge_peer_on_data_channel));
  edge_peer_connect (self, self->webrtc, "pad-added",
      G_CALLBACK (on_pad_added));
  set_up_ice (self, settings);
  gst_element_set_state (self->pipeline, GST_STATE_READY);
}

EdgePeer *
edge_peer_new (const EdgePeerSettings * settings,
    const EdgePeerCallbacks * callbacks, gpointer user_data, GError ** error)
{
  GstElement *webrtc = gst_element_factory_make ("webrtcbin", NULL);
  EdgePeer *self;

  if (webrtc == NULL) {
    edge_set_error (error, EDGE_ERROR_MISSING_PLUGIN,
        "GStreamer's WebRTC plugin is missing.", "no element \"webrtcbin\"");
    return NULL;
  }
  self = g_new0 (EdgePeer, 1);
  self->refs = 1;
  g_mutex_init (&self->lock);
  g_cond_init (&self->step_done);
  self->context = g_main_context_ref (settings->context);
  self->disposer = edge_pipeline_disposer_ref (settings->disposer);
  self->role = settings->role;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->early_candidates = g_array_new (FALSE, FALSE, sizeof (EarlyCandidate));
  g_array_set_clear_func (self->early_candidates, clear_early_candidate);
  self->tracks = g_ptr_array_new_with_free_func ((GDestroyNotify)
      edge_peer_track_free);
  self->paths = edge_ice_paths_new ();
  self->relay_only = settings->relay_only;
  self->created = g_get_monotonic_time ();
  self->webrtc = webrtc;
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->messages = edge_message_lanes_new ();
  set_up_pipeline (self, settings);

  self->tick = g_timeout_source_new (TICK_INTERVAL);
  g_source_set_callback (self->tick, edge_peer_on_tick, edge_peer_ref (self),
      (GDestroyNotify) edge_peer_unref);
  g_source_attach (self->tick, self->context);
  return self;
}

EdgePeer *
edge_peer_ref (EdgePeer * self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
edge_peer_unref (EdgePeer * self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  edge_peer_close (self);
  g_ptr_array_unref (self->tracks);
  edge_ice_paths_free (self->paths);
  g_strfreev (self->pair);
  g_array_unref (self->early_candidates);
  g_ptr_array_unref (self->channels);
  edge_message_lanes_free (self->messages);
  g_clear_pointer (&self->offer, edge_sdp_offer_free);
  g_clear_pointer (&self->fanout, edge_fanout_unref);
  edge_pipeline_disposer_unref (self->disposer);
  g_main_context_unref (self->context);
  g_cond_clear (&self->step_done);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
edge_peer_close (EdgePeer * self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_mutex_lock (&self->lock);
  self->deaf = TRUE;
  g_mutex_unlock (&self->lock);
  g_source_destroy (self->tick);
  g_clear_pointer (&self->tick, g_source_unref);
  g_ptr_array_set_size (self->tracks, 0);
  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  g_signal_handlers_disconnect_by_data (self->pipeline, self);
  self->webrtc = NULL;
  edge_pipeline_disposer_take (self->disposer,
      g_steal_pointer (&self->pipeline), edge_peer_close_channels,
      edge_peer_drop_channels, edge_peer_ref (self));
}
