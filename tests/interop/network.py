# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Two machines joined by a cable, of network namespaces: what runs on one sees
of the other what a machine on the network sees."""

import contextlib
import ctypes
import os
import subprocess

from process import Process

IP = '/usr/sbin/ip'
NSENTER = '/usr/bin/nsenter'
UNSHARE = '/usr/bin/unshare'
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def missing():
    """The reason why there can be none, or None."""
    for program in IP, NSENTER, UNSHARE:
        if not os.access(program, os.X_OK):
            return f'{program} is not installed'
    done = subprocess.run(
        [UNSHARE, '--net', IP, 'link', 'add', 'lan0', 'type', 'veth', 'peer',
         'name', 'lan1'], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return f'no network namespaces here: {done.stderr.strip()}'
    return None


class Machine:
    """A network of its own with a name; it lasts as long as the process that
    holds it."""

    def __init__(self, name):
        self._holder = Process(
            [UNSHARE, '--net', '--uts', 'sh', '-c',
             f'hostname {name} && ip link set lo up && echo ready; '
             'exec tail -f /dev/null'])
        self._holder.lines.when(lambda l: l == 'ready', 10)
        self.pid = self._holder.pid

    def command(self, *args):
        """What to run so that it runs there."""
        return [NSENTER, f'--target={self.pid}', '--net', '--uts', *args]

    def run(self, *args):
        subprocess.run(self.command(*args), check=True)

    @contextlib.contextmanager
    def entered(self):
        """The calling thread, and what it starts, is there meanwhile."""
        with open('/proc/thread-self/ns/net', 'rb') as home, \
                open(f'/proc/{self.pid}/ns/net', 'rb') as there:
            self._enter(there)
            try:
                yield
            finally:
                self._enter(home)

    @staticmethod
    def _enter(namespace):
        if _libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), 'setns')

    def listening(self):
        """What listens on TCP there, as address:port."""
        found = set()
        said = subprocess.run(
            self.command('cat', '/proc/net/tcp', '/proc/net/tcp6'),
            check=True, capture_output=True, text=True).stdout
        for line in said.splitlines():
            fields = line.split()
            if len(fields) > 3 and fields[3] == '0A':
                address, _, port = fields[1].partition(':')
                found.add((address, int(port, 16)))
        return found

    def stop(self):
        self._holder.stop()


def cable(one, two, addresses_one, addresses_two):
    """Joins two machines; each has the other as its default route."""
    subprocess.run(
        [IP, 'link', 'add', 'lan0', 'netns', str(one.pid), 'type', 'veth',
         'peer', 'name', 'lan0', 'netns', str(two.pid)], check=True)
    for machine, addresses in (one, addresses_one), (two, addresses_two):
        for address in addresses:
            machine.run(IP, 'address', 'add', f'{address}/24', 'dev', 'lan0')
        machine.run(IP, 'link', 'set', 'lan0', 'up')
    one.run(IP, 'route', 'add', 'default', 'via', addresses_two[0])
    two.run(IP, 'route', 'add', 'default', 'via', addresses_one[0])
