/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Why no path was found, from the addresses that both sides named. */

(() => {
  'use strict';

  const only = (seen, kind) => Object.keys (seen).every ((name) => name === kind);

  function hasRelay (iceServers) {
    return iceServers.some (({ urls }) =>
        [urls].flat ().some ((url) => /^turns?:/.test (String (url))));
  }

  /* The name of the reason, a row of edge.reasons. */
  edge.whyNoPath = function whyNoPath ({ pc, seen, options }) {
    const ice = pc ? pc.iceConnectionState : 'new';
    if (ice === 'connected' || ice === 'completed')
      return 'dtls';
    if (Object.keys (seen.remote).length === 0)
      return 'no-address';
    if (hasRelay (options.iceServers) && !seen.local.relay && !seen.remote.relay)
      return 'no-relay';
    if (seen.local.relay || seen.remote.relay)
      return 'udp-blocked';
    return only (seen.remote, 'host') ? 'other-network' : 'udp-blocked';
  };

  edge.hasRelay = hasRelay;
}) ();
