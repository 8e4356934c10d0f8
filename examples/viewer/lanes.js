/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* The two data channels of a call. `control` is ordered and sure: stops, who
 * drives, questions, answers. `motion` is neither: a late move is worth nothing,
 * the next one is on its way. While `motion` is not there, or the robot refused
 * it, all goes over `control`. */

(() => {
  'use strict';

  const BACKLOG = 2048;
  const MAX_TEXT = 65536;
  const PING_INTERVAL = 1000;
  const FIRST_PINGS = 5;
  const FIRST_PING_INTERVAL = 100;

  class Lanes {
    /* options: onState (), onData (object), onPong (sent, heard, robotTime) */
    constructor (options) {
      this.options = options;
      this.pc = null;
      this.control = this.motion = null;
      this.rtt = null;
      this.pings = 0;
      setInterval (() => this.ping (), PING_INTERVAL);
    }

    open (pc) {
      this.close ();
      this.pc = pc;
      this.rtt = null;
      this.pings = 0;
      this.control = this.listen (
          pc.createDataChannel ('control', { ordered: true }));
      this.motion = this.listen (
          pc.createDataChannel ('motion', { ordered: false, maxRetransmits: 0 }));
    }

    close () {
      for (const channel of [this.control, this.motion])
        if (channel)
          channel.close ();
      this.pc = this.control = this.motion = null;
    }

    mine (channel) {
      return channel === this.control || channel === this.motion;
    }

    listen (channel) {
      channel.onopen = channel.onclose = () => {
        if (!this.mine (channel))
          return;
        if (channel === this.control) {
          this.lastHeard = performance.now ();
          this.ping ();
        }
        this.options.onState ();
      };
      channel.onmessage = (event) => {
        if (this.mine (channel) && typeof event.data === 'string' &&
            event.data.length <= MAX_TEXT)
          this.handle (edge.parseObject (event.data));
      };
      return channel;
    }

    handle (object) {
      if (!object)
        return;
      const now = performance.now ();
      this.lastHeard = now;
      if (object.type !== 'pong') {
        this.options.onData (object);
        return;
      }
      if (!Number.isFinite (object.t) || object.t > now)
        return;
      this.rtt = now - object.t;
      this.options.onPong (object.t, now, object.time);
      /* The quickest of several answers tells the clock best. */
      if (++this.pings < FIRST_PINGS)
        setTimeout (() => this.ping (), FIRST_PING_INTERVAL);
    }

    get state () {
      return this.control ? this.control.readyState : 'closed';
    }

    get motionState () {
      return this.motion ? this.motion.readyState : 'closed';
    }

    /* Open, alive and empty: what is sent now arrives now. */
    usable (channel) {
      return Boolean (channel) && channel.readyState === 'open' &&
        this.pc.connectionState === 'connected' && channel.bufferedAmount <= BACKLOG;
    }

    /* Milliseconds since the robot last said something. */
    get silence () {
      return this.state === 'open' ? performance.now () - this.lastHeard : 0;
    }

    ping () {
      this.send ({ type: 'ping', t: performance.now () });
    }

    send (object) {
      return this.put (this.control, object);
    }

    sendMotion (object) {
      return this.put (this.motion, object) || this.put (this.control, object);
    }

    put (channel, object) {
      if (!this.usable (channel))
        return false;
      try {
        channel.send (JSON.stringify (object));
        return true;
      } catch (error) {
        return false;
      }
    }
  }

  edge.Lanes = Lanes;
}) ();
