# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""carstop.py release|kill|lost: how long the car goes on, each time from its
cause to the end of the last write of the stop (which is written twice), with
idle and with busy processors."""

import os
import resource
import shutil
import signal
import sys
import tempfile
import time

from broker import MOSQUITTO, Broker
from carrig import (GST_LAUNCH, Burners, Bus, Process, Publisher, pass_time,
                    say)
from process import missing
from report import Report, distribution, percentile, skip

RUNS = 200
BATCH = 10          # programs that are started at once, to be killed
TOPIC = 'car'
MOVE = '{"action":"move","dir":"forward","speed":50}'
STOP = '{"action":"stop"}'
MOVED = ('I2C 14 2C 0B FF',)
STOPPED = ('I2C 14 2D 00 00', 'I2C 14 2C 00 00') * 2
STARTED = ('I2C 14 43 00 09',)
TIMEOUT = 100       # command-timeout of lost, milliseconds

TITLES = {
    'release': 'Key released: stop in MQTT to the last byte on I2C',
    'kill': 'SIGKILL of the program to the last byte on I2C',
    'lost': f'Link lost: last motion to the last byte on I2C, beyond '
            f'command-timeout ({TIMEOUT} ms)',
}
PROMISES = {'release': 50, 'kill': 50, 'lost': 20}


class Car:
    def __init__(self, folder, broker, name, properties):
        self.bus = Bus(os.path.join(folder, name))
        self.process = Process([
            GST_LAUNCH, 'mqttsrc', f'uri=mqtt://127.0.0.1:{broker.port}',
            f'topic={TOPIC}/{name}', 'caps=application/json',
            '!', 'picarxsink', f'i2c-device=trace:{self.bus.path}',
            *properties])
        self.topic = f'{TOPIC}/{name}'
        _, self.place = self.bus.after(0, *STARTED, timeout=30)

    def move(self, publisher):
        """The times at which the command left that moved it, and at which it
        had moved."""
        for attempt in range(100):
            sent = publisher.publish(self.topic, MOVE)
            try:
                # The first ones may come before its subscription.
                moved, self.place = self.bus.after(
                    self.place, *MOVED, timeout=0.2 if attempt < 99 else 5)
                return sent, moved
            except AssertionError:
                pass
        raise AssertionError('the car does not move')

    def stopped(self):
        at, self.place = self.bus.after(self.place, *STOPPED)
        return at


def release(car, publisher):
    car.move(publisher)
    pass_time(0.02)
    sent = publisher.publish(car.topic, STOP)
    return {'': (car.stopped() - sent) * 1000}


def lost(car, publisher):
    """Nobody can count from what has not come yet, but it is told, too."""
    pass_time(0.02)
    sent, moved = car.move(publisher)
    stopped = car.stopped()
    return {', since it came': (stopped - moved) * 1000 - TIMEOUT,
            ', since it was sent': (stopped - sent) * 1000 - TIMEOUT}


def with_one_car(once, properties, folder, broker, publisher, burners):
    car = Car(folder, broker, 'one', properties)
    samples = {}
    once(car, publisher)
    for load in ('idle', 'busy'):
        say(f'{load}: {RUNS} runs')
        if load == 'busy':
            burners.burn()
        for _ in range(RUNS):
            for kind, value in once(car, publisher).items():
                samples.setdefault(load + kind, []).append(value)
    burners.rest()
    car.process.stop(signal.SIGINT)
    return samples


def killed(folder, broker, publisher, burners):
    samples = {'idle': [], 'busy': []}
    for first in range(0, 2 * RUNS, BATCH):
        load = 'idle' if first < RUNS else 'busy'
        cars = [Car(folder, broker, f'{first + i}', ['command-timeout=60000'])
                for i in range(BATCH)]
        for car in cars:
            car.move(publisher)
        if load == 'busy':
            burners.burn()
        for car in cars:
            pass_time(0.02)
            at = time.monotonic()
            os.kill(car.process.pid, signal.SIGKILL)
            samples[load].append((car.stopped() - at) * 1000)
        burners.rest()
        for car in cars:
            car.process.kill()
        say(f'{load}: {len(samples[load])} runs')
    return samples


def may_hurry():
    return os.geteuid() == 0 \
        or resource.getrlimit(resource.RLIMIT_RTPRIO)[0] != 0


def main():
    kind = sys.argv[1]
    if missing(MOSQUITTO):
        skip(f'{MOSQUITTO} is not installed')
    if missing(GST_LAUNCH):
        skip(f'{GST_LAUNCH} is not installed')
    report = Report(f'car-{kind}', TITLES[kind], 'ms')
    folder = tempfile.mkdtemp(prefix='edge-benchmark-')
    broker = burners = None
    try:
        broker = Broker(folder)
        publisher = Publisher(broker.port)
        burners = Burners()
        rest = (folder, broker, publisher, burners)
        if kind == 'release':
            samples = with_one_car(release, ['command-timeout=60000'], *rest)
        elif kind == 'lost':
            samples = with_one_car(lost, [f'command-timeout={TIMEOUT}'], *rest)
        else:
            samples = killed(*rest)
    finally:
        for thing in (burners, broker):
            if thing:
                thing.stop()
        shutil.rmtree(folder, ignore_errors=True)
    limit = PROMISES[kind]
    for load, values in samples.items():
        promise = {} if load.endswith('sent') else {
            'promise': f'p99 <= {limit} ms',
            'met': percentile(values, 99) <= limit}
        report.row(load, samples=values, max=f'{max(values):.2f}', **promise)
    hurry = 'may' if may_hurry() else 'may not'
    report.note(f'{RUNS} runs each; busy: one endless loop per processor. The '
                f'stop is written twice, 2 ms apart. The car {hurry} have '
                'real-time priority here.')
    report.plot(distribution(samples), 'ms', 'share of runs')
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
