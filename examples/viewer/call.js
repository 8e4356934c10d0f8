/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* One WebRTC call to the robot, and the next one when it breaks.
 *
 * The page offers (picture and sound to receive, one data channel to talk), the
 * robot answers; candidates trickle both ways. Each attempt is a new session. */

(() => {
  'use strict';

  const ANSWER_TIMEOUT = 6000;
  const CONNECT_TIMEOUT = 12000;
  const LOST_TIMEOUT = 5000;
  const RETRY_MIN = 500;
  const RETRY_MAX = 15000;
  const CHANNEL_BACKLOG = 2048;
  const PING_INTERVAL = 1000;

  class Call {
    /* options: id, device, iceServers, publish (kind, object),
     * onState (state, sentence), onStream (stream), onData (object), onOpen ()
     * states: idle, calling, connecting, connected, interrupted, waiting */
    constructor (options) {
      this.options = options;
      this.pc = null;
      this.channel = null;
      this.session = '';
      this.state = 'idle';
      this.sentence = '';
      this.delay = RETRY_MIN;
      this.timer = 0;
      this.rtt = null;
      this.hasVideo = null;
      this.hasAudio = false;
      setInterval (() => this.ping (), PING_INTERVAL);
    }

    get connected () {
      return Boolean (this.pc) && this.pc.connectionState === 'connected';
    }

    get channelState () {
      return this.channel ? this.channel.readyState : 'closed';
    }

    /* Open, alive and empty: what is sent now arrives now. */
    get channelUsable () {
      return this.channelState === 'open' && this.connected &&
        this.channel.bufferedAmount <= CHANNEL_BACKLOG;
    }

    setState (state, sentence = '') {
      this.state = state;
      this.sentence = sentence;
      this.options.onState (state, sentence);
    }

    wait (milliseconds, then) {
      clearTimeout (this.timer);
      this.timer = setTimeout (then, milliseconds);
    }

    async start () {
      this.drop ();
      const session = edge.randomText (12);
      const pc = new RTCPeerConnection ({
        iceServers: this.options.iceServers,
        bundlePolicy: 'max-bundle',
      });
      this.pc = pc;
      this.session = session;
      this.stream = new MediaStream ();
      this.early = [];
      this.unsent = [];
      this.offered = false;
      this.seen = { local: {}, remote: {} };
      this.hasVideo = null;
      this.hasAudio = false;
      this.rtt = null;
      pc.addTransceiver ('video', { direction: 'recvonly' });
      pc.addTransceiver ('audio', { direction: 'recvonly' });
      this.openChannel (pc.createDataChannel ('control', { ordered: true }));
      pc.ontrack = (event) => this.handleTrack (pc, event);
      pc.onicecandidate = (event) => this.handleOwnCandidate (pc, event.candidate);
      pc.onconnectionstatechange = () => this.handleConnection (pc);
      this.setState ('calling');
      this.wait (ANSWER_TIMEOUT,
          () => this.retry ('The robot does not answer the call.'));
      try {
        await pc.setLocalDescription (await pc.createOffer ());
      } catch (error) {
        if (pc === this.pc)
          this.retry ('This browser cannot make a WebRTC call.');
        return;
      }
      if (pc !== this.pc)
        return;
      this.offered = this.publish ('offer',
          { type: 'offer', sdp: pc.localDescription.sdp });
      this.unsent.splice (0).forEach ((c) => this.publish ('candidate', c));
    }

    publish (kind, object) {
      return this.options.publish (kind,
          { ...object, session: this.session, to: this.options.device });
    }

    openChannel (channel) {
      this.channel = channel;
      channel.onopen = channel.onclose = () => {
        if (channel !== this.channel)
          return;
        this.lastHeard = performance.now ();
        this.ping ();
        this.options.onState (this.state, this.sentence);
      };
      channel.onmessage = (event) => {
        if (channel !== this.channel || typeof event.data !== 'string' ||
            event.data.length > 65536)
          return;
        const object = edge.parseObject (event.data);
        if (!object)
          return;
        this.lastHeard = performance.now ();
        if (object.type === 'pong' && Number.isFinite (object.t))
          this.rtt = Math.max (0, performance.now () - object.t);
        else
          this.options.onData (object);
      };
    }

    /* Milliseconds since the robot last said something on the data channel. */
    get silence () {
      return this.channelState === 'open' ? performance.now () - this.lastHeard : 0;
    }

    ping () {
      if (this.channelUsable)
        this.send ({ type: 'ping', t: performance.now () });
    }

    send (object) {
      if (!this.channelUsable)
        return false;
      try {
        this.channel.send (JSON.stringify (object));
        return true;
      } catch (error) {
        return false;
      }
    }

    handleTrack (pc, event) {
      if (pc !== this.pc)
        return;
      const { track, receiver } = event;
      /* The newest picture, not the smoothest. */
      if ('jitterBufferTarget' in receiver)
        receiver.jitterBufferTarget = 0;
      if ('playoutDelayHint' in receiver)
        receiver.playoutDelayHint = 0;
      this.stream.addTrack (track);
      if (track.kind === 'audio')
        this.hasAudio = true;
      else
        this.videoTrack = track;
      this.options.onStream (this.stream);
    }

    count (side, text) {
      const kind = / typ (\w+)/.exec (text || '');
      const name = /\.local /.test (text || '') ? 'hidden' : kind && kind[1];
      if (name)
        this.seen[side][name] = (this.seen[side][name] || 0) + 1;
    }

    handleOwnCandidate (pc, candidate) {
      if (pc !== this.pc || !candidate || !candidate.candidate)
        return;
      this.count ('local', candidate.candidate);
      const message = {
        type: 'candidate',
        candidate: candidate.candidate,
        sdpMid: candidate.sdpMid,
        sdpMLineIndex: candidate.sdpMLineIndex,
      };
      if (this.offered)
        this.publish ('candidate', message);
      else
        this.unsent.push (message);
    }

    /* To another viewer, or of an earlier call? A robot that says neither is
     * taken at its word. */
    isOurs (message) {
      return Boolean (this.pc) &&
        (message.to === undefined || message.to === this.options.id) &&
        (message.session === undefined || message.session === this.session);
    }

    async handleAnswer (message) {
      const pc = this.pc;
      if (!this.isOurs (message) || typeof message.sdp !== 'string' ||
          pc.signalingState !== 'have-local-offer')
        return;
      try {
        await pc.setRemoteDescription ({ type: 'answer', sdp: message.sdp });
      } catch (error) {
        if (pc === this.pc)
          this.retry ('The answer of the robot cannot be used.');
        return;
      }
      if (pc !== this.pc)
        return;
      const video = pc.getTransceivers ().find ((t) =>
          t.receiver.track && t.receiver.track.kind === 'video');
      this.hasVideo = Boolean (video) && video.currentDirection === 'recvonly';
      if (pc.connectionState !== 'connected') {
        this.setState ('connecting');
        this.wait (CONNECT_TIMEOUT, () => this.retry (this.whyNot ()));
      }
      this.early.splice (0).forEach ((c) => this.addCandidate (pc, c));
    }

    handleCandidate (message) {
      if (!this.isOurs (message))
        return;
      let candidate = message.candidate;
      if (candidate && typeof candidate === 'object')
        candidate = { ...candidate };
      else
        candidate = { candidate, sdpMid: message.sdpMid,
          sdpMLineIndex: message.sdpMLineIndex };
      if (typeof candidate.candidate !== 'string' || candidate.candidate === '')
        return;
      this.count ('remote', candidate.candidate);
      if (this.pc.remoteDescription)
        this.addCandidate (this.pc, candidate);
      else if (this.early.length < 64)
        this.early.push (candidate);
    }

    addCandidate (pc, candidate) {
      const index = Number (candidate.sdpMLineIndex);
      const init = { candidate: candidate.candidate };
      if (typeof candidate.sdpMid === 'string')
        init.sdpMid = candidate.sdpMid;
      if (Number.isInteger (index) && index >= 0)
        init.sdpMLineIndex = index;
      else if (init.sdpMid === undefined)
        init.sdpMLineIndex = 0;
      pc.addIceCandidate (init).catch (() => { });
    }

    handleError (message) {
      if (!this.isOurs (message) || this.connected)
        return;
      const sentence = typeof message.message === 'string' && message.message ?
        message.message.slice (0, 300) : 'The robot refused the call.';
      this.delay = Math.max (this.delay, 4000);
      this.retry (sentence);
    }

    handleConnection (pc) {
      if (pc !== this.pc)
        return;
      switch (pc.connectionState) {
        case 'connected':
          clearTimeout (this.timer);
          this.delay = RETRY_MIN;
          this.setState ('connected');
          break;
        case 'disconnected':
          this.setState ('interrupted');
          this.wait (LOST_TIMEOUT, () => this.renew ());
          break;
        case 'failed':
          if (this.state === 'interrupted')
            this.start ();
          else
            this.retry (this.whyNot ());
          break;
        default:
          break;
      }
    }

    /* One sentence on why no path was found. */
    whyNot () {
      const list = (side) => Object.entries (this.seen[side])
          .map (([kind, n]) => `${n} ${kind}`).join (', ') || 'none';
      const robot = Object.keys (this.seen.remote).length;
      const advice = robot === 0 ? 'The robot sent no address to reach it by.' :
        this.seen.remote.relay || this.seen.local.relay ?
        'Even by way of a relay there is no path.' :
        'Is UDP blocked, or are the two in different networks?';
      return `No path for the picture was found. ${advice} ` +
        `(Addresses here: ${list ('local')}; of the robot: ${list ('remote')}.)`;
    }

    /* Interrupted for long: a new call, if the robot can be called. Else this one
     * is kept, it may come back by itself. */
    renew () {
      if (this.options.mayCall ())
        this.start ();
      else
        this.wait (LOST_TIMEOUT, () => this.renew ());
    }

    retry (sentence) {
      const wait = Math.round (this.delay * (0.8 + 0.4 * Math.random ()));
      this.delay = Math.min (this.delay * 2, RETRY_MAX);
      this.publish ('bye', { type: 'bye' });
      this.drop ();
      this.setState ('waiting', sentence);
      this.wait (wait, () => {
        if (this.options.mayCall ())
          this.start ();
        else
          this.setState ('idle', sentence);
      });
    }

    drop () {
      clearTimeout (this.timer);
      const { pc, channel } = this;
      this.pc = this.channel = null;
      if (channel)
        channel.close ();
      if (pc)
        pc.close ();
    }

    /* The page goes away. */
    end () {
      if (this.pc)
        this.publish ('bye', { type: 'bye' });
      this.drop ();
      this.setState ('idle');
    }
  }

  edge.Call = Call;
}) ();
