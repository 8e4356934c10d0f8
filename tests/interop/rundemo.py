# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/demo, started in a session of its own."""

import glob
import os
import re
import time

from process import Process
from sentences import SOURCE, Sentences

DEMO = os.path.join(SOURCE, 'examples', 'demo')


def session(number):
    """The processes of a session, by their ids."""
    found = []
    for path in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(path, encoding='ascii', errors='replace') as stat:
                fields = stat.read().rpartition(')')[2].split()
        except OSError:
            continue        # it has just ended
        if int(fields[3]) == number and fields[0] != 'Z':
            found.append(int(path.split('/')[2]))
    return found


def argument_lists():
    """Those of all processes, as (process id, bytes)."""
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            with open(path, 'rb') as file:
                yield int(path.split('/')[2]), file.read()
        except OSError:
            continue        # it has just ended


class DemoRuns(Sentences):
    def start(self, *options, within=lambda *command: command):
        environment = dict(os.environ, TMPDIR=self.folder)
        for name in 'GST_PLUGIN_PATH_1_0', 'GST_REGISTRY_1_0':
            environment.pop(name, None)
        return self.end(Process(within(DEMO, *options),
                                start_new_session=True, env=environment))

    @staticmethod
    def says(demo, pattern, start=0):
        """What the pattern finds in what the demo says."""
        _, _, line = demo.lines.when(
            lambda l: re.search(pattern, l), 240, start)
        return re.search(pattern, line)[0]

    def find(self, demo, name):
        """The ids of the demo's processes that are called so."""
        found = []
        for pid in session(demo.pid):
            try:
                with open(f'/proc/{pid}/comm', encoding='ascii') as comm:
                    if comm.read().startswith(name):
                        found.append(pid)
            except OSError:
                continue        # it has just ended
        self.assertTrue(found, name)
        return found

    def assert_ends_when_killed(self, demo):
        demo.kill()
        deadline = time.monotonic() + 30
        while session(demo.pid) and time.monotonic() < deadline:
            pass
        self.assertEqual(session(demo.pid), [])

    def assert_nothing_left(self, demo):
        self.assertEqual(session(demo.pid), [])
        self.assertEqual(glob.glob(self.path('edge-demo*')), [])
