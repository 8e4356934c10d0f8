# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Senders and viewers of the WebRTC benchmarks, each a process of its own."""

import os
import subprocess
import sys

from process import Process
from report import program, skip

PHOTO = '/usr/share/backgrounds/mate/nature/Dune.jpg'
PYTHON = '/usr/bin/python3'
BITRATE = 1000000
LOOP = 150      # pictures, then from the beginning: 5 s


class Helper(Process):
    """A program that prints 'ready', takes words on stdin, and ends with
    it."""

    def __init__(self, args):
        read, self._write = os.pipe()
        super().__init__(args, stdin=read)
        os.close(read)
        self.lines.when(lambda line: line == 'ready', 30)

    def ask(self, word, timeout=60):
        """The line that comes as an answer."""
        start = self.lines.mark()
        os.write(self._write, f'{word}\n'.encode())
        return self.lines.when(lambda line: True, timeout, start)[2]

    def stop(self, *args, **kwargs):
        if self._write is not None:
            os.close(self._write)
            self._write = None
            try:
                self.wait(10)
            except subprocess.TimeoutExpired:
                pass
        return super().stop(*args, **kwargs)


class Viewers(Helper):
    def __init__(self, broker):
        super().__init__([program('viewers'), str(broker.port)])

    def join(self, number):
        self.ask(f'join {number}')

    def count(self):
        """Frames and bytes so far, a list of each viewer's."""
        frames, _, received = self.ask('count').partition(' bytes')
        return ([int(n) for n in frames.split()[1:]],
                [int(n) for n in received.split()])


def edge(broker, pictures):
    return Helper([program('sender-edge'), str(broker.port), pictures,
                   str(BITRATE)])


def plain(broker, pictures, *more):
    return Helper([program('sender-plain'), str(broker.port), pictures,
                   str(BITRATE), *more])


def plain_nack(broker, pictures):
    return plain(broker, pictures, 'nack')


def aiortc(broker, pictures, python=PYTHON):
    return Helper([python, os.path.join(os.path.dirname(__file__),
                                        'sender-aiortc.py'),
                   str(broker.port), pictures])


def make_pictures(folder, photo):
    """The file for a camera; of bars, or of the photograph."""
    path = os.path.join(folder, 'photo.i420' if photo else 'bars.i420')
    if photo and not os.path.exists(PHOTO):
        skip('no photograph: examples/install-packages bench')
    subprocess.run([program('pictures'), path, str(LOOP),
                    *([PHOTO] if photo else [])], check=True,
                   stdout=sys.stderr)
    return path
