# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""A robot: gst-launch-1.0 with a simulated car whose every byte is seen."""

import os
import signal
import threading

from process import Lines, Process

GST_LAUNCH = '/usr/bin/gst-launch-1.0'

DEVICE = 'picarx'
STATUS = f'device/{DEVICE}/webrtc/status'
COMMANDS = 'picarx/cmd'
TELEMETRY = 'picarx/telemetry'

# facts of the car: what SunFounder's own library writes for these commands.
STRAIGHT = ['I2C 14 22 01 33']
LEFT = ['I2C 14 22 00 EE']
RIGHT = ['I2C 14 22 01 77']
FORWARD_50 = ['GPIO 23 0', 'I2C 14 2D 0B FF', 'GPIO 24 1', 'I2C 14 2C 0B FF']
BACKWARD_50 = ['GPIO 23 1', 'I2C 14 2D 0B FF', 'GPIO 24 0', 'I2C 14 2C 0B FF']
LEFT_50 = LEFT + ['GPIO 23 0', 'I2C 14 2D 0B FF',
                  'GPIO 24 1', 'I2C 14 2C 0A B7']
STOP = ['I2C 14 2D 00 00', 'I2C 14 2C 00 00'] * 2
READY = 'I2C 14 43 00 09'

CAMERA = ('videotestsrc is-live=true pattern=ball '
          '! video/x-raw,format=I420,width=320,height=240,framerate=30/1')


class Trace:
    """The trace of the simulated bus, through a pipe, so that each transfer
    is seen when it is done."""

    def __init__(self, path):
        self.path = path
        os.mkfifo(path)
        # For writing, too: then it does not end when the element closes it.
        self._pipe = os.fdopen(os.open(path, os.O_RDWR), 'r',
                               encoding='ascii', newline='\n')
        self.lines = Lines()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._pipe:
            stamp, _, transfer = line.strip().partition(' ')
            if stamp == 'end':
                break
            self.lines.add(transfer)
        self.lines.end()

    def mark(self):
        return self.lines.mark()

    def holds(self, sequence, timeout, start=0):
        """Waits until these transfers come one after the other."""
        return self.lines.holds(sequence, timeout, start)

    def since(self, start):
        return self.lines.all(start)

    def stop(self):
        with open(self.path, 'w', encoding='ascii') as pipe:
            pipe.write('end\n')
        self._reader.join(5)
        self._pipe.close()


class Pipeline(Process):
    """gst-launch-1.0 with this line."""

    def __init__(self, line, **kwargs):
        super().__init__([GST_LAUNCH, *line.split()], **kwargs)

    def ready(self, trace):
        """Waits until the car's board was prepared."""
        try:
            trace.holds([READY], 20)
        except AssertionError as error:
            self.stop()
            raise AssertionError('\n'.join(self.lines.all())) from error

    def stop(self, number=signal.SIGINT, timeout=10):
        return super().stop(number, timeout)


class Car(Pipeline):
    """Commands by MQTT only: the robot of document 000 without its camera."""

    def __init__(self, broker, trace, topics=COMMANDS, more=''):
        server = f'uri=mqtt://127.0.0.1:{broker.port}'
        super().__init__(
            f'mqttsrc {server} topic={topics} caps=application/json '
            f'! picarxsink name=car i2c-device=trace:{trace.path} {more} '
            f'car.telemetry ! mqttsink {server} topic={TELEMETRY}')
        self.ready(trace)


class Robot(Pipeline):
    """The robot of examples/demo, with a small picture. `more` is for the car,
    `signaling` for the bin; `camera` gives its pictures, which `lens` treats."""

    def __init__(self, broker, trace, more='', login='', signaling='',
                 camera=CAMERA, lens=''):
        server = f'host=127.0.0.1 port={broker.port} {login}'
        super().__init__(
            f'mqttsignalingbin name=bin {server} device-id={DEVICE} '
            f'local-addresses=127.0.0.1 {signaling} '
            f'{camera} ! timeoverlay ! {lens} queue ! bin.video_0 '
            'audiotestsrc is-live=true wave=ticks ! audioconvert ! queue '
            '! bin.audio_0 '
            'bin.command ! queue ! commands. '
            f'mqttsrc {server} topic={COMMANDS} caps=application/json '
            '! queue ! commands. '
            'funnel name=commands '
            f'! picarxsink name=car i2c-device=trace:{trace.path} '
            f'telemetry-interval=500 {more} '
            'car.telemetry ! tee name=telemetry '
            'telemetry. ! queue ! bin.data '
            f'telemetry. ! queue ! mqttsink {server} topic={TELEMETRY}')
        self.ready(trace)
