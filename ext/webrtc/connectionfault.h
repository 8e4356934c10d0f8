/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a connection does not come about or carries nothing: the one table of
 * reasons, and of sentences that say what repairs it. The page has the same
 * in examples/viewer; a test keeps them equal. */
typedef enum
{
  EDGE_CONNECTION_FAULT_NONE,
  EDGE_CONNECTION_FAULT_NO_CANDIDATES,
  EDGE_CONNECTION_FAULT_ONLY_MDNS,
  EDGE_CONNECTION_FAULT_OTHER_NETWORK,
  EDGE_CONNECTION_FAULT_NO_RELAY,
  EDGE_CONNECTION_FAULT_UDP_BLOCKED,
  EDGE_CONNECTION_FAULT_DTLS,
  EDGE_CONNECTION_FAULT_NO_MEDIA,
  EDGE_CONNECTION_N_FAULTS,
} EdgeConnectionFault;

/* "no-candidates", "only-mdns", ...; NULL for NONE. */
const gchar *       edge_connection_fault_reason   (EdgeConnectionFault fault);
const gchar *       edge_connection_fault_sentence (EdgeConnectionFault fault);

/* Candidates of one side. */
typedef struct
{
  guint host;                   /* with an IP address */
  guint mdns;                   /* with a .local name */
  guint srflx;
  guint relay;
} EdgeCandidateCount;

/* What was seen of a connection that failed. */
typedef struct
{
  EdgeCandidateCount local;
  EdgeCandidateCount remote;
  gboolean same_network;        /* a remote host address is on a link of ours */
  gboolean relay_only;          /* we were told to use nothing else */
  gboolean ice_connected;       /* the two ends reached each other */
  gboolean dtls_connected;      /* and know who the other is */
  gboolean media_sent;
  gboolean media_reported;      /* RTCP: the other side received some */
} EdgeConnectionEvidence;

/* NONE: it worked. */
EdgeConnectionFault edge_connection_fault_find (const EdgeConnectionEvidence * evidence);

G_END_DECLS
