# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/embedding: both applications, as a person starts them."""

import asyncio
import json
import os
import signal
import unittest

from broker import Broker, Client, free_port
from mobile import Phone, aiortc
from process import Process
from robot import COMMANDS, FORWARD_50, STATUS, STOP, TELEMETRY, Trace
from sentences import BUILD, SOURCE, Sentences, main

C = [os.path.join(BUILD, 'examples', 'embedding', 'car')]
PYTHON = ['/usr/bin/python3',
          os.path.join(SOURCE, 'examples', 'embedding', 'car.py')]
FORWARD = {'action': 'move', 'dir': 'forward', 'speed': 50, 'id': 'a'}


class Application:
    """The tests; each application is a class that has them."""

    def launch(self, **settings):
        return self.end(Process(
            self.command, env={**os.environ, **settings}))

    def start(self):
        self.broker = self.end(Broker(self.folder))
        self.trace = self.end(Trace(self.path('trace')))
        self.client = self.end(Client(self.broker.port))
        self.client.subscribe(STATUS, 1)
        self.client.subscribe(TELEMETRY)
        self.app = self.launch(
            BROKER=f'mqtt://127.0.0.1:{self.broker.port}',
            CAR=f'trace:{self.trace.path}', ADDRESS='127.0.0.1')
        try:
            self.client.wait(STATUS, lambda s: s['status'] == 'online', 20)
            self.client.wait(TELEMETRY, lambda t: True, 20)
        except AssertionError as error:
            raise AssertionError('\n'.join(self.app.lines.all())) from error

    def drive(self):
        """Asks until it is answered: the subscription may come last."""
        start = self.trace.mark()
        for _ in range(20):
            self.client.publish(COMMANDS, FORWARD)
            try:
                return start, self.client.wait(
                    TELEMETRY, lambda t: t.get('id') == 'a', 1)
            except AssertionError:
                pass
        self.fail('the car does not answer')

    def test_command_by_mqtt_moves_the_car_and_telemetry_comes_back(self):
        self.start()
        start, told = self.drive()
        self.assertEqual((told['left'], told['right']), (50, 50))
        self.trace.holds(FORWARD_50, 5, start)
        _, _, line = self.app.lines.when(
            lambda l: l.startswith('car: ') and '"id":"a"' in l, 5)
        self.assertEqual(json.loads(line.removeprefix('car: ')), told)

    def test_ctrl_c_stops_the_car_and_exits_0(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(number.name):
                self.folder = self.path(number.name)
                os.mkdir(self.folder)
                self.start()
                start, _ = self.drive()
                after = self.trace.holds(FORWARD_50, 5, start)
                told = self.client.messages.mark()
                self.app.send_signal(number)
                self.trace.holds(STOP, 2, after)
                self.assertEqual(self.app.wait(10), 0)
                self.client.wait(
                    STATUS, lambda s: s['status'] == 'offline', 5, told)

    def test_wrong_broker_setting_is_a_sentence_and_exits_1(self):
        app = self.launch(BROKER='http://localhost')
        self.assertEqual(app.wait(20), 1)
        app.stop()
        line, = app.lines.all()
        self.assertIn('MQTT', line)
        self.assertTrue(line.endswith('.'), line)

    def test_broker_that_nobody_runs_is_a_sentence_and_waited_for(self):
        port = free_port()
        app = self.launch(BROKER=f'mqtt://127.0.0.1:{port}')
        _, _, line = app.lines.when(lambda l: f'127.0.0.1:{port}' in l, 20)
        self.assertTrue(line.endswith('.'), line)
        self.assertTrue(app.running)
        app.send_signal(signal.SIGINT)
        self.assertEqual(app.wait(10), 0)

    def test_missing_car_is_a_sentence_and_exits_1(self):
        app = self.launch(CAR='/dev/i2c-nowhere')
        self.assertEqual(app.wait(20), 1)
        self.assertIn('/dev/i2c-nowhere', '\n'.join(app.lines.all()))

    def test_missing_plugins_are_named(self):
        app = self.launch(GST_PLUGIN_PATH_1_0=self.folder,
                          GST_REGISTRY_1_0=self.path('registry'))
        self.assertEqual(app.wait(60), 1)
        self.assertIn('mqttsignalingbin', '\n'.join(app.lines.all()))

    @unittest.skipIf(aiortc is None, 'python3-aiortc is not installed')
    def test_viewer_sees_drives_and_hears_what_the_application_says(self):
        async def call():
            phone = Phone(self.broker, asyncio.get_running_loop())
            try:
                await phone.call()
                frame = await phone.frames.get()
                self.assertEqual((frame.width, frame.height), (640, 480))
                await phone.opened.wait()
                phone.channel.send(json.dumps(FORWARD))
                wanted = {'clock', 'telemetry'}
                while wanted:
                    heard = json.loads(await phone.heard.get())
                    if heard['type'] == 'clock' or heard.get('id') == 'a':
                        wanted.discard(heard['type'])
            finally:
                await phone.hang_up()

        self.start()
        asyncio.run(asyncio.wait_for(call(), 60))
        _, _, line = self.app.lines.when(lambda l: ' watches' in l, 5)
        who = line.split()[0]
        self.app.lines.when(lambda l: l.startswith(who + ' left: '), 15)


class InC(Application, Sentences):
    command = C


class InPython(Application, Sentences):
    command = PYTHON


if __name__ == '__main__':
    main()
