# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""mosquitto on free loopback ports, and clients that are not ours."""

import json
import os
import signal
import socket
import subprocess

import paho.mqtt.client

from process import Lines, Process

MOSQUITTO = '/usr/sbin/mosquitto'
PASSWD = '/usr/bin/mosquitto_passwd'
SUB = '/usr/bin/mosquitto_sub'
PUB = '/usr/bin/mosquitto_pub'


def free_port():
    """A port that nobody listens on. Another program could take it before
    mosquitto does: start() then tries another."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Broker:
    """A mosquitto in `folder`. `config` holds further lines of its
    configuration, and `more` of its WebSocket listener; with `www` its
    WebSocket port also serves that folder."""

    def __init__(self, folder, config='allow_anonymous true\n', www=None,
                 more=''):
        self.folder = folder
        self._config, self._more = config, more
        self._www = www
        self._process = None
        self._choose_ports()
        self.start()

    def _choose_ports(self):
        self.port = free_port()
        self.ws_port = free_port()

    def _write(self):
        path = os.path.join(self.folder, 'mosquitto.conf')
        with open(path, 'w', encoding='utf-8') as conf:
            conf.write('persistence false\nlog_dest stderr\n'
                       'set_tcp_nodelay true\n')
            if os.geteuid() == 0:
                conf.write('user root\n')
            conf.write(self._config)
            conf.write(f'listener {self.port} 127.0.0.1\n')
            conf.write(f'listener {self.ws_port} 127.0.0.1\n'
                       'protocol websockets\nsocket_domain ipv4\n'
                       + self._more)
            if self._www:
                conf.write(f'http_dir {self._www}\n')
        return path

    @property
    def pid(self):
        return self._process.pid

    @property
    def lines(self):
        return self._process.lines

    def start(self, same_ports=False):
        for attempt in range(5):
            self._process = Process([MOSQUITTO, '-c', self._write()])
            try:
                self._process.lines.when(lambda l: l.endswith(' running'), 10)
                return
            except AssertionError:
                self._process.stop()
                if attempt == 4:
                    raise
                if not same_ports:
                    self._choose_ports()

    def restart(self):
        """The same broker again, as after a crash."""
        self.stop(signal.SIGKILL)
        self.start(same_ports=True)

    def stop(self, number=signal.SIGTERM):
        if self._process:
            self._process.stop(number)
            self._process = None


class Client:
    """The Python client that the documents use (paho), or its like; with
    `transport` "websockets" as a page comes."""

    def __init__(self, port, client_id='', username=None, password=None,
                 protocol=paho.mqtt.client.MQTTv311, transport='tcp'):
        self.messages = Lines()
        self._connected = Lines()
        self._client = paho.mqtt.client.Client(
            client_id=client_id, protocol=protocol, transport=transport)
        if username:
            self._client.username_pw_set(username, password)
        self._client.on_connect = lambda c, u, f, rc, *more: \
            self._connected.add(f'connected {int(rc)}')
        self._client.on_disconnect = lambda *more: \
            self._connected.add('disconnected')
        self._client.on_subscribe = lambda c, u, mid, *more: \
            self._connected.add(f'subscribed {mid}')
        self._client.on_message = lambda c, u, m: self.messages.add(
            f'{m.topic} {m.payload.decode("utf-8", "replace")}')
        self._client.connect('127.0.0.1', port)
        self._client.loop_start()
        _, _, line = self._connected.when(
            lambda l: l.startswith('connected '), 10)
        self.refusal = int(line.split()[1])

    def subscribe(self, topic, qos=0):
        _, mid = self._client.subscribe(topic, qos)
        self._connected.when(lambda l: l == f'subscribed {mid}', 10)

    def publish(self, topic, payload, qos=0, retain=False):
        if not isinstance(payload, (str, bytes)):
            payload = json.dumps(payload)
        self._client.publish(topic, payload, qos, retain) \
            .wait_for_publish(10)

    def wait(self, topic, predicate, timeout, start=0):
        """The first JSON object on `topic` that satisfies the predicate."""
        def matches(line):
            name, _, text = line.partition(' ')
            return name == topic and predicate(json.loads(text))
        index, at, line = self.messages.when(matches, timeout, start)
        return json.loads(line.partition(' ')[2])

    def lost(self, timeout):
        """Waits until the broker ends the connection."""
        self._connected.when(lambda l: l == 'disconnected', timeout)

    def stop(self):
        self._client.disconnect()
        self._client.loop_stop()


def passwords(path, **users):
    """Writes a password file as the READMEs say."""
    for i, (name, password) in enumerate(users.items()):
        subprocess.run(
            [PASSWD, *(['-c'] if i == 0 else []), '-b', path, name, password],
            check=True)
