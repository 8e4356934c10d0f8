/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Puts the parts together: broker and call in, panel and commands out. */

(() => {
  'use strict';

  const PRESENCE_WAIT = 1500;
  const CHANNEL_FIRST = 2000;
  const FINE_FRAME = 1000;
  const GONE_FRAME = 3000;
  const DEAD = 2200;

  const settings = edge.readSettings ();
  const { id, device } = settings;
  const video = document.getElementById ('video');
  const panel = new edge.Panel ();

  if (typeof mqtt === 'undefined') {
    panel.message ({ title: 'mqtt.min.js is not beside this page',
      text: 'Make the folder with examples/viewer/fetch-mqttjs.' });
    return;
  }
  if (typeof RTCPeerConnection === 'undefined') {
    panel.message ({ title: 'This browser has no WebRTC', text: '' });
    return;
  }

  const inbox = (kind) => `device/${device}/webrtc/${kind}`;
  const outbox = (kind) => `mobile/${id}/webrtc/${kind}`;

  let presence = 'unknown';
  let robotHasVideo = true;
  let nextTry = 0;
  let subscribedAt = 0;
  let channelTelemetry = -Infinity;
  let lastAnswer = '';
  let blind = false;

  document.title = device;
  document.getElementById ('device').textContent = device;

  const broker = new edge.Broker ({
    url: settings.url,
    id,
    login: settings.login,
    will: { topic: settings.commandTopic, payload: { action: 'release', from: id } },
    subscriptions: {
      [inbox ('status')]: 1,
      [inbox ('answer')]: 1,
      [inbox ('candidate')]: 0,
      [inbox ('error')]: 1,
      [settings.telemetryTopic]: 0,
    },
    onState: handleBroker,
    onMessage: handleMessage,
  });

  const call = new edge.Call ({
    id,
    device,
    iceServers: settings.iceServers,
    publish: (kind, object) => broker.publish (outbox (kind), object,
        { qos: kind === 'candidate' ? 0 : 1, expiry: kind === 'bye' ? 60 : 10 }),
    mayCall: () => broker.connected && presence === 'online',
    onState: handleCall,
    onStream: (stream) => picture.setStream (stream),
    onData: handleData,
  });

  const commands = new edge.Commands (
      { id, topic: settings.commandTopic, call, broker });
  const wheel = new edge.Wheel ({
    id,
    commands,
    lockReason,
    onChange: render,
    onUnsent: () => panel.toast ('Not sent: there is no way to the robot now. ' +
        'It stops by itself when commands cease.'),
  });
  const camera = edge.bindControls (wheel);
  const gamepad = new edge.Gamepad (wheel, camera, render);
  const picture = new edge.Picture ({
    video,
    call,
    maxAge: settings.maxFrameAge,
    onTick: tick,
    onStats: () => panel.quality (picture.stats, call.rtt),
  });

  /* Why the robot must not be moved from here now; '' if it may. */
  function lockReason () {
    if (commands.path === 'none')
      return 'Locked: no way to the robot';
    if (wheel.estop)
      return 'Locked: emergency stop';
    if (wheel.driver === 'other')
      return 'Locked: somebody else drives';
    if (blind && noPictureToExpect ())
      return '';
    if (noPictureToExpect ())
      return 'Locked: the robot sends no picture';
    if (picture.frames === 0)
      return presence === 'online' ? 'Locked: no picture yet' :
        'Locked: the robot is not online';
    if (picture.frozen)
      return 'Locked: the picture stands still';
    return '';
  }

  /* The robot has no camera: driving without a picture may be asked for. */
  function noPictureToExpect () {
    return !robotHasVideo || (call.connected && call.hasVideo === false);
  }

  function handleBroker (state, detail) {
    if (state === 'connected') {
      subscribedAt = performance.now ();
    } else {
      if (presence === 'online')
        presence = 'unknown';
      if (state === 'waiting')
        nextTry = performance.now () + detail;
      if (state === 'refused')
        askLogin ();
      if (wheel && !call.channelUsable)
        wheel.stopIfDriving ();
    }
    render ();
  }

  function askLogin () {
    panel.login ((login) => {
      edge.keepLogin (settings.url, login);
      broker.retryWith (login);
    });
  }

  function handleMessage (topic, object, retained) {
    if (topic === inbox ('status'))
      handlePresence (object);
    else if (retained)
      return;                       /* of a time when this page was not there */
    else if (topic === inbox ('answer'))
      call.handleAnswer (object);
    else if (topic === inbox ('candidate'))
      call.handleCandidate (object);
    else if (topic === inbox ('error'))
      call.handleError (object);
    else if (performance.now () - channelTelemetry > CHANNEL_FIRST)
      handleTelemetry (object);
  }

  /* Back from offline, or the broker is back: the call goes on if pictures still
   * come, else it is made anew. */
  function handlePresence (object) {
    const before = presence;
    presence = object.status === 'online' ? 'online' : 'offline';
    if (presence === 'online') {
      robotHasVideo = !Array.isArray (object.video) || object.video.length > 0;
      const fine = call.connected && (picture.age < FINE_FRAME ||
          (!robotHasVideo && call.channelUsable));
      const busy = ['calling', 'connecting', 'waiting'].includes (call.state);
      if (!fine && (before !== 'online' || !busy))
        call.start ();
    }
    render ();
  }

  /* No picture and no answer to a ping: the other end is gone (a robot that was
   * started anew knows nothing of this call), though ICE will say so much later. */
  function tick () {
    if (call.state === 'connected' && picture.frozen && picture.age > DEAD &&
        call.silence > DEAD && broker.connected && presence === 'online')
      call.start ();
    render ();
  }

  function handleCall (state) {
    if (!call.channelUsable && wheel.lastPath === 'channel')
      wheel.stopIfDriving ();
    wheel.lastPath = commands.path;
    if (state !== 'connected')
      channelTelemetry = -Infinity;
    render ();
  }

  function handleData (object) {
    switch (object.type) {
      case 'telemetry':
        channelTelemetry = performance.now ();
        handleTelemetry (object);
        break;
      case 'source':
        if (object.state === 'lost')
          panel.toast ('The camera of the robot gives no picture.');
        break;
      default:
        break;
    }
  }

  function handleTelemetry (object) {
    if (object.type !== undefined && object.type !== 'telemetry')
      return;
    wheel.setTelemetry (object);
    if (wheel.stoppedBy (object))
      panel.toast (`Stopped by ${String (object.from).slice (0, 24)}. Press again to go on.`);
    camera.follow (object.pan, object.tilt);
    panel.telemetry (object);
    if (object.from === id)
      showAnswer (object);
    render ();
  }

  /* Why the robot did not do what was asked: once per answer. */
  function showAnswer (object) {
    const answer = `${object.seq} ${object.refused} ${object.clamped}`;
    if (answer === lastAnswer)
      return;
    lastAnswer = answer;
    const why = {
      driver: 'Refused: somebody else drives.',
      estop: 'Refused: emergency stop. Clear it first.',
      input: 'Refused: the robot did not understand.',
    };
    if (why[object.refused])
      panel.toast (why[object.refused]);
    else if (Array.isArray (object.clamped) && object.clamped.length > 0)
      panel.toast (`Limited by the robot: ${object.clamped.slice (0, 4).map (
          (c) => String (c).slice (0, 20)).join (', ')}`);
  }

  function brokerMessage () {
    const host = new URL (settings.url).host;
    const seconds = Math.max (0, Math.ceil ((nextTry - performance.now ()) / 1000));
    switch (broker.state) {
      case 'connecting':
        return { title: 'Connecting', text: `to the broker at ${host}`, busy: true };
      case 'waiting':
        return { title: 'The broker does not answer',
          text: `${host}: next attempt in ${seconds} s`, busy: true };
      case 'refused':
        return { title: 'The broker refused this page', text: 'It asks for a name and a password.' };
      default:
        return { title: 'Not connected', text: '' };
    }
  }

  function callMessage () {
    switch (call.state) {
      case 'calling':
        return { title: `Calling ${device}`, text: '', busy: true };
      case 'connecting':
        return { title: 'Looking for a path', text: 'The robot answered.', busy: true };
      case 'waiting':
        return { title: 'The call did not succeed',
          text: `${call.sentence} It is tried again.`, busy: true };
      case 'connected':
        return noPictureToExpect () ?
          { title: 'This robot sends no picture', blind: true,
            text: 'It can be driven only if you see it some other way.' } :
          { title: 'Waiting for the first picture', text: '', busy: true };
      default:
        return { title: `Calling ${device}`, text: call.sentence, busy: true };
    }
  }

  function stageMessage () {
    const gone = presence === 'offline' && picture.age > GONE_FRAME;
    if (picture.frames > 0 && call.pc && !gone)
      return null;
    if (!broker.connected)
      return brokerMessage ();
    if (presence === 'online')
      return blind && noPictureToExpect () && call.connected ? null : callMessage ();
    if (presence === 'unknown' && performance.now () - subscribedAt < PRESENCE_WAIT)
      return { title: `Looking for ${device}`, text: '', busy: true };
    return { title: `Robot ${device} is not online`, offline: true,
      text: 'This page calls it as soon as it is.', busy: true };
  }

  function linkStates () {
    const on = (good, busy) => (good ? 'on' : busy ? 'busy' : 'off');
    panel.link ('mqtt', on (broker.connected, broker.state !== 'refused'),
        `MQTT: ${broker.state}`);
    panel.link ('webrtc', on (call.connected,
        ['calling', 'connecting', 'interrupted', 'waiting'].includes (call.state)),
        `WebRTC: ${call.state}${picture.stats.route ? `, ${picture.stats.route}` : ''}`);
    panel.link ('data', on (call.channelUsable, call.channelState === 'connecting'),
        `Data channel: ${call.channelState}`);
  }

  function headline (message, frozen) {
    if (frozen)
      return ['frozen', 'Frozen'];
    if (message && message.offline)
      return ['offline', 'Not online'];
    if (message)
      return ['connecting', message.title];
    if (!broker.connected)
      return ['live', 'Live, broker lost'];
    return ['live', 'Live'];
  }

  function render () {
    const message = stageMessage ();
    const frozen = !message && picture.frozen;
    wheel.check ();
    panel.message (message);
    panel.veil (frozen ? picture.age : null);
    panel.state (...headline (message, frozen));
    panel.lock (lockReason ());
    panel.pressed (wheel.intents.values ());
    const t = wheel.telemetry;
    panel.wheel ({ driver: wheel.driver, name: t ? t.driver : '', driving: wheel.driving,
      estop: wheel.estop, path: commands.path });
    if (!wheel.telemetryFresh)
      panel.clearTelemetry ();
    panel.gamepad (gamepad.supported, gamepad.name);
    panel.sound (call.hasAudio, video.muted);
    linkStates ();
  }

  /* For tests and the curious; nothing can be changed through it. */
  function state () {
    return {
      id,
      device,
      mqtt: broker.state,
      presence,
      webrtc: call.state,
      session: call.session,
      data: call.channelState,
      path: commands.path,
      seq: commands.seq,
      sent: { ...commands.counts },
      driver: wheel.driver,
      driving: wheel.driving,
      locked: lockReason (),
      estop: wheel.estop,
      frames: picture.frames,
      frameAge: picture.age,
      veil: !document.getElementById ('veil').hidden,
      commandRtt: call.rtt,
      stats: { ...picture.stats },
      telemetry: wheel.telemetry ? structuredClone (wheel.telemetry) : null,
    };
  }

  function bindPage () {
    window.addEventListener ('blur', () => wheel.stopIfDriving ());
    document.addEventListener ('visibilitychange', () => {
      if (document.hidden)
        wheel.stopIfDriving ();
    });
    window.addEventListener ('pagehide', () => {
      wheel.leave ();
      call.end ();
      /* The broker sees the socket close and publishes the last will. */
    });
    window.addEventListener ('pageshow', (event) => {
      if (event.persisted)
        location.reload ();
    });
    document.getElementById ('btn-sound').addEventListener ('click', () => {
      video.muted = !video.muted;
      picture.play ();
      render ();
    });
    document.getElementById ('blind').addEventListener ('change', (event) => {
      blind = event.target.checked;
      render ();
    });
    video.addEventListener ('resize', () => {
      if (video.videoHeight > 0)
        document.documentElement.style.setProperty ('--aspect',
            String (video.videoWidth / video.videoHeight));
    });
    const full = document.getElementById ('btn-full');
    full.hidden = !document.fullscreenEnabled;
    full.addEventListener ('click', () => {
      if (document.fullscreenElement)
        document.exitFullscreen ();
      else
        document.documentElement.requestFullscreen ().catch (() => { });
    });
    if (!window.isSecureContext)
      panel.insecure ();
  }

  Object.defineProperty (window, 'edgeViewer', { get: state });
  bindPage ();
  broker.open ();
}) ();
