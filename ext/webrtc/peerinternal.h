/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "messagelanes.h"
#include "peer.h"
#include "peerstats.h"
#include "peertrack.h"
#include "rhythm.h"

G_BEGIN_DECLS

/* The inside of a peer: peer.c (life, events), peernegotiation.c,
 * peermedia.c (tracks), peerpath.c (its
 * way, or why there is none), peerchannel.c (data channels) and peerwatch.c (states,
 * silence, stats). */

typedef struct
{
  guint mline_index;
  gchar *candidate;
} EarlyCandidate;

struct _EdgePeer
{
  gint refs;                    /* atomic */
  GMainContext *context;
  EdgePipelineDisposer *disposer;
  EdgePeerRole role;

  /* Any thread; atomic. */
  gint heard;                   /* something arrived since the last tick */
  gint reported;                /* the other side told of media it received */
  gint dropped_messages;
  gint messages_scheduled;      /* an event for them is on its way */

  EdgeMessageLanes *messages;   /* any thread; constant */

  GMutex lock;                  /* protects the following */
  gboolean deaf;                /* takes no more events */
  guint n_steps;                /* of a negotiation, that webrtcbin has to do */
  GCond step_done;
  GPtrArray *channels;          /* all data channels of the viewer, the closed too */
  GObject *lanes[EDGE_MESSAGE_N_LANES]; /* those that are taken, in channels */
  guint n_surplus;              /* channels that found no lane */

  /* The context's thread only. */
  EdgePeerCallbacks callbacks;  /* constant */
  gpointer user_data;
  gboolean closed;
  gboolean ended;
  GstElement *pipeline;
  GstElement *webrtc;           /* in pipeline */
  EdgeSdpOffer *offer;          /* in force */
  EdgeFanout *fanout;
  EdgeIcePaths *paths;
  gchar **pair;                 /* foundations that the agent selected */
  gboolean relay_only;
  gboolean ice_connected;       /* was, at some time */
  gint64 first_frame;           /* monotonic time */
  gboolean media_checked;
  EdgeConnectionFault fault;
  gboolean has_remote;
  GArray *early_candidates;
  GPtrArray *tracks;
  GObject *channel;             /* of the control lane, open */
  GSource *tick;
  gint64 created;               /* monotonic time */
  gint64 last_heard;
  EdgeRhythm rhythm;            /* since connected */
  guint64 last_frames;
  gboolean verified;            /* the certificate is the offer's */
  gboolean was_connected;
  gboolean quiet;
  GstWebRTCPeerConnectionState connection;
  GstWebRTCICEConnectionState ice;
};

/* What happened on another thread, handled on the context's thread unless the
 * peer is closed by then. */
typedef struct _EdgePeerEvent EdgePeerEvent;
typedef void (*EdgePeerHandler) (EdgePeer * self, EdgePeerEvent * event);

struct _EdgePeerEvent
{
  EdgePeer *peer;
  EdgePeerHandler handler;
  guint number;
  gchar *text;
  GObject *object;
  GstStructure *structure;
};

/* Any thread. */
EdgePeerEvent * edge_peer_event_new        (EdgePeer * self,
                                            EdgePeerHandler handler);
void            edge_peer_event_post       (EdgePeerEvent * event);
/* The handler's user data is the peer, which it keeps alive. */
void            edge_peer_connect          (EdgePeer * self, gpointer object,
                                            const gchar * signal,
                                            GCallback handler);

/* The context's thread. */
void            edge_peer_end              (EdgePeer * self,
                                            const gchar * reason,
                                            const gchar * text);
void            edge_peer_watch_path       (EdgePeer * self, GObject * agent);
/* Any thread: dtlssrtpdec decrypts what the other side sends. */
void            edge_peer_watch_reports    (EdgePeer * self,
                                            GstElement * dtlssrtpdec);
/* More candidates are known. */
void            edge_peer_update_path      (EdgePeer * self);
/* Sets fault from what was seen so far. */
void            edge_peer_find_fault       (EdgePeer * self);
/* The same, if media go out and nobody tells of them. */
void            edge_peer_check_media      (EdgePeer * self, gint64 now);
/* Before anything of the other side is believed; FALSE ends the peer. */
gboolean        edge_peer_verify           (EdgePeer * self);
void            edge_peer_flush_candidates (EdgePeer * self);
/* FALSE if the offer wants media that we have, but in no codec that we have. */
gboolean        edge_peer_add_tracks       (EdgePeer * self,
                                            const EdgeSdpOffer * offer,
                                            const gchar * const * codecs);
void            edge_peer_start_tracks     (EdgePeer * self);
/* Those that are known: to a viewer who is just there to hear it. */
void            edge_peer_tell_clocks      (EdgePeer * self);
gboolean        edge_peer_on_tick          (gpointer user_data);

/* Handlers of signals and of the bus: any thread. */
GstBusSyncReply edge_peer_on_bus_message   (GstBus * bus, GstMessage * message,
                                            gpointer user_data);
void            edge_peer_on_states        (GObject * webrtc,
                                            GParamSpec * pspec,
                                            EdgePeer * self);
void            edge_peer_on_data_channel  (GstElement * webrtc,
                                            GObject * channel, EdgePeer * self);
void            edge_peer_on_prepare_channel (GstElement * webrtc,
                                              GObject * channel,
                                              gboolean is_local,
                                              EdgePeer * self);
/* Waits, for at most a second, until webrtcbin has done its steps. */
void            edge_peer_wait_for_steps   (EdgePeer * self);
/* Before pipeline goes: see datachannels.h and icesilence.h. The disposer's
 * thread. */
void            edge_peer_close_channels   (GstElement * pipeline,
                                            gpointer user_data);
/* When pipeline is gone; unrefs the peer. The disposer's thread. */
void            edge_peer_drop_channels    (gpointer user_data);
void            edge_peer_on_element_added (GstBin * bin, GstBin * sub_bin,
                                            GstElement * element,
                                            EdgePeer * self);

G_END_DECLS
