/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsrcqueue.h"

typedef struct
{
  GstBuffer *buffer;
  gint64 deadline;              /* monotonic; 0: none */
} Entry;

static void
entry_free (Entry * entry)
{
  gst_buffer_unref (entry->buffer);
  g_free (entry);
}

void
mqtt_src_queue_init (MqttSrcQueue * self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->entries);
}

static void
empty_locked (MqttSrcQueue * self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  self->bytes = 0;
}

static void
drop_all_locked (MqttSrcQueue * self)
{
  self->dropped += self->entries.length;
  empty_locked (self);
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
  self->paused = TRUE;
  self->overrun = self->nudged = FALSE;
  self->dropped = self->expired = 0;
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
    drop_all_locked (self);
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_set_flushing (MqttSrcQueue * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  /* Stamped with a running time that a flush may end. */
  if (flushing)
    drop_all_locked (self);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
has_room_locked (MqttSrcQueue * self, gsize size)
{
  if (self->entries.length == 0)
    return TRUE;
  return (self->max_buffers == 0 || self->entries.length < self->max_buffers)
      && (self->max_bytes == 0 || self->bytes + size <= self->max_bytes);
}

static Entry *
take_locked (MqttSrcQueue * self)
{
  Entry *entry = g_queue_pop_head (&self->entries);

  self->bytes -= gst_buffer_get_size (entry->buffer);
  return entry;
}

static gboolean
push_locked (MqttSrcQueue * self, GstBuffer * buffer, guint expiry)
{
  gsize size = gst_buffer_get_size (buffer);
  gboolean room = has_room_locked (self, size);
  gboolean fatal = FALSE;

  if (!room && self->when_full == MQTT_QUEUE_FULL_DROP_OLD) {
    for (; !has_room_locked (self, size); self->dropped++)
      entry_free (take_locked (self));
    room = TRUE;
  }
  if (room && !self->paused && !self->flushing && !self->overrun) {
    Entry *entry = g_new0 (Entry, 1);

    entry->buffer = buffer;
    if (expiry > 0)
      entry->deadline = g_get_monotonic_time () +
          (gint64) expiry *G_TIME_SPAN_MILLISECOND;
    g_queue_push_tail (&self->entries, entry);
    self->bytes += size;
    return FALSE;
  }
  self->dropped++;
  if (!room && self->when_full == MQTT_QUEUE_FULL_ERROR && !self->overrun)
    fatal = self->overrun = TRUE;
  gst_buffer_unref (buffer);
  return fatal;
}

gboolean
mqtt_src_queue_push (MqttSrcQueue * self, GstBuffer * buffer, guint expiry,
    guint64 * dropped)
{
  g_mutex_lock (&self->lock);
  gboolean fatal = push_locked (self, buffer, expiry);
  *dropped = self->dropped;
  gboolean waiting = self->waiting;
  g_mutex_unlock (&self->lock);
  /* Not before: who wakes would wait for the lock. */
  if (waiting)
    g_cond_signal (&self->changed);
  return fatal;
}

/* TRUE: nothing is there. What nobody wants any more goes on the way. */
static gboolean
is_empty_locked (MqttSrcQueue * self)
{
  Entry *entry;

  while ((entry = g_queue_peek_head (&self->entries)) != NULL
      && entry->deadline != 0 && entry->deadline <= g_get_monotonic_time ()) {
    entry_free (take_locked (self));
    self->expired++;
  }
  return entry == NULL;
}

GstFlowReturn
mqtt_src_queue_pop (MqttSrcQueue * self, GstBuffer ** buffer)
{
  GstFlowReturn result = GST_FLOW_CUSTOM_SUCCESS;

  *buffer = NULL;
  g_mutex_lock (&self->lock);
  if (self->flushing) {
    result = GST_FLOW_FLUSHING;
  } else if (!is_empty_locked (self)) {
    Entry *entry = take_locked (self);

    *buffer = g_steal_pointer (&entry->buffer);
    g_free (entry);
    result = GST_FLOW_OK;
  }
  g_mutex_unlock (&self->lock);
  return result;
}

gboolean
mqtt_src_queue_has_work (MqttSrcQueue * self)
{
  g_mutex_lock (&self->lock);
  gboolean work = self->flushing || self->entries.length > 0;
  g_mutex_unlock (&self->lock);
  return work;
}

void
mqtt_src_queue_wait (MqttSrcQueue * self, gint64 deadline)
{
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  self->waiting = TRUE;
  while (in_time && !self->flushing && !self->nudged
      && self->entries.length == 0) {
    if (deadline != 0)
      in_time = g_cond_wait_until (&self->changed, &self->lock, deadline);
    else
      g_cond_wait (&self->changed, &self->lock);
  }
  self->waiting = self->nudged = FALSE;
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_nudge (MqttSrcQueue * self)
{
  g_mutex_lock (&self->lock);
  self->nudged = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

void
mqtt_src_queue_get_stats (MqttSrcQueue * self, MqttStats * stats)
{
  g_mutex_lock (&self->lock);
  stats->dropped = self->dropped;
  stats->expired = self->expired;
  stats->queued = self->entries.length;
  stats->queued_bytes = self->bytes;
  g_mutex_unlock (&self->lock);
}
