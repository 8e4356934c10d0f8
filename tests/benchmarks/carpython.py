# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""carpython.py PORT TOPIC [LIBRARY]: document 000's pi_picarx_mqtt.py: paho
calls back, a PiCar-X library writes. With LIBRARY, one or more folders, that
is SunFounder's own picarx and robot_hat from there (GPL: not part of this
project; branch v2.0 of sunfounder/picar-x and of sunfounder/robot-hat, which
need python3-gpiozero and python3-pyaudio). Without, it is the stand-in below, which sends the same words over
the same smbus2 and is lighter than the library: no retries, no GPIO lines, no
classes in between."""

import json
import os
import sys

import paho.mqtt.client


class StandIn:
    ADDRESS = 0x14
    LEFT, RIGHT, STEER = 0x2d, 0x2c, 0x22

    def __init__(self):
        from smbus2 import SMBus
        self._bus = SMBus(1)
        self._angle = 0
        for register, value in ((self.LEFT, 0), (self.RIGHT, 0),
                                (0x44, 4095), (0x40, 351),
                                (0x47, 4095), (0x43, 9)):
            self._write(register, value)
        self.set_dir_servo_angle(0)

    def _write(self, register, value):
        # The controller wants the high byte first, SMBus sends the low one.
        self._bus.write_word_data(self.ADDRESS, register,
                                  (value & 0xff) << 8 | value >> 8)

    def set_dir_servo_angle(self, angle):
        self._angle = max(-30, min(30, angle))
        pulse = (self._angle + 90) * 2000 / 180 + 500
        self._write(self.STEER, int(pulse / 20000 * 4095))

    def _motor(self, register, speed):
        duty = int(speed / 2) + 50 if speed else 0
        self._write(register, int(duty / 100 * 4095))

    def forward(self, speed):
        inner = speed * (100 - abs(self._angle)) / 100
        self._motor(self.LEFT, inner if self._angle > 0 else speed)
        self._motor(self.RIGHT, inner if self._angle < 0 else speed)

    def stop(self):
        for _ in range(2):
            self._motor(self.LEFT, 0)
            self._motor(self.RIGHT, 0)


def make_library_car(folders):
    """What the library looks at beyond the bus is not there: a Raspberry Pi's
    device tree, a login, i2cdetect's list; and its settings are not to be
    those in /opt."""
    sys.path[:0] = folders
    listdir = os.listdir
    os.listdir = lambda path='.': [] if path == '/proc/device-tree/' \
        and not os.path.exists(path) else listdir(path)
    os.getlogin = lambda: 'nobody'
    from robot_hat.i2c import I2C
    I2C.scan = lambda self: [StandIn.ADDRESS]
    from picarx import Picarx
    return Picarx(config=os.path.join(os.environ['HOME'], 'picar-x.conf'))


def main():
    if len(sys.argv) > 3:
        car = make_library_car(sys.argv[3:])
    else:
        car = StandIn()
    angles = {'forward': 0, 'left': -30, 'right': 30}

    def on_message(client, user_data, message):
        command = json.loads(message.payload)
        if command['action'] == 'move':
            car.set_dir_servo_angle(angles[command['dir']])
            car.forward(command['speed'])
        else:
            car.set_dir_servo_angle(0)
            car.stop()

    client = paho.mqtt.client.Client()
    client.on_message = on_message
    client.on_subscribe = lambda *more: print('ready', flush=True)
    client.connect('127.0.0.1', int(sys.argv[1]))
    client.subscribe(sys.argv[2])
    client.loop_forever()


if __name__ == '__main__':
    main()
