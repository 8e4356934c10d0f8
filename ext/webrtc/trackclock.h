/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* When the frame of an RTP time stamp (RFC 3550, 5.1) was captured. */
typedef struct
{
  guint32 ssrc;
  guint32 rtp;
  guint rate;                   /* of rtp, in Hz */
  gdouble time;                 /* CLOCK_REALTIME, in milliseconds */
} EdgeTrackClock;

#define EDGE_TRACK_CLOCK_INTERVAL 1000  /* milliseconds */

/* Looks at the RTP packets that leave pad, a payloader's, and gives clock of
 * the first and then of one per interval, from the streaming thread. Buffers'
 * time stamps must be those of the capture, as live sources make them. */
void edge_track_clock_watch (GstPad * pad, guint rate,
                             void (*clock) (const EdgeTrackClock * clock,
                                            gpointer user_data),
                             gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
