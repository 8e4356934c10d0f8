/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsignalingmessages.h"

GST_DEBUG_CATEGORY_EXTERN (mqttsignalingbin_debug);
#define GST_CAT_DEFAULT mqttsignalingbin_debug

/* Takes structure. */
static void
post (GstElement * element, GstStructure * structure)
{
  gst_element_post_message (element,
      gst_message_new_element (GST_OBJECT (element), structure));
}

void
gst_edge_mqtt_signaling_post_peer_added (const gchar * peer, guint n_peers,
    gpointer element)
{
  GST_INFO_OBJECT (element, "viewer %s joined, %u now", peer, n_peers);
  post (element, gst_structure_new ("webrtc-peer-added",
          "peer", G_TYPE_STRING, peer, "peers", G_TYPE_UINT, n_peers, NULL));
}

void
gst_edge_mqtt_signaling_post_peer_state (const gchar * peer,
    const gchar * connection, const gchar * ice, gpointer element)
{
  GST_INFO_OBJECT (element, "viewer %s: %s, ICE %s", peer, connection, ice);
  post (element, gst_structure_new ("webrtc-state",
          "peer", G_TYPE_STRING, peer, "connection", G_TYPE_STRING, connection,
          "ice", G_TYPE_STRING, ice, NULL));
}

void
gst_edge_mqtt_signaling_post_peer_failed (const gchar * peer,
    const gchar * reason, const gchar * message, gpointer element)
{
  GST_INFO_OBJECT (element, "viewer %s: %s: %s", peer, reason, message);
  post (element, gst_structure_new ("peer-failed",
          "mobile", G_TYPE_STRING, peer, "reason", G_TYPE_STRING, reason,
          "message", G_TYPE_STRING, message, NULL));
}

void
gst_edge_mqtt_signaling_post_peer_removed (const gchar * peer,
    const gchar * reason, guint n_peers, gpointer element)
{
  GST_INFO_OBJECT (element, "viewer %s left (%s), %u now", peer, reason,
      n_peers);
  post (element, gst_structure_new ("webrtc-peer-removed",
          "peer", G_TYPE_STRING, peer, "reason", G_TYPE_STRING, reason,
          "peers", G_TYPE_UINT, n_peers, NULL));
}

void
gst_edge_mqtt_signaling_post_source (const gchar * input, gboolean lost,
    const gchar * message, gpointer element)
{
  GstStructure *structure = gst_structure_new ("source",
      "input", G_TYPE_STRING, input,
      "state", G_TYPE_STRING, lost ? "lost" : "back", NULL);

  GST_INFO_OBJECT (element, "%s is %s", input, lost ? "lost" : "back");
  if (message != NULL)
    gst_structure_set (structure, "message", G_TYPE_STRING, message, NULL);
  post (element, structure);
}
