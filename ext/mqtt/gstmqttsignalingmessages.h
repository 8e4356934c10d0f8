/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Element messages of mqttsignalingbin, described there; callbacks of its
 * session whose user data is the element. */
void gst_edge_mqtt_signaling_post_peer_added   (const gchar * peer,
                                                guint n_peers,
                                                gpointer element);
void gst_edge_mqtt_signaling_post_peer_state   (const gchar * peer,
                                                const gchar * connection,
                                                const gchar * ice,
                                                gpointer element);
void gst_edge_mqtt_signaling_post_peer_failed  (const gchar * peer,
                                                const gchar * reason,
                                                const gchar * message,
                                                gpointer element);
void gst_edge_mqtt_signaling_post_peer_removed (const gchar * peer,
                                                const gchar * reason,
                                                guint n_peers,
                                                gpointer element);
/* message: why it is lost, or NULL. */
void gst_edge_mqtt_signaling_post_source       (const gchar * input,
                                                gboolean lost,
                                                const gchar * message,
                                                gpointer element);

G_END_DECLS
