/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Each step from this page to the robot's picture: good, bad with the sentence that
 * repairs it, still at it (busy), or not needed (off).
 * parts: settings, broker, call, lanes, picture, session, clock, robot */

(() => {
  'use strict';

  const PONG_WAIT = 2500;
  const STEP_OF = {
    'no-address': 'path', 'no-candidates': 'path', 'only-mdns': 'path',
    'other-network': 'path', 'udp-blocked': 'path', 'no-relay': 'relay',
    'dtls': 'dtls', 'no-media': 'media',
  };

  const good = (text) => ({ state: 'good', text });
  const bad = (text) => ({ state: 'bad', text });
  const busy = (text = '') => ({ state: 'busy', text });
  const off = (text = '') => ({ state: 'off', text });

  /* The trouble of the last call if it belongs to this step. */
  function troubleAt (step, { call }) {
    const { trouble } = call;
    return trouble && (STEP_OF[trouble.reason] || 'answer') === step ?
      bad (trouble.sentence) : null;
  }

  function websocket ({ settings, broker }) {
    const host = new URL (settings.url).host;
    if (broker.connected || broker.reached)
      return good (`${host} answers.`);
    return ['no-websocket', 'mixed-content'].includes (broker.reason) ?
      bad (edge.sentence (broker.reason)) : busy ();
  }

  function login (parts) {
    const { broker, settings } = parts;
    if (broker.connected)
      return good (broker.login && broker.login.username ?
        `Let in as ${broker.login.username.slice (0, 64)}.` :
        'Let in without a name.');
    if (broker.state === 'refused' && settings.guest && !settings.token)
      return bad (edge.sentence ('guest-reload'));
    return websocket (parts).state !== 'bad' && broker.reason ?
      bad (edge.sentence (broker.reason)) : off ();
  }

  function robotThere ({ broker, settings, robot }) {
    if (robot.presence === 'online')
      return good (`${settings.device} is online.`);
    if (!broker.connected)
      return off ();
    return robot.presence === 'offline' || robot.overdue () ?
      bad (edge.sentence ('robot-offline')) : busy ();
  }

  function answer (parts) {
    const { call, robot } = parts;
    const trouble = troubleAt ('answer', parts);
    if (trouble)
      return trouble;
    if (call.answered)
      return good ('The robot answered the call.');
    return robot.presence === 'online' ? busy () : off ();
  }

  function path (parts) {
    const { call, session, picture } = parts;
    if (call.connected)
      return good (session.pathText || picture.stats.route || 'Found.');
    return troubleAt ('path', parts) || (call.answered ? busy () : off ());
  }

  function relay (parts) {
    const { call, settings, session } = parts;
    const used = session.path ?
      [session.path.local, session.path.remote].includes ('relay') : false;
    if (used)
      return good ('The picture comes by way of a relay.');
    if (call.seen.local.relay)
      return good ('A relay is there; it is not needed now.');
    return troubleAt ('relay', parts) || off (edge.hasRelay (settings.iceServers) ?
      'The relay has not answered; it is not needed now.' :
      'None is set up: within one network none is needed.');
  }

  function dtls (parts) {
    const { call } = parts;
    if (call.connected)
      return good ('Encrypted, with the key that the robot named.');
    return troubleAt ('dtls', parts) ||
      (call.pc && call.pc.iceConnectionState === 'connected' ? busy () : off ());
  }

  function media (parts) {
    const { call, picture, session, robot } = parts;
    if (!call.connected)
      return troubleAt ('media', parts) || off ();
    if (session.sourceLost)
      return bad (edge.sentence ('source-lost'));
    if (robot.noPicture ())
      return off (edge.sentence ('no-picture'));
    if (picture.frozen)
      return bad (edge.sentence ('frozen'));
    if (picture.frames === 0)
      return troubleAt ('media', parts) || busy ();
    const { codec, width, height } = picture.stats;
    return good (codec ? `${codec}, ${width} by ${height}.` : 'Frames come.');
  }

  function data ({ call, lanes, settings }) {
    if (lanes.usable (lanes.control))
      return good (lanes.motionState === 'open' ?
        'Open; moves have a lane of their own.' : 'Open, one lane for all.');
    if (!call.connected || lanes.state === 'connecting')
      return call.connected ? busy () : off ();
    return bad (edge.sentence (settings.mayPublish ? 'no-channel' : 'guest-channel'));
  }

  function time ({ lanes, clock, picture }) {
    if (lanes.state !== 'open' || !picture.callback)
      return off (lanes.state === 'open' ? edge.sentence ('no-rtp-stamp') : '');
    if (clock.offset !== null && !clock.missing)
      return good (`The robot's clock is ${Math.abs (Math.round (clock.ahead))} ms ` +
        `${clock.ahead < 0 ? 'behind' : 'ahead'}, give or take ` +
        `${Math.ceil (clock.error)} ms.`);
    return clock.since < PONG_WAIT ? busy () : bad (edge.sentence (clock.missing));
  }

  const STEPS = [
    ['websocket', 'WebSocket', websocket],
    ['login', 'Broker', login],
    ['robot', 'Robot', robotThere],
    ['answer', 'Answer', answer],
    ['path', 'Path', path],
    ['relay', 'Relay', relay],
    ['dtls', 'Encryption', dtls],
    ['media', 'Picture', media],
    ['data', 'Data channel', data],
    ['clock', 'Clock', time],
  ];

  /* [{id, name, state, text}] */
  edge.check = (parts) => STEPS.map (([id, name, step]) => ({ id, name, ...step (parts) }));

  const WORDS = { good: 'good', bad: 'bad', busy: 'not yet', off: 'not now' };

  function makeLine (list, { id, name }) {
    const line = document.createElement ('li');
    line.id = `check-${id}`;
    for (const [tag, text] of [['b', name], ['i', ''], ['span', '']]) {
      const part = document.createElement (tag);
      part.textContent = text;
      line.append (part);
    }
    list.append (line);
    return line;
  }

  edge.showChecks = function showChecks (checks) {
    const list = document.getElementById ('checks-list');
    for (const check of checks) {
      const line = document.getElementById (`check-${check.id}`) ||
        makeLine (list, check);
      const [, word, text] = line.children;
      if (line.dataset.state !== check.state) {
        line.dataset.state = check.state;
        word.textContent = WORDS[check.state];
      }
      if (text.textContent !== check.text)
        text.textContent = check.text;
    }
  };
}) ();
