/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "fanout.h"
#include "icepaths.h"
#include "sdpoffer.h"
#include "trackclock.h"

G_BEGIN_DECLS

/* One connection of WebRTC around a webrtcbin in a pipeline and with a bus of
 * its own, without signalling: that belongs to the caller. Nothing that
 * happens in it reaches another pipeline.
 *
 * A peer lives on the thread of its main context: there its functions are to
 * be called and there it calls back, never from within a function and never
 * after edge_peer_close(). */
typedef struct _EdgePeer EdgePeer;

typedef enum
{
  EDGE_PEER_ANSWERS,            /* the other side makes the offer */
  EDGE_PEER_OFFERS,
} EdgePeerRole;

typedef struct
{
  GMainContext *context;
  EdgePipelineDisposer *disposer;
  EdgePeerRole role;
  GstClock *clock;
  GstClockTime base_time;
  const gchar *stun_server;     /* stun://host:port, or NULL */
  const gchar *const *turn_servers;     /* turn://..., or NULL */
  const gchar *const *local_addresses;  /* gather on these only, or NULL: all */
  gboolean relay_only;
  gboolean ice_tcp;
} EdgePeerSettings;

typedef struct
{
  /* Our offer or answer, to be sent to the other side. */
  void (*description) (EdgePeer * peer, const gchar * type, const gchar * sdp,
                       gpointer user_data);
  /* "" when there are no more. */
  void (*candidate)   (EdgePeer * peer, const gchar * candidate,
                       const gchar * mid, guint mline_index,
                       gpointer user_data);
  /* The document's words: new, connecting, connected, disconnected, failed,
   * closed; new, checking, connected, completed, failed, disconnected,
   * closed. */
  void (*state)       (EdgePeer * peer, const gchar * connection,
                       const gchar * ice, gpointer user_data);
  /* The data channel on which edge_peer_send() sends. */
  /* The connection goes another way than before; until it is gone. */
  void (*path)        (EdgePeer * peer, const EdgeIcePath * path,
                       gpointer user_data);
  void (*channel_open) (EdgePeer * peer, gpointer user_data);
  /* Text on a data channel, at most EDGE_PEER_MAX_MESSAGE bytes, or NULL: it
   * was longer. The other side may open two channels: one labelled "motion",
   * of which messages may be lost, and another one, which goes first. */
  void (*message)     (EdgePeer * peer, const gchar * text, gsize size,
                       gpointer user_data);
  /* Whether text ends all motion, so that it must get through and what came
   * before it on the channel "motion" need not: from another thread, must not
   * wait. NULL: no text does. */
  gboolean (*is_urgent) (const gchar * text, gsize size);
  /* When a frame of one of our pictures was captured: the first, then one in
   * each second, and all that are known when the data channel opens. */
  void (*clock)       (EdgePeer * peer, const gchar * input,
                       const EdgeTrackClock * clock, gpointer user_data);
  /* Media that the other side sends: encoded frames of the m-line. */
  void (*received)    (EdgePeer * peer, guint mline_index, GstSample * sample,
                       gpointer user_data);
  /* The connection cannot go on; close it. reason: "failed" (ICE or DTLS),
   * "lost" (silence), "timeout" (never connected), "closed" (by the other
   * side) or "error". */
  void (*ended)       (EdgePeer * peer, const gchar * reason,
                       const gchar * text, gpointer user_data);
} EdgePeerCallbacks;

#define EDGE_PEER_MAX_MESSAGE 4096
#define EDGE_PEER_MAX_CANDIDATES 64
/* Milliseconds. */
#define EDGE_PEER_CONNECT_TIMEOUT 15000
/* "lost"; half of it "disconnected". A tick before and one after it make 5 s. */
#define EDGE_PEER_LOST_TIMEOUT 4000
/* Of who gives fewer signs of life: no pictures, no data channel to him and
 * reports that are rare, or not known long enough. */
#define EDGE_PEER_LOST_TIMEOUT_RARE 15000

/* Pointers in settings are copied or referenced. NULL if there is no
 * webrtcbin. */
EdgePeer *           edge_peer_new           (const EdgePeerSettings * settings,
                                              const EdgePeerCallbacks * callbacks,
                                              gpointer user_data,
                                              GError ** error);
EdgePeer *           edge_peer_ref           (EdgePeer * self);
void                 edge_peer_unref         (EdgePeer * self);
/* Returns at once; the pipeline is disposed of elsewhere. */
void                 edge_peer_close         (EdgePeer * self);

/* Take an offer, the first or a later one, and answer it, sending what
 * inputs give: the first video m-line gets the first video input and so on.
 * codecs: encoding names in our order of preference. Takes offer. Refused as
 * EDGE_ERROR_CODEC if there is media to send but none that the offer takes. */
gboolean             edge_peer_answer        (EdgePeer * self,
                                              EdgeSdpOffer * offer,
                                              EdgeFanout * fanout,
                                              const gchar * const * codecs,
                                              GError ** error);
/* The offer in force; NULL before the first. */
const EdgeSdpOffer * edge_peer_get_offer     (EdgePeer * self);
/* candidate: "candidate:..." or "" (no more). Kept until the description of
 * the other side is set. */
void                 edge_peer_add_candidate (EdgePeer * self,
                                              guint mline_index,
                                              const gchar * candidate);
/* Whether the connection came about; it may be lost by now. */
gboolean             edge_peer_was_connected (EdgePeer * self);
/* NULL before there is one. */
const EdgeIcePath *  edge_peer_get_path      (EdgePeer * self);
/* Why the connection ended or, though it stands, carries nothing. */
EdgeConnectionFault  edge_peer_get_fault     (EdgePeer * self);
/* FALSE if there is no open data channel but "motion" or too much waits in
 * it. */
gboolean             edge_peer_send          (EdgePeer * self,
                                              const gchar * text);

/* How long the other side may hold back pictures: between min and max
 * milliseconds. FALSE if it cannot be told. */
gboolean             edge_peer_set_playout   (EdgePeer * self, guint min,
                                              guint max);

/* A structure "application/x-edge-peer-stats": connection and ice (string), rtt
 * (double, seconds), bytes-sent, packets-sent, nack-count, pli-count, fir-count,
 * packets-lost, frames-sent, frames-dropped, messages-dropped (uint64),
 * video-codec, audio-codec, and of the path local, remote, protocol, address,
 * interface (string). */
GstStructure *       edge_peer_get_stats     (EdgePeer * self);

G_END_DECLS
