/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejson.h"
#include "fuzz.h"
#include "icecandidate.h"

/* What was taken is one line, and taken again. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  g_autoptr (JsonObject) object = edge_json_parse_object (data, size, 65536,
      NULL);
  EdgeIceCandidate candidate;

  if (object == NULL
      || !edge_ice_candidate_from_json (&candidate, object, NULL))
    return 0;
  g_assert (candidate.mline_index < EDGE_SDP_MAX_MEDIA);
  g_assert (*candidate.candidate == '\0'
      || edge_ice_candidate_check (candidate.candidate));
  if (*candidate.candidate != '\0') {
    EdgeIceDescription *description =
        edge_ice_description_new (candidate.candidate);

    g_assert (description != NULL && *description->foundation != '\0');
    g_assert (description->hidden
        || g_hostname_is_ip_address (description->address));
    edge_ice_description_free (description);
  }
  g_assert (strpbrk (candidate.candidate, "\r\n") == NULL);
  edge_ice_candidate_clear (&candidate);
  return 0;
}
