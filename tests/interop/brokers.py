# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The broker configurations of the examples, in a real mosquitto."""

import os
import re
import shutil

from broker import Broker, Client, passwords
from sentences import SOURCE, Sentences, main


class Example(Broker):
    """A broker with an example's own configuration on other ports."""

    def __init__(self, folder, name, **users):
        example = os.path.join(SOURCE, 'examples', name)
        shutil.copy(os.path.join(example, 'acl'), folder)
        passwords(os.path.join(folder, 'passwords'), **users)
        with open(os.path.join(example, 'mosquitto.conf'),
                  encoding='utf-8') as conf:
            self.text = conf.read()
        self.text = self.text.replace('password_file passwords',
                                      f'password_file {folder}/passwords')
        self.text = self.text.replace('acl_file acl',
                                      f'acl_file {folder}/acl')
        super().__init__(folder)

    def _write(self):
        text = re.sub(r'^listener 1883$', f'listener {self.port} 127.0.0.1',
                      self.text, flags=re.M)
        text = re.sub(r'^listener 9001$',
                      f'listener {self.ws_port} 127.0.0.1\n'
                      'socket_domain ipv4', text, flags=re.M)
        assert text.count('127.0.0.1') == 2, text
        if os.geteuid() == 0:
            text = 'user root\n' + text
        path = os.path.join(self.folder, 'mosquitto.conf')
        with open(path, 'w', encoding='utf-8') as conf:
            conf.write(text)
        return path


class ExampleBrokers(Sentences):
    def client(self, broker, user, client_id=''):
        return self.end(Client(broker.port, client_id, user, 'secret'))

    def assert_passes(self, writer, reader, topic):
        start = reader.messages.mark()
        writer.publish(topic, '{}')
        reader.messages.when(lambda l: l == f'{topic} {{}}', 5, start)

    def assert_stays_out(self, writer, reader, topic, witness):
        """What is refused leaves no trace, so a witness that is allowed
        follows it on the same connection: it must come first."""
        start = reader.messages.mark()
        writer.publish(topic, '{}', 1)
        writer.publish(witness, '{}', 1)
        reader.messages.when(lambda l: l == f'{witness} {{}}', 5, start)
        self.assertNotIn(f'{topic} {{}}', reader.messages.all(start))

    def example(self, name, *users):
        return self.end(Example(self.folder, name,
                                **{user: 'secret' for user in users}))

    def test_nobody_comes_in_without_the_right_password(self):
        for name, user in (('000-vr-robot', 'robot'),
                           ('003-jetson-webrtc', 'device001')):
            with self.subTest(name):
                broker = self.example(name, user)
                for who, password in ((None, None), (user, 'wrong'),
                                      ('nobody', 'secret')):
                    client = Client(broker.port, '', who, password)
                    client.stop()
                    self.assertEqual(client.refusal, 5)
                broker.stop()

    def test_000_robot_and_viewer_reach_each_other(self):
        broker = self.example('000-vr-robot', 'robot', 'viewer')
        robot = self.client(broker, 'robot')
        viewer = self.client(broker, 'viewer', 'mabcdefghij')
        robot.subscribe('picarx/cmd')
        robot.subscribe('demo/picarx/cmd')
        robot.subscribe('demo/picarx/camera')
        robot.subscribe('mobile/+/webrtc/#')
        viewer.subscribe('picarx/telemetry')
        viewer.subscribe('device/picarx/webrtc/answer')
        viewer.subscribe('device/+/webrtc/status')
        for topic in ('picarx/cmd', 'demo/picarx/cmd', 'demo/picarx/camera',
                      'mobile/mabcdefghij/webrtc/offer',
                      'mobile/mabcdefghij/webrtc/bye'):
            self.assert_passes(viewer, robot, topic)
        for topic in ('picarx/telemetry', 'device/picarx/webrtc/answer',
                      'device/picarx/webrtc/status'):
            self.assert_passes(robot, viewer, topic)

    def test_000_viewer_cannot_play_the_robot(self):
        broker = self.example('000-vr-robot', 'robot', 'viewer')
        robot = self.client(broker, 'robot')
        viewer = self.client(broker, 'viewer', 'mabcdefghij')
        other = self.client(broker, 'viewer', 'mzzzzzzzzzz')
        other.subscribe('picarx/telemetry')
        other.subscribe('device/+/webrtc/#')
        viewer.publish('picarx/telemetry', '{"forged":1}', 1)
        viewer.publish('device/picarx/webrtc/answer', '{"forged":1}', 1)
        self.assert_passes(robot, other, 'picarx/telemetry')
        self.assertNotIn('forged', ''.join(other.messages.all()))

    def test_000_guest_calls_as_himself_and_does_nothing_else(self):
        broker = self.example('000-vr-robot', 'robot', 'viewer', 'guest0001')
        robot = self.client(broker, 'robot')
        # Whatever client id he takes, even that of somebody else.
        guest = self.client(broker, 'guest0001', 'mzzzzzzzzzz')
        for topic in ('mobile/#', 'mobile/+/webrtc/#', 'picarx/cmd',
                      'demo/picarx/cmd', 'demo/picarx/camera'):
            robot.subscribe(topic)
        guest.subscribe('device/+/webrtc/#')
        guest.subscribe('picarx/telemetry')
        for topic in 'offer', 'candidate', 'bye':
            self.assert_passes(guest, robot, f'mobile/guest0001/webrtc/{topic}')
        for topic in ('device/picarx/webrtc/answer',
                      'device/picarx/webrtc/error', 'picarx/telemetry'):
            self.assert_passes(robot, guest, topic)
        for topic in ('mobile/mzzzzzzzzzz/webrtc/offer',
                      'mobile/guest0001x/webrtc/offer',
                      'mobile/mzzzzzzzzzz/webrtc/bye', 'picarx/cmd',
                      'demo/picarx/cmd', 'demo/picarx/camera'):
            self.assert_stays_out(guest, robot, topic,
                                  'mobile/guest0001/webrtc/offer')

    def test_000_guest_hears_no_call_of_another_and_forges_nothing(self):
        broker = self.example('000-vr-robot', 'robot', 'viewer', 'guest0001')
        robot = self.client(broker, 'robot')
        viewer = self.client(broker, 'viewer', 'mabcdefghij')
        guest = self.client(broker, 'guest0001')
        for topic in '#', 'mobile/#', 'mobile/mabcdefghij/webrtc/offer':
            guest.subscribe(topic)
        viewer.subscribe('device/+/webrtc/#')
        viewer.subscribe('picarx/telemetry')
        viewer.publish('mobile/mabcdefghij/webrtc/offer', '{"sdp":1}', 1)
        viewer.publish('picarx/cmd', '{"sdp":1}', 1)
        guest.publish('picarx/telemetry', '{"forged":1}', 1)
        guest.publish('device/picarx/webrtc/status', '{"forged":1}', 1)
        guest.publish('device/guest0001/webrtc/answer', '{"forged":1}', 1)
        self.assert_passes(robot, guest, 'picarx/telemetry')
        self.assertNotIn('sdp', ''.join(guest.messages.all()))
        self.assert_passes(robot, viewer, 'device/picarx/webrtc/answer')
        self.assertNotIn('forged', ''.join(viewer.messages.all()))

    def test_000_viewer_cannot_listen_to_another_viewers_offer(self):
        broker = self.example('000-vr-robot', 'robot', 'viewer')
        robot = self.client(broker, 'robot')
        spy = self.client(broker, 'viewer', 'mabcdefghij')
        viewer = self.client(broker, 'viewer', 'mzzzzzzzzzz')
        spy.subscribe('#')
        spy.subscribe('mobile/+/webrtc/#')
        viewer.publish('mobile/mzzzzzzzzzz/webrtc/offer', '{"sdp":1}', 1)
        viewer.publish('picarx/cmd', '{"sdp":1}', 1)
        self.assert_passes(robot, spy, 'picarx/telemetry')
        self.assertNotIn('sdp', ''.join(spy.messages.all()))

    def test_003_device_and_phone_reach_each_other(self):
        broker = self.example('003-jetson-webrtc', 'device001', 'mobile001')
        device = self.client(broker, 'device001', 'device-device001')
        phone = self.client(broker, 'mobile001', 'mobile_device001_x7')
        device.subscribe('mobile/+/webrtc/offer', 1)
        device.subscribe('mobile/+/webrtc/candidate')
        phone.subscribe('device/device001/webrtc/answer', 1)
        phone.subscribe('device/device001/webrtc/candidate')
        for topic in ('mobile/mobile001/webrtc/offer',
                      'mobile/mobile001/webrtc/candidate'):
            self.assert_passes(phone, device, topic)
        for topic in ('device/device001/webrtc/answer',
                      'device/device001/webrtc/candidate'):
            self.assert_passes(device, phone, topic)

    def test_003_phone_cannot_call_as_another(self):
        broker = self.example('003-jetson-webrtc', 'device001', 'mobile001',
                              'viewer')
        device = self.client(broker, 'device001')
        phone = self.client(broker, 'mobile001', 'mobile002')
        page = self.client(broker, 'viewer', 'mabcdefghij')
        device.subscribe('mobile/+/webrtc/#')
        self.assert_stays_out(phone, device, 'mobile/mobile002/webrtc/offer',
                              'mobile/mobile001/webrtc/offer')
        self.assert_passes(page, device, 'mobile/mabcdefghij/webrtc/offer')


if __name__ == '__main__':
    main()
