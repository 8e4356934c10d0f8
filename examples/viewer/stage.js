/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What stands in place of the picture while there is none, and the headline.
 * parts: settings, broker, call, picture, session, robot */

(() => {
  'use strict';

  const PRESENCE_WAIT = 1500;
  const GONE_FRAME = 3000;

  /* A guest's page that was loaded anew: its token is gone. */
  const forgot = ({ settings }) => settings.guest && !settings.token;

  function brokerMessage (parts) {
    const { settings, broker, robot } = parts;
    const host = new URL (settings.url).host;
    const seconds = Math.max (0, Math.ceil ((robot.nextTry - performance.now ()) / 1000));
    const text = edge.sentence (broker.reason);
    switch (broker.state) {
      case 'connecting':
        return { title: 'Connecting', text: text || `to the broker at ${host}`,
          busy: true };
      case 'waiting':
        return { title: `No connection to ${host}`, trouble: true, busy: true,
          text: `${text} Next attempt in ${seconds} s.` };
      default:
        return forgot (parts) ?
          { title: 'Open the link again', text: edge.sentence ('guest-reload') } :
          { title: 'The broker refused this page', text, trouble: true };
    }
  }

  function endedMessage (parts) {
    const { reason, sentence } = parts.call.trouble;
    if (forgot (parts))
      return { title: 'Open the link again', text: edge.sentence ('guest-reload') };
    return { text: sentence, again: reason !== 'expired',
      title: reason === 'expired' ? 'This session is over' : 'Not let in' };
  }

  function callMessage (parts) {
    const { call, settings, session, robot } = parts;
    const why = call.trouble ? call.trouble.sentence : '';
    switch (call.state) {
      case 'calling':
        return { title: `Calling ${settings.device}`, text: why, busy: true };
      case 'connecting':
        return { title: 'Looking for a path', text: why || 'The robot answered.',
          busy: true };
      case 'waiting':
        return { title: 'The call did not succeed', trouble: true,
          text: `${why} It is tried again.`, busy: true };
      case 'connected':
        if (robot.noPicture ())
          return { title: 'This robot sends no picture', blind: true,
            text: 'It can be driven only if you see it some other way.' };
        if (session.sourceLost)
          return { title: 'The camera is silent', text: edge.sentence ('source-lost') };
        return { title: 'Waiting for the first picture', text: why, busy: true };
      default:
        return { title: `Calling ${settings.device}`, text: why, busy: true };
    }
  }

  /* null while the picture is to be seen, or {title, text, busy: still at it,
   * trouble: the checks say more, blind: may be driven so, again: by hand only} */
  edge.stageMessage = function stageMessage (parts) {
    const { settings, broker, call, picture, robot } = parts;
    const gone = robot.presence === 'offline' && picture.age > GONE_FRAME;
    if (call.state === 'ended')
      return endedMessage (parts);
    if (picture.frames > 0 && call.pc && !gone)
      return null;
    if (!broker.connected)
      return brokerMessage (parts);
    if (robot.presence === 'online')
      return robot.blind && robot.noPicture () && call.connected ? null :
        callMessage (parts);
    if (robot.presence === 'unknown' &&
        performance.now () - robot.subscribedAt < PRESENCE_WAIT)
      return { title: `Looking for ${settings.device}`, text: '', busy: true };
    return { title: `Robot ${settings.device} is not online`, offline: true,
      text: 'This page calls it as soon as it is.', busy: true };
  };

  edge.headline = function headline (message, frozen, { broker, session }) {
    if (frozen)
      return session.sourceLost ? ['frozen', 'Camera silent'] : ['frozen', 'Frozen'];
    if (message && message.offline)
      return ['offline', 'Not online'];
    if (message)
      return ['connecting', message.title];
    return ['live', broker.connected ? 'Live' : 'Live, broker lost'];
  };
}) ();
