# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What a WebRTC sender costs for 1, 3 and 10 viewers.

    meson test --benchmark -C build sender       # a photograph, panned and zoomed
    meson test --benchmark -C build sender-bars  # the bars of videotestsrc

640x480, 30 frames/s, about 1 Mbit/s, H.264; each sender alone with its viewers,
one after the other; CPU of the sender's process only (utime + stime). Pictures
are made before and cost a sender one copy. Viewers (viewers.c) are another
process that counts frames and decodes nothing.

Contestants: mqttsignalingbin with its defaults (which include NACK, playout
delay, liveness of viewers); a plain program around webrtcbin (sender-plain.c),
encoder settings as ours, and the same with packets and repairs as ours
(do-nack: without it a lost packet stops the picture); aiortc as Debian has it
(sender-aiortc.py), and aiortc 1.16.0 if it stands in the build folder:

    python3 -m venv build/aiortc-1.16.0
    build/aiortc-1.16.0/bin/pip install aiortc==1.16.0 paho-mqtt==1.6.1

The photograph comes with examples/install-packages bench.
Promise: each further viewer costs at most 1.2x what it costs plain webrtcbin.
Of a sender that no longer delivers all frames, only these are told.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from statistics import mean

import webrtcrig
from broker import MOSQUITTO, Broker
from cputime import CpuMeter
from process import missing
from report import Report, skip

STEPS = (1, 3, 10)
SETTLE, WINDOW = 1.5, 6     # seconds
ROUNDS = 2                  # of those that the promise is about
RATE = 30
ALL = 0.95                  # of the frames: the sender keeps up
PROMISED = 1.2

EDGE, PLAIN = 'mqttsignalingbin', 'plain webrtcbin'
NACK = 'plain webrtcbin, do-nack, mtu=1200'


def pause(seconds):
    threading.Event().wait(seconds)


class Measured:
    """Of one contestant: for each number of viewers a list of CPU in percent
    of a core, and one of frames/s of each viewer."""

    def __init__(self):
        self.cpu = {n: [] for n in STEPS}
        self.frames = {n: [] for n in STEPS}
        self.bits = []

    def run(self, start, broker, pictures):
        sender = start(broker, pictures)
        viewers = webrtcrig.Viewers(broker)
        try:
            for before, now in zip((0, *STEPS), STEPS):
                viewers.join(now - before)
                pause(SETTLE)
                self.take(now, sender, viewers)
        finally:
            viewers.stop()
            sender.stop()

    def take(self, number, sender, viewers):
        frames, received = viewers.count()
        meter = CpuMeter(sender.pid)
        pause(WINDOW)
        self.cpu[number].append(meter.percent())
        more_frames, more = viewers.count()
        self.frames[number].append(
            sum(more_frames) / number / WINDOW - sum(frames) / number / WINDOW)
        self.bits.append((sum(more) - sum(received)) * 8 / number / WINDOW)

    def usage(self, number):
        return mean(self.cpu[number])

    def delivers(self, number):
        return mean(self.frames[number])

    def keeps_up(self):
        return all(self.delivers(n) >= ALL * RATE for n in STEPS)

    def further(self):
        """What each viewer beyond the first costs."""
        return (self.usage(STEPS[-1]) - self.usage(STEPS[0])) \
            / (STEPS[-1] - STEPS[0])


def aiortc_version(python):
    return subprocess.run(
        [python, '-c', 'import aiortc, paho; print (aiortc.__version__)'],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=False).stdout.strip()


def contestants(report):
    """Name to how it starts and how often it runs, in the order of running."""
    found = {EDGE: (webrtcrig.edge, ROUNDS), PLAIN: (webrtcrig.plain, ROUNDS),
             NACK: (webrtcrig.plain_nack, 1)}
    for python, wanted in (
            (webrtcrig.PYTHON, 'aiortc'),
            (os.path.join(os.environ['EDGE_BUILD_DIR'],
                          'aiortc-1.16.0/bin/python'), 'aiortc 1.16.0')):
        version = aiortc_version(python) if os.path.exists(python) else ''
        if version:
            found[f'aiortc {version}'] = (
                lambda broker, pictures, python=python:
                webrtcrig.aiortc(broker, pictures, python), 1)
        else:
            report.note(f'{wanted} was left out: it is not in {python}.')
    return found


def tell(report, results):
    base = results[PLAIN].further()
    for name, measured in results.items():
        row = {f'CPU_{n}_viewer{"s" if n > 1 else ""}':
               f'{measured.usage(n):.1f} %' for n in STEPS}
        row['frames/s_of_each_of_10'] = f'{measured.delivers(10):.1f}'
        row['Mbit/s'] = f'{mean(measured.bits) / 1e6:.2f}'
        ratio = None
        if measured.keeps_up():
            row['each_further'] = f'{measured.further():.2f} %'
            ratio = measured.further() / base
        else:
            row['each_further'] = 'saturated'
        promise = {'promise': f'each further <= {PROMISED}x plain',
                   'met': ratio is not None and ratio <= PROMISED} \
            if name == EDGE else {}
        report.row(name, ratio=ratio, **promise, **row)
    report.note('CPU is that of the sender\'s process in percent of a core, '
                f'over {WINDOW} s; the ratio is that of each further viewer, '
                f'(10 viewers - 1 viewer) / 9; the mean of {ROUNDS} '
                'interleaved rounds, of one for those without our promise.')
    report.note('aiortc encodes for each viewer, with x264\'s preset medium; '
                'the others once, ultrafast.')
    report.plot({name: [(n, measured.usage(n)) for n in STEPS]
                 for name, measured in results.items()},
                'viewers', 'CPU of the sender, % of a core')


def main():
    photo = sys.argv[1:] != ['bars']
    if missing(MOSQUITTO):
        skip(f'{MOSQUITTO} is not installed')
    report = Report('sender' if photo else 'sender-bars',
                    'WebRTC sender, 640x480, 30 frames/s, '
                    + ('photograph panned and zoomed' if photo
                       else 'bars of videotestsrc'), '%')
    folder = tempfile.mkdtemp(prefix='edge-benchmark-')
    broker = None
    try:
        pictures = webrtcrig.make_pictures(folder, photo)
        broker = Broker(folder)
        found = contestants(report)
        results = {name: Measured() for name in found}
        for turn in range(ROUNDS):
            for name, (start, rounds) in found.items():
                if turn < rounds:
                    print(f'{name}, round {turn + 1}', flush=True)
                    results[name].run(start, broker, pictures)
    finally:
        if broker:
            broker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    tell(report, results)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
