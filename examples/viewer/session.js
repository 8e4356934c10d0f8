/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What the robot told about this session: what one may do and until when, by which
 * path, whether its cameras speak, how the picture is played out. */

(() => {
  'use strict';

  const PLAYOUTS = ['quick', 'smooth'];
  const KEY = 'edge-viewer-playout';
  const MAX_INPUTS = 16;

  function keptPlayout () {
    try {
      const value = localStorage.getItem (KEY);
      return PLAYOUTS.includes (value) ? value : 'quick';
    } catch (error) {
      return 'quick';               /* no storage: the choice is this page's only */
    }
  }

  class Session {
    /* send (object) -> whether it left */
    constructor (send) {
      this.send = send;
      this.playout = keptPlayout ();
      this.reset ();
    }

    reset () {
      this.role = '';
      this.expires = null;
      this.path = null;
      this.lost = new Set ();
      this.asked = '';
      this.confirmed = '';
    }

    get watching () {
      return this.role === 'watch';
    }

    hello ({ role, expires }) {
      this.role = role === 'watch' || role === 'drive' ? role : '';
      this.expires = Number.isFinite (expires) ? expires : null;
    }

    source ({ input, state }) {
      const name = edge.word (input);
      if (state === 'back')
        this.lost.delete (name);
      else if (state === 'lost' && this.lost.size < MAX_INPUTS)
        this.lost.add (name);
    }

    takePath ({ local, remote, protocol, address, interface: name }) {
      this.path = { local: edge.word (local), remote: edge.word (remote),
        protocol: edge.word (protocol), address: edge.word (address), interface: edge.word (name) };
    }

    choose (playout) {
      this.playout = PLAYOUTS.includes (playout) ? playout : 'quick';
      try {
        localStorage.setItem (KEY, this.playout);
      } catch (error) {
        /* no storage: see above */
      }
      this.askPlayout ();
    }

    /* Once for each choice, as soon as there is a way. */
    askPlayout () {
      if (this.asked !== this.playout &&
          this.send ({ set: 'playout', value: this.playout }))
        this.asked = this.playout;
    }

    /* The camera whose picture is shown is silent. */
    get sourceLost () {
      return Array.from (this.lost).some ((name) => !name.startsWith ('audio'));
    }

    /* host, UDP by eth0 (192.0.2.7) */
    get pathText () {
      if (!this.path)
        return '';
      const { local, remote, protocol, address, interface: name } = this.path;
      const kind = local === remote ? local : `${local} to ${remote}`;
      return `${kind}, ${protocol.toUpperCase ()}` + (name ? ` by ${name}` : '') +
        (address ? ` (${address})` : '');
    }
  }

  edge.Session = Session;
}) ();
