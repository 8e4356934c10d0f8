/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

G_BEGIN_DECLS

/* Gives TURN servers, which have passwords in them, ended by NULL, to ice
 * without a word of them in the log: webrtcbin and its ICE agent of GStreamer
 * 1.22 write the whole URI at DEBUG. Log lines of the agent that other threads
 * write meanwhile are lost. */
void edge_turn_servers_add (GstWebRTCICE * ice, const gchar * const * uris);

G_END_DECLS
