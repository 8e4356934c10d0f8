# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""A program under test: its lines can be waited for, and it ends with us."""

import ctypes
import os
import signal
import subprocess
import threading
import time

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Lines:
    """Lines that a thread adds and a test waits for, with a deadline."""

    def __init__(self):
        self._changed = threading.Condition()
        self._lines = []
        self._ended = False

    def add(self, line):
        with self._changed:
            self._lines.append((time.monotonic(), line))
            self._changed.notify_all()

    def end(self):
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def read(self, stream):
        for line in stream:
            self.add(line.rstrip('\n'))
        self.end()

    def mark(self):
        with self._changed:
            return len(self._lines)

    def all(self, start=0):
        with self._changed:
            return [line for _, line in self._lines[start:]]

    def when(self, predicate, timeout, start=0):
        """The first line from `start` on that satisfies the predicate, as
        (index, time, line); an AssertionError that shows what came if none
        does within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        index = start
        with self._changed:
            while True:
                while index < len(self._lines):
                    at, line = self._lines[index]
                    if predicate(line):
                        return index, at, line
                    index += 1
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    why = 'the end' if self._ended else f'{timeout} s'
                    seen = '\n'.join(l for _, l in self._lines[start:][-40:])
                    raise AssertionError(
                        f'no such line before {why}; came:\n{seen}')
                self._changed.wait(left)

    def holds(self, sequence, timeout, start=0):
        """Waits until `sequence` comes as consecutive lines; gives the index
        after it."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                lines = [line for _, line in self._lines[start:]]
                for i in range(len(lines) - len(sequence) + 1):
                    if lines[i:i + len(sequence)] == sequence:
                        return start + i + len(sequence)
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    seen = '\n'.join(lines[-40:])
                    raise AssertionError(
                        f'{sequence} did not come within {timeout} s; '
                        f'came:\n{seen}')
                self._changed.wait(left)


class Process:
    """A child process with its output gathered line by line."""

    def __init__(self, args, stdin=subprocess.DEVNULL, **kwargs):
        self.args = args
        self.lines = Lines()
        self._child = subprocess.Popen(
            args, stdin=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors='replace', bufsize=1,
            preexec_fn=_die_with_parent, **kwargs)
        self._reader = threading.Thread(
            target=self.lines.read, args=(self._child.stdout,), daemon=True)
        self._reader.start()

    @property
    def pid(self):
        return self._child.pid

    @property
    def running(self):
        return self._child.poll() is None

    def send_signal(self, number):
        self._child.send_signal(number)

    def wait(self, timeout):
        """Waits until it has ended and, unless one of its children still can
        say something, all that it said is there."""
        code = self._child.wait(timeout)
        self._reader.join(5)
        return code

    def stop(self, number=signal.SIGTERM, timeout=10):
        """Ends the process and gives its exit code."""
        if self.running:
            self.send_signal(signal.SIGCONT)
            self.send_signal(number)
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self.wait(timeout)
        self._reader.join(timeout)
        self._child.stdout.close()
        return self._child.returncode

    def kill(self):
        return self.stop(signal.SIGKILL)


def missing(*programs):
    """The first of these programs that is not installed, or None."""
    for program in programs:
        if not os.access(program, os.X_OK):
            return program
    return None
