/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The delay before the next attempt to connect: doubles from min to max, and
 * varies by 20 % so that a thousand clients of one broken server do not come
 * back in the same instant. */
typedef struct
{
  guint min;                    /* milliseconds */
  guint max;                    /* milliseconds, >= min */
  guint next;                   /* 0 until the first failure */
} EdgeBackoff;

void  edge_backoff_init  (EdgeBackoff * self, guint min, guint max);
void  edge_backoff_reset (EdgeBackoff * self);

/* fraction is a random number in [0, 1); returns milliseconds. */
guint edge_backoff_next  (EdgeBackoff * self, gdouble fraction);

G_END_DECLS
