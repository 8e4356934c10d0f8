# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What a process, with all of its threads, takes of the processors."""

import os
import time

_TICK = os.sysconf('SC_CLK_TCK')


def cpu_seconds(pid):
    """utime + stime of the process so far; its ended threads count, its
    children do not."""
    with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


class CpuMeter:
    """From its making on: percent of one core."""

    def __init__(self, pid):
        self.pid = pid
        self._cpu = cpu_seconds(pid)
        self._time = time.monotonic()

    def percent(self):
        return 100 * (cpu_seconds(self.pid) - self._cpu) \
            / (time.monotonic() - self._time)
