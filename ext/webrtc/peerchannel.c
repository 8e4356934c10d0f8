/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "datachannels.h"
#include "peerinternal.h"

#include <string.h>

/* Messages of the other side that wait for our thread. */
#define MAX_PENDING_MESSAGES 256
/* Urgent ones among them. */
#define MAX_PENDING_URGENT 1024
/* Bytes of ours that wait in a data channel. */
#define MAX_BUFFERED_AMOUNT (256 * 1024)

/* --- data channel --- */

static void
handle_message (EdgePeer * self, EdgePeerEvent * event)
{
  g_atomic_int_add (&self->pending_messages, -1);
  /* A channel can be open before the connection's state says so. */
  if (edge_peer_verify (self))
    self->callbacks.message (self, event->text, event->number, self->user_data);
}

static gboolean
is_urgent (EdgePeer * self, const gchar * text, gsize size)
{
  return self->callbacks.is_urgent != NULL && size <= EDGE_PEER_MAX_MESSAGE
      && text != NULL && self->callbacks.is_urgent (text, size);
}

static void
on_message (GObject * channel, const gchar * text, EdgePeer * self)
{
  gsize size = text != NULL ? strlen (text) : 0;
  EdgePeerEvent *event;
  gint waiting = g_atomic_int_add (&self->pending_messages, 1);

  g_atomic_int_set (&self->heard, TRUE);
  if (waiting >= MAX_PENDING_MESSAGES && (waiting >= MAX_PENDING_URGENT
          || !is_urgent (self, text, size))) {
    g_atomic_int_add (&self->pending_messages, -1);
    g_atomic_int_inc (&self->dropped_messages);
    return;
  }
  event = edge_peer_event_new (self, handle_message);
  /* Too long: told by its size alone. */
  event->text = size <= EDGE_PEER_MAX_MESSAGE ? g_strdup (text) : NULL;
  event->number = MIN (size, G_MAXUINT);
  edge_peer_event_post (event);
}

static void
handle_channel_open (EdgePeer * self, EdgePeerEvent * event)
{
  if (!edge_peer_verify (self))
    return;
  if (self->channel == NULL)
    self->channel = g_object_ref (event->object);
  if (self->channel == event->object)
    self->callbacks.channel_open (self, self->user_data);
}

static void
on_channel_open (GObject * channel, EdgePeer * self)
{
  EdgePeerEvent *event = edge_peer_event_new (self, handle_channel_open);

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
  edge_peer_event_post (event);
}

void
edge_peer_on_data_channel (GstElement * webrtc, GObject * channel,
    EdgePeer * self)
{
  GstWebRTCDataChannelState state;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->channels, g_object_ref (channel));
  g_mutex_unlock (&self->lock);
  edge_peer_connect (self, channel, "on-message-string",
      G_CALLBACK (on_message));
  edge_peer_connect (self, channel, "on-close", G_CALLBACK (on_channel_close));
  g_object_get (channel, "ready-state", &state, NULL);
  if (state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
    on_channel_open (channel, self);
  else
    edge_peer_connect (self, channel, "on-open", G_CALLBACK (on_channel_open));
}

void
edge_peer_close_channels (GstElement * pipeline, gpointer user_data)
{
  EdgePeer *self = user_data;
  g_autoptr (GPtrArray) channels = NULL;

  g_mutex_lock (&self->lock);
  channels = g_steal_pointer (&self->channels);
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_unlock (&self->lock);
  edge_data_channels_close (GST_BIN (pipeline), channels);
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
