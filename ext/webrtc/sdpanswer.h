/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "sdpoffer.h"

G_BEGIN_DECLS

/* webrtcbin's answer, as it must be for the peer: the fmtp line of each H264
 * payload gets the offer's profile-level-id and level-asymmetry-allowed back
 * (webrtcbin never saw them), a legacy SCTP m-line the form that the offerer
 * knows, an m-line that he rejected port 0, and BUNDLE his order. NULL if answer is no answer to offer. */
gchar * edge_sdp_answer_for_peer (const gchar * answer,
                                  const EdgeSdpOffer * offer,
                                  GError ** error);

G_END_DECLS
