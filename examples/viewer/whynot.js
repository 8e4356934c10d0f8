/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Why no path was found, from the addresses that both sides named. */

(() => {
  'use strict';

  function hasRelay (iceServers) {
    return iceServers.some (({ urls }) =>
        [urls].flat ().some ((url) => /^turns?:/.test (String (url))));
  }

  /* The name of the reason, a row of edge.reasons. */
  edge.whyNoPath = function whyNoPath ({ pc, seen, addresses }) {
    const ice = pc ? pc.iceConnectionState : 'new';
    const either = (kind) => Boolean (seen.local[kind] || seen.remote[kind]);
    if (ice === 'connected' || ice === 'completed')
      return 'dtls';
    if (Object.keys (seen.remote).length === 0)
      return 'no-address';
    if (Object.keys (seen.local).length === 0)
      return 'no-candidates';
    /* A relay did not help, or this page itself came from the robot's address. */
    if (either ('relay') || addresses.has (location.hostname))
      return 'udp-blocked';
    if (either ('srflx'))
      return 'no-relay';
    return Object.keys (seen.local).every ((kind) => kind === 'hidden') ?
      'only-mdns' : 'other-network';
  };

  edge.hasRelay = hasRelay;
}) ();
