/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "sdpoffer.h"

G_BEGIN_DECLS

/* For sdpoffer.c only: what a session or an m-line says of its transport. */

#define SDP_SECTION_MAX_CANDIDATES 32
#define SDP_NO_PORT (-1)

/* What the lines of the session, or of one m-line, say. Text is borrowed. */
typedef struct
{
  const gchar *mid;
  const gchar *ice_ufrag;
  const gchar *ice_pwd;
  const gchar *setup;
  const gchar *bundle;          /* session: members of the BUNDLE group */
  guint n_bundles;
  gint algorithm;               /* of sdp_algorithms, -1 = no fingerprint */
  const gchar *fingerprint;
  gint direction;               /* EdgeSdpDirection, -1 = not said */
  guint n_directions;
  gboolean trickle;
  gboolean rtcp_mux;
  gboolean rtcp_rsize;
  gboolean bundle_only;
  gboolean bundled;
  gint sctp_port;
  guint64 max_message_size;
  const gchar *candidates[SDP_SECTION_MAX_CANDIDATES];
  guint n_candidates;
} SdpSection;

typedef struct
{
  const gchar *name;
  guint bytes;
} SdpAlgorithm;

/* In order of preference; browsers give sha-256. */
extern const SdpAlgorithm sdp_algorithms[4];
/* Indexed by EdgeSdpDirection. */
extern const gchar *const sdp_directions[4];

/* defaults: the session's section, or NULL. Its fingerprint is for the caller
 * to take if the m-line has none of its own. */
void     sdp_section_init (SdpSection * self, const SdpSection * defaults);

/* Read what follows "a=" of a line that is not about a single payload type.
 * extensions: NULL for the session. FALSE: unusable. */
gboolean sdp_section_read_attribute (SdpSection * self,
                                     EdgeSdpExtensions * extensions,
                                     const gchar * line);

/* The index of word among words, or -1. */
gint     sdp_find_word   (const gchar * const * words, guint n_words,
                          const gchar * word);
gboolean sdp_read_number (const gchar * text, guint64 max, guint64 * number);

G_END_DECLS
