/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What the window, the picture and the buttons around it do; what drives is in
 * controls.js. */

(() => {
  'use strict';

  const byId = (id) => document.getElementById (id);

  edge.bindPage = function bindPage (parts) {
    const { call, wheel, picture, session, robot, panel, render } = parts;
    const { video } = picture;
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
    byId ('btn-sound').addEventListener ('click', () => {
      video.muted = !video.muted;
      picture.play ();
      render ();
    });
    byId ('blind').addEventListener ('change', (event) => {
      robot.blind = event.target.checked;
      render ();
    });
    video.addEventListener ('resize', () => {
      if (video.videoHeight > 0)
        document.documentElement.style.setProperty ('--aspect',
            String (video.videoWidth / video.videoHeight));
    });
    const full = byId ('btn-full');
    full.hidden = !document.fullscreenEnabled;
    full.addEventListener ('click', () => {
      if (document.fullscreenElement)
        document.exitFullscreen ();
      else
        document.documentElement.requestFullscreen ().catch (() => { });
    });
    byId ('btn-again').addEventListener ('click',
        () => call.start ());
    for (const name of ['btn-checks', 'btn-why', 'btn-checks-close'])
      byId (name).addEventListener ('click', () => {
        panel.toggleChecks ();
        render ();
      });
    byId ('checks').addEventListener ('keydown', (event) => {
      if (event.code === 'Escape')
        panel.toggleChecks ();
    });
    byId ('playout').addEventListener ('change', (event) => {
      session.choose (event.target.value);
      call.setPlayout (session.playout);
      render ();
    });
    /* Chosen by hand, it gives the arrow keys back to driving. */
    byId ('playout').addEventListener ('click', (event) => {
      if (!event.target.matches (':focus-visible'))
        event.target.blur ();
    });
    panel.insecure (edge.insecureText ());
  };
}) ();
