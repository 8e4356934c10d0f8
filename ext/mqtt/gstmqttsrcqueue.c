/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsrcqueue.h"

void
mqtt_src_queue_init (MqttSrcQueue * self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->buffers);
}

static void
empty_locked (MqttSrcQueue * self)
{
  g_queue_clear_full (&self->buffers, (GDestroyNotify) gst_buffer_unref);
  self->bytes = 0;
}

void
mqtt_src_queue_clear (MqttSrcQueue * self)
{
  empty_locked (self);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

void
mqtt_src_queue_start (MqttSrcQueue * self, guint max_bytes, guint max_buffers,
    MqttQueueFull when_full)
{
  g_mutex_lock (&self->lock);
  self->max_bytes = max_bytes;
  self->max_buffers = max_buffers;
  self->when_full = when_full;
  self->paused = self->overrun = FALSE;
  self->dropped = 0;
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_stop (MqttSrcQueue * self)
{
  g_mutex_lock (&self->lock);
  empty_locked (self);
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_set_paused (MqttSrcQueue * self, gboolean paused)
{
  g_mutex_lock (&self->lock);
  self->paused = paused;
  if (paused)
    empty_locked (self);
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_set_flushing (MqttSrcQueue * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
has_room_locked (MqttSrcQueue * self, gsize size)
{
  if (self->buffers.length == 0)
    return TRUE;
  return (self->max_buffers == 0 || self->buffers.length < self->max_buffers)
      && (self->max_bytes == 0 || self->bytes + size <= self->max_bytes);
}

static void
drop_oldest_locked (MqttSrcQueue * self)
{
  GstBuffer *buffer = g_queue_pop_head (&self->buffers);

  self->bytes -= gst_buffer_get_size (buffer);
  self->dropped++;
  gst_buffer_unref (buffer);
}

static gboolean
push_locked (MqttSrcQueue * self, GstBuffer * buffer)
{
  gsize size = gst_buffer_get_size (buffer);
  gboolean room = has_room_locked (self, size);
  gboolean fatal = FALSE;

  if (!room && self->when_full == MQTT_QUEUE_FULL_DROP_OLD) {
    while (!has_room_locked (self, size))
      drop_oldest_locked (self);
    room = TRUE;
  }
  if (room && !self->paused && !self->overrun) {
    g_queue_push_tail (&self->buffers, buffer);
    self->bytes += size;
    g_cond_signal (&self->changed);
    return FALSE;
  }
  self->dropped++;
  if (!room && self->when_full == MQTT_QUEUE_FULL_ERROR && !self->overrun)
    fatal = self->overrun = TRUE;
  gst_buffer_unref (buffer);
  return fatal;
}

gboolean
mqtt_src_queue_push (MqttSrcQueue * self, GstBuffer * buffer, guint64 * dropped)
{
  g_mutex_lock (&self->lock);
  gboolean fatal = push_locked (self, buffer);
  *dropped = self->dropped;
  g_mutex_unlock (&self->lock);
  return fatal;
}

/* FALSE: the time is over. */
static gboolean
wait_locked (MqttSrcQueue * self, guint patience, gint64 deadline)
{
  if (patience > 0)
    return g_cond_wait_until (&self->changed, &self->lock, deadline);
  g_cond_wait (&self->changed, &self->lock);
  return TRUE;
}

GstFlowReturn
mqtt_src_queue_pop (MqttSrcQueue * self, guint patience, GstBuffer ** buffer)
{
  gint64 deadline = g_get_monotonic_time () +
      (gint64) patience * G_TIME_SPAN_MILLISECOND;
  GstFlowReturn result = GST_FLOW_CUSTOM_SUCCESS;

  *buffer = NULL;
  g_mutex_lock (&self->lock);
  while (!self->flushing && self->buffers.length == 0
      && wait_locked (self, patience, deadline));
  if (self->flushing) {
    result = GST_FLOW_FLUSHING;
  } else if (self->buffers.length > 0) {
    *buffer = g_queue_pop_head (&self->buffers);
    self->bytes -= gst_buffer_get_size (*buffer);
    result = GST_FLOW_OK;
  }
  g_mutex_unlock (&self->lock);
  return result;
}

void
mqtt_src_queue_get_stats (MqttSrcQueue * self, MqttStats * stats)
{
  g_mutex_lock (&self->lock);
  stats->dropped = self->dropped;
  stats->queued = self->buffers.length;
  stats->queued_bytes = self->bytes;
  g_mutex_unlock (&self->lock);
}
