/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstpicarxstats.h"

GstStructure *
gst_picarx_stats (const PicarxBusStats * stats, guint64 bad,
    guint64 telemetry_dropped)
{
  return gst_structure_new ("picarxsink-stats",
      "commands", G_TYPE_UINT64, stats->commands,
      "bad", G_TYPE_UINT64, bad,
      "clamped", G_TYPE_UINT64, stats->clamped,
      "refused", G_TYPE_UINT64, stats->refused,
      "late", G_TYPE_UINT64, stats->late,
      "replaced", G_TYPE_UINT64, stats->replaced,
      "stale", G_TYPE_UINT64, stats->stale,
      "failsafes", G_TYPE_UINT64, stats->failsafes,
      "outages", G_TYPE_UINT64, stats->outages,
      "resets", G_TYPE_UINT64, stats->car.resets,
      "telemetry-dropped", G_TYPE_UINT64, stats->unanswered + telemetry_dropped,
      "writes", G_TYPE_UINT64, stats->car.writes,
      "writes-skipped", G_TYPE_UINT64, stats->car.skipped,
      "i2c-errors", G_TYPE_UINT64, stats->car.failed, NULL);
}
