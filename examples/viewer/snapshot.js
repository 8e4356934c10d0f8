/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

(() => {
  'use strict';

  /* For tests and the curious; nothing can be changed through it. */
  edge.snapshot = function snapshot (parts) {
    const { settings, broker, call, lanes, commands, wheel, picture, session, clock,
      robot } = parts;
    return {
      id: settings.id,
      device: settings.device,
      mqtt: broker.state,
      presence: robot.presence,
      webrtc: call.state,
      reason: call.trouble ? call.trouble.reason : '',
      session: call.session,
      role: session.role,
      expires: session.expires,
      data: lanes.state,
      motion: lanes.motionState,
      path: commands.path,
      route: session.pathText,
      seq: commands.seq,
      sent: { ...commands.counts },
      driver: wheel.driver,
      driving: wheel.driving,
      source: wheel.source,
      locked: wheel.options.lockReason (),
      estop: wheel.estop,
      frames: picture.frames,
      frameAge: picture.age,
      veil: !document.getElementById ('veil').hidden,
      age: clock.age,
      ageError: clock.error,
      clockAhead: clock.ahead,
      playout: session.playout,
      playoutConfirmed: session.confirmed,
      commandRtt: lanes.rtt,
      stats: { ...picture.stats },
      checks: Object.fromEntries (edge.check (parts).map ((c) => [c.id, c.state])),
      telemetry: wheel.telemetry ? structuredClone (wheel.telemetry) : null,
    };
  };
}) ();
