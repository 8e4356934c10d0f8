# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""How old a picture is when a browser shows it, and how long a viewer waits
for his first one.

    meson test --benchmark -C build latency

The sender draws the time into each picture just before it is encoded (a strip
of grey blocks, clockstrip.h); a page in headless Chromium on the same machine
reads it from each frame in requestVideoFrameCallback. 640x480, 30 frames/s, a
photograph panned and zoomed, about 1 Mbit/s, H.264; nothing of a camera or
screen is in it. mqttsignalingbin and a plain program around webrtcbin, the
same encoder and no playout delay (sender-plain.c), take turns: five pairs.
Then 20 joins to a bin that was called before, from the call to the first frame,
once while somebody else watches and once while nobody does.

Promises: p50 at most 0.6x and p95 at most 0.75x of plain webrtcbin, as the
median of the pairs; join to first frame within 300 ms (median).
"""

import os
import shutil
import sys
import tempfile
import threading

import webrtcrig
from broker import MOSQUITTO, Broker
from browser import Viewer, prepare_page
from browser import missing as browser_missing
from process import missing
from report import Report, distribution, percentile, skip

PAIRS = 5
SETTLE, WINDOW = 2, 9       # seconds
JOINS = 20
PROMISED_P50, PROMISED_P95, PROMISED_JOIN = 0.6, 0.75, 300

EDGE, PLAIN = 'mqttsignalingbin', 'plain webrtcbin'


def pause(seconds):
    threading.Event().wait(seconds)


class Page(Viewer):
    def join(self):
        """Milliseconds until the first frame."""
        self.driver.execute_script('bench.join ()')
        return self.until('bench.joined', 20)

    def hang_up(self):
        self.driver.execute_script('bench.hangUp ()')

    def watch(self):
        """The ages of the frames of some seconds, and the jitter buffer's
        share of them, in milliseconds."""
        pause(SETTLE)
        first = self.evaluate('bench.ages.length')
        before = self.evaluate('bench.stats ()')
        pause(WINDOW)
        after = self.evaluate('bench.stats ()')
        ages = self.evaluate(f'bench.ages.slice ({first})')
        held = after['jitterBufferDelay'] - before['jitterBufferDelay']
        frames = after['jitterBufferEmittedCount'] \
            - before['jitterBufferEmittedCount']
        return ages, 1000 * held / max(1, frames)


class Series:
    def __init__(self):
        self.runs = []
        self.held = []

    def all(self):
        return [age for run in self.runs for age in run]

    def percentiles(self, share):
        return [percentile(run, share) for run in self.runs]


def ratio(ours, theirs, share):
    return percentile([a / b for a, b in zip(ours.percentiles(share),
                                             theirs.percentiles(share))], 50)


def measure_pairs(page, broker, pictures):
    results = {EDGE: Series(), PLAIN: Series()}
    for pair in range(PAIRS):
        turns = [(EDGE, webrtcrig.edge), (PLAIN, webrtcrig.plain)]
        # Neither always has the machine as the other left it.
        for name, start in turns[::-1] if pair % 2 else turns:
            sender = start(broker, pictures)
            try:
                page.join()
                ages, held = page.watch()
                page.hang_up()
            finally:
                sender.stop()
            results[name].runs.append(ages)
            results[name].held.append(held)
            print(f'pair {pair + 1}: {name}: p50 {percentile(ages, 50):.1f} '
                  f'ms, p95 {percentile(ages, 95):.1f} ms', flush=True)
    return results


def measure_joins(page, broker, pictures, watched):
    sender = webrtcrig.edge(broker, pictures)
    other = webrtcrig.Viewers(broker) if watched else None
    waits = []
    try:
        if other:
            other.join(1)
        for n in range(JOINS + 1):
            waits.append(page.join())
            page.hang_up()
            pause(0.5)
    finally:
        if other:
            other.stop()
        sender.stop()
    return waits[1:]


def tell(report, results, joins):
    ours, theirs = results[EDGE], results[PLAIN]
    for share, promised in ((50, PROMISED_P50), (95, PROMISED_P95)):
        value = ratio(ours, theirs, share)
        report.row(f'{EDGE}, age of the picture', samples=ours.all(),
                   ratio=value, promise=f'p{share} <= {promised}x plain',
                   met=value <= promised,
                   jitter_buffer=f'{percentile(ours.held, 50):.1f} ms')
    report.row(f'{PLAIN}, age of the picture', samples=theirs.all(),
               jitter_buffer=f'{percentile(theirs.held, 50):.1f} ms')
    for name, waits in joins.items():
        report.row(f'{EDGE}, join to first frame, {name}', samples=waits,
                   promise=f'p50 <= {PROMISED_JOIN} ms',
                   met=percentile(waits, 50) <= PROMISED_JOIN)
    report.note(f'Percentiles of all frames of {PAIRS} runs of {WINDOW} s '
                'each; ratios are the median of those of the pairs.')
    report.plot(distribution({name: series.all() for name, series
                              in results.items()}),
                'age of the picture, ms', 'share of frames')
    report.plot(distribution({f'join, {name}': waits for name, waits
                              in joins.items()}),
                'join to first frame, ms', 'share of joins')


def main():
    if missing(MOSQUITTO):
        skip(f'{MOSQUITTO} is not installed')
    if browser_missing():
        skip(browser_missing())
    report = Report('latency', 'WebRTC to Chromium, 640x480, 30 frames/s, '
                    'photograph panned and zoomed', 'ms')
    folder = tempfile.mkdtemp(prefix='edge-benchmark-')
    ends = []
    try:
        www = os.path.join(folder, 'www')
        shutil.copytree(prepare_page(os.environ['EDGE_BUILD_DIR'],
                                     os.environ['EDGE_SOURCE_DIR']), www)
        for name in ('latency.html', 'latency.js'):
            shutil.copy(os.path.join(os.path.dirname(__file__), name), www)
        pictures = webrtcrig.make_pictures(folder, True)
        broker = Broker(folder, www=www)
        ends.append(broker)
        page = Page(f'http://127.0.0.1:{broker.ws_port}/latency.html', folder)
        ends.append(page)
        page.until('bench.ready', 20)
        results = measure_pairs(page, broker, pictures)
        joins = {
            'somebody else watches':
                measure_joins(page, broker, pictures, True),
            'nobody else watches':
                measure_joins(page, broker, pictures, False)}
    finally:
        for thing in reversed(ends):
            thing.stop()
        shutil.rmtree(folder, ignore_errors=True)
    tell(report, results, joins)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
