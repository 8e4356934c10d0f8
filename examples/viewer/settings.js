/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* What the address bar says: which robot, which broker, which topics.
 *
 * Query and fragment are read alike, except that secrets (token, username or user,
 * password, id, ice) are taken from the fragment only: a browser never sends it to
 * a server, and it is removed from the address bar before anything else happens.
 * A guest's token stays in this page's memory: not in the storage, not in a log. */

const edge = {};

(() => {
  'use strict';

  const NAME = /^[A-Za-z0-9._-]{1,64}$/;
  const SECRETS = ['token', 'id', 'username', 'user', 'password', 'ice'];
  const TOKEN = /^[A-Za-z0-9_.-]{1,2048}$/;

  function randomText (length) {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const bytes = crypto.getRandomValues (new Uint8Array (length));
    return Array.from (bytes, (b) => letters[b % letters.length]).join ('');
  }

  function brokerUrl (text) {
    const secure = location.protocol === 'https:';
    const own = `${secure ? 'wss' : 'ws'}://${location.host}/mqtt`;
    if (!text)
      return own;
    try {
      const url = new URL (text, own);
      if (url.protocol === 'ws:' || url.protocol === 'wss:') {
        url.username = url.password = '';       /* secrets: fragment only */
        return url.href;
      }
    } catch (error) {
      /* not a URL: the page's own broker is the answer */
    }
    return own;
  }

  function topicName (text, preset) {
    return text && text.length <= 256 && !/[#+\0]/.test (text) ? text : preset;
  }

  /* A link may name another broker; a password kept for one broker must never
   * reach that other one, so it is kept by the broker's URL. */
  function loginKey (url) {
    return `edge-viewer-login ${url}`;
  }

  function keepLogin (url, login) {
    try {
      sessionStorage.setItem (loginKey (url), JSON.stringify (login));
    } catch (error) {
      /* no storage (private window): kept in memory only */
    }
  }

  function keptLogin (url) {
    try {
      return JSON.parse (sessionStorage.getItem (loginKey (url)));
    } catch (error) {
      return null;
    }
  }

  function takeSecrets (fragment) {
    const secrets = {};
    for (const name of SECRETS) {
      if (fragment.has (name)) {
        secrets[name] = fragment.get (name);
        fragment.delete (name);
      }
    }
    if (Object.keys (secrets).length > 0) {
      if (secrets.token)
        fragment.set ('guest', '1');    /* a reload knows what it lacks */
      const rest = fragment.toString ();
      history.replaceState (null, '',
          location.pathname + location.search + (rest ? `#${rest}` : ''));
    }
    return secrets;
  }

  function iceServers (text) {
    try {
      const servers = JSON.parse (text || '[]');
      return Array.isArray (servers) ? servers : [];
    } catch (error) {
      return [];
    }
  }

  edge.randomText = randomText;
  edge.keepLogin = keepLogin;

  edge.readSettings = function readSettings () {
    const fragment = new URLSearchParams (location.hash.slice (1));
    const secrets = takeSecrets (fragment);
    const query = new URLSearchParams (location.search);
    const get = (name) => query.get (name) || fragment.get (name);

    const device = NAME.test (get ('device') || '') ? get ('device') : 'device001';
    const url = brokerUrl (get ('mqtt'));
    const token = TOKEN.test (secrets.token || '') ? secrets.token : null;
    const guest = token !== null || fragment.has ('guest');
    const username = secrets.username || secrets.user;
    let login = guest ? null : keptLogin (url);
    if (username !== undefined || secrets.password !== undefined) {
      login = { username: username || '', password: secrets.password || '' };
      if (!guest)
        keepLogin (url, login);
    }

    return {
      id: token && NAME.test (secrets.id || '') ? secrets.id : `m${randomText (10)}`,
      device,
      url,
      login,
      guest,
      token,
      /* Whose name at the broker is his id may publish no command there. */
      mayPublish: !token || username !== secrets.id,
      commandTopic: topicName (get ('cmd'), 'picarx/cmd'),
      telemetryTopic: topicName (get ('telemetry'), 'picarx/telemetry'),
      maxFrameAge: Math.max (200, Number (get ('veil')) || 500),
      iceServers: iceServers (secrets.ice),
    };
  };
}) ();
