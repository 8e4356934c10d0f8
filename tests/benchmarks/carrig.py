# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What the benchmarks of the car share: a publisher that costs nothing, the
car's bus with the time of each transfer, and busy processors."""

import os
import signal
import socket
import struct
import sys
import threading
import time

from process import Lines, Process

GST_LAUNCH = '/usr/bin/gst-launch-1.0'
PYTHON = '/usr/bin/python3'


def pass_time(seconds, _never=threading.Event()):
    _never.wait(seconds)


class Publisher:
    """MQTT 3.1.1 (OASIS) over a socket, QoS 0: a PUBLISH is one send()."""

    def __init__(self, port):
        self._socket = socket.create_connection(('127.0.0.1', port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        name = f'bench{os.getpid()}'.encode()
        body = b'\x00\x04MQTT\x04\x02\x00\x00' \
            + struct.pack('>H', len(name)) + name
        self._socket.sendall(bytes([0x10, len(body)]) + body)
        answer = self._socket.recv(4, socket.MSG_WAITALL)
        if answer != b'\x20\x02\x00\x00':
            raise OSError(f'the broker says {answer!r}')

    def publish(self, topic, payload):
        """The time just before it leaves, in seconds."""
        body = struct.pack('>H', len(topic)) + topic.encode() \
            + payload.encode()
        if len(body) > 127:
            raise ValueError('too long for one byte of length')
        packet = bytes([0x30, len(body)]) + body
        now = time.monotonic()
        self._socket.sendall(packet)
        return now

    def stop(self):
        self._socket.close()


class Bus:
    """What goes over the bus of a car, as lines of a trace with the time
    before each, through a pipe."""

    def __init__(self, path):
        self.path = path
        os.mkfifo(path)
        # For writing, too: then it does not end with its writer.
        self._pipe = os.fdopen(os.open(path, os.O_RDWR), 'r',
                               encoding='ascii', newline='\n')
        self._lines = Lines()
        threading.Thread(target=self._lines.read, args=(self._pipe,),
                         daemon=True).start()

    def mark(self):
        return self._lines.mark()

    def after(self, start, *transfers, timeout=10):
        """Waits until these came in this order; the time of the last of them
        and the place behind it."""
        line = ''
        for transfer in transfers:
            start, _, line = self._lines.when(
                lambda l, t=transfer: l.partition(' ')[2].startswith(t),
                timeout, start)
            start += 1
        return float(line.partition(' ')[0]), start


class Burners:
    """As many busy processes as there are processors, on demand."""

    def __init__(self):
        self._processes = [
            Process([PYTHON, '-c', 'while True: pass'])
            for _ in range(os.cpu_count())]
        self.rest()

    def burn(self):
        for process in self._processes:
            process.send_signal(signal.SIGCONT)

    def rest(self):
        for process in self._processes:
            process.send_signal(signal.SIGSTOP)

    def stop(self):
        for process in self._processes:
            process.kill()


def say(text):
    print(text, file=sys.stderr, flush=True)
