#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Guests of the demo: links that end.

guests.py keep FOLDER URL DEVICE BROKER-PID   makes links for who asks at the
                                    socket FOLDER/guests.sock, until it is ended
guests.py add FOLDER SECONDS ROLE   asks for a guest's link and prints it
guests.py owner FOLDER              asks for the token of the owner's link

A guest's link holds a token (JWT, RFC 7519, signed by HS256 with the key in
FOLDER/token.key), which the robot checks, and a login of his own at the broker,
whose name is his id. When his time is over the login goes, too. Only who may
enter FOLDER can ask; no key and no password is in an argument.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time

RETRY = 1                       # seconds
LONGEST = 30 * 24 * 3600        # seconds, also for the owner's token
LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'


def random_text(length):
    return ''.join(secrets.choice(LETTERS) for _ in range(length))


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=')


def token(key, **claims):
    parts = [base64url(json.dumps(part, separators=(',', ':')).encode())
             for part in ({'alg': 'HS256', 'typ': 'JWT'}, claims)]
    signed = b'.'.join(parts)
    signature = hmac.new(key, signed, hashlib.sha256).digest()
    return b'.'.join((signed, base64url(signature))).decode()


class Keeper:
    def __init__(self, folder, url, device, broker):
        self._folder, self._url, self._device = folder, url, device
        self._broker = int(broker)
        with open(self._path('token.key'), 'rb') as file:
            self._key = file.read()
        self._texts = {}
        for name in 'passwords', 'acl':
            with open(self._path(name), encoding='ascii') as file:
                self._texts[name] = file.read()
        self._guests = {}       # id: (end, line of passwords)
        self._told = True       # does the broker know who they are?

    def _path(self, name):
        return os.path.join(self._folder, name)

    def _write(self, name, text):
        path = self._path(name)
        with open(path + '.new', 'w', encoding='ascii') as file:
            file.write(text)
        os.rename(path + '.new', path)

    def _update_broker(self):
        """Writes who may come in, and returns when the broker knows."""
        self._told = False
        self._write('passwords', self._texts['passwords'] + ''.join(
            line for _, line in self._guests.values()))
        self._write('acl', self._texts['acl'] + ''.join(
            f'\nuser {guest}\ntopic read device/+/webrtc/#\n'
            'topic read picarx/telemetry\n' for guest in self._guests))
        os.kill(self._broker, signal.SIGHUP)
        # It reads them at the end of a round in which it serves its clients, so
        # by its second answer it has.
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(self._path('mqtt.sock'))
            for packet in b'\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0', b'\xc0\0':
                client.sendall(packet)
                if not client.recv(4):
                    raise OSError('the broker does not answer')
            client.sendall(b'\xe0\0')
        self._told = True

    def _hashed(self, guest, password):
        """The line that mosquitto_passwd makes of name and password."""
        self._write('guest', f'{guest}:{password}\n')
        subprocess.run(['mosquitto_passwd', '-U', self._path('guest')],
                       check=True, stdout=subprocess.DEVNULL)
        with open(self._path('guest'), encoding='ascii') as file:
            line = file.read()
        os.unlink(self._path('guest'))
        return line

    def _token(self, guest, end, role):
        return token(self._key, sub=guest, aud=self._device, exp=end,
                     role=role)

    def add(self, seconds, role):
        if role not in ('watch', 'drive') or not 0 < seconds <= LONGEST:
            raise ValueError(f'no guest can {role} for {seconds} seconds')
        guest, password = f'm{random_text(10)}', random_text(20)
        end = int(time.time()) + seconds
        self._guests[guest] = (end, self._hashed(guest, password))
        try:
            self._update_broker()
        except OSError:
            del self._guests[guest]     # nobody gets this link
            raise
        return (f'{self._url}/?device={self._device}'
                f'#token={self._token(guest, end, role)}&id={guest}'
                f'&username={guest}&password={password}')

    def owner(self):
        guest, end = f'm{random_text(10)}', int(time.time()) + LONGEST
        return f'token={self._token(guest, end, "drive")}&id={guest}'

    def expire(self):
        """Lets those go whose time is over; seconds until the next one's is,
        at most ten, as somebody may set the clock. Those whom the broker still
        lets in, as it does not answer, are withdrawn a second later."""
        now = time.time()
        over = [guest for guest, (end, _) in self._guests.items() if end <= now]
        for guest in over:
            del self._guests[guest]
        if over:
            self._told = False
        if not self._told:
            try:
                self._update_broker()
                print('guests: the broker knows who may come in', flush=True)
            except OSError as error:
                print('guests: the broker does not know yet who may come in:',
                      error, flush=True)
                return RETRY
        return min([10.] + [end - now for end, _ in self._guests.values()])

    def _answer(self, asked):
        request = json.loads(asked)
        if request['what'] == 'owner':
            return {'answer': self.owner()}
        return {'answer': self.add(request['seconds'], request['role'])}

    def keep(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(self._path('guests.sock'))
            server.listen()
            print('guests: ready', flush=True)
            while True:
                server.settimeout(max(self.expire(), .01))
                try:
                    client, _ = server.accept()
                except socket.timeout:
                    continue
                with client:
                    client.settimeout(5)
                    try:
                        answer = self._answer(client.recv(1024))
                    except (OSError, ValueError, KeyError, TypeError,
                            subprocess.SubprocessError) as error:
                        answer = {'error': str(error)}
                    try:
                        client.sendall(json.dumps(answer).encode())
                    except OSError:
                        pass        # who asked is gone; his login will go, too


def ask(folder, **request):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(15)
        client.connect(os.path.join(folder, 'guests.sock'))
        client.sendall(json.dumps(request).encode())
        client.shutdown(socket.SHUT_WR)
        answer = json.loads(b''.join(iter(lambda: client.recv(4096), b'')))
    if 'error' in answer:
        sys.exit(f'demo: {answer["error"]}')
    print(answer['answer'])


def main():
    os.umask(0o077)
    command, folder, *rest = sys.argv[1:]
    if command == 'keep':
        Keeper(folder, *rest).keep()
    elif command == 'owner':
        ask(folder, what='owner')
    elif command == 'add':
        ask(folder, what='add', seconds=int(rest[0]), role=rest[1])
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main()
