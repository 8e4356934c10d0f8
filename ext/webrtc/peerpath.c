/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "peerinternal.h"

#include <gst/rtp/gstrtcpbuffer.h>
#include <string.h>

/* Reports of RFC 3550 come at least every 7.5 s. */
#define REPORT_TIMEOUT (15 * G_TIME_SPAN_SECOND)

/* --- the way that the connection takes --- */

void
edge_peer_update_path (EdgePeer * self)
{
  if (self->pair == NULL
      || !edge_ice_paths_select (self->paths, self->pair[0], self->pair[1]))
    return;
  if (self->callbacks.path != NULL)
    self->callbacks.path (self, edge_ice_paths_get (self->paths),
        self->user_data);
}

/* text: both foundations, that have no spaces in them (RFC 8839, 5.1). */
static void
handle_selected_pair (EdgePeer * self, EdgePeerEvent * event)
{
  g_strfreev (self->pair);
  self->pair = g_strsplit (event->text, " ", 2);
  edge_peer_update_path (self);
}

static void
on_selected_pair (GObject * agent, guint stream, guint component,
    const gchar * local_foundation, const gchar * remote_foundation,
    EdgePeer * self)
{
  EdgePeerEvent *event;

  if (local_foundation == NULL || remote_foundation == NULL)
    return;
  event = edge_peer_event_new (self, handle_selected_pair);
  event->text = g_strdup_printf ("%s %s", local_foundation, remote_foundation);
  edge_peer_event_post (event);
}

void
edge_peer_watch_path (EdgePeer * self, GObject * agent)
{
  edge_peer_connect (self, agent, "new-selected-pair",
      G_CALLBACK (on_selected_pair));
}

const EdgeIcePath *
edge_peer_get_path (EdgePeer * self)
{
  return edge_ice_paths_get (self->paths);
}

/* --- why it does not work --- */

/* Empty reports are sent by who received nothing, too; feedback on packets
 * (RFC 4585, 6.2: NACK, TWCC) is not. */
static gboolean
is_report (GstRTCPPacket * packet)
{
  switch (gst_rtcp_packet_get_type (packet)) {
    case GST_RTCP_TYPE_SR:
    case GST_RTCP_TYPE_RR:
      return gst_rtcp_packet_get_rb_count (packet) > 0;
    case GST_RTCP_TYPE_RTPFB:
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
has_report (GstBuffer * buffer)
{
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket packet;
  gboolean found = FALSE;
  gboolean more;

  if (!gst_rtcp_buffer_validate_reduced (buffer)
      || !gst_rtcp_buffer_map (buffer, GST_MAP_READ, &rtcp))
    return FALSE;
  for (more = gst_rtcp_buffer_get_first_packet (&rtcp, &packet);
      more && !found; more = gst_rtcp_packet_move_to_next (&packet))
    found = is_report (&packet);
  gst_rtcp_buffer_unmap (&rtcp);
  return found;
}

/* Until the first report. */
static GstPadProbeReturn
rtcp_probe (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  EdgePeer *self = user_data;

  if (!has_report (GST_PAD_PROBE_INFO_BUFFER (info)))
    return GST_PAD_PROBE_OK;
  g_atomic_int_set (&self->reported, TRUE);
  return GST_PAD_PROBE_REMOVE;
}

void
edge_peer_watch_reports (EdgePeer * self, GstElement * dtlssrtpdec)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (dtlssrtpdec, "rtcp_src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, rtcp_probe,
      edge_peer_ref (self), (GDestroyNotify) edge_peer_unref);
}

void
edge_peer_find_fault (EdgePeer * self)
{
  EdgeConnectionEvidence evidence = {
    .relay_only = self->relay_only,
    .ice_connected = self->ice_connected,
    .dtls_connected = self->was_connected,
    .media_sent = self->last_frames > 0,
    .media_reported = g_atomic_int_get (&self->reported),
  };

  edge_ice_paths_count (self->paths, &evidence);
  self->fault = edge_connection_fault_find (&evidence);
}

void
edge_peer_check_media (EdgePeer * self, gint64 now)
{
  if (self->last_frames == 0 || self->media_checked)
    return;
  if (self->first_frame == 0)
    self->first_frame = now;
  if (now - self->first_frame < REPORT_TIMEOUT)
    return;
  self->media_checked = TRUE;
  edge_peer_find_fault (self);
}

EdgeConnectionFault
edge_peer_get_fault (EdgePeer * self)
{
  return self->fault;
}
