/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* A gamepad in the standard layout: left stick drives, right stick looks, B stops.
 * Nothing moves unless a shoulder button or trigger is held: a pad that lies on the
 * table is silent. Let go of, unplugged, or the page no longer in front: the car
 * stops at once, and only that button pressed anew starts it again. */

(() => {
  'use strict';

  const DEAD_ZONE = 0.1;
  const LOOK_SPEED = 3;
  const B = 1;
  const DEAD_MAN = [4, 5, 6, 7];   /* LB, RB, LT, RT */

  function axis (value) {
    const size = Math.abs (value || 0);
    return size <= DEAD_ZONE ? 0 :
      Math.sign (value) * Math.min (1, (size - DEAD_ZONE) / (1 - DEAD_ZONE));
  }

  class Gamepad {
    /* onChange (): name or usable changed */
    constructor (wheel, camera, onChange) {
      Object.assign (this, { wheel, camera, onChange });
      this.name = '';
      this.usable = false;
      this.held = false;            /* the dead-man's button */
      this.spent = true;            /* it must be pressed anew first */
      this.driving = false;
      this.stopDown = false;
      this.polling = false;
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
      if (this.polling)
        return;
      this.polling = true;
      requestAnimationFrame (() => this.poll ());
    }

    lose () {
      this.index = undefined;
      this.name = '';
      this.usable = false;
      this.rest ();
      this.onChange ();
    }

    /* The car stops if this pad drove it. */
    rest () {
      this.held = this.driving = false;
      this.spent = true;
      this.wheel.leaveOff ('gamepad');
    }

    poll () {
      const pads = Array.from (navigator.getGamepads ()).filter ((p) => p && p.connected);
      const pad = pads.find ((p) => p.index === this.index) ||
        pads.find ((p) => p.mapping === 'standard') || pads[0];
      if (!pad) {
        this.polling = false;
        if (this.index !== undefined)
          this.lose ();
        return;
      }
      if (this.index !== pad.index) {
        this.rest ();
        this.index = pad.index;
        this.name = pad.id.slice (0, 60);
        this.usable = pad.mapping === 'standard';
        this.onChange ();
      }
      if (this.usable)
        this.read (pad);
      requestAnimationFrame (() => this.poll ());
    }

    read (pad) {
      const down = (n) => Boolean (pad.buttons[n] && pad.buttons[n].pressed);
      if (down (B) && !this.stopDown)
        this.wheel.stop ();
      this.stopDown = down (B);

      if (!DEAD_MAN.some (down)) {
        if (this.held)
          this.rest ();
        this.held = this.spent = false;
        return;
      }
      /* Stopped or overtaken from elsewhere, or the page is not in front. */
      if (this.stopDown || !document.hasFocus () ||
          (this.driving && !this.wheel.heldBy ('gamepad')))
        this.rest ();
      this.held = true;
      if (this.spent)
        return;
      this.drive (axis (-pad.axes[1]), axis (pad.axes[0]));
      const pan = axis (pad.axes[2]), tilt = axis (-pad.axes[3]);
      if ((pan || tilt) && !this.wheel.options.lockReason ())
        this.camera.turn (Math.round (pan * LOOK_SPEED), Math.round (tilt * LOOK_SPEED));
    }

    drive (throttle, steer) {
      if (!throttle && !steer) {
        this.driving = false;
        this.wheel.leaveOff ('gamepad');
        return;
      }
      const intent = { throttle, steer, seen: performance.now () };
      if (this.driving) {
        this.wheel.adjust ('gamepad', intent);
        return;
      }
      this.driving = this.wheel.hold ('gamepad', intent);
      this.spent = !this.driving;
    }
  }

  edge.Gamepad = Gamepad;
}) ();
