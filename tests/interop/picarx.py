# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Document 000's commands, sent by the client that it uses, drive the car."""

import json
import signal

from broker import SUB, Broker, Client
from process import Process
from robot import (BACKWARD_50, COMMANDS, FORWARD_50, LEFT_50, STOP, STRAIGHT,
                   TELEMETRY, Car, Trace)
from sentences import Sentences, main

ALL_TOPICS = 'picarx/cmd,demo/picarx/cmd,demo/picarx/camera'


class DrivenOverMqtt(Sentences):
    def setUp(self):
        super().setUp()
        self.broker = self.end(Broker(self.folder))
        self.trace = self.end(Trace(self.path('trace')))

    def start(self, **kwargs):
        self.car = self.end(Car(self.broker, self.trace, ALL_TOPICS, **kwargs))
        self.connect()

    def connect(self):
        self.viewer = self.end(Client(self.broker.port))
        self.viewer.subscribe(TELEMETRY)
        # It answers: so its subscription stands. What nobody heard yet is
        # asked again; this question moves nothing, however often it arrives.
        for _ in range(20):
            self.viewer.publish(COMMANDS, {'action': 'release',
                                           'from': 'nobody', 'id': 'ready'})
            try:
                self.answer('ready', 1)
                return
            except AssertionError:
                pass
        self.fail('the car does not answer')

    def answer(self, name, timeout=5):
        return self.viewer.wait(
            TELEMETRY, lambda t: t.get('id') == name, timeout)

    def does(self, command, transfers, topic=COMMANDS):
        start = self.trace.mark()
        self.viewer.publish(topic, command)
        return self.trace.holds(transfers, 5, start)

    def test_document_000_moves_arrive_as_its_library_writes_them(self):
        self.start()
        self.does({'action': 'move', 'dir': 'forward', 'speed': 50},
                  FORWARD_50)
        self.does({'action': 'stop'}, STOP)
        self.does({'action': 'move', 'dir': 'left', 'speed': 50}, LEFT_50)
        self.does({'action': 'stop'}, STRAIGHT + STOP)
        self.does({'action': 'move', 'dir': 'backward', 'speed': 50},
                  BACKWARD_50)
        self.does({'action': 'stop'}, STOP)
        self.does({'action': 'servo', 'pan': 45, 'tilt': 20},
                  ['I2C 14 20 00 CC', 'I2C 14 21 01 05'])

    def test_its_real_codes_throttle_and_camera_topics_work_too(self):
        self.start()
        self.does({'throttle': 0.5, 'steer': 0}, FORWARD_50, 'demo/picarx/cmd')
        self.does({'throttle': 0.5, 'steer': -1}, LEFT_50[:1],
                  'demo/picarx/cmd')
        self.does({'throttle': 0, 'steer': 0}, STRAIGHT + STOP,
                  'demo/picarx/cmd')
        self.does({'pan': 45, 'tilt': 20},
                  ['I2C 14 20 00 CC', 'I2C 14 21 01 05'], 'demo/picarx/camera')

    def test_telemetry_comes_back_to_mosquitto_sub(self):
        self.start()
        sub = self.end(Process(
            ['/usr/bin/stdbuf', '-oL', SUB, '-d', '-h', '127.0.0.1', '-p', str(self.broker.port), '-t',
             TELEMETRY]))
        sub.lines.when(lambda l: l.startswith('Subscribed'), 5)
        self.viewer.publish(COMMANDS, {'action': 'move', 'dir': 'left',
                                       'speed': 50, 'id': 'a'})
        _, _, line = sub.lines.when(lambda l: '"id":"a"' in l, 5)
        seen = json.loads(line)
        self.assertEqual((seen['left'], seen['steer']), (50, -30))
        # 34 and 35 % are the same bytes.
        self.assertIn(seen['right'], (34, 35))
        self.assertFalse(seen['estop'])

    def test_the_car_stops_by_itself_when_commands_cease(self):
        self.start(more='command-timeout=300')
        after = self.does({'action': 'move', 'dir': 'forward', 'speed': 50},
                          FORWARD_50)
        self.trace.holds(STOP, 0.3 + 0.5, after)
        self.viewer.wait(
            TELEMETRY, lambda t: t['failsafe'] and t['left'] == 0, 5)

    def test_the_car_stops_when_the_broker_dies_and_drives_after_its_return(self):
        self.start()
        after = self.does({'action': 'move', 'dir': 'forward', 'speed': 50},
                          FORWARD_50)
        self.broker.restart()
        self.trace.holds(STOP, 1.5, after)
        self.viewer.stop()
        self.connect()
        self.does({'action': 'move', 'dir': 'forward', 'speed': 50},
                  FORWARD_50)

    def test_malformed_commands_change_nothing_and_end_nothing(self):
        self.start()
        start = self.trace.mark()
        for bad in (b'', b'{', b'[]', b'\xff\xfe', b'{"action":"fly"}',
                    b'{"action":"move","dir":"up","speed":50}',
                    b'{"action":"move","dir":"forward","speed":"50"}',
                    b'{"a":' * 2000, b'x' * 100000):
            self.viewer.publish(COMMANDS, bad)
        self.viewer.publish(COMMANDS, {'action': 'stop', 'id': 'after'})
        self.answer('after')
        self.assertEqual(
            [t for t in self.trace.since(start) if t not in STOP + STRAIGHT],
            [])
        self.assertTrue(self.car.running)

    def test_ctrl_c_stops_the_car(self):
        self.start()
        after = self.does({'action': 'move', 'dir': 'forward', 'speed': 50},
                          FORWARD_50)
        self.car.send_signal(signal.SIGINT)
        self.trace.holds(STOP, 2, after)
        self.assertEqual(self.car.wait(10), 0)


if __name__ == '__main__':
    main()
