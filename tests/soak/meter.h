/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a process holds, over time. */
typedef struct
{
  gdouble time;                 /* seconds */
  gdouble rss, heap;            /* MiB */
  guint threads, fds;
} MeterSample;

/* All but time and heap. */
void     meter_read             (GPid pid, MeterSample * sample);

/* The line through MeterSample's number at offset, by least squares: what it
 * gains in an hour, and the standard error of that. */
gdouble  meter_slope            (GArray * samples, gsize offset,
                                 gdouble * error);

G_END_DECLS
