/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The three bytes of the playout-delay extension: 12 bits each of minimum and
 * maximum, in steps of 10 ms.
 * https://webrtc.googlesource.com/src/+/main/docs/native-code/rtp-hdrext/playout-delay */

#define EDGE_PLAYOUT_DELAY_SIZE 3
#define EDGE_PLAYOUT_DELAY_MAX 40950    /* milliseconds */

/* Milliseconds, rounded down to steps of 10; max is at least min. */
void     edge_playout_delay_write (guint8 bytes[EDGE_PLAYOUT_DELAY_SIZE],
                                   guint min, guint max);
/* FALSE if it is no such extension: other size, or max below min. */
gboolean edge_playout_delay_read  (const guint8 * bytes, gsize size,
                                   guint * min, guint * max);

G_END_DECLS
