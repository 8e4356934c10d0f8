/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* The page of latency.py: calls, reads the clock strip (clockstrip.h) of each
 * frame that is shown, and says how old it is. */

(() => {
  'use strict';

  const DEVICE = 'bench';
  const COLUMNS = 16;
  const ROWS = 2;
  const WIDTH = 40;
  const HEIGHT = 32;
  const MIDDLE = 125;
  /* Older than this: the strip was misread. */
  const TOO_OLD = 5000;

  const video = document.getElementById ('video');
  const canvas = document.createElement ('canvas');
  canvas.width = COLUMNS * WIDTH;
  canvas.height = ROWS * HEIGHT;
  const context = canvas.getContext ('2d', { willReadFrequently: true });

  let client = null;
  let call = null;

  /* What must be added to performance.now () for Date.now () without its
   * rounding down to milliseconds. */
  function clockOffset () {
    let offset = -Infinity;
    const end = performance.now () + 200;
    while (performance.now () < end)
      offset = Math.max (offset, Date.now () - performance.now ());
    return offset;
  }

  const offset = clockOffset ();

  /* Tenths of milliseconds, modulo 2^32. */
  function readStrip () {
    context.drawImage (video, 0, 0, canvas.width, canvas.height,
        0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData (0, 0, canvas.width, canvas.height);
    let value = 0;
    for (let row = 0; row < ROWS; row++) {
      for (let column = 0; column < COLUMNS; column++) {
        const x = column * WIDTH + WIDTH / 2;
        const y = row * HEIGHT + HEIGHT / 2;
        const bright = data[(y * canvas.width + x) * 4] > MIDDLE;
        value = value * 2 + (bright ? 1 : 0);
      }
    }
    return value;
  }

  function age (now) {
    const time = Math.round ((now + offset) * 10) % 2 ** 32;
    return ((time - readStrip () + 2 ** 32) % 2 ** 32) / 10;
  }

  function handleFrame (of) {
    if (of !== call)
      return;
    const milliseconds = age (performance.now ());
    if (!of.joined)
      of.joined = performance.now () - of.start;
    if (milliseconds < TOO_OLD)
      of.ages.push (milliseconds);
    else
      of.misread++;
    video.requestVideoFrameCallback (() => handleFrame (of));
  }

  function send (of, kind, object) {
    client.publish (`mobile/${of.id}/webrtc/${kind}`, JSON.stringify (
        { ...object, to: DEVICE, session: of.id }), { qos: 1 });
  }

  async function join () {
    const pc = new RTCPeerConnection ({ bundlePolicy: 'max-bundle' });
    const of = {
      pc, start: performance.now (), ages: [], misread: 0, joined: 0,
      id: 'm' + Math.random ().toString (36).slice (2, 12), early: [],
    };
    call = of;
    pc.addTransceiver ('video', { direction: 'recvonly' });
    pc.onicecandidate = ({ candidate }) => candidate &&
      send (of, 'candidate', { type: 'candidate', ...candidate.toJSON () });
    pc.ontrack = ({ track }) => {
      video.srcObject = new MediaStream ([track]);
      video.requestVideoFrameCallback (() => handleFrame (of));
    };
    await pc.setLocalDescription (await pc.createOffer ());
    send (of, 'offer', { type: 'offer', sdp: pc.localDescription.sdp });
  }

  function hangUp () {
    send (call, 'bye', { type: 'bye' });
    call.pc.close ();
    call = null;
    video.srcObject = null;
  }

  async function handleMessage (topic, bytes) {
    const object = JSON.parse (new TextDecoder ().decode (bytes));
    const of = call;
    if (!of || object.to !== of.id)
      return;
    if (topic.endsWith ('/answer')) {
      await of.pc.setRemoteDescription ({ type: 'answer', sdp: object.sdp });
      of.early.splice (0).forEach ((c) => of.pc.addIceCandidate (c));
    } else if (object.candidate) {
      const candidate = { candidate: object.candidate,
        sdpMLineIndex: object.sdpMLineIndex };
      if (of.pc.remoteDescription)
        of.pc.addIceCandidate (candidate);
      else
        of.early.push (candidate);
    }
  }

  /* What the browser itself says of the video. */
  async function stats () {
    const all = [...(await call.pc.getStats ()).values ()];
    return all.find ((s) => s.type === 'inbound-rtp') || {};
  }

  client = mqtt.connect (`ws://${location.host}`, { clean: true });
  client.on ('message', handleMessage);
  client.on ('connect', () => client.subscribe (
      ['answer', 'candidate'].map ((kind) => `device/${DEVICE}/webrtc/${kind}`),
      { qos: 1 }, () => { window.bench.ready = true; }));

  window.bench = { ready: false, join, hangUp, stats,
    get joined () { return call ? call.joined : 0; },
    get ages () { return call ? call.ages : []; },
    get misread () { return call ? call.misread : 0; },
  };
}) ();
