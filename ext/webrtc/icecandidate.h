/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <json-glib/json-glib.h>

#include "sdpoffer.h"

G_BEGIN_DECLS

/* One remote or local ICE candidate (RFC 8839, 5.1; JSON as in
 * RTCIceCandidateInit, and as existing applications really send it). */

#define EDGE_ICE_MAX_CANDIDATE 1024     /* bytes */

typedef struct
{
  gchar *candidate;             /* "candidate:...", checked; "" = no more come */
  gchar *mid;                   /* sdpMid, or NULL */
  gint mline_index;             /* sdpMLineIndex, or -1 */
  gchar *ufrag;                 /* of the candidate line, or NULL */
} EdgeIceCandidate;

void     edge_ice_candidate_clear (EdgeIceCandidate * self);

/* message: what came on the topic, with candidate as text, null, missing or
 * an object of its own; "a=" in front is taken off. Fills self, to be cleared,
 * only if it returns TRUE. */
gboolean edge_ice_candidate_from_json (EdgeIceCandidate * self,
                                       JsonObject * message, GError ** error);

/* The m-line to hand to webrtcbin: the first, whose transport all share,
 * whichever m-line the sender had in mind (some guess). FALSE if the offer has no such
 * mid or else index, or the candidate is of another ICE generation (ufrag). */
gboolean edge_ice_candidate_find_mline (const EdgeIceCandidate * self,
                                        const EdgeSdpOffer * offer,
                                        guint * mline_index);

/* Whether text ("candidate:...") is one, fit to be given to webrtcbin. */
gboolean edge_ice_candidate_check (const gchar * text);

/* What a candidate line says. */
typedef enum
{
  EDGE_ICE_HOST,
  EDGE_ICE_SRFLX,
  EDGE_ICE_PRFLX,
  EDGE_ICE_RELAY,
} EdgeIceType;

typedef struct
{
  gchar *foundation;
  gchar *address;               /* IP address or .local name */
  gchar *base;                  /* raddr, or NULL */
  EdgeIceType type;
  gboolean tcp;
  gboolean hidden;              /* address is a .local name */
} EdgeIceDescription;

/* NULL if text ("candidate:...") is none. */
EdgeIceDescription * edge_ice_description_new  (const gchar * text);
void                 edge_ice_description_free (EdgeIceDescription * self);
const gchar *        edge_ice_type_to_string   (EdgeIceType type);

/* For a local candidate: add candidate, sdpMid and sdpMLineIndex to message. */
void     edge_ice_candidate_to_json (JsonObject * message,
                                     const gchar * candidate,
                                     const gchar * mid, guint mline_index);

G_END_DECLS
