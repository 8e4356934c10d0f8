/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What the page shows. Everything that came from outside is set as text. */

(() => {
  'use strict';

  const TOAST_TIME = 3500;
  const WHEEL_BAR = 16;
  const BRIGHT = 4095;

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

    /* message: null or as edge.stageMessage gives it */
    message (message) {
      show ('message', Boolean (message));
      if (!message)
        return;
      text ('message-title', message.title);
      text ('message-text', message.text || '');
      show ('spinner', Boolean (message.busy));
      show ('blind-box', Boolean (message.blind));
      show ('btn-again', Boolean (message.again));
      show ('btn-why', Boolean (message.trouble));
    }

    veil (milliseconds, sourceLost) {
      show ('veil', milliseconds !== null);
      if (milliseconds === null)
        return;
      text ('veil-title', sourceLost ? 'The camera is silent' :
        'The picture stands still');
      text ('veil-text', sourceLost ? 'The robot is there; the picture comes back by ' +
        'itself. Controls are locked.' : 'Controls are locked.');
      text ('veil-age', age (milliseconds));
    }

    /* What this session may, and for how long: left in ms, or null. */
    pass (watching, left) {
      document.body.dataset.role = watching ? 'watch' : 'drive';
      show ('pass', watching || left !== null);
      const minutes = Math.ceil (left / 60000);
      const time = left === null ? '' : left < 60000 ?
        `${Math.max (0, Math.ceil (left / 1000))} s left` :
        minutes < 120 ? `${minutes} min left` : `${Math.round (minutes / 60)} h left`;
      text ('pass', [watching ? 'Watching only' : '', time].filter (Boolean).join (' · '));
    }

    toast (sentence) {
      text ('toast', sentence);
      show ('toast', true);
      clearTimeout (this.toastTimer);
      this.toastTimer = setTimeout (() => show ('toast', false), TOAST_TIME);
    }

    wheel ({ driver, name, estop, driving, path, watching }) {
      const words = {
        me: driving ? 'You drive' : 'The wheel is yours',
        other: name ? `${shortText (name)} drives` : 'Somebody else drives',
        none: 'Nobody drives',
        unknown: 'Driver unknown',
      };
      const element = byId ('driver');
      element.dataset.driver = driver;
      text ('driver', words[driver]);
      show ('btn-take', driver === 'other' && !estop && !watching);
      show ('btn-release', driver === 'me' && !driving);
      show ('btn-clear', estop && !watching);
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

    pressed (intent) {
      const { drive = 0, turn = 0, throttle = 0, steer = 0 } = intent || {};
      const held = {
        forward: drive > 0 || throttle > 0,
        backward: drive < 0 || throttle < 0,
        left: turn < 0 || steer < 0,
        right: turn > 0 || steer > 0,
      };
      for (const [name, down] of Object.entries (held))
        byId (`btn-${name}`).dataset.pressed = String (down);
    }

    /* The age is measured, frame by frame; what getStats knows is a part of it. */
    pictureAge (clock, stats) {
      const { age: milliseconds, error, missing } = clock;
      text ('age', unit (milliseconds, 0, ' ms'));
      const part = Number.isFinite (stats.latency) ? ` Transport, ${
        Math.round (stats.latency)} ms of it, is what the browser\u2019s statistics ` +
        'know: half a round trip, jitter buffer, decoder.' : '';
      const sentence = milliseconds === null ? edge.sentence (missing) :
        `Picture age, ${Math.round (milliseconds)} ms (give or take ${
          Math.ceil (error)}): from the camera\u2019s time stamp on a frame to the ` +
        `moment when it is shown here. The exposure and the screen come on top.${part}`;
      text ('age-text', sentence);
      byId ('age').parentElement.title = sentence;
    }

    playout ({ playout, confirmed }) {
      for (const radio of byId ('playout').querySelectorAll ('input'))
        radio.checked = radio.value === playout;
      byId ('playout').dataset.confirmed = String (confirmed === playout);
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
      this.ground (t.grayscale);
      const distance = number (t.distance);
      text ('telemetry-distance', unit (distance, 0, ' cm'));
      byId ('car-distance').dataset.near = distance === null ? 'unknown' :
        distance < 20 ? 'near' : distance < 50 ? 'middle' : 'far';
      const warning = t.warning === 'low-battery' ? 'Battery low: charge it' :
        typeof t.warning === 'string' ? shortText (t.warning) : '';
      byId ('telemetry').dataset.warning = String (warning !== '');
      const note = typeof t.failsafe === 'string' && t.failsafe ?
        `Stopped by itself: ${shortText (t.failsafe)}` :
        t.estop === true ? 'Emergency stop' :
        warning ? warning :
        t.left || t.right ? 'Moves' : 'Stands';
      byId ('telemetry').dataset.alarm =
          String (t.estop === true || Boolean (t.failsafe));
      text ('telemetry-note', note);
    }

    ground (values) {
      const known = Array.isArray (values) && values.length === 3 &&
        values.every (Number.isFinite);
      show ('ground', known);
      Array.from (byId ('car-eyes').children, (eye, i) => {
        const light = known ? 100 * Math.min (1, Math.max (0, values[i] / BRIGHT)) : 0;
        eye.setAttribute ('fill', `hsl(0 0% ${Math.round (light)}%)`);
      });
      if (known)
        text ('telemetry-grayscale', values.map (Math.round).join (' '));
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

    gamepad ({ supported, name, usable }) {
      byId ('gamepad').dataset.on = String (Boolean (name));
      show ('gamepad', supported);
      text ('gamepad', !name ? 'Gamepad: press a button on it.' :
        usable ? `Gamepad: ${name}. Hold a shoulder button to drive; B stops.` :
        `Gamepad: ${name} is not used: the browser does not know where its buttons are.`);
    }

    insecure (sentence) {
      show ('insecure', sentence !== '');
      text ('insecure', sentence);
    }

    get checksOpen () {
      return byId ('checks').open;
    }

    /* Not modal: it must not bar the way to a stop. */
    toggleChecks () {
      const dialog = byId ('checks');
      if (dialog.open)
        dialog.close ();
      else
        dialog.show ();
      byId ('btn-checks').setAttribute ('aria-expanded', String (dialog.open));
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
      dialog.show ();               /* not modal, as above */
    }
  }

  edge.Panel = Panel;
}) ();
