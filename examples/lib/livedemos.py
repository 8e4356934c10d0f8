#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The demos of this user that run; as a program, prints the folder of one that
takes guests, or else of the latest.

Their folders stand where everybody may make some, so a folder counts only if it
is no link, is ours, and nobody else may enter it: then what is in it is ours.
"""

import glob
import os
import stat
import sys

LONGEST = 65536


def _ours(found):
    return found.st_uid == os.getuid() and not found.st_mode & 0o077


class Demo:
    """One that runs; OSError or ValueError if the folder is none of ours."""

    def __init__(self, path):
        self.path = path
        self._folder = os.open(
            path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            found = os.fstat(self._folder)
            if not _ours(found):
                raise PermissionError(f'{path} is open to others')
            self.started = found.st_mtime
            self._find(int(self.read('pid')))
        except BaseException:
            self.close()
            raise

    def close(self):
        os.close(self._folder)

    def read(self, name):
        # Not to wait for whoever writes into a fifo.
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK |
                       os.O_CLOEXEC, dir_fd=self._folder)
        with open(file, encoding='utf-8') as text:
            found = os.fstat(file)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid():
                raise PermissionError(f'{name} is not ours')
            return text.read(LONGEST)

    @staticmethod
    def _find(pid):
        """Is it a demo of ours, and not what got its number since?"""
        if pid <= 0 or os.stat(f'/proc/{pid}').st_uid != os.getuid():
            raise ValueError(f'{pid} is not ours')
        with open(f'/proc/{pid}/cmdline', 'rb') as file:
            words = file.read(LONGEST).split(b'\0')
        if b'demo' not in [os.path.basename(word) for word in words[1:]]:
            raise ValueError(f'{pid} is no demo')

    def takes_guests(self):
        try:
            return stat.S_ISSOCK(os.stat(
                'guests.sock', dir_fd=self._folder,
                follow_symlinks=False).st_mode)
        except OSError:
            return False


def running():
    """All, the latest first."""
    found = []
    for path in glob.glob(os.path.join(os.environ.get('TMPDIR') or '/tmp',
                                       'edge-demo.*')):
        try:
            found.append(Demo(path))
        except (OSError, ValueError):
            continue
    return sorted(found, key=lambda demo: demo.started, reverse=True)


def main():
    found = running()
    if not found:
        sys.exit(1)
    print(next((demo for demo in found if demo.takes_guests()),
               found[0]).path)


if __name__ == '__main__':
    main()
