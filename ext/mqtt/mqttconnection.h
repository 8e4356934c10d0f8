/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "mqttmessage.h"
#include "mqttsettings.h"

G_BEGIN_DECLS

/* One client of one broker, with a thread of its own that connects, keeps
 * trying, subscribes again after each connect and hands messages over through
 * a bounded queue. Every function may be called from any thread; none waits
 * for the network, except where it says so. */
typedef struct _MqttConnection MqttConnection;

/* What a full queue does to publish(). */
typedef enum
{
  MQTT_QUEUE_FULL_BLOCK,        /* wait for room, or for set_flushing() */
  MQTT_QUEUE_FULL_DROP_OLD,     /* the oldest that is still ours to drop */
  MQTT_QUEUE_FULL_DROP_NEW,     /* this one */
  MQTT_QUEUE_FULL_ERROR,        /* return MQTT_PUBLISH_FULL */
} MqttQueueFull;

typedef enum
{
  MQTT_PUBLISH_QUEUED,
  MQTT_PUBLISH_DROPPED,         /* queue full: this or older ones were */
  MQTT_PUBLISH_FULL,            /* queue full, nothing was done */
  MQTT_PUBLISH_FLUSHING,
  MQTT_PUBLISH_INVALID,         /* no or bad topic, payload too large */
  MQTT_PUBLISH_DEAD,            /* fatal() was called */
} MqttPublishResult;

typedef enum
{
  MQTT_STATE_DISCONNECTED,
  MQTT_STATE_CONNECTING,
  MQTT_STATE_CONNECTED,
  MQTT_STATE_REFUSED,           /* login, certificate or settings refused */
} MqttState;

/* What the broker said when it let us in. */
typedef struct
{
  gboolean session_present;
  MqttProtocol protocol;        /* never AUTO */
  guint max_packet_size;        /* bytes, 0: no limit told */
  guint max_qos;
  gboolean retain_available;
} MqttServerInfo;

/* Called on the connection's thread, or in mqtt_connection_assist(), one at a
 * time and with no lock held; each may be NULL. They must not wait and must not
 * call stop() or the last unref(), and they come to an end before stop()
 * returns. publish() from within must not use BLOCK. */
typedef struct
{
  void (*connected)      (const MqttServerInfo * info, gpointer user_data);
  /* Retryable trouble: once per failed attempt and once per lost connection.
   * first: the first since the last connected. */
  void (*disconnected)   (const GError * error, gboolean first,
                          guint retry_in, gpointer user_data);
  /* The end: a login, certificate or setting that will not get better. */
  void (*fatal)          (const GError * error, gpointer user_data);
  /* message is gone after the call. */
  void (*message)        (const MqttMessage * message, gpointer user_data);
  /* granted: 0..2, or 128 and above for refused. */
  void (*subscribed)     (const gchar * filter, guint granted,
                          gpointer user_data);
  /* Written to the socket (QoS 0) or acknowledged (QoS 1 and 2). */
  void (*published)      (guint n_left, gpointer user_data);
  /* The broker or the library would not take it; reason: MQTT 5 reason code,
   * 0 if it was the library. */
  void (*publish_failed) (const gchar * topic, guint reason,
                          const gchar * text, gpointer user_data);
  /* Something was given up; the connection goes on. */
  void (*warning)        (const GError * error, gpointer user_data);
  /* So many in all have waited for the broker beyond their expiry. */
  void (*expired)        (guint64 total, gpointer user_data);
  void (*state_changed)  (MqttState state, gpointer user_data);
} MqttCallbacks;

typedef struct
{
  gboolean connected;
  guint64 reconnects;
  guint64 messages_in, bytes_in;
  guint64 messages_out, bytes_out;      /* written or acknowledged */
  guint64 dropped;              /* outgoing, queue full */
  guint64 expired;              /* waited here beyond their expiry */
  guint64 oversized;            /* incoming, above max_message_size */
  guint64 failed;               /* outgoing, refused */
  guint64 queued, queued_bytes; /* outgoing, now, including those in flight */
  guint64 rtt;                  /* of the last ping, in us, 0: none yet */
  gchar *last_error;            /* free with g_free(), NULL: none */
} MqttStats;

/* Flags of a subscription. */
typedef enum
{
  MQTT_SUBSCRIBE_DEFAULT = 0,
  MQTT_SUBSCRIBE_NO_LOCAL = 1 << 0,     /* MQTT 5 only */
  MQTT_SUBSCRIBE_NO_RETAINED = 1 << 1,  /* the broker is asked (MQTT 5) not to
                                         * send retained ones; look at
                                         * message->retain all the same */
} MqttSubscribeFlags;

/* object: for the log; may be NULL; must outlive the connection's run. */
MqttConnection *  mqtt_connection_new          (const MqttCallbacks * callbacks,
                                                gpointer user_data,
                                                GstObject * object);
MqttConnection *  mqtt_connection_ref          (MqttConnection * self);
void              mqtt_connection_unref        (MqttConnection * self);

/* Copies and resolves settings and starts the thread; returns at once. FALSE
 * for settings that cannot work. After stop() it may be started again. */
gboolean          mqtt_connection_start        (MqttConnection * self,
                                                const MqttSettings * settings,
                                                GError ** error);
/* Sends what is queued for at most 100 ms if connected, takes leave of the
 * broker, joins the thread: within 200 ms whatever the network does. */
void              mqtt_connection_stop         (MqttConnection * self);

/* Before or after start(); each filter is subscribed after every connect.
 * FALSE with EDGE_ERROR_SETTINGS for a filter that MQTT does not allow. */
gboolean          mqtt_connection_subscribe    (MqttConnection * self,
                                                const gchar * filter, guint qos,
                                                MqttSubscribeFlags flags,
                                                GError ** error);

/* FALSE before start(): subscribes to nothing, and does not connect to a
 * session that the broker keeps, until TRUE. */
void              mqtt_connection_set_receiving (MqttConnection * self,
                                                gboolean receiving);

/* Queues a copy. Waits only with BLOCK. */
MqttPublishResult mqtt_connection_publish      (MqttConnection * self,
                                                const MqttMessage * message,
                                                MqttQueueFull queue_full);
/* TRUE wakes every waiting publish() and drain() and keeps them from
 * waiting. */
void              mqtt_connection_set_flushing (MqttConnection * self,
                                                gboolean flushing);
/* Waits until everything is written or acknowledged, at most so many
 * milliseconds; tells how many messages are left. FALSE: set_flushing() cut it
 * short. */
gboolean          mqtt_connection_drain        (MqttConnection * self,
                                                guint linger, guint * left);

/* For one thread that has nothing to do until a message comes: serves the
 * socket in place of the connection's thread, so that no other thread has to
 * be woken for a message, until enough() is TRUE, which is asked after each
 * event, or until deadline (monotonic, 0: none). Returns FALSE if there is no
 * connection (any more); connected() tells when to try again; and FALSE if a
 * callback kept the connection's thread until wake() or deadline. That thread
 * takes over when the caller stays away for some 20 ms. */
gboolean          mqtt_connection_assist       (MqttConnection * self,
                                                gboolean (*enough)
                                                (gpointer user_data),
                                                gpointer user_data,
                                                gint64 deadline);
/* Lets assist() ask enough() again, also while it waits to begin. */
void              mqtt_connection_wake         (MqttConnection * self);

MqttState         mqtt_connection_get_state    (MqttConnection * self);
void              mqtt_connection_get_stats    (MqttConnection * self,
                                                MqttStats * stats);

G_END_DECLS
