/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* One WebRTC call to the robot, and the next one when it breaks.
 *
 * The page offers (picture and sound to receive, two data channels to talk), the
 * robot answers; candidates trickle both ways. Each attempt is a new session. */

(() => {
  'use strict';

  const ANSWER_TIMEOUT = 6000;
  const CONNECT_TIMEOUT = 12000;
  const LOST_TIMEOUT = 5000;
  const RETRY_MIN = 500;
  const RETRY_MAX = 15000;

  /* Calling again would not help: the robot has said its last word. */
  const FINAL = ['expired', 'not-allowed'];

  class Call {
    /* `addresses`: where the robot says that it is.
     * options: id, device, token (or null), iceServers, lanes,
     * publish (kind, object), mayCall (), onStart (), onStream (stream),
     * onState (state)
     * states: idle, calling, connecting, connected, interrupted, waiting, ended */
    constructor (options) {
      this.options = options;
      this.lanes = options.lanes;
      this.pc = null;
      this.session = '';
      this.state = 'idle';
      this.trouble = null;
      this.delay = RETRY_MIN;
      this.timer = 0;
      this.playout = 'quick';
      this.seen = { local: {}, remote: {} };
      this.addresses = new Set ();
      this.hasVideo = null;
      this.hasAudio = false;
    }

    get connected () {
      return Boolean (this.pc) && this.pc.connectionState === 'connected';
    }

    setState (state) {
      this.state = state;
      this.options.onState (state);
    }

    /* What went wrong last: kept until a call succeeds. */
    fail (state, reason, sentence) {
      this.trouble = { reason, sentence };
      this.setState (state);
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
      this.answered = false;
      this.seen = { local: {}, remote: {} };
      this.addresses = new Set ();
      this.hasVideo = null;
      this.hasAudio = false;
      this.options.onStart ();
      pc.addTransceiver ('video', { direction: 'recvonly' });
      pc.addTransceiver ('audio', { direction: 'recvonly' });
      this.lanes.open (pc);
      pc.ontrack = (event) => this.handleTrack (pc, event);
      pc.onicecandidate = (event) => this.handleOwnCandidate (pc, event.candidate);
      pc.onconnectionstatechange = () => this.handleConnection (pc);
      this.setState ('calling');
      this.wait (ANSWER_TIMEOUT, () => this.retry ('no-answer'));
      try {
        await pc.setLocalDescription (await pc.createOffer ());
      } catch (error) {
        if (pc === this.pc)
          this.retry ('no-offer');
        return;
      }
      if (pc !== this.pc)
        return;
      const offer = { type: 'offer', sdp: pc.localDescription.sdp };
      if (this.options.token)
        offer.auth = this.options.token;
      this.offered = this.publish ('offer', offer);
      this.unsent.splice (0).forEach ((c) => this.publish ('candidate', c));
    }

    publish (kind, object) {
      return this.options.publish (kind,
          { ...object, session: this.session, to: this.options.device });
    }

    handleTrack (pc, event) {
      if (pc !== this.pc)
        return;
      const { track, receiver } = event;
      this.setBuffer (receiver);
      this.stream.addTrack (track);
      if (track.kind === 'audio')
        this.hasAudio = true;
      else
        this.videoTrack = track;
      this.options.onStream (this.stream);
    }

    /* quick: the newest picture; smooth: as late as the browser finds necessary. */
    setPlayout (playout) {
      this.playout = playout;
      if (this.pc)
        this.pc.getReceivers ().forEach ((receiver) => this.setBuffer (receiver));
    }

    setBuffer (receiver) {
      const target = this.playout === 'smooth' ? null : 0;
      if ('jitterBufferTarget' in receiver)
        receiver.jitterBufferTarget = target;
      else if ('playoutDelayHint' in receiver)
        receiver.playoutDelayHint = target;
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
      return this.session !== '' &&
        (message.to === undefined || message.to === this.options.id) &&
        (message.session === undefined || message.session === this.session);
    }

    async handleAnswer (message) {
      const pc = this.pc;
      if (!pc || !this.isOurs (message) || typeof message.sdp !== 'string' ||
          pc.signalingState !== 'have-local-offer')
        return;
      try {
        await pc.setRemoteDescription ({ type: 'answer', sdp: message.sdp });
      } catch (error) {
        if (pc === this.pc)
          this.retry ('bad-answer');
        return;
      }
      if (pc !== this.pc)
        return;
      this.answered = true;
      const video = pc.getTransceivers ().find ((t) =>
          t.receiver.track && t.receiver.track.kind === 'video');
      this.hasVideo = Boolean (video) && video.currentDirection === 'recvonly';
      if (pc.connectionState !== 'connected') {
        this.setState ('connecting');
        this.wait (CONNECT_TIMEOUT, () => this.retry (edge.whyNoPath (this)));
      }
      this.early.splice (0).forEach ((c) => this.addCandidate (pc, c));
    }

    handleCandidate (message) {
      if (!this.pc || !this.isOurs (message))
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
      if (this.addresses.size < 64)
        this.addresses.add (candidate.candidate.split (' ')[4]);
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

    /* What the robot says is shown as it says it. */
    handleError (message) {
      if (!this.isOurs (message))
        return;
      const reason = edge.word (message.reason);
      const sentence = typeof message.message === 'string' && message.message ?
        message.message.slice (0, 300) : edge.sentence (reason) ||
        'The robot refused the call.';
      if (FINAL.includes (reason)) {
        this.finish (reason, sentence);
      } else if (this.state === 'waiting') {
        this.fail ('waiting', reason, sentence);    /* it knows better */
      } else if (this.pc && !this.connected) {
        this.delay = Math.max (this.delay, 4000);
        this.retry (reason, sentence);
      } else if (this.pc) {
        this.fail (this.state, reason, sentence);   /* no picture, say */
      }
    }

    handleConnection (pc) {
      if (pc !== this.pc)
        return;
      switch (pc.connectionState) {
        case 'connected':
          clearTimeout (this.timer);
          this.delay = RETRY_MIN;
          this.trouble = null;
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
            this.retry (edge.whyNoPath (this));
          break;
        default:
          break;
      }
    }

    /* Interrupted for long: a new call, if the robot can be called. Else this one
     * is kept, it may come back by itself. */
    renew () {
      if (this.options.mayCall ())
        this.start ();
      else
        this.wait (LOST_TIMEOUT, () => this.renew ());
    }

    retry (reason, sentence = edge.sentence (reason)) {
      const wait = Math.round (this.delay * (0.8 + 0.4 * Math.random ()));
      this.delay = Math.min (this.delay * 2, RETRY_MAX);
      this.publish ('bye', { type: 'bye' });
      this.drop ();
      this.fail ('waiting', reason, sentence);
      this.wait (wait, () => {
        if (this.options.mayCall ())
          this.start ();
        else
          this.setState ('idle');
      });
    }

    /* The robot ended the session, or never lets this page in. */
    finish (reason, sentence) {
      this.drop ();
      this.fail ('ended', reason, sentence);
    }

    drop () {
      clearTimeout (this.timer);
      this.lanes.close ();
      const { pc } = this;
      this.pc = null;
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
