# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Asks a STUN server (RFC 8489) under which address it sees us, and a TURN server
(RFC 8656) for a relay, which is given back at once."""

import hashlib
import hmac
import os
import socket
import ssl
import struct
import time
import urllib.parse

from repairs import Trouble

COOKIE = 0x2112a442
BINDING, ALLOCATE, REFRESH = 1, 3, 4
USERNAME, INTEGRITY, ERROR, LIFETIME = 0x0006, 0x0008, 0x0009, 0x000d
REALM, NONCE, RELAYED, MAPPED, TRANSPORT = 0x14, 0x15, 0x16, 0x20, 0x19
UDP = bytes([17, 0, 0, 0])
# A packet may be lost: asked again after these seconds.
RETRIES = (0.5, 1, 2)


def parse(url, schemes):
    """(scheme, user, password, host, port, transport) of stun://host:port and
    turn://user:password@host:port?transport=tcp."""
    parts = urllib.parse.urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in schemes or not parts.hostname:
        # Not the URL itself: it may hold a password.
        raise Trouble('settings',
                      said=f'A server is given as {schemes[0]}://host:port.')
    query = urllib.parse.parse_qs(parts.query)
    secure = parts.scheme == 'turns'
    return (parts.scheme, urllib.parse.unquote(parts.username or ''),
            urllib.parse.unquote(parts.password or ''), parts.hostname,
            port or (5349 if secure else 3478),
            'tcp' if secure else query.get('transport', ['udp'])[0])


def _attribute(kind, value):
    return (struct.pack('!HH', kind, len(value)) + value +
            bytes(-len(value) % 4))


def _message(method, attributes, key=None):
    transaction = os.urandom(12)
    body = b''.join(_attribute(*a) for a in attributes)
    size = len(body) + (24 if key else 0)
    data = struct.pack('!HHI', method, size, COOKIE) + transaction + body
    if key:
        data += _attribute(INTEGRITY,
                           hmac.new(key, data, hashlib.sha1).digest())
    return transaction, data


def _parse(data, transaction):
    """(type, {attribute: value}) of the answer to that transaction, or None."""
    if len(data) < 20 or data[4:20] != struct.pack('!I', COOKIE) + transaction:
        return None
    found, at = {}, 20
    while at + 4 <= len(data):
        kind, size = struct.unpack_from('!HH', data, at)
        found.setdefault(kind, data[at + 4:at + 4 + size])
        at += 4 + size + -size % 4
    return struct.unpack_from('!H', data)[0], found


def address(value, transaction):
    """An XOR-MAPPED-ADDRESS as text."""
    port = struct.unpack_from('!H', value, 2)[0] ^ COOKIE >> 16
    mask = struct.pack('!I', COOKIE) + transaction
    raw = bytes(a ^ b for a, b in zip(value[4:], mask))
    if value[1] == 1:
        return f'{socket.inet_ntop(socket.AF_INET, raw[:4])}:{port}'
    return f'[{socket.inet_ntop(socket.AF_INET6, raw[:16])}]:{port}'


class Asker:
    """Requests to one server, each with its answer."""

    def __init__(self, host, port, transport='udp', secure=False):
        self._udp = transport != 'tcp'
        self._data = b''
        kind = socket.SOCK_DGRAM if self._udp else socket.SOCK_STREAM
        try:
            family, _, _, _, where = socket.getaddrinfo(host, port,
                                                        type=kind)[0]
        except socket.gaierror as error:
            raise Trouble('host-unknown', host=host) from error
        self._socket = socket.socket(family, kind)
        try:
            self._socket.settimeout(sum(RETRIES))
            self._socket.connect(where)
            if secure:
                self._socket = ssl.create_default_context().wrap_socket(
                    self._socket, server_hostname=host)
        except OSError:
            self._socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _until(self, transaction, deadline):
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            data = self._socket.recv(2048)
            if not self._udp:
                if not data:
                    raise ConnectionResetError
                self._data += data
                if len(self._data) < 20:
                    continue
                size = 20 + struct.unpack_from('!H', self._data, 2)[0]
                if len(self._data) < size:
                    continue
                data, self._data = self._data[:size], self._data[size:]
            answer = _parse(data, transaction)
            if answer:
                return answer

    def ask(self, method, attributes=(), key=None):
        """(transaction, type, attributes) of the answer; OSError without one."""
        transaction, data = _message(method, attributes, key)
        for wait in RETRIES if self._udp else (sum(RETRIES),):
            self._socket.sendall(data)
            try:
                return (transaction, *self._until(
                    transaction, time.monotonic() + wait))
            except TimeoutError:
                continue
        raise TimeoutError


def mapped_address(host, port):
    """Ours as the STUN server sees it."""
    try:
        with Asker(host, port) as server:
            transaction, kind, found = server.ask(BINDING)
    except OSError as error:
        raise Trouble('no-stun', place=f'{host}:{port}') from error
    if kind != 0x101 or MAPPED not in found:
        raise Trouble('no-stun', place=f'{host}:{port}')
    return address(found[MAPPED], transaction)


def _code(found):
    value = found.get(ERROR, b'')
    return value[2] * 100 + value[3] if len(value) >= 4 else 0


def relayed_address(url):
    """Ours at a relay of the TURN server."""
    scheme, user, password, host, port, transport = parse(url,
                                                          ('turn', 'turns'))
    place = f'{host}:{port}'
    try:
        with Asker(host, port, transport, scheme == 'turns') as server:
            transaction, kind, found = server.ask(ALLOCATE, [(TRANSPORT, UDP)])
            login, key = [], None
            if kind == 0x113 and _code(found) == 401:
                realm = found.get(REALM, b'')
                login = [(USERNAME, user.encode()), (REALM, realm),
                         (NONCE, found.get(NONCE, b''))]
                key = hashlib.md5(b':'.join(
                    (user.encode(), realm, password.encode()))).digest()
                transaction, kind, found = server.ask(
                    ALLOCATE, [(TRANSPORT, UDP), *login], key)
            if kind != 0x103:
                code = _code(found)
                raise Trouble(
                    'turn-login' if code in (401, 403, 441) else 'turn-refused',
                    place=place, code=code)
            relay = address(found[RELAYED], transaction)
            server.ask(REFRESH, [(LIFETIME, bytes(4)), *login], key)
            return relay
    except (OSError, KeyError) as error:
        raise Trouble('no-turn', place=place) from error
