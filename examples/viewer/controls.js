/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Hands to intents: hold-to-move buttons, keys, sliders. */

(() => {
  'use strict';

  const KEYS = {
    ArrowUp: 'forward', KeyW: 'forward',
    ArrowDown: 'backward', KeyS: 'backward',
    ArrowLeft: 'left', KeyA: 'left',
    ArrowRight: 'right', KeyD: 'right',
  };
  const DIRECTIONS = ['forward', 'backward', 'left', 'right'];
  const SERVO_INTERVAL = 50;
  const HANDS_OFF = 1500;

  function intentOf (directions) {
    const has = (name) => (directions.has (name) ? 1 : 0);
    const drive = has ('forward') - has ('backward');
    const turn = has ('right') - has ('left');
    return drive || turn ? { drive, turn } : null;
  }

  /* Directions held down by one kind of hand: a set of names by key or pointer. */
  class Held {
    constructor (source, wheel) {
      this.source = source;
      this.wheel = wheel;
      this.down = new Map ();
    }

    /* Stopped, or another source drives: what is still down counts no more. */
    press (key, direction) {
      if (!this.wheel.heldBy (this.source))
        this.down.clear ();
      this.down.set (key, direction);
      this.apply ();
    }

    lift (key) {
      if (this.down.delete (key) && this.wheel.heldBy (this.source))
        this.apply ();
    }

    apply () {
      const intent = intentOf (new Set (this.down.values ()));
      if (!intent)
        this.wheel.leaveOff (this.source);
      else if (!this.wheel.hold (this.source, intent))
        this.down.clear ();
    }
  }

  function bindButtons (wheel) {
    const held = new Held ('buttons', wheel);
    for (const direction of DIRECTIONS) {
      const button = document.getElementById (`btn-${direction}`);
      button.addEventListener ('pointerdown', (event) => {
        if (event.button !== 0)
          return;
        event.preventDefault ();
        button.setPointerCapture (event.pointerId);
        held.press (event.pointerId, direction);
      });
      for (const name of ['pointerup', 'pointercancel', 'lostpointercapture'])
        button.addEventListener (name, (event) => held.lift (event.pointerId));
      button.addEventListener ('contextmenu', (event) => event.preventDefault ());
      /* Enter on a focused button drives while it is held. */
      button.addEventListener ('keydown', (event) => {
        if (event.code === 'Enter' && !event.repeat)
          held.press ('Enter', direction);
      });
      button.addEventListener ('keyup', (event) => {
        if (event.code === 'Enter')
          held.lift ('Enter');
      });
      button.addEventListener ('blur', () => held.lift ('Enter'));
    }
  }

  function wantsKey (element, code) {
    if (!(element instanceof HTMLElement))
      return false;
    if (element.closest ('#login'))
      return true;
    if (element instanceof HTMLInputElement)
      return element.type === 'range' ? code !== 'Space' :
        element.type === 'checkbox' ? code === 'Space' :
        element.type === 'radio' ? code.startsWith ('Arrow') : true;
    return false;
  }

  function bindKeys (wheel) {
    const held = new Held ('keys', wheel);
    window.addEventListener ('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) {
        wheel.stopIfDriving ();     /* the browser may swallow the keyup */
        return;
      }
      if (wantsKey (event.target, event.code))
        return;
      const direction = KEYS[event.code];
      if (event.code !== 'Space' && !direction)
        return;
      event.preventDefault ();
      if (event.repeat)
        return;
      if (direction)
        held.press (event.code, direction);
      else
        wheel.stop ();
    });
    window.addEventListener ('keyup', (event) => {
      if (event.code === 'Space' && !wantsKey (event.target, event.code))
        event.preventDefault ();    /* no click on a focused button */
      held.lift (event.code);
    });
  }

  /* Pan and tilt: at most 20 commands a second, the last one once more and surely. Back to
   * what the robot says once the hand is off the slider. */
  class Camera {
    constructor (wheel) {
      this.wheel = wheel;
      this.pan = document.getElementById ('pan');
      this.tilt = document.getElementById ('tilt');
      this.timer = 0;
      this.pending = this.unsettled = false;
      this.touched = -Infinity;
      for (const slider of [this.pan, this.tilt])
        slider.addEventListener ('input', () => this.ask ());
      document.getElementById ('btn-center').addEventListener ('click', () => {
        this.pan.value = this.tilt.value = 0;
        this.ask ();
      });
    }

    ask () {
      this.touched = performance.now ();
      this.pending = true;
      this.show ();
      if (!this.timer)
        this.flush ();
    }

    flush () {
      this.timer = 0;
      const moving = this.pending;
      this.pending = false;
      if (moving || this.unsettled)
        this.wheel.servo (Number (this.pan.value), Number (this.tilt.value),
            { last: !moving });
      this.unsettled = moving;
      if (moving)
        this.timer = setTimeout (() => this.flush (), SERVO_INTERVAL);
    }

    turn (pan, tilt) {
      this.pan.value = Number (this.pan.value) + pan;
      this.tilt.value = Number (this.tilt.value) + tilt;
      this.ask ();
    }

    follow (pan, tilt) {
      if (performance.now () - this.touched < HANDS_OFF)
        return;
      if (Number.isFinite (pan))
        this.pan.value = pan;
      if (Number.isFinite (tilt))
        this.tilt.value = tilt;
      this.show ();
    }

    show () {
      for (const slider of [this.pan, this.tilt])
        document.getElementById (`${slider.id}-value`).textContent =
            `${slider.value}\u00b0`;
    }
  }

  function bindSpeed (wheel) {
    const slider = document.getElementById ('speed');
    const show = () => {
      wheel.speed = Number (slider.value);
      document.getElementById ('speed-value').textContent = `${slider.value} %`;
    };
    slider.addEventListener ('input', show);
    show ();
  }

  edge.bindControls = function bindControls (wheel) {
    bindButtons (wheel);
    bindKeys (wheel);
    bindSpeed (wheel);
    /* A slider used by mouse or finger gives the arrow keys back to driving. */
    for (const slider of document.querySelectorAll ('input[type=range]'))
      slider.addEventListener ('pointerup', () => slider.blur ());
    const click = (id, action) =>
        document.getElementById (id).addEventListener ('click', action);
    click ('btn-stop', () => wheel.stop ());
    click ('btn-estop', () => wheel.emergencyStop ());
    click ('btn-clear', () => wheel.clear ());
    click ('btn-take', () => wheel.take ());
    click ('btn-release', () => wheel.release ());
    return new Camera (wheel);
  };
}) ();
