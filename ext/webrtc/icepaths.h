/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "connectionfault.h"

G_BEGIN_DECLS

/* The ways that a connection could take and the one that it took: from the
 * candidates of both sides, and from the foundations (RFC 8445, 5.1.1.3: one
 * for each type, address, server and protocol) of the pair that the ICE agent
 * selected. webrtcbin's own stats of 1.22 mix up the two sides. One thread at a
 * time. */
typedef struct _EdgeIcePaths EdgeIcePaths;

/* Candidates of one side that are remembered. */
#define EDGE_ICE_PATHS_MAX 64

typedef struct
{
  const gchar *local;           /* host, srflx, prflx or relay; static */
  const gchar *remote;
  const gchar *protocol;        /* udp or tcp; static */
  gchar *address;               /* this machine's own; "" if it is not known */
  gchar *interface;             /* that has it, or "" */
} EdgeIcePath;

EdgeIcePaths *      edge_ice_paths_new        (void);
void                edge_ice_paths_free       (EdgeIcePaths * self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EdgeIcePaths, edge_ice_paths_free)

/* candidate: "candidate:..."; others are ignored. */
void                edge_ice_paths_add_local  (EdgeIcePaths * self,
                                               const gchar * candidate);
void                edge_ice_paths_add_remote (EdgeIcePaths * self,
                                               const gchar * candidate);
/* The candidates that stand in an offer. */
void                edge_ice_paths_add_offer  (EdgeIcePaths * self,
                                               const gchar * sdp);

/* TRUE if the path is another one now. */
gboolean            edge_ice_paths_select     (EdgeIcePaths * self,
                                               const gchar * local_foundation,
                                               const gchar * remote_foundation);
/* NULL before the first one. */
const EdgeIcePath * edge_ice_paths_get        (const EdgeIcePaths * self);

/* Fills in what candidates tell: local, remote, same_network. */
void                edge_ice_paths_count      (const EdgeIcePaths * self,
                                               EdgeConnectionEvidence * evidence);

G_END_DECLS
