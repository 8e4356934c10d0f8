/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "ratebucket.h"

gboolean
rate_bucket_take_many (RateBucket * bucket, gdouble n, gdouble rate,
    gdouble burst, gint64 now)
{
  if (bucket->time == 0)
    bucket->tokens = burst;
  else
    bucket->tokens = MIN (burst, bucket->tokens
        + rate * (now - bucket->time) / G_USEC_PER_SEC);
  bucket->time = now;
  if (bucket->tokens < n)
    return FALSE;
  bucket->tokens -= n;
  bucket->told = FALSE;
  return TRUE;
}

gboolean
rate_bucket_take (RateBucket * bucket, gdouble rate, gdouble burst, gint64 now)
{
  return rate_bucket_take_many (bucket, 1.0, rate, burst, now);
}
