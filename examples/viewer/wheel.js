/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Who holds the wheel, what the driver's hands ask for, and when they may not.
 *
 * Several sources (keys, buttons, gamepad) each hold an intent or none. While one
 * is held the command is repeated ten times a second; when the last one ends, two
 * stops follow. The robot stops by itself when the commands cease: this is the
 * first line, its dead-man is the second. */

(() => {
  'use strict';

  const REPEAT = 100;
  const SECOND_STOP = 60;
  const SILENCE = 3000;

  class Wheel {
    /* options: id, commands, onChange (), onUnsent () a stop found no way,
     * lockReason () -> '' or the reason */
    constructor (options) {
      this.options = options;
      this.commands = options.commands;
      this.intents = new Map ();
      this.timer = 0;
      this.secondStop = 0;
      this.speed = 50;
      this.telemetry = null;
      this.telemetryTime = -Infinity;
    }

    get driving () {
      return this.intents.size > 0;
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

    /* intent: {drive: -1..1, turn: -1..1}, {throttle, steer}, or null. False: refused. */
    hold (source, intent) {
      if (!intent) {
        if (this.intents.delete (source) && !this.driving)
          this.stop ();
        this.changed ();
        return true;
      }
      if (this.options.lockReason ())
        return false;
      const first = !this.driving;
      this.intents.delete (source);
      this.intents.set (source, intent);
      if (first) {
        clearTimeout (this.secondStop);
        this.timer = setInterval (() => this.repeat (false), REPEAT);
      }
      this.repeat (first);
      this.changed ();
      return true;
    }

    repeat (first) {
      const intent = Array.from (this.intents.values ()).pop ();
      if (intent)
        this.commands.motion (this.toCommand (intent), { answer: first });
    }

    letGo () {
      this.intents.clear ();
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

    servo (pan, tilt) {
      this.commands.motion ({ action: 'servo', pan, tilt });
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
