/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A token bucket: so many at once, and so many per second. Zero it first: it is
 * full then. */
typedef struct
{
  gdouble tokens;
  gint64 time;                  /* monotonic */
  gboolean told;                /* that it is empty: for the caller to set */
} RateBucket;

/* FALSE if it is empty. now: monotonic time. */
gboolean rate_bucket_take (RateBucket * bucket, gdouble rate, gdouble burst,
                           gint64 now);
/* n of them at once, or none. */
gboolean rate_bucket_take_many (RateBucket * bucket, gdouble n, gdouble rate,
                                gdouble burst, gint64 now);

G_END_DECLS
