/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Tells the receiver of an RTP stream how long it may hold pictures back, by
 * the header extension playout-delay. A receiver keeps what it was told last,
 * and libwebrtc's own sender tells it once; this one tells it in each packet
 * or list of packets for EDGE_PLAYOUT_EAGER after the start and after a change,
 * then in one frame of each EDGE_PLAYOUT_INTERVAL: an extension in each packet
 * costs a tenth of all that a viewer costs. */
#define EDGE_PLAYOUT_EAGER 1000         /* milliseconds */
#define EDGE_PLAYOUT_INTERVAL 1000      /* milliseconds */

typedef struct _EdgePlayoutWriter EdgePlayoutWriter;

/* id: the extension's; the delay is 0 to 0. */
EdgePlayoutWriter * edge_playout_writer_new   (guint id);
EdgePlayoutWriter * edge_playout_writer_ref   (EdgePlayoutWriter * self);
void                edge_playout_writer_unref (EdgePlayoutWriter * self);
/* Milliseconds; from any thread. */
void                edge_playout_writer_set   (EdgePlayoutWriter * self,
                                               guint min, guint max);
/* Write into the RTP packets that leave pad, a payloader's; once. */
void                edge_playout_writer_watch (EdgePlayoutWriter * self,
                                               GstPad * pad);

G_END_DECLS
