/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "connectionfault.h"

static const struct
{
  const gchar *reason;
  const gchar *sentence;
} faults[EDGE_CONNECTION_N_FAULTS] = {
  {NULL, NULL},
  {"no-candidates",
      "The viewer named no address to reach it at: allow WebRTC in its "
        "browser, and let it publish its candidates."},
  {"only-mdns",
      "The viewer hides its addresses behind .local names and does not reach "
        "the robot's: put both on one network, or give both a STUN or TURN "
        "server."},
  {"other-network",
      "Viewer and robot are on different networks and know only their local "
        "addresses: put both on one network, or give both a STUN or TURN "
        "server."},
  {"no-relay",
      "No direct way leads from the viewer's network to the robot's: give "
        "both a TURN server."},
  {"udp-blocked",
      "No packet comes through: let UDP pass the firewall and the access "
        "point, or give both a TURN server over TCP."},
  {"dtls",
      "Viewer and robot reach each other but cannot make sure of each other "
        "(DTLS): call again, and if that does not help, something between them "
        "changes or drops packets."},
  {"no-media",
      "The connection stands, but no picture or sound comes through: look "
        "for something on the way that drops large packets, as a VPN does."},
};

const gchar *
edge_connection_fault_reason (EdgeConnectionFault fault)
{
  return faults[fault].reason;
}

const gchar *
edge_connection_fault_sentence (EdgeConnectionFault fault)
{
  return faults[fault].sentence;
}

/* Why ICE found no pair that works. */
static EdgeConnectionFault
find_ice_fault (const EdgeConnectionEvidence * evidence)
{
  const EdgeCandidateCount *local = &evidence->local;
  const EdgeCandidateCount *remote = &evidence->remote;
  guint known = remote->host + remote->srflx + remote->relay;

  if (known + remote->mdns == 0)
    return EDGE_CONNECTION_FAULT_NO_CANDIDATES;
  if (evidence->relay_only && local->relay == 0)
    return EDGE_CONNECTION_FAULT_NO_RELAY;
  if (known == 0)
    return EDGE_CONNECTION_FAULT_ONLY_MDNS;
  /* There was a way, and nothing came along it. */
  if (evidence->same_network || local->relay > 0 || remote->relay > 0)
    return EDGE_CONNECTION_FAULT_UDP_BLOCKED;
  if (local->srflx == 0 && remote->srflx == 0)
    return EDGE_CONNECTION_FAULT_OTHER_NETWORK;
  return EDGE_CONNECTION_FAULT_NO_RELAY;
}

EdgeConnectionFault
edge_connection_fault_find (const EdgeConnectionEvidence * evidence)
{
  if (!evidence->ice_connected)
    return find_ice_fault (evidence);
  if (!evidence->dtls_connected)
    return EDGE_CONNECTION_FAULT_DTLS;
  if (evidence->media_sent && !evidence->media_reported)
    return EDGE_CONNECTION_FAULT_NO_MEDIA;
  return EDGE_CONNECTION_FAULT_NONE;
}
