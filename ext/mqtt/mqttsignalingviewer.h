/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "callqueue.h"
#include "mqttsignaling.h"
#include "mqttsignalingpasses.h"
#include "mqttsignalingsession.h"
#include "peer.h"
#include "ratebucket.h"

G_BEGIN_DECLS

/* The inside of a session: mqttsignalingsession.c (threads, broker, presence),
 * mqttsignalingoffers.c (who gets in) and mqttsignalingviewer.c (one viewer).
 * Session's thread only, where nothing else is said. */

/* Messages of one viewer's data channel: per second, and at once. */
#define VIEWER_MESSAGE_RATE 100.0
#define VIEWER_MESSAGE_BURST 200.0

typedef struct
{
  MqttSignalingSession *session;        /* owns it */
  gchar *mobile;
  gchar *session_id;            /* of the offer, or NULL */
  gchar *offer_text;            /* as it came, to know it again */
  gchar *answer_text;
  EdgePeer *peer;
  MqttSignalingPass pass;
  EdgeConnectionFault fault;    /* that was told */
  gint64 dismissed;             /* when he was told that his time is over */
  gchar *held_stop;             /* waits for its turn, or NULL */
  CommandKind held_kind;
  RateBucket stops;             /* if he only watches */
  RateBucket refusals;          /* of commands, that are told */
  gint64 called;                /* monotonic; the first call in vain */
  RateBucket rate;
  guint64 commands, commands_refused, malformed, rate_limited, unsent;
} MqttSignalingViewer;

/* What waits for the session's thread, and what found no room; any thread,
 * atomic. */
typedef struct
{
  gint pending;
  gint dropped;
} MqttSignalingLane;

/* Counters of a session. */
typedef struct
{
  guint64 offers;
  guint64 offers_refused;
  guint64 offers_limited;
  guint64 malformed;            /* other messages that made no sense */
  guint64 candidates_dropped;
  guint64 commands;
  guint64 commands_dropped;
} MqttSignalingCounters;

struct _MqttSignalingSession
{
  gint refs;                    /* atomic */
  MqttSignalingSettings settings;       /* constant */
  MqttSignalingCallbacks callbacks;     /* constant */
  gpointer user_data;
  GDestroyNotify destroy;
  EdgeFanout *fanout;
  EdgePipelineDisposer *disposer;
  MqttConnection *connection;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;

  /* Any thread; atomic. */
  gint muted;                   /* no more callbacks */
  gint calls_scheduled;         /* an event is on its way to take one */
  MqttSignalingLane data;       /* for all viewers */
  CallQueue *calls;             /* constant; locks itself */

  GMutex lock;                  /* protects the following */
  GCond changed;
  gboolean deaf;                /* takes no more events */
  gboolean leaving;             /* "offline" is said, or about to be */
  gboolean finished;            /* the thread has nothing more to do */
  GstStructure *stats;          /* as of when somebody asked last */
  guint64 offers_limited;       /* the same, those that were read */
  guint n_stats;                /* how often they were gathered */
  guint n_peers;

  /* Session's thread only. */
  GHashTable *viewers;          /* mobile -> MqttSignalingViewer */
  GHashTable *early;            /* mobile -> EarlyCandidates */
  GHashTable *buckets;          /* mobile -> RateBucket */
  MqttSignalingPasses *passes;
  RateBucket strangers;         /* of all who may not call */
  RateBucket refusals;          /* that are told */
  RateBucket new_peers;
  GPtrArray *waiting;           /* WaitingOffer */
  GHashTable *lost_inputs;      /* name -> why, or NULL: what viewers know */
  guint n_subscribed;           /* filters, since the last connect */
  gboolean online;              /* calls arrive */
  gboolean stopping;
  MqttSignalingCounters counters;
};

/* Takes payload. */
void     mqtt_signaling_session_publish (MqttSignalingSession * self,
                                         MqttSignalingTopic topic, guint qos,
                                         gchar * payload);
void     mqtt_signaling_session_tell_presence (MqttSignalingSession * self);
/* Viewer and peer are gone afterwards; release: emit the end of his drive. */
void     mqtt_signaling_session_remove (MqttSignalingSession * self,
                                        const gchar * mobile,
                                        const gchar * reason, gboolean release);
void     mqtt_signaling_session_count_changed (MqttSignalingSession * self);

/* From the connection; data is not looked at if it is too large. */
void     mqtt_signaling_offers_take     (MqttSignalingSession * self,
                                         const gchar * topic,
                                         const guint8 * data, gsize size);
/* Try again those that wait. */
void     mqtt_signaling_offers_retry    (MqttSignalingSession * self);
void     mqtt_signaling_offers_init     (MqttSignalingSession * self);
void     mqtt_signaling_offers_clear    (MqttSignalingSession * self);
/* Forget what is old. */
void     mqtt_signaling_offers_tick     (MqttSignalingSession * self);

/* Tell viewers and the bin which inputs have fallen silent or come back. */
void     mqtt_signaling_inputs_check    (MqttSignalingSession * self);
/* Tell one viewer which are silent. */
void     mqtt_signaling_inputs_tell     (MqttSignalingSession * self,
                                         EdgePeer * peer);

MqttSignalingViewer * mqtt_signaling_viewer_new (MqttSignalingSession * session,
                                                 const gchar * mobile,
                                                 const MqttSignalingPass * pass,
                                                 GError ** error);
void     mqtt_signaling_viewer_free     (MqttSignalingViewer * self);
/* Takes offer; text is what it was made of. */
gboolean mqtt_signaling_viewer_answer   (MqttSignalingViewer * self,
                                         EdgeSdpOffer * offer,
                                         const gchar * text,
                                         const gchar * session_id,
                                         GError ** error);
/* His pass is another now. */
void     mqtt_signaling_viewer_renew    (MqttSignalingViewer * self,
                                         const MqttSignalingPass * pass);
/* A stop of his that waits for its turn, if that has come, or at any rate. */
void     mqtt_signaling_viewer_give_held (MqttSignalingViewer * self,
                                          gboolean all);
/* If nothing reaches him, he is told; if his time is over, he is told and, a
 * little later, removed. */
void     mqtt_signaling_viewer_tick     (MqttSignalingViewer * self);
void     mqtt_signaling_viewer_send_answer (MqttSignalingViewer * self);
GstStructure * mqtt_signaling_viewer_get_stats (MqttSignalingViewer * self);

G_END_DECLS
