/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "mqttmessage.h"

G_BEGIN_DECLS

/* Outgoing messages: first waiting, then in flight, which is what the library
 * was given and has not settled. Both count for the bounds. No lock, no
 * thread. */
typedef struct
{
  GQueue waiting;               /* of MqttQueueEntry, oldest first */
  GQueue in_flight;
  gsize bytes;                  /* of both */
  gsize in_flight_bytes;
  gsize max_bytes;              /* 0: unlimited */
  guint max_messages;           /* 0: unlimited */
  gint64 first_deadline;        /* none of those waiting has an earlier one */
} MqttQueue;

typedef struct
{
  MqttStoredMessage *message;
  gsize size;
  gint64 deadline;              /* of its expiry, monotonic; 0: none */
  int mid;                      /* libmosquitto's number, once in flight */
  guint blamed;                 /* so many connections it has ended */
} MqttQueueEntry;

void             mqtt_queue_init        (MqttQueue * self, gsize max_bytes,
                                         guint max_messages);
void             mqtt_queue_clear       (MqttQueue * self);
guint            mqtt_queue_length      (const MqttQueue * self);

/* What message counts for. */
gsize            mqtt_queue_size        (const MqttMessage * message);
/* A message above max_bytes has room when nothing else is there. */
gboolean         mqtt_queue_has_room    (const MqttQueue * self, gsize size);
/* now: monotonic, from when the message's expiry counts. */
void             mqtt_queue_push        (MqttQueue * self,
                                         MqttStoredMessage * message,
                                         gint64 now);
/* FALSE if nothing is waiting any more. */
gboolean         mqtt_queue_drop_oldest (MqttQueue * self);
/* Drops what has waited beyond its expiry; how many. */
guint            mqtt_queue_drop_expired (MqttQueue * self, gint64 now);

/* The next message to give to the library, now in flight; NULL if none waits or
 * enough are in flight. It stays the queue's. */
MqttQueueEntry * mqtt_queue_take        (MqttQueue * self);
/* The message with this mid is done; FALSE if it is none of ours. */
gboolean         mqtt_queue_settle      (MqttQueue * self, int mid,
                                         gsize * payload_size);
/* The topic of the message in flight with this mid, to free with g_free(), or
 * NULL. */
gchar *          mqtt_queue_topic_of    (const MqttQueue * self, int mid);
/* Takes back out an entry that the library would not take. */
void             mqtt_queue_remove      (MqttQueue * self,
                                         MqttQueueEntry * entry);
/* Whether something in flight that the library would send again after a lost
 * connection has an expiry. exactly_once: whether something has QoS 2. */
gboolean         mqtt_queue_ages_in_flight (const MqttQueue * self,
                                         gboolean * exactly_once);
/* A connection ended over a message that is too large: it is the first of the
 * largest in flight if any of them. Counts that, and tells how often it was so;
 * NULL if nothing is in flight. */
MqttQueueEntry * mqtt_queue_blame       (MqttQueue * self, guint * times);
/* After a lost connection: the library has forgotten what was in flight with
 * QoS 0 and not yet written, so it waits again; and so does the rest if the
 * library has forgotten all. */
void             mqtt_queue_lost        (MqttQueue * self, gboolean all);

G_END_DECLS
