# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What is missing or wrong around a robot is named in a sentence, and what
can get better by itself is waited for."""

import os

from broker import Broker, Client, free_port, passwords
from robot import DEVICE, STATUS, Pipeline, Robot, Trace
from sentences import Sentences, main

SIMULATED = '! picarxsink i2c-device=simulated'


class Trouble(Sentences):
    def says(self, line, *words):
        """The pipeline says these words with an error, and ends. (Not by
        itself: gst-launch-1.0 of 1.22 stays if the error comes before it is
        up.)"""
        pipeline = self.end(Pipeline(line))
        for word in 'ERROR', *words:
            pipeline.lines.when(lambda l: word in l, 20)
        self.assertNotEqual(pipeline.stop(), 0)
        return '\n'.join(pipeline.lines.all())

    def secret(self, text):
        path = self.path('secret')
        with open(path, 'w', encoding='ascii') as file:
            file.write(text + '\n')
        os.chmod(path, 0o600)
        return path

    def guarded(self):
        passwords(self.path('passwords'), robot='right')
        return self.end(Broker(
            self.folder,
            f'password_file {self.folder}/passwords\nallow_anonymous false\n'))

    def test_wrong_password_is_named_but_not_told(self):
        broker = self.guarded()
        login = (f'host=127.0.0.1 port={broker.port} username=robot '
                 f'password-file={self.secret("hunter2")}')
        for line in (f'mqttsrc {login} topic=a caps=application/json '
                     + SIMULATED,
                     'videotestsrc is-live=true ! mqttsignalingbin ' + login):
            with self.subTest(line.split()[0]):
                said = self.says(line, f'127.0.0.1:{broker.port}')
                self.assertNotIn('hunter2', said)

    def test_right_password_comes_in(self):
        broker = self.guarded()
        self.end(Robot(broker, self.end(Trace(self.path('trace'))),
                       login='username=robot '
                       f'password-file={self.secret("right")}'))
        observer = self.end(Client(broker.port, '', 'robot', 'right'))
        observer.subscribe(STATUS, 1)
        observer.wait(STATUS, lambda s: s['status'] == 'online', 20)

    def test_password_file_that_is_not_there_is_named(self):
        self.says('mqttsrc username=robot password-file=/nowhere/secret '
                  'topic=a caps=application/json ' + SIMULATED,
                  '/nowhere/secret')

    def test_missing_i2c_device_is_named_with_what_to_do(self):
        broker = self.end(Broker(self.folder))
        self.says(f'mqttsrc host=127.0.0.1 port={broker.port} topic=a '
                  'caps=application/json '
                  '! picarxsink i2c-device=/dev/i2c-nowhere',
                  '/dev/i2c-nowhere', 'raspi-config')

    def test_missing_camera_is_named(self):
        self.says('v4l2src device=/dev/video-nowhere '
                  '! mqttsignalingbin host=127.0.0.1', '/dev/video-nowhere')

    def test_broker_that_comes_later_is_found(self):
        broker = self.end(Broker(self.folder))
        broker.stop()
        trace = self.end(Trace(self.path('trace')))
        robot = self.end(Robot(broker, trace))
        robot.lines.when(lambda l: l.startswith('WARNING: from element'), 10)
        broker.start(same_ports=True)
        observer = self.end(Client(broker.port))
        observer.subscribe(STATUS, 1)
        observer.wait(STATUS, lambda s: s['status'] == 'online', 15)
        self.assertTrue(robot.running)

    def test_robot_that_is_gone_is_offline(self):
        broker = self.end(Broker(self.folder))
        trace = self.end(Trace(self.path('trace')))
        robot = self.end(Robot(broker, trace))
        observer = self.end(Client(broker.port))
        observer.subscribe(STATUS, 1)
        observer.wait(STATUS, lambda s: s['status'] == 'online', 20)
        robot.kill()
        observer.wait(STATUS, lambda s: s['status'] == 'offline', 10)

    def test_broker_that_nobody_runs_does_not_end_the_line(self):
        pipeline = self.end(Pipeline(
            f'mqttsrc host=127.0.0.1 port={free_port()} topic=a '
            'caps=application/json ' + SIMULATED))
        pipeline.lines.when(lambda l: l.startswith('WARNING: from element'), 10)
        self.assertTrue(pipeline.running)
        self.assertEqual(pipeline.stop(), 0)

    def test_hostile_offers_leave_the_robot_running(self):
        broker = self.end(Broker(self.folder))
        trace = self.end(Trace(self.path('trace')))
        robot = self.end(Robot(broker, trace))
        observer = self.end(Client(broker.port))
        observer.subscribe(f'device/{DEVICE}/webrtc/#', 1)
        observer.wait(STATUS, lambda s: s['status'] == 'online', 20)
        for number, bad in enumerate((
                b'', b'{', b'[]', b'null', b'\xff\xfe\xfd', b'{"sdp":7}',
                b'{"type":"offer","sdp":""}',
                b'{"type":"offer","sdp":"v=0\\r\\n"}',
                b'{"type":"offer","sdp":"' + b'm=video 9 UDP/TLS/RTP/SAVPF 9'
                b'6\\r\\n' * 500 + b'"}',
                b'{"sdp":"' + b'x' * 200000 + b'"}', b'[' * 50000)):
            for kind in 'offer', 'candidate', 'bye':
                observer.publish(f'mobile/m{number}/webrtc/{kind}', bad)
        observer.publish('mobile/last/webrtc/offer',
                         {'type': 'offer', 'sdp': 'v=0\r\n'}, 1)
        observer.wait(f'device/{DEVICE}/webrtc/error',
                      lambda e: e['to'] == 'last', 10)
        self.assertTrue(robot.running)


if __name__ == '__main__':
    main()
