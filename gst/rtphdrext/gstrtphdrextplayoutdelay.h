/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/rtp/rtp.h>

G_BEGIN_DECLS

#define GST_TYPE_EDGE_RTP_HDREXT_PLAYOUT_DELAY \
    (gst_edge_rtp_hdrext_playout_delay_get_type ())
G_DECLARE_FINAL_TYPE (GstEdgeRtpHdrextPlayoutDelay,
    gst_edge_rtp_hdrext_playout_delay, GST, EDGE_RTP_HDREXT_PLAYOUT_DELAY,
    GstRTPHeaderExtension)

GST_ELEMENT_REGISTER_DECLARE (rtphdrextplayoutdelay);

G_END_DECLS
