/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What the page shows. Everything that came from outside is set as text. */

(() => {
  'use strict';

  const TOAST_TIME = 3500;
  const WHEEL_BAR = 16;

  const byId = (id) => document.getElementById (id);
  const number = (value) => (Number.isFinite (value) ? value : null);

  function text (id, value) {
    const element = byId (id);
    if (element.textContent !== value)
      element.textContent = value;
  }

  function show (id, visible) {
    byId (id).hidden = !visible;
  }

  function unit (value, digits, name) {
    return value === null || value === undefined || !Number.isFinite (value) ? '–' :
      `${value.toFixed (digits).replace (/^-(0(\.0*)?)$/, '$1')}${name}`;
  }

  function shortText (value) {
    return String (value).slice (0, 24);
  }

  function age (milliseconds) {
    return milliseconds < 10000 ? `${Math.round (milliseconds)} ms` :
      `${Math.round (milliseconds / 1000)} s`;
  }

  class Panel {
    constructor () {
      this.toastTimer = 0;
    }

    link (name, state, title) {
      const element = byId (`state-${name}`);
      element.dataset.state = state;
      element.title = title;
      element.setAttribute ('aria-label', title);
    }

    state (state, sentence) {
      document.body.dataset.state = state;
      text ('state-text', sentence);
    }

    /* message: null or {title, text, busy, blind} */
    message (message) {
      show ('message', Boolean (message));
      if (!message)
        return;
      text ('message-title', message.title);
      text ('message-text', message.text || '');
      show ('spinner', Boolean (message.busy));
      show ('blind-box', Boolean (message.blind));
    }

    veil (milliseconds) {
      show ('veil', milliseconds !== null);
      if (milliseconds !== null)
        text ('veil-age', age (milliseconds));
    }

    toast (sentence) {
      text ('toast', sentence);
      show ('toast', true);
      clearTimeout (this.toastTimer);
      this.toastTimer = setTimeout (() => show ('toast', false), TOAST_TIME);
    }

    wheel ({ driver, name, estop, driving, path }) {
      const words = {
        me: driving ? 'You drive' : 'The wheel is yours',
        other: name ? `${shortText (name)} drives` : 'Somebody else drives',
        none: 'Nobody drives',
        unknown: 'Driver unknown',
      };
      const element = byId ('driver');
      element.dataset.driver = driver;
      text ('driver', words[driver]);
      show ('btn-take', driver === 'other' && !estop);
      show ('btn-release', driver === 'me' && !driving);
      show ('btn-clear', estop);
      show ('estop-banner', estop);
      document.body.dataset.estop = String (estop);
      document.body.dataset.driving = String (driving);
      text ('path', { channel: 'Data', mqtt: 'MQTT', none: 'none' }[path]);
    }

    lock (reason) {
      document.body.dataset.locked = String (Boolean (reason));
      text ('lock', reason);
      for (const button of document.querySelectorAll ('.move'))
        button.setAttribute ('aria-disabled', String (Boolean (reason)));
    }

    pressed (intents) {
      const held = { forward: false, backward: false, left: false, right: false };
      for (const { drive = 0, turn = 0, throttle = 0, steer = 0 } of intents) {
        held.forward ||= drive > 0 || throttle > 0;
        held.backward ||= drive < 0 || throttle < 0;
        held.left ||= turn < 0 || steer < 0;
        held.right ||= turn > 0 || steer > 0;
      }
      for (const [name, down] of Object.entries (held))
        byId (`btn-${name}`).dataset.pressed = String (down);
    }

    quality (stats, commandRtt) {
      text ('latency', stats.latency < 1 && stats.latency !== null ? '< 1 ms' :
        unit (stats.latency, 0, ' ms'));
      text ('command-rtt', unit (commandRtt, commandRtt < 10 ? 1 : 0, ' ms'));
      text ('bitrate', Number.isFinite (stats.bitrate) ?
        unit (stats.bitrate / 1e6, 2, ' Mbit/s') : '–');
      text ('fps', unit (stats.fps, 0, ' fps'));
      text ('freezes', stats.freezes === undefined ? '–' : String (stats.freezes));
      byId ('bitrate').parentElement.title = stats.width ?
        `${stats.codec} ${stats.width}x${stats.height}, ${stats.lost} packets lost` : '';
    }

    clearTelemetry () {
      byId ('telemetry').dataset.fresh = 'false';
      text ('telemetry-note', 'No telemetry');
    }

    telemetry (t) {
      byId ('telemetry').dataset.fresh = 'true';
      this.wheelBar ('left', number (t.left));
      this.wheelBar ('right', number (t.right));
      const steer = number (t.steer);
      byId ('wheel-fl').setAttribute ('transform', `translate(-29 -26) rotate(${steer || 0})`);
      byId ('wheel-fr').setAttribute ('transform', `translate(29 -26) rotate(${steer || 0})`);
      text ('telemetry-steer', unit (steer, 0, '°'));
      const pan = number (t.pan), tilt = number (t.tilt);
      byId ('car-camera').setAttribute ('transform', `rotate(${pan || 0} 0 -34)`);
      text ('telemetry-pan', unit (pan, 0, '°'));
      text ('telemetry-tilt', unit (tilt, 0, '°'));
      text ('telemetry-battery', unit (number (t.battery), 1, ' V'));
      const distance = number (t.distance);
      text ('telemetry-distance', unit (distance, 0, ' cm'));
      byId ('car-distance').dataset.near = distance === null ? 'unknown' :
        distance < 20 ? 'near' : distance < 50 ? 'middle' : 'far';
      const note = typeof t.failsafe === 'string' && t.failsafe ?
        `Stopped by itself: ${shortText (t.failsafe)}` :
        t.estop === true ? 'Emergency stop' :
        t.left || t.right ? 'Moves' : 'Stands';
      byId ('telemetry').dataset.alarm =
          String (t.estop === true || Boolean (t.failsafe));
      text ('telemetry-note', note);
    }

    wheelBar (side, percent) {
      text (`telemetry-${side}`, unit (percent, 0, '%'));
      const bar = byId (`bar-${side}`);
      const height = WHEEL_BAR * Math.min (100, Math.abs (percent || 0)) / 100;
      bar.setAttribute ('height', String (height));
      bar.setAttribute ('y', String (percent > 0 ? -height : 0));
      bar.dataset.way = percent < 0 ? 'back' : 'ahead';
    }

    sound (available, muted) {
      show ('btn-sound', available);
      byId ('btn-sound').setAttribute ('aria-pressed', String (!muted));
      text ('sound-text', muted ? 'Tap for sound' : 'Sound on');
    }

    gamepad (supported, name) {
      byId ('gamepad').dataset.on = String (Boolean (name));
      text ('gamepad', !supported ? 'Gamepad: this browser gives none to this page.' :
        name ? `Gamepad: ${name}. Hold LB or RB to drive; B stops.` :
        'Gamepad: press a button on it.');
    }

    insecure () {
      show ('insecure', true);
      text ('insecure', 'This page came by plain http: others on the network can read ' +
        'along, and some browsers give it no gamepad. By https it is private and whole.');
    }

    login (then) {
      const dialog = byId ('login');
      if (dialog.open)
        return;
      byId ('login-form').onsubmit = () => {
        const login = { username: byId ('login-user').value,
          password: byId ('login-password').value };
        byId ('login-password').value = '';
        then (login);
      };
      dialog.show ();               /* not modal: it must not bar the way to a stop */
    }
  }

  edge.Panel = Panel;
}) ();
