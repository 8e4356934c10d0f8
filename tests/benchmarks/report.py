# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What a benchmark says: a table on stdout, the same as NAME.md, a plot as
NAME.svg, both in the build folder's benchmarks/; exit status 1 if a promise
was missed.

    report = Report('mqtt', 'MQTT publish to buffer, 48 bytes', 'ms')
    ours = report.row('mqttsrc', samples=seconds_times_1000, cpu=1.2,
                      ratio=p50 / peer_p50, promise='p50 <= 0.8x', met=True)
    report.note('mosquitto 2.0.11, QoS 0, 1000 messages/s for 20 s.')
    report.plot(distribution({'mqttsrc': samples, 'paho': others}), 'ms',
                'share of messages')
    sys.exit(report.finish())
"""

import datetime
import math
import os
import platform
import subprocess
import sys

from plot import draw

SKIP = 77
COLUMNS = ('contestant', 'p50', 'p95', 'p99', 'CPU', 'ratio', 'promise', '')


def percentile(samples, share):
    """The smallest sample that `share` percent of them do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def distribution(series):
    """Lines for plot(): which share of each series is at most x."""
    lines = {}
    for name, samples in series.items():
        ordered = sorted(samples)
        # More points than pixels make big files, not better plots.
        step = max(1, len(ordered) // 400)
        lines[name] = [(ordered[i], (i + 1) / len(ordered))
                       for i in range(0, len(ordered), step)]
        lines[name].append((ordered[-1], 1.0))
    return lines


def program(name):
    """The path of one of the programs in meson.build."""
    return os.path.join(os.environ['EDGE_BENCHMARK_PROGRAMS'], name)


def skip(reason):
    print('SKIP:', reason)
    sys.exit(SKIP)


def _first_line(path, key):
    with open(path, encoding='utf-8', errors='replace') as lines:
        for line in lines:
            name, _, value = line.partition(':')
            if name.strip() in (key, 'Model'):
                return value.strip()
    return platform.machine()


def machine():
    """Where and when this was measured, as one line."""
    try:
        gst = subprocess.run(['gst-launch-1.0', '--version'], text=True,
                             stdout=subprocess.PIPE, check=True).stdout
        version = gst.splitlines()[1]
    except OSError:
        version = 'no GStreamer tools'
    now = datetime.datetime.now(datetime.timezone.utc)
    return (f'{_first_line("/proc/cpuinfo", "model name")}, '
            f'{os.cpu_count()} cores, Linux {platform.release()}, '
            f'{version}, {now:%Y-%m-%d %H:%M} UTC, '
            f'load before {os.getloadavg()[0]:.1f}')


def _number(value):
    if value is None:
        return ''
    if isinstance(value, str):
        return value
    if value == 0 or abs(value) >= 100:
        return f'{value:.0f}'
    return f'{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}'


class Report:
    """unit: of the samples. folder: the build folder's, if not given."""

    def __init__(self, name, title, unit, folder=None):
        self.name = name
        self._title = title
        self._unit = unit
        self._folder = folder or os.path.join(os.environ['EDGE_BUILD_DIR'],
                                              'benchmarks')
        self._machine = machine()
        self._rows = []
        self._notes = []
        self._plots = []
        self._missed = 0
        self._extra = []

    def row(self, contestant, samples=None, p50=None, p95=None, p99=None,
            cpu=None, ratio=None, promise=None, met=None, **extra):
        """One line of the table. Percentiles come from `samples` unless they
        are given; `cpu` is in percent of one core. `met` belongs to `promise`
        (a text); a promise without it is an error. Further values get columns
        of their own, named as they are with spaces for underscores."""
        if (promise is None) != (met is None):
            raise ValueError('a promise is met or is not')
        if samples:
            p50 = percentile(samples, 50) if p50 is None else p50
            p95 = percentile(samples, 95) if p95 is None else p95
            p99 = percentile(samples, 99) if p99 is None else p99
        if met is not None and not met:
            self._missed += 1
        for key in extra:
            if key not in self._extra:
                self._extra.append(key)
        self._rows.append({
            'contestant': contestant, 'p50': p50, 'p95': p95, 'p99': p99,
            'CPU': None if cpu is None else f'{_number(cpu)} %',
            'ratio': None if ratio is None else f'{ratio:.2f}x',
            'promise': promise,
            '': None if met is None else 'met' if met else 'NOT MET',
            **extra})
        return self._rows[-1]

    def note(self, text):
        """A sentence below the table: what was done, and what is not fair."""
        self._notes.append(text)

    def plot(self, lines, x, y, log=False):
        """lines: name to points (x, y); x and y: the axes' names; log: x on a
        logarithmic axis. Further plots are drawn below the first."""
        self._plots.append((lines, x, y, log))

    def _columns(self):
        used = [c for c in COLUMNS[:6] if c == 'contestant'
                or any(row.get(c) is not None for row in self._rows)]
        return used + self._extra + [c for c in COLUMNS[6:] if any(
            row.get(c) is not None for row in self._rows)]

    def _table(self):
        columns = self._columns()
        head = [f'{c}, {self._unit}' if c in ('p50', 'p95', 'p99')
                else c.replace('_', ' ') for c in columns]
        cells = [head] + [[_number(row.get(c)) for c in columns]
                          for row in self._rows]
        widths = [max(len(line[i]) for line in cells)
                  for i in range(len(columns))]
        text = ['| ' + ' | '.join(cell.ljust(width) for cell, width
                                  in zip(line, widths)) + ' |'
                for line in cells]
        text.insert(1, '|' + '|'.join('-' * (width + 2)
                                      for width in widths) + '|')
        return text

    def finish(self):
        """Prints and writes all of it; the exit status of the benchmark."""
        verdict = [] if not any(row['promise'] for row in self._rows) else \
            ['All promises are met.' if self._missed == 0 else
             f'{self._missed} of the promises NOT MET.']
        text = '\n'.join([f'{self._title}', '', *self._table(), '',
                          *self._notes, f'Measured on: {self._machine}.',
                          *verdict]) + '\n'
        print('\n' + text, flush=True)
        os.makedirs(self._folder, exist_ok=True)
        path = os.path.join(self._folder, self.name)
        with open(path + '.md', 'w', encoding='utf-8') as file:
            file.write(text.replace(self._title, f'### {self._title}', 1))
        if self._plots:
            with open(path + '.svg', 'w', encoding='utf-8') as file:
                file.write(draw(self._title, self._plots, self._machine))
        print(f'Written: {path}.md' + (f', {path}.svg' if self._plots else ''))
        return 1 if self._missed else 0
