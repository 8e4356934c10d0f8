/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "sdpcodec.h"

G_BEGIN_DECLS

/* A WebRTC offer (RFC 8829) from somebody else: checked, bounded, and written
 * anew for webrtcbin, which makes caps fields (quarks, never freed) of every
 * attribute that it is given and takes much that it should not. */

#define EDGE_SDP_MAX_SIZE (64 * 1024)
#define EDGE_SDP_MAX_MEDIA 16

typedef enum
{
  EDGE_SDP_SENDRECV,
  EDGE_SDP_SENDONLY,
  EDGE_SDP_RECVONLY,
  EDGE_SDP_INACTIVE,
} EdgeSdpDirection;

typedef struct
{
  guint index;                  /* sdpMLineIndex */
  gchar *mid;
  EdgeSdpKind kind;
  EdgeSdpDirection direction;   /* the offerer's */
  gboolean rejected;            /* port 0: not in use any more; webrtcbin gets
                                 * it as inactive, so request no pad for it */
  EdgeSdpCodec *codecs;         /* those we know, in the offer's order */
  guint n_codecs;
  EdgeSdpExtensions extensions;
} EdgeSdpMedia;

typedef struct
{
  gchar *session_id;            /* of the o= line */
  guint64 session_version;
  gchar *fingerprint_algorithm; /* "sha-256", "sha-384", "sha-512" or "sha-1" */
  gchar *fingerprint;           /* "AB:CD:...", upper case */
  gchar *ice_ufrag;             /* of the whole bundle */
  gchar *bundle;                /* its mids in the offer's order, in use */
  guint bundle_index;           /* the first of them: our candidates name its
                                 * mid and index to the peer */
  gboolean legacy_sctp;         /* m=application ... DTLS/SCTP 5000 */
  EdgeSdpMedia media[EDGE_SDP_MAX_MEDIA];
  guint n_media;
  gchar *text;                  /* for webrtcbin's set-remote-description;
                                 * secret (ice-pwd): not for logs */
} EdgeSdpOffer;

/* Refused as EDGE_ERROR_FORMAT if it is no usable offer, as EDGE_ERROR_CODEC
 * if one of its m-lines has only codecs that nobody here knows. */
EdgeSdpOffer * edge_sdp_offer_new  (const gchar * text, gsize size,
                                    GError ** error);
void           edge_sdp_offer_free (EdgeSdpOffer * self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeSdpOffer, edge_sdp_offer_free)

/* The m-line with this mid, or NULL. */
const EdgeSdpMedia * edge_sdp_offer_find_mid (const EdgeSdpOffer * self,
                                              const gchar * mid);

/* later is a new offer on the connection that earlier opened (renegotiation,
 * ICE restart): it belongs to the same webrtcbin. */
gboolean edge_sdp_offer_same_connection (const EdgeSdpOffer * earlier,
                                         const EdgeSdpOffer * later);
/* Such a later offer must keep the m-lines there are (RFC 8829, 5.2.2). */
gboolean edge_sdp_offer_check_later     (const EdgeSdpOffer * earlier,
                                         const EdgeSdpOffer * later,
                                         GError ** error);

/* "bad-offer" or "no-codec": the reason to send to the offerer. */
const gchar * edge_sdp_error_reason (const GError * error);

G_END_DECLS
