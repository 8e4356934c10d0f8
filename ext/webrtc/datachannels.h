/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Closes the data channels (GstWebRTCDataChannel) of the webrtcbin in pipeline,
 * and waits, for at most a second, until webrtcbin's thread has done its part
 * of it. To be called before pipeline goes to READY or NULL: a channel that the
 * other side closes while sctpenc goes to READY makes webrtcbin's thread use
 * sctpenc's association after it was freed (GStreamer 1.22: release_pad of
 * sctpenc against its sctpenc_cleanup). A channel that is closed already gives
 * that thread nothing more to do. */
void edge_data_channels_close (GstBin * pipeline, GPtrArray * channels);

G_END_DECLS
