/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerstats.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

/* Counters are 32 or 64 bits wide, with or without sign, by field. */
static guint64
get_count (const GstStructure * stats, const gchar * field)
{
  const GValue *value = gst_structure_get_value (stats, field);

  if (value == NULL)
    return 0;
  if (G_VALUE_HOLDS_UINT64 (value))
    return g_value_get_uint64 (value);
  if (G_VALUE_HOLDS_UINT (value))
    return g_value_get_uint (value);
  if (G_VALUE_HOLDS_INT64 (value))
    return MAX (g_value_get_int64 (value), 0);
  if (G_VALUE_HOLDS_INT (value))
    return MAX (g_value_get_int (value), 0);
  return 0;
}

static gboolean
read_one (GQuark field, const GValue * value, gpointer user_data)
{
  EdgePeerStats *self = user_data;
  const GstStructure *stats;
  GstWebRTCStatsType type;
  gdouble rtt;

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    return TRUE;
  stats = gst_value_get_structure (value);
  if (!gst_structure_get (stats, "type", GST_TYPE_WEBRTC_STATS_TYPE, &type,
          NULL))
    return TRUE;
  if (type == GST_WEBRTC_STATS_OUTBOUND_RTP) {
    self->bytes_sent += get_count (stats, "bytes-sent");
    self->packets_sent += get_count (stats, "packets-sent");
    self->nack_count += get_count (stats, "nack-count");
    self->pli_count += get_count (stats, "pli-count");
    self->fir_count += get_count (stats, "fir-count");
  } else if (type == GST_WEBRTC_STATS_REMOTE_INBOUND_RTP) {
    self->packets_lost += get_count (stats, "packets-lost");
    if (gst_structure_get_double (stats, "round-trip-time", &rtt))
      self->rtt = MAX (self->rtt, rtt);
  }
  return TRUE;
}

void
edge_peer_stats_read (EdgePeerStats * self, const GstStructure * reply)
{
  *self = (EdgePeerStats) {
  0};
  gst_structure_foreach (reply, read_one, self);
}
