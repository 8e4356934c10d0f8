/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The few numbers of webrtcbin's get-stats that tell how a viewer fares. */
typedef struct
{
  guint64 bytes_sent;
  guint64 packets_sent;
  guint64 packets_lost;
  guint64 nack_count;
  guint64 pli_count;
  guint64 fir_count;
  gdouble rtt;                  /* seconds */
} EdgePeerStats;

/* reply: of get-stats (W3C webrtc-stats as structures within a structure). */
void edge_peer_stats_read (EdgePeerStats * self, const GstStructure * reply);

G_END_DECLS
