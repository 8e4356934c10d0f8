# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""A motion command to the last of its bytes on the I2C bus: over MQTT and over
a data channel into picarxsink, beside document 000's Python. All see the same
simulated Robot HAT, which costs no time, and take turns."""

import bisect
import os
import shutil
import signal
import sys
import tempfile

from broker import MOSQUITTO, Broker
from carrig import (GST_LAUNCH, PYTHON, Process, Publisher, pass_time, say)
from cputime import CpuMeter
from process import missing
from report import SKIP, Report, distribution, percentile, program, skip
from webrtcrig import Helper

RUNS = 1000
PAUSE = 0.007
DEVICE = 'bench'
# In turn, so that each write is new after the one before and the last of them,
# to the right wheel, tells which command it was.
MOVES = [f'{{"action":"move","dir":"{direction}","speed":{speed}}}'
         for direction, speed in (('left', 40), ('right', 80), ('left', 60),
                                  ('right', 90))]
LAST = ['I2C 14 2C 0A 3C', 'I2C 14 2C 0E 65', 'I2C 14 2C 0B 5B',
        'I2C 14 2C 0F 32']
MQTT, CHANNEL, STAND_IN, LIBRARY = (
    'MQTT, mqttsrc ! picarxsink', 'data channel, mqttsignalingbin ! picarxsink',
    'MQTT, Python: paho, stand-in for the library',
    'MQTT, Python: paho, SunFounder\'s library')


class Contestant:
    """A program with the bus in front of it. args: its command line."""

    def __init__(self, folder, name, args, **more):
        self.log = os.path.join(folder, name + '.bus')
        env = {**os.environ, 'CAR_BUS_LOG': self.log,
               'LD_PRELOAD': program('libcarbus.so'),
               'GPIOZERO_PIN_FACTORY': 'mock', 'HOME': folder, **more}
        self.process = Process(args, env=env)
        self.sent = []
        self.talker = None

    def wait_started(self, timeout=30):
        """Until it has prepared its board."""
        for _ in range(int(timeout / 0.05)):
            if os.path.exists(self.log):
                with open(self.log, encoding='ascii') as log:
                    if 'I2C 14 43 00 09' in log.read():
                        return
            if not self.process.running:
                break
            pass_time(0.05)
        raise AssertionError('\n'.join(self.process.lines.all()))

    def latencies(self):
        """Milliseconds, of each that was done. What is late when the next one
        comes is left out by picarxsink, which does the newest."""
        with open(self.log, encoding='ascii') as log:
            lines = [line.strip().partition(' ') for line in log]
        samples = {}
        for stamp, _, transfer in lines:
            if transfer not in LAST:
                continue
            # The latest of these commands that was sent by then.
            sent = bisect.bisect_right(self.sent, float(stamp)) - 1
            sent -= (sent - LAST.index(transfer)) % len(LAST)
            if sent >= 0:
                samples.setdefault(sent,
                                   (float(stamp) - self.sent[sent]) * 1000)
        return list(samples.values())

    def stop(self):
        if self.talker:
            self.talker.stop()
        self.process.stop(signal.SIGINT)


def over_mqtt(folder, broker, publisher):
    it = Contestant(folder, 'mqtt', [
        GST_LAUNCH, 'mqttsrc', f'uri=mqtt://127.0.0.1:{broker.port}',
        'topic=ours', 'caps=application/json', '!', 'picarxsink',
        'i2c-device=/dev/i2c-1', 'guard=false'])
    it.wait_started()
    it.send = lambda text: publisher.publish('ours', text)
    return it


def over_channel(folder, broker, publisher):
    it = Contestant(folder, 'channel', (
        f'{GST_LAUNCH} mqttsignalingbin name=bin host=127.0.0.1 '
        f'port={broker.port} device-id={DEVICE} local-addresses=127.0.0.1 '
        'videotestsrc is-live=true ! video/x-raw,width=64,height=64,'
        'framerate=1/1 ! queue ! bin.video_0 '
        'bin.command ! queue ! picarxsink i2c-device=/dev/i2c-1 guard=false'
    ).split())
    it.wait_started()
    it.talker = Helper([program('carchannel'), str(broker.port), DEVICE])
    it.send = lambda text: float(it.talker.ask(text))
    return it


def python(name, *more):
    def start(folder, broker, publisher):
        script = os.path.join(os.path.dirname(__file__), 'carpython.py')
        it = Contestant(folder, name, [PYTHON, script, str(broker.port), name,
                                       *more])
        it.process.lines.when(lambda line: line == 'ready', 60)
        it.send = lambda text: publisher.publish(name, text)
        return it
    return start


def contestants():
    found = {MQTT: over_mqtt, STAND_IN: python('standin')}
    if not missing(program('carchannel')):
        found[CHANNEL] = over_channel
    library = os.environ.get('EDGE_PICARX_LIBRARY')
    if library:
        found[LIBRARY] = python('library', *library.split(':'))
    return found


def run(folder, broker, report):
    publisher = Publisher(broker.port)
    cars = {}
    try:
        for name, start in contestants().items():
            say(f'starting {name}')
            cars[name] = start(folder, broker, publisher)
        meters = {}
        # The first ones are to warm up.
        for turn in range(-20, RUNS):
            if turn == 0:
                meters = {name: CpuMeter(car.process.pid)
                          for name, car in cars.items()}
            for car in cars.values():
                at = car.send(MOVES[turn % len(MOVES)])
                if turn >= 0:
                    car.sent.append(at)
                pass_time(PAUSE)
        usage = {name: meter.percent() for name, meter in meters.items()}
        samples = {name: car.latencies() for name, car in cars.items()}
    finally:
        for car in cars.values():
            car.stop()
        publisher.stop()
    base = percentile(samples[STAND_IN], 50)
    for name, values in samples.items():
        report.row(name, samples=values, cpu=usage[name],
                   ratio=percentile(values, 50) / base,
                   done=f'{len(values)} of {RUNS}')
    return samples


def main():
    if missing(MOSQUITTO) or missing(GST_LAUNCH):
        skip(f'{missing(MOSQUITTO, GST_LAUNCH)} is not installed')
    if os.system(f'{PYTHON} -c "import smbus2, paho.mqtt.client"') != 0:
        skip('python3-smbus2 or python3-paho-mqtt is not installed')
    report = Report('car-command', 'Command published to the last byte on I2C',
                    'ms')
    folder = tempfile.mkdtemp(prefix='edge-benchmark-')
    broker = None
    try:
        broker = Broker(folder)
        samples = run(folder, broker, report)
    finally:
        if broker:
            broker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    report.note(f'{RUNS} commands each, in turn, {PAUSE * 1000:.0f} ms apart, '
                'QoS 0; each is three registers and two lines. The bus itself '
                'is simulated and takes no time: at 100 kHz it would add '
                '1.15 ms to each. The ratio is that of p50.')
    report.note('The data channel also carries what WebRTC does for it; its '
                'CPU includes a picture of 64x64 once a second.')
    if LIBRARY not in samples:
        report.note('The stand-in writes the same registers through smbus2 '
                    'but sets no lines and has no retries: it flatters '
                    'Python. EDGE_PICARX_LIBRARY=FOLDER[:FOLDER] adds '
                    'SunFounder\'s own picarx and robot_hat, see '
                    'carpython.py.')
    else:
        report.note('SunFounder\'s library 2.0.5 on robot_hat 2.3.6 writes to '
                    'the same bus; its lines are gpiozero\'s mock pins.')
    report.plot(distribution(samples), 'ms', 'share of commands', log=True)
    return report.finish()


if __name__ == '__main__':
    sys.exit(main())
