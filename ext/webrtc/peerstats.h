/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The few numbers that tell how a viewer fares, from the RTP session within a
 * webrtcbin. Its own get-stats would do more, but in GStreamer 1.22 it walks
 * over transports that may be gone. */
typedef struct
{
  guint64 bytes_sent;
  guint64 packets_sent;
  guint64 packets_lost;
  guint64 nack_count;
  guint64 pli_count;
  guint64 fir_count;
  gdouble rtt;                  /* seconds, 0: not known yet */
} EdgePeerStats;

/* webrtc: a webrtcbin. */
void edge_peer_stats_read         (EdgePeerStats * self, GstElement * webrtc);
/* session: "application/x-rtp-session-stats". */
void edge_peer_stats_read_session (EdgePeerStats * self,
                                   const GstStructure * session);

G_END_DECLS
