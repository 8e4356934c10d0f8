/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* The MQTT side: one connection at a time, made anew after each loss.
 *
 * A fresh client for each attempt means that nothing said before an outage is
 * ever said again after it: a stop of ten seconds ago must not halt the robot
 * under somebody else's hands. */

(() => {
  'use strict';

  const MAX_PAYLOAD = 65536;
  const RETRY_MIN = 500;
  const RETRY_MAX = 10000;
  const BACKLOG = 8192;

  /* CONNACK codes: 3.1.1 and 5 */
  const WRONG_VERSION = [1, 132];
  const NOT_ALLOWED = [4, 5, 134, 135];

  class Broker {
    /* options: url, id, login, guest, will {topic, payload} or null, subscriptions {topic: qos},
     * onState (state, detail), onMessage (topic, object, retained)
     * states: connecting, connected, waiting (detail: ms to the next attempt),
     *         refused (needs a login)
     * reason: why the last attempt failed, a row of edge.reasons, or '' */
    constructor (options) {
      this.options = options;
      this.login = options.login;
      this.version = 5;
      this.delay = RETRY_MIN;
      this.client = null;
      this.timer = 0;
      this.state = 'connecting';
      this.reason = '';
      this.reached = false;
    }

    get connected () {
      return this.state === 'connected';
    }

    setState (state, detail) {
      this.state = state;
      this.options.onState (state, detail);
    }

    open () {
      clearTimeout (this.timer);
      const { url, id, will } = this.options;
      this.setState ('connecting');
      const client = mqtt.connect (url, {
        clientId: id,
        clean: true,
        keepalive: 15,
        protocolVersion: this.version,
        connectTimeout: 8000,
        reconnectPeriod: 0,
        resubscribe: false,
        queueQoSZero: false,
        username: this.login ? this.login.username : undefined,
        password: this.login ? this.login.password : undefined,
        will: will ? { topic: will.topic, payload: JSON.stringify (will.payload), qos: 1,
          retain: false } : undefined,
      });
      this.client = client;
      this.failure = 0;
      this.denied = this.reached = false;
      const socket = client.stream && client.stream.socket;
      if (socket)
        socket.addEventListener ('open', () => {
          if (client === this.client)
            this.reached = true;
        });
      client.on ('connect', () => this.handleConnect (client));
      client.on ('message', (topic, bytes, packet) =>
          this.handleMessage (client, topic, bytes, packet));
      client.on ('error', (error) => {
        if (client === this.client)
          this.failure = error.code || 0;
      });
      client.on ('close', () => this.handleClose (client));
    }

    handleConnect (client) {
      if (client !== this.client)
        return;
      const wanted = {};
      for (const [topic, qos] of Object.entries (this.options.subscriptions))
        wanted[topic] = { qos };
      client.subscribe (wanted, (error) => {
        if (client !== this.client)
          return;
        if (error) {
          this.denied = true;
          client.end (true);
          return;
        }
        this.delay = RETRY_MIN;
        this.reason = '';
        this.setState ('connected');
      });
    }

    handleMessage (client, topic, bytes, packet) {
      if (client !== this.client || bytes.length > MAX_PAYLOAD)
        return;
      const object = edge.parseObject (new TextDecoder ().decode (bytes));
      if (object)
        this.options.onMessage (topic, object, Boolean (packet.retain));
    }

    handleClose (client) {
      if (client !== this.client)
        return;
      this.client = null;
      client.end (true);
      this.reason = this.why ();
      if (NOT_ALLOWED.includes (this.failure)) {
        this.setState ('refused');
        return;
      }
      if (WRONG_VERSION.includes (this.failure) && this.version === 5) {
        this.version = 4;
        this.open ();
        return;
      }
      const wait = Math.round (this.delay * (0.8 + 0.4 * Math.random ()));
      this.delay = Math.min (this.delay * 2, RETRY_MAX);
      this.timer = setTimeout (() => this.open (), wait);
      this.setState ('waiting', wait);
    }

    why () {
      if (NOT_ALLOWED.includes (this.failure))
        return this.options.guest ? 'guest-login' : 'broker-login';
      if (this.denied)
        return 'broker-topics';
      if (this.state === 'connected')
        return '';
      if (location.protocol === 'https:' && this.options.url.startsWith ('ws:'))
        return 'mixed-content';
      return this.reached ? 'no-connack' : 'no-websocket';
    }

    /* How many bytes wait in the socket: a command that queues comes too late. */
    backlog () {
      const socket = this.client && this.client.stream && this.client.stream.socket;
      return socket && Number.isFinite (socket.bufferedAmount) ?
        socket.bufferedAmount : 0;
    }

    publish (topic, object, { qos = 0, expiry = 0 } = {}) {
      if (!this.connected || (qos === 0 && this.backlog () > BACKLOG))
        return false;
      const options = { qos, retain: false };
      if (expiry > 0 && this.version === 5)
        options.properties = { messageExpiryInterval: expiry };
      this.client.publish (topic, JSON.stringify (object), options);
      return true;
    }

    retryWith (login) {
      this.login = login;
      this.open ();
    }
  }

  /* Text from outside: an object, or null. */
  edge.parseObject = function parseObject (text) {
    try {
      const value = JSON.parse (text);
      return value && typeof value === 'object' && !Array.isArray (value) ?
        value : null;
    } catch (error) {
      return null;
    }
  };

  /* A short text from outside, or ''. */
  edge.word = function word (value) {
    return typeof value === 'string' ? value.slice (0, 64) : '';
  };

  edge.Broker = Broker;
}) ();
