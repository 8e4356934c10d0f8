/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerstats.h"

static guint64
get_uint64 (const GstStructure * source, const gchar * field)
{
  guint64 value = 0;

  gst_structure_get_uint64 (source, field, &value);
  return value;
}

static guint
get_uint (const GstStructure * source, const gchar * field)
{
  guint value = 0;

  gst_structure_get_uint (source, field, &value);
  return value;
}

/* What we send, and what the other side reports of it (RFC 3550, 6.4.1; the
 * round trip is in 1/65536 s). */
static void
read_source (EdgePeerStats * self, const GstStructure * source)
{
  gboolean internal = FALSE, reported = FALSE;
  gint lost = 0;

  gst_structure_get_boolean (source, "internal", &internal);
  if (!internal)
    return;
  self->bytes_sent += get_uint64 (source, "bytes-sent");
  self->packets_sent += get_uint64 (source, "packets-sent");
  self->nack_count += get_uint (source, "recv-nack-count");
  self->pli_count += get_uint (source, "recv-pli-count");
  self->fir_count += get_uint (source, "recv-fir-count");
  if (!gst_structure_get_boolean (source, "have-rb", &reported) || !reported)
    return;
  if (gst_structure_get_int (source, "rb-packetslost", &lost) && lost > 0)
    self->packets_lost += lost;
  self->rtt = MAX (self->rtt, get_uint (source, "rb-round-trip") / 65536.0);
}

void
edge_peer_stats_read_session (EdgePeerStats * self,
    const GstStructure * session)
{
  const GValue *value = gst_structure_get_value (session, "source-stats");
  GValueArray *sources;

  *self = (EdgePeerStats) {
  0};
  /* GLib calls the type deprecated; rtpbin goes on with it. */
  if (value == NULL
      || g_strcmp0 (G_VALUE_TYPE_NAME (value), "GValueArray") != 0)
    return;
  sources = g_value_get_boxed (value);
  for (guint i = 0; sources != NULL && i < sources->n_values; i++) {
    const GValue *source = &sources->values[i];

    if (GST_VALUE_HOLDS_STRUCTURE (source))
      read_source (self, gst_value_get_structure (source));
  }
}

void
edge_peer_stats_read (EdgePeerStats * self, GstElement * webrtc)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");
  GstElement *session = NULL;
  GstStructure *stats = NULL;

  *self = (EdgePeerStats) {
  0};
  if (rtpbin == NULL)
    return;
  /* One session: everything is bundled. */
  g_signal_emit_by_name (rtpbin, "get-session", 0, &session);
  if (session == NULL)
    return;
  g_object_get (session, "stats", &stats, NULL);
  if (stats != NULL) {
    edge_peer_stats_read_session (self, stats);
    gst_structure_free (stats);
  }
  gst_object_unref (session);
}
