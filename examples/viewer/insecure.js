/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* A page that came by plain http from another machine is no secure context: what
 * this browser withholds from it, and why. */

(() => {
  'use strict';

  function missing () {
    const things = [];
    if (typeof navigator.getGamepads !== 'function')
      things.push ('no gamepad');
    if (!navigator.mediaDevices)
      things.push ('no microphone');
    if (!('wakeLock' in navigator))
      things.push ('no way to keep the screen awake');
    return things.length > 1 ?
      `${things.slice (0, -1).join (', ')} and ${things[things.length - 1]}` :
      things.join ('');
  }

  /* '' on a secure page. */
  edge.insecureText = function insecureText () {
    if (window.isSecureContext)
      return '';
    const list = missing ();
    return 'This page came by plain http, so others on the network can read along and ' +
      'drive' + (list ? `, and this browser gives it ${list}` : '') +
      '. Open it by https instead: examples/demo --lan prints such an address.';
  };
}) ();
