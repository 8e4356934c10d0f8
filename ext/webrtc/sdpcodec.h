/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What an offer says about one payload type, and our choice among them. All
 * names come from a table of ours, never from the offer: names of caps fields
 * stay in the process for ever. */

typedef enum
{
  EDGE_SDP_VIDEO,
  EDGE_SDP_AUDIO,
  EDGE_SDP_APPLICATION,
} EdgeSdpKind;

typedef enum
{
  EDGE_SDP_FEEDBACK_NACK = 1 << 0,
  EDGE_SDP_FEEDBACK_NACK_PLI = 1 << 1,
  EDGE_SDP_FEEDBACK_CCM_FIR = 1 << 2,
  EDGE_SDP_FEEDBACK_GOOG_REMB = 1 << 3,
  EDGE_SDP_FEEDBACK_TRANSPORT_CC = 1 << 4,
} EdgeSdpFeedback;

#define EDGE_SDP_NO_PAYLOAD (-1)

#define EDGE_SDP_TWCC_URI \
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define EDGE_SDP_PLAYOUT_DELAY_URI \
    "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
#define EDGE_SDP_ABS_CAPTURE_TIME_URI \
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
#define EDGE_SDP_MID_URI "urn:ietf:params:rtp-hdrext:sdes:mid"

typedef struct
{
  guint payload;                /* 0 to 127 */
  const gchar *name;            /* "H264", "VP8", "VP9", "H265", "AV1", "OPUS",
                                 * "PCMU", "PCMA", "G722", "RTX", "RED" or
                                 * "ULPFEC": static, as in RTP caps */
  guint clock_rate;
  guint channels;               /* 0 for video */
  gchar *fmtp;                  /* as offered, or NULL; do not make caps of it */
  guint feedback;               /* EdgeSdpFeedback */
  gint apt;                     /* RTX: the payload it repeats */
  gint rtx_payload;             /* the RTX payload that repeats this one */
  guint packetization_mode;     /* H264: 0 or 1 */
  gchar profile_level_id[7];    /* H264: 6 lower case hex digits */
  gboolean level_asymmetry;     /* H264: level-asymmetry-allowed=1 */
} EdgeSdpCodec;

void edge_sdp_codec_clear (EdgeSdpCodec * self);

/* The header extensions that the offer lets us send: their ids, 0 = none. */
typedef struct
{
  guint mid;
  guint twcc;
  guint playout_delay;
  guint abs_capture_time;
} EdgeSdpExtensions;

/* Read the value of a=rtpmap after the payload type ("H264/90000"), or NULL
 * for a static payload type (RFC 3551). FALSE = no codec that we know. */
gboolean edge_sdp_codec_init (EdgeSdpCodec * self, EdgeSdpKind kind,
                              guint payload, const gchar * rtpmap);
/* Read the value of a=fmtp after the payload type; FALSE = unusable codec. */
gboolean edge_sdp_codec_set_fmtp (EdgeSdpCodec * self, const gchar * fmtp);
/* Read the value of a=rtcp-fb after the payload type. */
void     edge_sdp_codec_add_feedback (EdgeSdpCodec * self, const gchar * value);

/* Append the a=rtpmap, a=rtcp-fb and a=fmtp lines that webrtcbin may see. */
void     edge_sdp_codec_append_lines (const EdgeSdpCodec * self, GString * text);

/* The codec to send out of codecs: names are encoding names in our order of
 * preference, ended by NULL. Of several H264 payloads the one that an ordinary
 * encoder and payloader can fill: packetization-mode=1 and constrained
 * baseline if offered. NULL if none fits. */
const EdgeSdpCodec * edge_sdp_codec_choose (const EdgeSdpCodec * codecs,
                                            guint n_codecs,
                                            const gchar * const * names);

/* What to set as codec-preferences of the transceiver. ssrc must be the
 * payloader's too. Members of extensions that we cannot send are to be 0; mid
 * and abs_capture_time are not looked at. */
GstCaps * edge_sdp_codec_to_caps (const EdgeSdpCodec * self, EdgeSdpKind kind,
                                  guint32 ssrc,
                                  const EdgeSdpExtensions * extensions);

G_END_DECLS
