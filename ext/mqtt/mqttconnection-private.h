/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gio/gio.h>
#include <openssl/ssl.h>
#include <signal.h>

#include "edgebackoff.h"
#include "mqttconnection.h"
#include "mqttqueue.h"
#include "mqtttls.h"

G_BEGIN_DECLS

/* For mqttconnection.c (what others call), mqttloop.c (the thread),
 * mqttassist.c (who takes its place for a while), mqtthandle.c and
 * mqtthandlers.c (the library's handle and callbacks) only. */

typedef struct
{
  gchar *filter;
  guint qos;
  MqttSubscribeFlags flags;
  gboolean sent;                /* on this connection */
  int mid;
} MqttSubscription;

struct _MqttConnection
{
  gint ref_count;
  MqttCallbacks callbacks;
  gpointer user_data;
  GstObject *object;            /* for the log only */

  /* Written by start() and stop() while there is no thread. */
  GThread *thread;
  MqttSettings settings;
  gsize id_length;              /* of settings.client_id */
  gchar *broker;
  int wake_fd;

  GMutex lock;
  GCond changed;                /* room in the queue, flushing, dead */
  /* Everybody <-> thread, protected by lock. */
  MqttQueue queue;
  GPtrArray *subscriptions;
  MqttStats stats;
  MqttState state;
  gboolean stopping, flushing, dead, woken, receiving;
  GCancellable *cancellable;
  /* The place at the socket, protected by lock. */
  GCond service;
  gboolean lendable;            /* there is a connection */
  gboolean asked;               /* a guest waits for the place */
  gboolean lent;                /* to a guest, who may be away */
  gboolean guest_inside;        /* and serves */
  gboolean unwatched;           /* the thread sleeps until the guest leaves */
  guint visits;
  guint wakes;                  /* calls of mqtt_connection_wake() */

  /* Whoever serves: the thread, or a guest whom it has lent its place. */
  struct mosquitto *mosq;
  SSL_CTX *ssl_context;
  MqttTls tls;
  EdgeBackoff backoff;
  EdgeBackoff short_lives;      /* begins anew with a connection that lasted */
  MqttProtocol protocol;        /* in use, never AUTO */
  gboolean protocol_known;      /* the broker has accepted it */
  gboolean ever_connected, in_outage;
  gint64 connected_since;
  guint n_short_lives;          /* connections lost soon, in a row */
  gint64 ping_sent;
  guint64 expired_told;
  gboolean session_given_up;    /* handles begin with a clean one */
  gboolean duplicate;           /* of the message that comes next */
  /* The same, of the attempt at hand. */
  gboolean tcp_up, connected, fatal, try_older;
  gboolean retain_available;    /* the broker keeps messages */
  gboolean ack_due;             /* TCP has not told the broker what came */
  gboolean leaving;             /* stopping, as of the last wake */
  gboolean pump_wanted;         /* there may be something to hand over */
  gint64 next_misc;
  int lost_reason;
  GError *error;
};

void     mqtt_connection_wake_locked (MqttConnection * self);

/* mqtthandle.c. FALSE: EDGE_ERROR_LIBRARY or the TLS files. */
gboolean mqtt_handle_prepare (MqttConnection * self, GError ** error);
void     mqtt_handle_cleanup (MqttConnection * self);
/* Another handle with the same settings, or NULL. */
struct mosquitto * mqtt_handle_new (MqttConnection * self);

gpointer mqtt_loop_run     (MqttConnection * self);
/* Waits for one event, at most until deadline (0: none). FALSE: the connection
 * is over and self->error says why. */
gboolean mqtt_loop_step    (MqttConnection * self, gint64 deadline);

/* mqttassist.c; the connection's thread only. Lends the place at the socket if
 * somebody has asked, and returns when it is the thread's again. */
void     mqtt_assist_lend     (MqttConnection * self);
void     mqtt_assist_withdraw (MqttConnection * self);
/* The library's writes to a lost broker must not end the process. The
 * connection's thread blocks the signal for good, and these do nothing there; a
 * guest's has its own mind about it. came: take one that may have come. */
void     mqtt_assist_block_sigpipe   (sigset_t * before);
void     mqtt_assist_restore_sigpipe (const sigset_t * before, gboolean came);

/* mqtthandlers.c; only for who serves. */
GST_DEBUG_CATEGORY_EXTERN (mqtt_library_debug);
void     mqtt_handlers_install          (struct mosquitto * mosq);
void     mqtt_handlers_set_state        (MqttConnection * self,
                                         MqttState state);
/* Keeps the first error of an attempt: it explains the others. */
void     mqtt_handlers_take_error       (MqttConnection * self,
                                         GError * error);
/* The library's own, which want to be looked at once per second. */
void     mqtt_handlers_run_timers       (MqttConnection * self);
/* Hands subscriptions and as many messages as may be in flight over. */
void     mqtt_handlers_pump             (MqttConnection * self);
gboolean mqtt_handlers_has_birth        (MqttConnection * self);
void     mqtt_handlers_publish_presence (MqttConnection * self,
                                         const gchar * payload);

G_END_DECLS
