/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* To be called before the pipeline of a webrtcbin goes to READY or NULL: what
 * ICE says from then on must not reach webrtcbin's receiving ends. In GStreamer
 * 1.22 such an end blocks its pad anew at each change of ICE's state, also when
 * it has given up its block for good; the new one keeps a reference on it, so
 * that it is never freed, nor is its socket (transportreceivebin.c). Nor must it
 * reach webrtcbin itself, which connects its handlers without a reference.
 * webrtcbin must have no more to do: it would make further ends. */
void edge_ice_silence (GstBin * pipeline);

G_END_DECLS
