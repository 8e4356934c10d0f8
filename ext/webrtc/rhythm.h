/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often the other side is heard of. Browsers report at least each second;
 * who follows RFC 3550 (6.2, 6.3.1) to the letter may be silent for 5 s / 1.21828 *
 * 1.5 and a bit: his silence means nothing sooner. Times are monotonic, in
 * microseconds. */
typedef struct
{
  gint64 last;
  gint64 steady_since;          /* no pause since then was a long one */
} EdgeRhythm;

/* Milliseconds. */
#define EDGE_RHYTHM_LONG_PAUSE 2500
/* So long without a long pause, and there will be none. */
#define EDGE_RHYTHM_LEARNING 10000

void     edge_rhythm_start     (EdgeRhythm * self, gint64 now);
void     edge_rhythm_hear      (EdgeRhythm * self, gint64 now);
/* Whether a long pause is out of the ordinary. */
gboolean edge_rhythm_is_steady (const EdgeRhythm * self);

G_END_DECLS
