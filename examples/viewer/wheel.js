/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Who holds the wheel, what the driver's hands ask for, and when they may not.
 *
 * Keys, buttons and gamepad are the sources; one of them at a time has the hands on
 * the wheel: the one that was used last. What another still holds counts for
 * nothing until it is let go and pressed anew, so nothing fights and nothing comes
 * back by itself. A stop from any source ends all. While an intent is held its
 * command is repeated ten times a second; when it ends, two stops follow. The robot
 * stops by itself when the commands cease: this is the first line, its dead-man is
 * the second. */

(() => {
  'use strict';

  const REPEAT = 100;
  const SECOND_STOP = 60;
  const SILENCE = 3000;
  const STALE = 300;

  class Wheel {
    /* options: id, commands, onChange (), onUnsent () a stop found no way,
     * lockReason () -> '' or the reason */
    constructor (options) {
      this.options = options;
      this.commands = options.commands;
      this.source = '';
      this.intent = null;
      this.timer = 0;
      this.secondStop = 0;
      this.speed = 50;
      this.telemetry = null;
      this.telemetryTime = -Infinity;
    }

    get driving () {
      return this.intent !== null;
    }

    get telemetryFresh () {
      return performance.now () - this.telemetryTime < SILENCE;
    }

    /* me, other, none, or unknown while the robot says nothing */
    get driver () {
      if (!this.telemetryFresh)
        return 'unknown';
      const { driver } = this.telemetry;
      return driver === null || driver === undefined ? 'none' :
        driver === this.options.id ? 'me' : 'other';
    }

    get estop () {
      return Boolean (this.telemetry) && this.telemetry.estop === true;
    }

    setTelemetry (telemetry) {
      this.telemetry = telemetry;
      this.telemetryTime = performance.now ();
      this.check ();
    }

    /* The two dialects of the robot: a named direction, or throttle and steer.
     * A reverse turn has no name. */
    toCommand (intent) {
      if (intent.throttle !== undefined)
        return {
          throttle: this.scaled (intent.throttle),
          steer: Math.round (intent.steer * 100) / 100,
        };
      const { drive, turn } = intent;
      if (drive < 0 && turn !== 0)
        return { throttle: this.scaled (-1), steer: turn };
      const dir = turn < 0 ? 'left' : turn > 0 ? 'right' :
        drive < 0 ? 'backward' : 'forward';
      return { action: 'move', dir, speed: this.speed };
    }

    /* The robot truncates throttle x 100: stay just above the whole number. */
    scaled (throttle) {
      const percent = Math.round (Math.abs (throttle) * this.speed);
      return Math.sign (throttle) * Math.min (1, (percent + 0.1) / 100);
    }

    /* Whether this source has its hands on the wheel. */
    heldBy (source) {
      return this.driving && this.source === source;
    }

    /* intent: {drive: -1..1, turn: -1..1} or {throttle, steer}, and `seen`, the time
     * when it was looked at, if it must be looked at again and again. False: refused. */
    hold (source, intent) {
      if (this.options.lockReason ())
        return false;
      const first = !this.driving;
      this.source = source;
      this.intent = intent;
      if (first) {
        clearTimeout (this.secondStop);
        this.timer = setInterval (() => this.repeat (false), REPEAT);
      }
      this.repeat (first);
      this.changed ();
      return true;
    }

    /* The same hands, a little further: the next repetition says so. */
    adjust (source, intent) {
      if (this.heldBy (source))
        this.intent = intent;
    }

    /* Let go: the car stops, unless another source has taken over meanwhile. */
    leaveOff (source) {
      if (this.heldBy (source))
        this.stop ();
    }

    repeat (first) {
      const { seen } = this.intent;
      if (seen !== undefined && performance.now () - seen > STALE)
        this.stop ();               /* nobody looks at that source any more */
      else
        this.commands.motion (this.toCommand (this.intent), { answer: first });
    }

    letGo () {
      this.intent = null;
      this.source = '';
      clearInterval (this.timer);
      this.timer = 0;
    }

    /* Anybody's stop is obeyed, so this may be called at any time. */
    stop ({ atOnce = false } = {}) {
      this.letGo ();
      clearTimeout (this.secondStop);
      if (!this.commands.urgent ({ action: 'stop' }))
        this.options.onUnsent ();
      if (atOnce)
        this.commands.urgent ({ action: 'stop' });
      else
        this.secondStop = setTimeout (
            () => this.commands.urgent ({ action: 'stop' }), SECOND_STOP);
      this.changed ();
    }

    /* Only if this page drives: a spectator's tab must not jerk the car. */
    stopIfDriving (options) {
      if (this.driving)
        this.stop (options);
    }

    /* Somebody else's stop: the held key must not start the car again a tenth of a
     * second later. Seen by the answer to it: it is not refused, and the car stands. */
    stoppedBy ({ from, refused, left, right }) {
      if (!this.driving || !from || from === this.options.id || refused ||
          left !== 0 || right !== 0)
        return false;
      this.letGo ();
      this.changed ();
      return true;
    }

    /* Locked while driving: stop, unless another drives now (the stop would hit
     * him) or the robot has stopped already. */
    check () {
      if (!this.driving || !this.options.lockReason ())
        return;
      if (this.driver === 'other' || this.estop) {
        this.letGo ();
        this.changed ();
      } else {
        this.stop ();
      }
    }

    emergencyStop () {
      this.letGo ();
      clearTimeout (this.secondStop);
      if (!this.commands.urgent ({ action: 'estop' }))
        this.options.onUnsent ();
      this.changed ();
    }

    /* The robot frees the wheels at a neutral command that follows the clear: so
     * both go the same way, where neither can overtake the other. */
    clear () {
      this.commands.once ({ action: 'clear' });
      this.commands.once ({ action: 'stop' });
    }

    take () {
      this.commands.once ({ action: 'take' });
    }

    release () {
      this.stopIfDriving ();
      this.commands.once ({ action: 'release' });
    }

    /* On its way any step may be lost; the last one is not. */
    servo (pan, tilt, { last = false } = {}) {
      const command = { action: 'servo', pan, tilt };
      if (last)
        this.commands.once (command);
      else
        this.commands.motion (command);
    }

    /* The page goes away: everything now, nothing later. */
    leave () {
      const held = this.driving || this.driver === 'me';
      this.stopIfDriving ({ atOnce: true });
      if (held)
        this.commands.once ({ action: 'release' });
    }

    changed () {
      this.options.onChange ();
    }
  }

  edge.Wheel = Wheel;
}) ();
