# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Just enough MQTT 5 (OASIS, sections 3.1 to 3.9) to ask a broker who may do what,
over TCP, TLS, a unix socket or a WebSocket (RFC 6455). 5, as a publication that is
not allowed is answered so."""

import base64
import os
import socket
import ssl
import struct
import time
import urllib.parse

from repairs import Trouble

WAIT = 5                        # seconds
NOT_ALLOWED = 0x87
REFUSED_LOGINS = (0x86, NOT_ALLOWED, 0x8c, 4, 5)
LONGEST = 1 << 20


def open_tcp(host, port, tls=None):
    """A connected socket; tls: an SSLContext."""
    place = f'{host}:{port}'
    try:
        plain = socket.create_connection((host, port), WAIT)
    except socket.gaierror as error:
        raise Trouble('host-unknown', host=host) from error
    except ConnectionRefusedError as error:
        raise Trouble('no-broker', place=place) from error
    except OSError as error:
        raise Trouble('host-silent', place=place) from error
    if not tls:
        return plain
    try:
        return tls.wrap_socket(plain, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise Trouble('certificate', place=place,
                      said=error.verify_message + '.') from error
    except OSError as error:
        plain.close()
        raise Trouble('no-tls', place=place) from error


def open_unix(path):
    stream = socket.socket(socket.AF_UNIX)
    stream.settimeout(WAIT)
    try:
        stream.connect(path)
    except OSError as error:
        stream.close()
        raise Trouble('no-broker', place=path) from error
    return stream


class WebSocket:
    """The bytes of a WebSocket's binary frames, as a socket gives them."""

    def __init__(self, url, tls):
        parts = urllib.parse.urlsplit(url)
        secure = parts.scheme == 'wss'
        if parts.scheme not in ('ws', 'wss') or not parts.hostname:
            raise Trouble('settings', said=f'{url} is no ws:// or wss:// URL.')
        port = parts.port or (443 if secure else 80)
        try:
            self._stream = open_tcp(parts.hostname, port,
                                    tls if secure else None)
        except Trouble as trouble:
            if trouble.repair in ('certificate', 'no-tls'):
                raise
            raise Trouble('no-websocket') from trouble
        self._data = b''
        try:
            self._shake_hands(parts, port)
        except BaseException:
            self._stream.close()
            raise

    def _shake_hands(self, parts, port):
        key = base64.b64encode(os.urandom(16)).decode()
        self._stream.sendall(
            (f'GET {parts.path or "/mqtt"} HTTP/1.1\r\n'
             f'Host: {parts.hostname}:{port}\r\nUpgrade: websocket\r\n'
             'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
             f'Sec-WebSocket-Key: {key}\r\n'
             'Sec-WebSocket-Protocol: mqtt\r\n\r\n').encode())
        answer = b''
        while not answer.endswith(b'\r\n\r\n') and len(answer) < 8192:
            byte = self._stream.recv(1)
            if not byte:
                break
            answer += byte
        if answer.split(b' ')[1:2] != [b'101']:
            raise Trouble('no-connack')

    def settimeout(self, seconds):
        self._stream.settimeout(seconds)

    def _exactly(self, size):
        data = b''
        while len(data) < size:
            part = self._stream.recv(size - len(data))
            if not part:
                raise ConnectionResetError('the WebSocket was closed')
            data += part
        return data

    def recv(self, size):
        while not self._data:
            kind, length = self._exactly(2)
            length &= 0x7f
            if length >= 126:
                length = int.from_bytes(
                    self._exactly(2 if length == 126 else 8), 'big')
            if length > LONGEST:
                raise ConnectionResetError('a frame is too long')
            data = self._exactly(length)
            if kind & 0xf == 8:
                return b''
            if kind & 0xf in (0, 2):
                self._data = data
        data, self._data = self._data[:size], self._data[size:]
        return data

    def sendall(self, data):
        mask = os.urandom(4)
        size = len(data)
        head = (bytes([0x82, 0x80 | size]) if size < 126 else
                bytes([0x82, 0xfe]) + struct.pack('!H', size))
        self._stream.sendall(head + mask + bytes(
            byte ^ mask[i % 4] for i, byte in enumerate(data)))

    def close(self):
        self._stream.close()


def _text(text):
    data = text.encode() if isinstance(text, str) else text
    return struct.pack('!H', len(data)) + data


def _length(number):
    data = b''
    while True:
        data += bytes([number % 128 | (0x80 if number >= 128 else 0)])
        number //= 128
        if number == 0:
            return data


class Probe:
    """One login at a broker."""

    def __init__(self, stream, client_id, username=None, password=None):
        self._stream = stream
        self._number = 0
        self._messages = []
        flags = 0x02 | (0x80 if username else 0) | (0x40 if password else 0)
        try:
            self._send(0x10, _text('MQTT') + bytes([5, flags, 0, 30, 0]) +
                       _text(client_id) +
                       (_text(username) if username else b'') +
                       (_text(password) if password else b''))
            kind, body = self._receive(time.monotonic() + WAIT)
        except (OSError, EOFError) as error:
            stream.close()
            raise Trouble('no-connack') from error
        except BaseException:
            stream.close()
            raise
        if kind != 0x20 or len(body) < 2:
            stream.close()
            raise Trouble('no-connack')
        if body[1] != 0:
            stream.close()
            raise Trouble('broker-login' if body[1] in REFUSED_LOGINS
                          else 'no-connack')

    def _send(self, kind, body):
        self._stream.sendall(bytes([kind]) + _length(len(body)) + body)

    def _byte(self):
        byte = self._stream.recv(1)
        if not byte:
            raise EOFError('the broker ended the connection')
        return byte[0]

    def _receive(self, deadline):
        """A packet; TimeoutError when none comes until then."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._stream.settimeout(left)
        kind = self._byte()
        self._stream.settimeout(WAIT)
        size, shift = 0, 0
        while True:
            byte = self._byte()
            size |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                break
            if shift > 21:
                raise EOFError('no MQTT')
        if size > LONGEST:
            raise EOFError('no MQTT')
        body = b''
        while len(body) < size:
            part = self._stream.recv(size - len(body))
            if not part:
                raise EOFError('the broker ended the connection')
            body += part
        return kind, body

    def _keep(self, kind, body):
        """Takes a publication in."""
        size, = struct.unpack_from('!H', body)
        topic, rest = body[2:2 + size].decode('utf-8', 'replace'), body[2 + size:]
        if kind & 6:
            self._send(0x40, rest[:2])
            rest = rest[2:]
        # Properties: a length of one byte, as we asked for nothing.
        self._messages.append((topic, rest[1 + rest[0]:]))

    def _answer(self, wanted):
        deadline = time.monotonic() + WAIT
        while True:
            kind, body = self._receive(deadline)
            if kind & 0xf0 == 0x30:
                self._keep(kind, body)
            elif kind == wanted:
                return body

    def subscribe(self, topic):
        """Whether the broker takes the subscription."""
        self._number += 1
        self._send(0x82, struct.pack('!HB', self._number, 0) + _text(topic) +
                   b'\x00')
        return self._answer(0x90)[-1] < 0x80

    def publish(self, topic, payload):
        """Whether the broker takes the publication."""
        self._number += 1
        self._send(0x32, _text(topic) + struct.pack('!HB', self._number, 0) +
                   payload)
        body = self._answer(0x40)
        return len(body) < 3 or body[2] < 0x80

    def hear(self, accept, wait=WAIT):
        """The first payload for which accept(topic, payload); None when none
        comes."""
        deadline = time.monotonic() + wait
        while True:
            while self._messages:
                topic, payload = self._messages.pop(0)
                if accept(topic, payload):
                    return payload
            try:
                kind, body = self._receive(deadline)
            except TimeoutError:
                return None
            if kind & 0xf0 == 0x30:
                self._keep(kind, body)

    def close(self):
        try:
            self._send(0xe0, b'')
        except OSError:
            pass
        self._stream.close()
