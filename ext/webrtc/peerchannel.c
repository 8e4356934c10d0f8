/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "datachannels.h"
#include "icesilence.h"
#include "peerinternal.h"

#include <string.h>

/* Bytes of ours that wait in a data channel. */
#define MAX_BUFFERED_AMOUNT (256 * 1024)
/* Data channels that one viewer may open in vain. */
#define MAX_SURPLUS 16
/* And at all, one after the other: webrtcbin keeps the elements of a closed
 * channel until the end. */
#define MAX_CHANNELS 64
/* Of the channel whose messages may be lost. */
#define MOTION_LABEL "motion"

/* --- messages --- */

static void handle_message (EdgePeer * self, EdgePeerEvent * event);

static void
schedule_messages (EdgePeer * self)
{
  if (g_atomic_int_compare_and_exchange (&self->messages_scheduled, FALSE,
          TRUE))
    edge_peer_event_post (edge_peer_event_new (self, handle_message));
}

/* One at a time: other peers have messages, too. */
static void
handle_message (EdgePeer * self, EdgePeerEvent * event)
{
  g_autofree gchar *text = NULL;
  gsize size;

  g_atomic_int_set (&self->messages_scheduled, FALSE);
  /* A channel can be open before the connection's state says so. */
  if (!edge_message_lanes_pop (self->messages, &text, &size)
      || !edge_peer_verify (self))
    return;
  schedule_messages (self);
  self->callbacks.message (self, text, size, self->user_data);
}

static gboolean
is_urgent (EdgePeer * self, const gchar * text, gsize size)
{
  return self->callbacks.is_urgent != NULL && text != NULL
      && self->callbacks.is_urgent (text, size);
}

static void
take_message (EdgePeer * self, EdgeMessageLane lane, const gchar * text)
{
  gsize size = text != NULL ? strlen (text) : 0;
  /* Too long: told by its size alone. */
  gchar *kept = size <= EDGE_PEER_MAX_MESSAGE ? g_strdup (text) : NULL;
  guint lost = edge_message_lanes_push (self->messages, lane, kept, size,
      is_urgent (self, kept, size));

  g_atomic_int_set (&self->heard, TRUE);
  g_atomic_int_add (&self->dropped_messages, lost);
  schedule_messages (self);
}

static void
on_control_message (GObject * channel, const gchar * text, EdgePeer * self)
{
  take_message (self, EDGE_MESSAGE_LANE_CONTROL, text);
}

static void
on_motion_message (GObject * channel, const gchar * text, EdgePeer * self)
{
  take_message (self, EDGE_MESSAGE_LANE_MOTION, text);
}

/* --- channels --- */

static void
handle_control_open (EdgePeer * self, EdgePeerEvent * event)
{
  if (!edge_peer_verify (self))
    return;
  g_set_object (&self->channel, event->object);
  self->callbacks.channel_open (self, self->user_data);
  edge_peer_tell_clocks (self);
}

static void
on_control_open (GObject * channel, EdgePeer * self)
{
  EdgePeerEvent *event = edge_peer_event_new (self, handle_control_open);

  event->object = g_object_ref (channel);
  edge_peer_event_post (event);
}

static void
handle_surplus_open (EdgePeer * self, EdgePeerEvent * event)
{
  g_signal_emit_by_name (event->object, "close");
}

static void
on_surplus_open (GObject * channel, EdgePeer * self)
{
  EdgePeerEvent *event = edge_peer_event_new (self, handle_surplus_open);

  event->object = g_object_ref (channel);
  edge_peer_event_post (event);
}

static void
handle_channel_close (EdgePeer * self, EdgePeerEvent * event)
{
  if (self->channel == event->object)
    g_clear_object (&self->channel);
}

static void
on_channel_close (GObject * channel, EdgePeer * self)
{
  EdgePeerEvent *event = edge_peer_event_new (self, handle_channel_close);

  event->object = g_object_ref (channel);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < EDGE_MESSAGE_N_LANES; i++) {
    if (self->lanes[i] == channel)
      self->lanes[i] = NULL;
  }
  g_mutex_unlock (&self->lock);
  edge_peer_event_post (event);
}

static void
handle_too_many_channels (EdgePeer * self, EdgePeerEvent * event)
{
  edge_peer_end (self, "error", "The viewer opened too many data channels.");
}

/* The pad probe, the appsink callbacks and the bins of a data channel hold no
 * reference to it, and webrtcbin drops its own when the channel closes, though
 * their threads may be at work: it lives as long as they do. webrtcbin's lock is
 * held here. */
void
edge_peer_on_prepare_channel (GstElement * webrtc, GObject * channel,
    gboolean is_local, EdgePeer * self)
{
  gboolean too_many;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->channels, g_object_ref (channel));
  too_many = self->channels->len > MAX_CHANNELS;
  g_mutex_unlock (&self->lock);
  if (too_many)
    edge_peer_event_post (edge_peer_event_new (self, handle_too_many_channels));
}

/* handler is called when channel is open, at once if it is. */
static void
when_open (EdgePeer * self, GObject * channel,
    void (*handler) (GObject *, EdgePeer *))
{
  GstWebRTCDataChannelState state;

  g_object_get (channel, "ready-state", &state, NULL);
  if (state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
    handler (channel, self);
  else
    edge_peer_connect (self, channel, "on-open", G_CALLBACK (handler));
}

/* TRUE if the lane was free and is channel's now. */
static gboolean
admit_channel (EdgePeer * self, GObject * channel, EdgeMessageLane lane)
{
  gboolean admitted, too_many;

  g_mutex_lock (&self->lock);
  admitted = self->lanes[lane] == NULL;
  if (admitted)
    self->lanes[lane] = channel;
  too_many = !admitted && ++self->n_surplus > MAX_SURPLUS;
  g_mutex_unlock (&self->lock);
  if (too_many)
    edge_peer_event_post (edge_peer_event_new (self, handle_too_many_channels));
  return admitted;
}

void
edge_peer_on_data_channel (GstElement * webrtc, GObject * channel,
    EdgePeer * self)
{
  g_autofree gchar *label = NULL;
  EdgeMessageLane lane;
  gboolean admitted;

  g_object_get (channel, "label", &label, NULL);
  lane = g_strcmp0 (label, MOTION_LABEL) == 0 ? EDGE_MESSAGE_LANE_MOTION :
      EDGE_MESSAGE_LANE_CONTROL;
  admitted = admit_channel (self, channel, lane);
  edge_peer_connect (self, channel, "on-close", G_CALLBACK (on_channel_close));
  if (!admitted) {
    when_open (self, channel, on_surplus_open);
  } else if (lane == EDGE_MESSAGE_LANE_MOTION) {
    edge_peer_connect (self, channel, "on-message-string",
        G_CALLBACK (on_motion_message));
  } else {
    edge_peer_connect (self, channel, "on-message-string",
        G_CALLBACK (on_control_message));
    when_open (self, channel, on_control_open);
  }
}

void
edge_peer_close_channels (GstElement * pipeline, gpointer user_data)
{
  EdgePeer *self = user_data;
  g_autoptr (GPtrArray) channels =
      g_ptr_array_new_with_free_func (g_object_unref);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->channels->len; i++)
    g_ptr_array_add (channels, g_object_ref (self->channels->pdata[i]));
  g_mutex_unlock (&self->lock);
  edge_data_channels_close (GST_BIN (pipeline), channels);
  edge_peer_wait_for_steps (self);
  edge_ice_silence (GST_BIN (pipeline));
}

void
edge_peer_drop_channels (gpointer user_data)
{
  EdgePeer *self = user_data;
  g_autoptr (GPtrArray) channels = NULL;

  g_mutex_lock (&self->lock);
  channels = g_steal_pointer (&self->channels);
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_unlock (&self->lock);
  /* Their handlers keep the peer. */
  for (guint i = 0; i < channels->len; i++)
    g_signal_handlers_disconnect_by_data (channels->pdata[i], self);
  edge_peer_unref (self);
}

gboolean
edge_peer_send (EdgePeer * self, const gchar * text)
{
  GstWebRTCDataChannelState state;
  guint64 waiting;

  if (self->closed || self->channel == NULL)
    return FALSE;
  g_object_get (self->channel, "ready-state", &state, "buffered-amount",
      &waiting, NULL);
  if (state != GST_WEBRTC_DATA_CHANNEL_STATE_OPEN
      || waiting > MAX_BUFFERED_AMOUNT)
    return FALSE;
  g_signal_emit_by_name (self->channel, "send-string", text);
  return TRUE;
}
