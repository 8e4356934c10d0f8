/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttqueue.h"

#include <string.h>

/* libmosquitto's own queue has no bound, so it never gets more than this; its
 * default window of unacknowledged messages is 20. */
#define MAX_IN_FLIGHT 20
#define MAX_IN_FLIGHT_BYTES (1024 * 1024)

static void
entry_free (MqttQueueEntry * entry)
{
  mqtt_stored_message_free (entry->message);
  g_free (entry);
}

void
mqtt_queue_init (MqttQueue * self, gsize max_bytes, guint max_messages)
{
  memset (self, 0, sizeof (*self));
  g_queue_init (&self->waiting);
  g_queue_init (&self->in_flight);
  self->max_bytes = max_bytes;
  self->max_messages = max_messages;
}

void
mqtt_queue_clear (MqttQueue * self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) entry_free);
  g_queue_clear_full (&self->in_flight, (GDestroyNotify) entry_free);
  self->bytes = 0;
  self->in_flight_bytes = 0;
  self->first_deadline = 0;
}

guint
mqtt_queue_length (const MqttQueue * self)
{
  return self->waiting.length + self->in_flight.length;
}

gsize
mqtt_queue_size (const MqttMessage * message)
{
  gsize size = message->size + strlen (message->topic);

  if (message->correlation_data != NULL)
    size += g_bytes_get_size (message->correlation_data);
  for (gchar ** s = message->user_properties; s != NULL && *s != NULL; s++)
    size += strlen (*s);
  return size + sizeof (MqttQueueEntry);
}

gboolean
mqtt_queue_has_room (const MqttQueue * self, gsize size)
{
  guint length = mqtt_queue_length (self);

  if (length == 0)
    return TRUE;
  return (self->max_messages == 0 || length < self->max_messages)
      && (self->max_bytes == 0 || self->bytes + size <= self->max_bytes);
}

static void
note_deadline (MqttQueue * self, const MqttQueueEntry * entry)
{
  if (entry->deadline != 0 && (self->first_deadline == 0
          || entry->deadline < self->first_deadline))
    self->first_deadline = entry->deadline;
}

void
mqtt_queue_push (MqttQueue * self, MqttStoredMessage * message, gint64 now)
{
  MqttQueueEntry *entry = g_new0 (MqttQueueEntry, 1);
  gint64 expiry = mqtt_stored_message_get (message)->expiry;

  entry->message = message;
  entry->size = mqtt_queue_size (mqtt_stored_message_get (message));
  if (expiry > 0)
    entry->deadline = now + expiry * G_TIME_SPAN_MILLISECOND;
  self->bytes += entry->size;
  g_queue_push_tail (&self->waiting, entry);
  note_deadline (self, entry);
}

gboolean
mqtt_queue_drop_oldest (MqttQueue * self)
{
  MqttQueueEntry *entry = g_queue_pop_head (&self->waiting);

  if (entry == NULL)
    return FALSE;
  self->bytes -= entry->size;
  entry_free (entry);
  return TRUE;
}

guint
mqtt_queue_drop_expired (MqttQueue * self, gint64 now)
{
  guint n = 0;

  if (self->first_deadline == 0 || now < self->first_deadline)
    return 0;
  self->first_deadline = 0;
  for (GList * link = self->waiting.head, *next; link != NULL; link = next) {
    MqttQueueEntry *entry = link->data;

    next = link->next;
    if (entry->deadline == 0 || entry->deadline > now) {
      note_deadline (self, entry);
      continue;
    }
    self->bytes -= entry->size;
    g_queue_delete_link (&self->waiting, link);
    entry_free (entry);
    n++;
  }
  return n;
}

MqttQueueEntry *
mqtt_queue_take (MqttQueue * self)
{
  if (self->waiting.length == 0 || self->in_flight.length >= MAX_IN_FLIGHT
      || self->in_flight_bytes >= MAX_IN_FLIGHT_BYTES)
    return NULL;

  MqttQueueEntry *entry = g_queue_pop_head (&self->waiting);
  self->in_flight_bytes += entry->size;
  g_queue_push_tail (&self->in_flight, entry);
  return entry;
}

static void
unlink_in_flight (MqttQueue * self, GList * link)
{
  MqttQueueEntry *entry = link->data;

  self->bytes -= entry->size;
  self->in_flight_bytes -= entry->size;
  g_queue_delete_link (&self->in_flight, link);
  entry_free (entry);
}

gboolean
mqtt_queue_settle (MqttQueue * self, int mid, gsize * payload_size)
{
  for (GList * link = self->in_flight.head; link != NULL; link = link->next) {
    MqttQueueEntry *entry = link->data;

    if (entry->mid != mid)
      continue;
    *payload_size = mqtt_stored_message_get (entry->message)->size;
    unlink_in_flight (self, link);
    return TRUE;
  }
  return FALSE;
}

gchar *
mqtt_queue_topic_of (const MqttQueue * self, int mid)
{
  for (GList * link = self->in_flight.head; link != NULL; link = link->next) {
    MqttQueueEntry *entry = link->data;

    if (entry->mid == mid)
      return g_strdup (mqtt_stored_message_get (entry->message)->topic);
  }
  return NULL;
}

void
mqtt_queue_remove (MqttQueue * self, MqttQueueEntry * entry)
{
  GList *link = g_queue_find (&self->in_flight, entry);

  if (link != NULL)
    unlink_in_flight (self, link);
}

MqttQueueEntry *
mqtt_queue_blame (MqttQueue * self, guint * times)
{
  MqttQueueEntry *largest = NULL;

  for (GList * link = self->in_flight.head; link != NULL; link = link->next) {
    MqttQueueEntry *entry = link->data;

    if (largest == NULL || entry->size > largest->size)
      largest = entry;
  }
  if (largest != NULL)
    *times = ++largest->blamed;
  return largest;
}

gboolean
mqtt_queue_ages_in_flight (const MqttQueue * self, gboolean * exactly_once)
{
  gboolean ages = FALSE;

  *exactly_once = FALSE;
  for (GList * link = self->in_flight.head; link != NULL; link = link->next) {
    const MqttQueueEntry *entry = link->data;
    guint qos = mqtt_stored_message_get (entry->message)->qos;

    ages |= entry->deadline != 0 && qos > 0;
    *exactly_once |= qos == 2;
  }
  return ages;
}

void
mqtt_queue_lost (MqttQueue * self, gboolean all)
{
  for (GList * link = self->in_flight.tail; link != NULL;) {
    GList *before = link->prev;
    MqttQueueEntry *entry = link->data;

    if (all || mqtt_stored_message_get (entry->message)->qos == 0) {
      self->in_flight_bytes -= entry->size;
      entry->mid = 0;
      g_queue_unlink (&self->in_flight, link);
      g_queue_push_head_link (&self->waiting, link);
      note_deadline (self, entry);
    }
    link = before;
  }
}
