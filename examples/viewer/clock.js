/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* The robot's clock, seen from here, and with it the age of a frame.
 *
 * A ping that came back after r milliseconds says what the robot's clock showed,
 * give or take r / 2. The quickest of the last ones is believed. The robot tells
 * which capture time belongs to which RTP time stamp; the browser tells the time
 * stamp of each frame that it shows. */

(() => {
  'use strict';

  const SAMPLES = 20;
  const STEP = 50;
  const AGES = 30;
  const MAX_CLOCKS = 16;
  const CLOCK_TIMEOUT = 10000;
  const FRESH = 20000;

  function median (values) {
    const sorted = values.slice ().sort ((a, b) => a - b);
    return sorted[sorted.length >> 1];
  }

  class RobotClock {
    constructor () {
      this.reset ();
    }

    /* A new call: time stamps start anew, and the other end may be another. */
    reset () {
      this.samples = [];
      this.clocks = new Map ();
      this.ages = [];
      this.stamped = null;
      this.start = performance.now ();
    }

    /* Milliseconds since then. */
    get since () {
      return performance.now () - this.start;
    }

    pong (sent, heard, time) {
      if (!Number.isFinite (time))
        return;
      const rtt = heard - sent;
      const sample = { rtt, offset: time - (sent + heard) / 2 };
      const best = this.best;
      /* The robot's clock was set: what was measured before is of no use. */
      if (best && Math.abs (best.offset - sample.offset) > (best.rtt + rtt) / 2 + STEP)
        this.samples = [];
      this.samples.push (sample);
      this.heard = performance.now ();
      if (this.samples.length > SAMPLES)
        this.samples.shift ();
    }

    get best () {
      return this.samples.reduce ((best, sample) =>
          (best && best.rtt <= sample.rtt ? best : sample), null);
    }

    /* What to add to performance.now () for the robot's UNIX time; null if unknown. */
    get offset () {
      const { best } = this;
      return best ? best.offset : null;
    }

    /* Milliseconds that the offset can be wrong by. */
    get error () {
      const { best } = this;
      return best ? best.rtt / 2 : null;
    }

    /* How far the robot's clock is ahead of this computer's. */
    get ahead () {
      return this.offset === null ? null :
        this.offset + performance.now () - Date.now ();
    }

    /* Now, by the robot's clock if it is known. */
    get now () {
      return this.offset === null ? Date.now () : this.offset + performance.now ();
    }

    /* Now by the robot's clock, whole milliseconds; null if it was not asked
     * lately: it may have been set meanwhile. */
    get stamp () {
      return this.offset === null || performance.now () - this.heard > FRESH ? null :
        Math.round (this.offset + performance.now ());
    }

    tell ({ ssrc, rtp, rate, time }) {
      if (![ssrc, rtp, rate, time].every (Number.isFinite) || rate <= 0 ||
          (!this.clocks.has (ssrc) && this.clocks.size >= MAX_CLOCKS))
        return;
      this.clocks.set (ssrc, { rtp, rate, time, heard: performance.now () });
    }

    clockOf (ssrc) {
      const clock = this.clocks.get (ssrc) ||
        (this.clocks.size === 1 ? this.clocks.values ().next ().value : null);
      return clock && performance.now () - clock.heard < CLOCK_TIMEOUT ? clock : null;
    }

    /* A frame is shown: rtp its time stamp, shown the time (performance.now ()). */
    frame (ssrc, rtp, shown) {
      this.stamped = Number.isFinite (rtp);
      const clock = this.clockOf (ssrc);
      if (!this.stamped || !clock || this.offset === null) {
        this.ages = [];
        return;
      }
      const ticks = (rtp - clock.rtp) | 0;      /* 32 bits that wrap */
      const captured = clock.time + 1000 * ticks / clock.rate;
      this.ages.push (shown + this.offset - captured);
      if (this.ages.length > AGES)
        this.ages.shift ();
    }

    /* Capture to glass, the median of the last frames; null if it is not known. */
    get age () {
      return this.ages.length > 0 ? median (this.ages) : null;
    }

    /* Why the age is not known. */
    get missing () {
      return this.offset === null ? 'no-pong' :
        this.stamped === false ? 'no-rtp-stamp' :
        this.clocks.size === 0 ? 'no-clock' : '';
    }
  }

  edge.RobotClock = RobotClock;
}) ();
