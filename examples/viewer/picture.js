/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* The picture: how old it is, and what getStats knows about it. */

(() => {
  'use strict';

  const CHECK_INTERVAL = 100;
  const STATS_INTERVAL = 1000;
  const MAX_AHEAD = 100;

  class Picture {
    /* options: video, call, maxAge, onTick () ten times a second, onStats (),
     * onFrame (rtp, shown): its RTP time stamp and when it is on the screen */
    constructor (options) {
      this.options = options;
      this.video = options.video;
      this.frames = 0;
      this.lastFrame = -Infinity;
      this.stats = {};
      this.last = null;
      this.callback = 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
      if (this.callback)
        this.watch ();
      setInterval (() => this.tick (), CHECK_INTERVAL);
      setInterval (() => this.readStats (), STATS_INTERVAL);
      document.addEventListener ('visibilitychange', () => {
        /* A hidden tab is shown no frames: count from now on. */
        if (!document.hidden && this.frames > 0)
          this.lastFrame = performance.now ();
      });
    }

    setStream (stream) {
      if (this.video.srcObject !== stream) {
        this.video.srcObject = stream;
        this.frames = 0;
        this.lastFrame = -Infinity;
        this.last = null;
        this.stats = {};
      }
      this.play ();
    }

    play () {
      const promise = this.video.play ();
      if (promise)
        promise.catch (() => { });
    }

    watch () {
      this.video.requestVideoFrameCallback ((now, frame) => {
        this.frame ();
        const soon = Math.abs (frame.expectedDisplayTime - now) < MAX_AHEAD;
        this.options.onFrame (frame.rtpTimestamp,
            soon ? frame.expectedDisplayTime : now);
        this.watch ();
      });
    }

    frame () {
      this.frames++;
      this.lastFrame = performance.now ();
    }

    /* Milliseconds since the last new frame; Infinity before the first one. */
    get age () {
      return performance.now () - this.lastFrame;
    }

    get frozen () {
      return this.frames > 0 && this.age > this.options.maxAge;
    }

    tick () {
      if (!this.callback)
        this.readStats ();
      this.options.onTick ();
    }

    async readStats () {
      const pc = this.options.call.pc;
      if (!pc || this.reading)
        return;
      this.reading = true;
      try {
        this.take (await pc.getStats ());
      } catch (error) {
        /* the call ended while it was asked */
      }
      this.reading = false;
    }

    take (report) {
      const all = Array.from (report.values ());
      const video = all.find ((s) => s.type === 'inbound-rtp' && s.kind === 'video');
      if (!video)
        return;
      const transport = all.find ((s) => s.type === 'transport' &&
          s.selectedCandidatePairId);
      const pair = transport ? report.get (transport.selectedCandidatePairId) :
        all.find ((s) => s.type === 'candidate-pair' && s.nominated &&
            s.state === 'succeeded');
      if (!this.callback && this.last && video.framesDecoded > this.last.framesDecoded)
        this.frame ();
      const elapsed = this.last ? video.timestamp - this.last.timestamp : Infinity;
      if (elapsed < STATS_INTERVAL / 2) {
        this.last.framesDecoded = video.framesDecoded;
        return;
      }
      this.compute (report, video, pair, elapsed);
      this.last = { ...video };
      this.options.onStats ();
    }

    compute (report, video, pair, elapsed) {
      const last = this.last;
      const since = (name) => (video[name] || 0) - (last ? last[name] || 0 : 0);
      const mean = (sum, count) => (since (count) > 0 ?
        1000 * since (sum) / since (count) : null);
      const codec = report.get (video.codecId);
      const local = pair && report.get (pair.localCandidateId);
      const remote = pair && report.get (pair.remoteCandidateId);
      const rtt = pair && Number.isFinite (pair.currentRoundTripTime) ?
        1000 * pair.currentRoundTripTime : null;
      const buffer = mean ('jitterBufferDelay', 'jitterBufferEmittedCount');
      const decode = mean ('totalDecodeTime', 'framesDecoded');
      this.stats = {
        width: video.frameWidth || 0,
        height: video.frameHeight || 0,
        fps: last ? 1000 * since ('framesDecoded') / elapsed : null,
        bitrate: last ? 8000 * since ('bytesReceived') / elapsed : null,
        freezes: video.freezeCount || 0,
        lost: video.packetsLost || 0,
        rtt,
        buffer,
        decode,
        latency: buffer === null || decode === null ? null :
          buffer + decode + (rtt || 0) / 2,
        codec: codec ? String (codec.mimeType).replace ('video/', '') : '',
        ssrc: video.ssrc,
        route: local && remote ? `${local.candidateType} to ${remote.candidateType}, ` +
          remote.protocol.toUpperCase () : '',
      };
    }
  }

  edge.Picture = Picture;
}) ();
