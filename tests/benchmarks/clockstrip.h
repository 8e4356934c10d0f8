/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A clock that a machine reads from the picture: CLOCK_REALTIME in tenths of a
 * millisecond, modulo 2^32, most significant bit first, as two rows of 16 grey
 * blocks at the top, bright for 1. Big and grey survive any encoder. */
#define CLOCK_STRIP_BLOCK_WIDTH 40
#define CLOCK_STRIP_BLOCK_HEIGHT 32
#define CLOCK_STRIP_BRIGHT 220
#define CLOCK_STRIP_DARK 30

/* The size of every picture of the benchmarks: I420, rows without padding. */
#define PICTURE_WIDTH 640
#define PICTURE_HEIGHT 480
#define PICTURE_RATE 30
#define PICTURE_SIZE (PICTURE_WIDTH * PICTURE_HEIGHT * 3 / 2)

/* real_time: microseconds. */
void clock_strip_draw (guint8 * picture, gint64 real_time);

G_END_DECLS
