/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* A gamepad in the standard layout: left stick drives, right stick looks, B stops.
 * Nothing moves unless LB or RB is held: a pad that lies on the table is silent. */

(() => {
  'use strict';

  const DEAD_ZONE = 0.1;
  const LOOK_SPEED = 3;
  const LB = 4, RB = 5, B = 1;

  function axis (value) {
    const size = Math.abs (value || 0);
    return size <= DEAD_ZONE ? 0 :
      Math.sign (value) * Math.min (1, (size - DEAD_ZONE) / (1 - DEAD_ZONE));
  }

  class Gamepad {
    /* onChange (): name changed */
    constructor (wheel, camera, onChange) {
      Object.assign (this, { wheel, camera, onChange });
      this.name = '';
      this.held = false;
      this.spent = false;
      this.stopDown = false;
      this.supported = typeof navigator.getGamepads === 'function';
      if (!this.supported)
        return;
      window.addEventListener ('gamepadconnected', () => this.look ());
      window.addEventListener ('gamepaddisconnected', (event) => {
        if (event.gamepad.index === this.index)
          this.lose ();
      });
    }

    look () {
      if (this.index === undefined)
        requestAnimationFrame (() => this.poll ());
    }

    lose () {
      this.index = undefined;
      this.name = '';
      this.held = false;
      this.wheel.hold ('gamepad', null);
      this.onChange ();
    }

    poll () {
      const pads = Array.from (navigator.getGamepads ()).filter ((p) => p && p.connected);
      const pad = pads.find ((p) => p.index === this.index) || pads[0];
      if (!pad) {
        if (this.index !== undefined)
          this.lose ();
        return;
      }
      if (this.index !== pad.index) {
        this.index = pad.index;
        this.name = pad.id.slice (0, 60);
        this.onChange ();
      }
      this.read (pad);
      requestAnimationFrame (() => this.poll ());
    }

    read (pad) {
      const down = (n) => Boolean (pad.buttons[n] && pad.buttons[n].pressed);
      if (down (B) && !this.stopDown)
        this.wheel.stop ();
      this.stopDown = down (B);

      const held = (down (LB) || down (RB)) && !this.stopDown;
      if (!held) {
        this.spent = false;
        if (this.held)
          this.wheel.hold ('gamepad', null);
        this.held = false;
        return;
      }
      /* Stopped from elsewhere while held: nothing until it is pressed anew. */
      if (this.held && this.moving && !this.wheel.intents.has ('gamepad'))
        this.spent = true;
      this.held = true;
      if (this.spent) {
        this.moving = false;
        return;
      }
      this.drive (axis (-pad.axes[1]), axis (pad.axes[0]));
      const pan = axis (pad.axes[2]), tilt = axis (-pad.axes[3]);
      if ((pan || tilt) && !this.wheel.options.lockReason ())
        this.camera.turn (Math.round (pan * LOOK_SPEED), Math.round (tilt * LOOK_SPEED));
    }

    drive (throttle, steer) {
      const was = this.wheel.intents.get ('gamepad');
      if (!throttle && !steer) {
        if (was)
          this.wheel.hold ('gamepad', null);
        this.moving = false;
        return;
      }
      /* A held intent is repeated by the wheel: change it in place. */
      if (was) {
        Object.assign (was, { throttle, steer });
        return;
      }
      this.moving = this.wheel.hold ('gamepad', { throttle, steer });
      this.spent = !this.moving;
    }
  }

  edge.Gamepad = Gamepad;
}) ();
