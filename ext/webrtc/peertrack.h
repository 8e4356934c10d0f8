/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "fanout.h"
#include "trackclock.h"

G_BEGIN_DECLS

/* One medium on its way to one peer: an input's frames from a bounded queue
 * through a payloader into the peer's webrtcbin. A queue that runs full is
 * not waited for: frames are left out until the next key frame. */
typedef struct _EdgePeerTrack EdgePeerTrack;

/* Called from any thread. */
typedef struct
{
  /* The peer asks for a key frame; answer with
   * edge_peer_track_request_key_unit(). */
  void (*key_unit) (gpointer user_data);
  /* There is something new for edge_peer_track_get_clock(). */
  void (*clock)    (gpointer user_data);
} EdgePeerTrackCallbacks;

/* pad: the webrtcbin's sink pad; playout_id: of the header extension
 * playout-delay, 0 = none. */
EdgePeerTrack *   edge_peer_track_new      (EdgeFanoutInput * input,
                                            EdgeMediaCodec codec,
                                            guint mline_index, guint32 ssrc,
                                            guint playout_id, GstPad * pad);
/* Takes pipeline's elements out of the fan-out; the pipeline keeps them. */
void              edge_peer_track_free     (EdgePeerTrack * self);

guint             edge_peer_track_mline    (EdgePeerTrack * self);
const gchar *     edge_peer_track_input    (EdgePeerTrack * self);
EdgeMediaCodec    edge_peer_track_codec    (EdgePeerTrack * self);

/* After the negotiation: build and link the elements in pipeline and take part
 * in the input's frames; they are dropped until open(). */
gboolean          edge_peer_track_start    (EdgePeerTrack * self,
                                            GstBin * pipeline,
                                            const EdgePeerTrackCallbacks * callbacks,
                                            gpointer user_data,
                                            GDestroyNotify destroy,
                                            GError ** error);
gboolean          edge_peer_track_is_started (EdgePeerTrack * self);
/* FALSE if the input has changed to a format without the track's codec. */
gboolean          edge_peer_track_check    (EdgePeerTrack * self,
                                            GError ** error);
/* The connection stands: let frames through, a key frame first. */
void              edge_peer_track_open     (EdgePeerTrack * self);
void              edge_peer_track_request_key_unit (EdgePeerTrack * self);
/* FALSE while no picture was sent. */
gboolean          edge_peer_track_get_clock (EdgePeerTrack * self,
                                            EdgeTrackClock * clock);
/* Milliseconds; FALSE if the peer does not take the extension. */
gboolean          edge_peer_track_set_playout (EdgePeerTrack * self, guint min,
                                            guint max);
/* Frames given to the payloader and frames left out. */
void              edge_peer_track_count    (EdgePeerTrack * self,
                                            guint64 * frames,
                                            guint64 * dropped);

G_END_DECLS
