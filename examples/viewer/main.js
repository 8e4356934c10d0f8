/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Puts the parts together: broker and call in, panel and commands out. */

(() => {
  'use strict';

  const PRESENCE_OVERDUE = 3000;
  const CHANNEL_FIRST = 2000;
  const FINE_FRAME = 1000;
  const DEAD = 2200;

  const settings = edge.readSettings ();
  const { id, device } = settings;
  const video = document.getElementById ('video');
  const panel = new edge.Panel ();

  if (window.top !== window.self) {         /* whose clicks would it be? */
    document.getElementById ('controls').hidden = true;
    panel.message ({ title: 'Open it by itself', text: edge.sentence ('framed') });
    return;
  }
  if (typeof mqtt === 'undefined') {
    panel.message ({ title: 'A file is missing', text: edge.sentence ('no-library') });
    return;
  }
  if (typeof RTCPeerConnection === 'undefined') {
    panel.message ({ title: 'No WebRTC', text: edge.sentence ('no-webrtc') });
    return;
  }

  const inbox = (kind) => `device/${device}/webrtc/${kind}`;
  const outbox = (kind) => `mobile/${id}/webrtc/${kind}`;

  const robot = {
    presence: 'unknown',
    hasVideo: true,
    blind: false,                   /* to be driven without a picture */
    nextTry: 0,
    subscribedAt: 0,
    noPicture: () => !robot.hasVideo || (call.connected && call.hasVideo === false),
    overdue: () => performance.now () - robot.subscribedAt > PRESENCE_OVERDUE,
  };
  let channelTelemetry = -Infinity;
  let lastAnswer = '';
  let lastPath = 'none';

  document.title = device;
  document.getElementById ('device').textContent = device;

  const broker = new edge.Broker ({
    url: settings.url,
    /* Calls show our id to all, and who knows a client id can end its connection.
     * With a token the broker need not know whose this is. */
    id: settings.token ? `m${edge.randomText (10)}` : id,
    login: settings.login,
    guest: settings.guest,
    /* Without it the robot still sees the end of the call. */
    will: settings.mayPublish ?
      { topic: settings.commandTopic, payload: { action: 'release', from: id } } : null,
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

  const clock = new edge.RobotClock ();
  const lanes = new edge.Lanes ({
    onState: handleCall,
    onData: handleData,
    onPong: (sent, heard, time) => clock.pong (sent, heard, time),
  });
  const session = new edge.Session ((object) => lanes.send (object));

  const call = new edge.Call ({
    id,
    device,
    token: settings.token,
    iceServers: settings.iceServers,
    lanes,
    publish: (kind, object) => broker.publish (outbox (kind), object,
        { qos: kind === 'candidate' ? 0 : 1, expiry: kind === 'bye' ? 60 : 10 }),
    mayCall: () => broker.connected && robot.presence === 'online',
    onStart: () => {
      session.reset ();
      clock.reset ();
    },
    onState: handleCall,
    onStream: (stream) => picture.setStream (stream),
  });
  call.setPlayout (session.playout);

  const commands = new edge.Commands ({ id, lanes, broker, clock,
    topic: settings.mayPublish ? settings.commandTopic : null });
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
    onFrame: (rtp, shown) => clock.frame (picture.stats.ssrc, rtp, shown),
    onStats: () => {
      panel.quality (picture.stats, lanes.rtt);
      panel.pictureAge (clock, picture.stats);
    },
  });
  const parts = { settings, broker, call, lanes, commands, wheel, picture, session,
    clock, robot };

  /* Why the robot must not be moved from here now; '' if it may. */
  function lockReason () {
    if (commands.path === 'none')
      return 'Locked: no way to the robot';
    if (wheel.estop)
      return 'Locked: emergency stop';
    if (wheel.driver === 'other')
      return 'Locked: somebody else drives';
    if (session.watching)
      return 'This link lets you watch, not drive';
    if (robot.noPicture ())
      return robot.blind ? '' : 'Locked: the robot sends no picture';
    if (picture.frames === 0)
      return robot.presence === 'online' ? 'Locked: no picture yet' :
        'Locked: the robot is not online';
    if (picture.frozen)
      return session.sourceLost ? 'Locked: the camera is silent' :
        'Locked: the picture stands still';
    return '';
  }

  function handleBroker (state, detail) {
    if (state === 'connected') {
      robot.subscribedAt = performance.now ();
    } else {
      if (robot.presence === 'online')
        robot.presence = 'unknown';
      if (state === 'waiting')
        robot.nextTry = performance.now () + detail;
      if (state === 'refused' && !settings.guest)
        askLogin ();
      if (wheel && commands.path === 'none')
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
    const before = robot.presence;
    robot.presence = object.status === 'online' ? 'online' : 'offline';
    if (robot.presence === 'online') {
      robot.hasVideo = !Array.isArray (object.video) || object.video.length > 0;
      const silent = !robot.hasVideo || session.sourceLost;
      const fine = call.connected && (picture.age < FINE_FRAME ||
          (silent && lanes.usable (lanes.control)));
      const busy = ['calling', 'connecting', 'waiting'].includes (call.state);
      if (call.state !== 'ended' && !fine && (before !== 'online' || !busy))
        call.start ();
    }
    render ();
  }

  /* No picture and no answer to a ping: the other end is gone (a robot that was
   * started anew knows nothing of this call), though ICE will say so much later. */
  function tick () {
    if (call.state === 'connected' && picture.frozen && picture.age > DEAD &&
        lanes.silence > DEAD && broker.connected && robot.presence === 'online')
      call.start ();
    session.askPlayout ();
    render ();
  }

  function handleCall () {
    const { path } = commands;
    if (path !== 'channel' && lastPath === 'channel')
      wheel.stopIfDriving ();
    lastPath = path;
    if (call.state !== 'connected')
      channelTelemetry = -Infinity;
    render ();
  }

  function handleData (object) {
    switch (object.type) {
      case 'hello':
        clock.start = performance.now ();
        session.hello (object);
        break;
      case 'telemetry':
        channelTelemetry = performance.now ();
        handleTelemetry (object);
        break;
      case 'clock':
        clock.tell (object);
        break;
      case 'path':
        session.takePath (object);
        break;
      case 'source':
        session.source (object);
        break;
      case 'playout':
        session.confirmed = edge.word (object.value);
        break;
      case 'refused':
        panel.toast (sentenceOf (object, 'The robot refused this.'));
        break;
      case 'bye':
        handleBye (object);
        break;
      default:
        break;
    }
    render ();
  }

  function sentenceOf ({ message }, otherwise) {
    return typeof message === 'string' && message ? message.slice (0, 300) : otherwise;
  }

  /* The robot ends the session. When its time is over there is no other. */
  function handleBye (object) {
    wheel.stopIfDriving ();
    const reason = edge.word (object.reason);
    const sentence = sentenceOf (object, edge.sentence (reason) ||
        'The robot ended the session.');
    if (reason === 'expired')
      call.finish (reason, sentence);
    else
      call.retry (reason, sentence);
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
      age: 'Refused: it reached the robot too late.',
      input: 'Refused: the robot did not understand.',
    };
    if (object.refused === 'age')
      lanes.ping ();        /* or its clock was set: what does it show now? */
    if (why[object.refused])
      panel.toast (why[object.refused]);
    else if (Array.isArray (object.clamped) && object.clamped.length > 0)
      panel.toast (`Limited by the robot: ${object.clamped.slice (0, 4).map (
          (c) => String (c).slice (0, 20)).join (', ')}`);
  }

  function linkStates () {
    const on = (good, busy) => (good ? 'on' : busy ? 'busy' : 'off');
    panel.link ('mqtt', on (broker.connected, broker.state !== 'refused'),
        `MQTT: ${broker.state}`);
    panel.link ('webrtc', on (call.connected,
        ['calling', 'connecting', 'interrupted', 'waiting'].includes (call.state)),
        `WebRTC: ${[call.state, session.pathText || picture.stats.route]
          .filter (Boolean).join (', ')}`);
    panel.link ('data', on (lanes.usable (lanes.control), lanes.state === 'connecting'),
        `Data channel: ${lanes.state}`);
  }

  function render () {
    const message = edge.stageMessage (parts);
    const frozen = !message && picture.frozen;
    wheel.check ();
    panel.message (message);
    panel.veil (frozen ? picture.age : null, session.sourceLost);
    panel.state (...edge.headline (message, frozen, parts));
    panel.lock (lockReason ());
    panel.pressed (wheel.intent);
    const t = wheel.telemetry;
    panel.wheel ({ driver: wheel.driver, name: t ? t.driver : '', driving: wheel.driving,
      estop: wheel.estop, path: commands.path, watching: session.watching });
    panel.pass (session.watching,
        session.expires === null ? null : session.expires - clock.now);
    if (!wheel.telemetryFresh)
      panel.clearTelemetry ();
    panel.gamepad (gamepad);
    panel.sound (call.hasAudio, video.muted);
    panel.playout (session);
    linkStates ();
    if (panel.checksOpen)
      edge.showChecks (edge.check (parts));
  }

  Object.defineProperty (window, 'edgeViewer', { get: () => edge.snapshot (parts) });
  edge.bindPage ({ ...parts, panel, render });
  broker.open ();
}) ();
