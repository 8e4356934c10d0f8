/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */

/* Why something does not work, and what repairs it: one sentence for each reason.
 *
 * `call` has the reasons that the robot also finds: the same words as its own
 * table. `page` has what only a page can see. */

(() => {
  'use strict';

  edge.reasons = {
    call: {
      'no-candidates': 'The viewer named no address to reach it at: allow WebRTC in ' +
        'its browser, and let it publish its candidates.',
      'only-mdns': 'The viewer hides its addresses behind .local names and does not ' +
        'reach the robot\'s: put both on one network, or give both a STUN or TURN ' +
        'server.',
      'other-network': 'Viewer and robot are on different networks and know only ' +
        'their local addresses: put both on one network, or give both a STUN or TURN ' +
        'server.',
      'no-relay': 'No direct way leads from the viewer\'s network to the robot\'s: ' +
        'give both a TURN server.',
      'udp-blocked': 'No packet comes through: let UDP pass the firewall and the ' +
        'access point, or give both a TURN server over TCP.',
      'dtls': 'Viewer and robot reach each other but cannot make sure of each ' +
        'other (DTLS): call again, and if that does not help, something between ' +
        'them changes or drops packets.',
      'no-media': 'The connection stands, but no picture or sound comes through: ' +
        'look for something on the way that drops large packets, as a VPN does.',
    },

    page: {
      'no-library': 'mqtt.min.js is not beside this page: make its folder with ' +
        'examples/viewer/fetch-mqttjs.',
      'framed': 'This page is shown within another one, which could lay something ' +
        'over it and have you click what you do not see: open its own address.',
      'no-webrtc': 'This browser has no WebRTC: use a current Chrome, Firefox or ' +
        'Safari, without an extension that blocks it.',
      'no-offer': 'This browser cannot make a WebRTC call: look whether its settings ' +
        'or an extension switch WebRTC off.',
      'mixed-content': 'This page came by https, so the browser refuses ws: give the ' +
        'broker as wss.',
      'no-websocket': 'The broker is not reached: look whether it runs, whether its ' +
        'WebSocket listener has this address and port, and whether a firewall or a ' +
        'proxy lets it through.',
      'no-connack': 'Something answers at this address, but it is no MQTT broker: ' +
        'look at the port, and at the path of the proxy.',
      'broker-login': 'The broker refuses this name and password: look at its ' +
        'password file.',
      'guest-login': 'The broker refuses this guest link: it has expired or was ' +
        'withdrawn. Ask for a new one.',
      'guest-reload': 'A guest link is not kept by the browser, so that nobody finds ' +
        'it there: open the link again.',
      'broker-topics': 'The broker lets this page in, but not to the topics of the ' +
        'robot: look at its access control list.',
      'robot-offline': 'The robot is not at the broker: look whether it has power ' +
        'and network, and whether its device-id is the one in this address.',
      'no-answer': 'The robot does not answer the call: look whether the broker lets ' +
        'this page publish below mobile/.',
      'bad-answer': 'The answer of the robot cannot be used: are page and robot of ' +
        'the same version?',
      'expired': 'The time of this guest link is over: ask for a new one.',
      'no-address': 'The robot named no address to reach it by: look whether it has a ' +
        'network, and at its local-addresses.',
      'no-channel': 'The data channel did not open: commands go over MQTT if the ' +
        'broker allows it.',
      'guest-channel': 'The data channel did not open, and a guest has no other way: ' +
        'commands cannot be sent.',
      'no-pong': 'The robot does not tell its clock: the age of the picture cannot be ' +
        'known.',
      'no-clock': 'The robot does not tell when its frames were taken: the age of the ' +
        'picture cannot be known.',
      'no-rtp-stamp': 'This browser does not tell the time stamp of a frame (Chrome ' +
        'does): the age of the picture cannot be known.',
      'source-lost': 'The camera of the robot is silent: look at its cable. The call ' +
        'stays, and the picture comes back by itself.',
      'frozen': 'No new frame comes: the network may be too slow for the picture, or ' +
        'the robot is gone.',
      'no-picture': 'The robot sends no picture.',
    },
  };

  edge.sentence = function sentence (reason) {
    const { call, page } = edge.reasons;
    return Object.hasOwn (call, reason) ? call[reason] :
      Object.hasOwn (page, reason) ? page[reason] : '';
  };
}) ();
