# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/doctor: what works is green, and each broken thing is red with the
sentence that repairs it."""

import errno
import fcntl
import importlib.machinery
import importlib.util
import os
import pty
import re
import socket
import struct
import subprocess
import sys
import threading
import unittest.mock

import browser
import network
from broker import MOSQUITTO, Broker, free_port, passwords
from process import Process, missing
from rundemo import DemoRuns
from sentences import SOURCE, Sentences, main

DOCTOR = os.path.join(SOURCE, 'examples', 'doctor')
TURNSERVER = '/usr/bin/turnserver'
COOKIE = b'\x21\x12\xa4\x42'

sys.path.insert(0, os.path.join(SOURCE, 'examples', 'lib'))
# pylint: disable=wrong-import-position
import repairs          # noqa: E402
import robothat         # noqa: E402


def load_doctor():
    loader = importlib.machinery.SourceFileLoader('doctor_program', DOCTOR)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader('doctor_program', loader))
    loader.exec_module(module)
    return module


def start_of(repair):
    """What a sentence begins with, up to its first gap."""
    return repairs.SENTENCES[repair].partition('{')[0]


class Asked(Sentences):
    def ask(self, only, *options, within=lambda *command: command,
            environment=()):
        """(exit code, {line: (word, sentence)})"""
        done = subprocess.run(
            within(DOCTOR, f'--only={only}', *options), text=True,
            check=False, capture_output=True, timeout=120,
            env=dict(os.environ, TMPDIR=self.folder, **dict(environment)))
        self.assertEqual(done.stderr, '')
        found = {}
        for line in done.stdout.splitlines():
            word, name, said = line.split(maxsplit=2)
            if word in ('ok', 'FAIL', 'skip'):
                found[name.lower()] = (word, said)
        self.assertEqual(list(found), only.split(','))
        return done.returncode, found

    def assert_good(self, only, *options, **kwargs):
        code, found = self.ask(only, *options, **kwargs)
        self.assertEqual({word for word, _ in found.values()}, {'ok'}, found)
        self.assertEqual(code, 0)
        return found

    def assert_red(self, line, repair, *options, **kwargs):
        code, found = self.ask(line, *options, **kwargs)
        self.assertEqual(found[line][0], 'FAIL', found)
        pattern = '.*'.join(re.escape(part) for part in re.split(
            r'\{[^}]*\}', repairs.SENTENCES[repair]))
        self.assertRegex(found[line][1], f'^{pattern}$')
        self.assertEqual(code, 1)
        return found[line][1]


class AtTheBroker(Asked):
    RIGHTS = '''
user robot
topic write device/picarx/#
topic write picarx/telemetry
topic read mobile/+/webrtc/#
topic read picarx/cmd
user viewer
topic read device/+/webrtc/#
pattern write mobile/%c/webrtc/#
'''

    def start(self, rights=RIGHTS):
        """A broker with that acl_file; gives the doctor's options."""
        users = self.path('passwords')
        passwords(users, robot='secret', viewer='hidden')
        os.chmod(users, 0o644)
        for name, text in (('acl', rights), ('robot', 'secret\n'),
                           ('viewer', 'hidden\n'), ('wrong', 'guess\n')):
            with open(self.path(name), 'w', encoding='ascii') as file:
                file.write(text)
        self.broker = self.end(Broker(
            self.folder, f'allow_anonymous false\npassword_file {users}\n'
            f'acl_file {self.path("acl")}\n'))
        return self.options()

    def options(self, password='robot'):
        return [f'--host=127.0.0.1', f'--port={self.broker.port}',
                '--username=robot', '--device-id=picarx',
                f'--password-file={self.path(password)}']

    def viewer(self, password='viewer'):
        return ['--viewer-username=viewer',
                f'--viewer-password-file={self.path(password)}',
                f'--websocket=ws://127.0.0.1:{self.broker.ws_port}']

    def test_login_and_rights_that_are_right_are_green(self):
        options = self.start()
        found = self.assert_good('broker,acl,websocket', *options,
                                 *self.viewer())
        self.assertIn('itself only', found['acl'][1])

    def test_broker_that_does_not_run_is_red(self):
        self.assert_red('broker', 'no-broker', '--host=127.0.0.1',
                        f'--port={free_port()}')

    def test_name_that_nobody_knows_is_red(self):
        self.assert_red('broker', 'host-unknown', '--host=nowhere.invalid')

    def test_wrong_password_is_red_and_not_shown(self):
        self.start()
        said = self.assert_red('broker', 'broker-login',
                               *self.options('wrong'))
        self.assertNotIn('guess', said)

    def test_password_file_that_cannot_be_read_is_red(self):
        self.start()
        said = self.assert_red('broker', 'settings',
                               *self.options('nothing'))
        self.assertIn(self.path('nothing'), said)

    def test_server_that_is_no_broker_is_red(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            def answer():
                client, _ = server.accept()
                with client:
                    client.recv(100)
                    client.sendall(b'220 mail.example.net\r\n')
            threading.Thread(target=answer, daemon=True).start()
            self.assert_red('broker', 'no-connack', '--host=127.0.0.1',
                            f'--port={server.getsockname()[1]}')

    def test_tls_at_a_port_without_is_red(self):
        self.start()
        self.assert_red('broker', 'no-tls', '--tls', *self.options())

    def test_certificate_that_nobody_signed_is_red(self):
        key, certificate = self.path('key.pem'), self.path('cert.pem')
        subprocess.run(
            ['/usr/bin/openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
             'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-keyout',
             key, '-out', certificate, '-subj', '/CN=x', '-addext',
             'subjectAltName=IP:127.0.0.1'], check=True, capture_output=True)
        port = free_port()
        config = self.path('tls.conf')
        with open(config, 'w', encoding='ascii') as file:
            file.write(('user root\n' if os.geteuid() == 0 else '') +
                       f'listener {port} 127.0.0.1\nallow_anonymous true\n'
                       f'log_dest stderr\ncertfile {certificate}\n'
                       f'keyfile {key}\n')
        broker = self.end(Process([MOSQUITTO, '-c', config]))
        broker.lines.when(lambda l: l.endswith(' running'), 10)
        options = ['--tls', '--host=127.0.0.1', f'--port={port}']
        self.assert_red('broker', 'certificate', *options)
        self.assert_good('broker', *options, f'--ca-file={certificate}')

    def test_robot_that_may_not_publish_is_red(self):
        options = self.start(
            self.RIGHTS.replace('topic write device/picarx/#\n', ''))
        self.assert_red('acl', 'acl-own', *options)

    def test_viewer_who_may_not_call_is_red(self):
        options = self.start(self.RIGHTS.replace('pattern write', '#'))
        self.assert_red('acl', 'acl-viewer-write', *options, *self.viewer())

    def test_viewer_who_cannot_hear_the_robot_is_red(self):
        options = self.start(
            self.RIGHTS.replace('topic read device/+/webrtc/#\n', ''))
        self.assert_red('acl', 'acl-viewer-read', *options, *self.viewer())

    def test_viewer_who_may_speak_for_the_robot_is_red(self):
        options = self.start(self.RIGHTS.replace(
            'topic read device/+/webrtc/#', 'topic readwrite device/#'))
        self.assert_red('acl', 'acl-viewer-open', *options, *self.viewer())

    def test_wrong_password_of_viewers_is_red(self):
        options = self.start()
        self.assert_red('websocket', 'viewer-login', *options,
                        *self.viewer('wrong'))

    def test_websocket_that_is_none_is_red(self):
        options = self.start()
        self.assert_red('websocket', 'no-websocket', *options,
                        f'--websocket=ws://127.0.0.1:{free_port()}')
        self.assert_red('websocket', 'settings', *options,
                        '--websocket=http://127.0.0.1')
        web = Process(['/usr/bin/python3', '-u', '-m', 'http.server',
                       '--bind=127.0.0.1', '0'], cwd=self.folder)
        self.end(web)
        _, _, line = web.lines.when(lambda l: 'port' in l, 10)
        port = re.search(r'port (\d+)', line)[1]
        self.assert_red('websocket', 'no-connack', *options,
                        f'--websocket=ws://127.0.0.1:{port}/mqtt')

    def test_broker_that_is_open_to_others_is_red(self):
        reason = network.missing()
        if reason:
            self.skipTest(reason)
        machine = self.end(network.Machine('robot'))
        config = self.path('open.conf')
        with open(config, 'w', encoding='ascii') as file:
            file.write('listener 1883\nallow_anonymous true\n'
                       'log_dest stderr\n')
        broker = self.end(Process(machine.command(MOSQUITTO, '-c', config)))
        broker.lines.when(lambda l: l.endswith(' running'), 10)
        self.assert_red('acl', 'acl-open', '--host=127.0.0.1',
                        within=machine.command)
        self.assert_red('udp', 'no-network', within=machine.command)


class OfTheRobot(Asked):
    def test_source_that_gives_a_picture_is_green_and_another_red(self):
        self.assert_good('camera', '--camera=videotestsrc pattern=ball')
        said = self.assert_red('camera', 'camera-silent',
                               '--camera=v4l2src device=/dev/nowhere')
        self.assertIn('/dev/nowhere', said)

    def test_encoder_that_works_is_green_and_none_is_red(self):
        self.assert_good('encoder')
        self.assert_red('encoder', 'no-encoder', environment={
            'GST_PLUGIN_SYSTEM_PATH_1_0': self.path('none'),
            'GST_REGISTRY_1_0': self.path('registry.bin')})

    def test_bus_that_is_none_is_red(self):
        self.assert_red('i2c', 'i2c-missing', '--i2c-device=/dev/i2c-nowhere')
        self.assert_red('i2c', 'i2c-wrong', '--i2c-device=/dev/null')

    def test_car_that_somebody_drives_is_left_alone(self):
        path = self.path('i2c')
        with open(path, 'w', encoding='ascii') as car:
            fcntl.flock(car, fcntl.LOCK_EX)
            found = self.assert_good('i2c', f'--i2c-device={path}')
        self.assertIn(f'(process {os.getpid()})', found['i2c'][1])

    def test_simulated_car_is_skipped(self):
        code, found = self.ask('camera,i2c', '--i2c-device=simulated',
                               '--camera=')
        self.assertEqual({word for word, _ in found.values()}, {'skip'})
        self.assertEqual(code, 0)

    def hat(self, answers=b'\x0a\x3d', failure=None):
        """A Robot HAT: what the doctor reads of it, and what it writes."""
        written = []

        def control(_fd, _request, _address):
            return 0

        def read(_fd, _size):
            if failure:
                raise OSError(failure, os.strerror(failure))
            return answers[len(written) % 2:][:1] if not written else \
                pieces.pop(0)
        pieces = [answers[:1], answers[1:]]
        for name, instead in (('fcntl.ioctl', control), ('os.read', read),
                              ('os.write', lambda _, data: written.append(
                                  data))):
            patch = unittest.mock.patch(f'robothat.{name}', instead)
            patch.start()
            self.addCleanup(patch.stop)
        return written

    def test_battery_is_read_without_touching_a_wheel(self):
        written = self.hat(b'\x0c\x00')
        with robothat.opened('/dev/null') as fd:
            self.assertEqual(robothat.find(fd, 'x'), 0x14)
            self.assertAlmostEqual(robothat.battery(fd, 'x'), 7.43, 2)
        self.assertEqual(written, [b'\x13\0\0'])

    def test_battery_that_is_low_is_red(self):
        self.assertEqual(robothat.check_battery(7.4, 6.6), '7.4 V')
        with self.assertRaisesRegex(repairs.Trouble, '5.9 V.*6.6 V: charge'):
            robothat.check_battery(5.9, 6.6)

    def test_hat_that_is_off_or_stuck_is_red(self):
        for failure, repair in ((errno.EREMOTEIO, 'hat-silent'),
                                (errno.ENXIO, 'hat-silent'),
                                (errno.ETIMEDOUT, 'hat-stuck')):
            with self.subTest(repair):
                self.hat(failure=failure)
                with robothat.opened('/dev/null') as fd, \
                        self.assertRaisesRegex(repairs.Trouble,
                                               start_of(repair)):
                    robothat.find(fd, 'x')

    def test_clock_that_nobody_keeps_is_red(self):
        doctor = load_doctor()
        for status, word in ((0, 'ok'), (0x40, 'FAIL'), (0x2001, 'ok')):
            with unittest.mock.patch.object(doctor, 'kernel_clock',
                                            lambda s=status: (s, 5000)):
                said = doctor.judge(doctor.check_clock, None)
            self.assertEqual(said[0], word)
        self.assertIn('5 ms', said[1])


class OnTheWay(Asked):
    def stun_server(self, answers):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(server.close)
        server.bind(('127.0.0.1', 0))

        def serve():
            asked = 0
            while True:
                try:
                    data, (host, port) = server.recvfrom(1500)
                except OSError:
                    return
                asked += 1
                if asked <= 1:
                    continue            # the first packet is lost
                value = bytes([0, 1]) + struct.pack(
                    '!H', port ^ 0x2112) + bytes(
                        a ^ b for a, b in zip(socket.inet_aton(host), COOKIE))
                server.sendto(
                    struct.pack('!HH', 0x101, 12) + data[4:20] +
                    struct.pack('!HH', 0x20, 8) + value, (host, port))
        if answers:
            threading.Thread(target=serve, daemon=True).start()
        return f'--stun-server=stun://127.0.0.1:{server.getsockname()[1]}'

    def test_stun_server_that_answers_is_green(self):
        found = self.assert_good('stun', self.stun_server(True))
        self.assertIn('127.0.0.1:', found['stun'][1])

    def test_stun_server_that_is_silent_is_red(self):
        self.assert_red('stun', 'no-stun', self.stun_server(False))

    def turn(self, *urls):
        path = self.path('turn')
        with open(path, 'w', encoding='ascii') as file:
            file.write('\n'.join(urls) + '\n')
        return f'--turn-servers-file={path}'

    def test_turn_server_is_tried_with_its_login(self):
        if missing(TURNSERVER):
            self.skipTest(f'{TURNSERVER} is not installed (coturn)')
        port = free_port()
        server = self.end(Process([
            TURNSERVER, '-n', '-v', '--listening-ip=127.0.0.1', '--no-tls',
            f'--listening-port={port}', '--relay-ip=127.0.0.1', '--no-dtls',
            '--lt-cred-mech', '--user=me:right%', '--realm=test', '--no-cli',
            '--allow-loopback-peers', '--log-file=stdout',
            f'--pidfile={self.path("turn.pid")}',
            f'--userdb={self.path("turn.db")}']))
        server.lines.when(lambda l: 'UDP listener opened' in l, 20)
        url = f'turn://me:right%25@127.0.0.1:{port}'
        self.assert_good('turn', self.turn(url, f'{url}?transport=tcp'))
        said = self.assert_red('turn', 'turn-login', self.turn(
            f'turn://me:wrong@127.0.0.1:{port}'))
        self.assertNotIn('wrong', said)

    def test_turn_server_that_is_not_there_is_red(self):
        for more in '', '?transport=tcp':
            said = self.assert_red('turn', 'no-turn', self.turn(
                f'turn://me:hidden@127.0.0.1:{free_port()}{more}'))
            self.assertNotIn('hidden', said)
        self.assert_red('turn', 'settings', self.turn('http://127.0.0.1'))

    def test_udp_that_the_firewall_drops_is_red(self):
        reason = network.missing()
        if reason:
            self.skipTest(reason)
        robot, other = (self.end(network.Machine(name))
                        for name in ('robot', 'other'))
        network.cable(robot, other, ['10.99.7.1'], ['10.99.7.2'])
        found = self.assert_good('udp', within=robot.command)
        self.assertIn('10.99.7.1', found['udp'][1])
        # The address stays, and nothing leads to it any more.
        robot.run(network.IP, 'rule', 'add', 'from', '10.99.7.1', 'priority',
                  '1', 'blackhole')
        robot.run(network.IP, 'rule', 'add', 'priority', '0', 'to',
                  '10.99.7.1', 'blackhole')
        robot.run(network.IP, 'rule', 'add', 'priority', '10', 'lookup',
                  'local')
        robot.run(network.IP, 'rule', 'delete', 'priority', '0', 'lookup',
                  'local')
        self.assert_red('udp', 'udp-blocked', within=robot.command)


class OfTheDemo(DemoRuns, Asked):
    LINES = 'encoder,battery,broker,acl,websocket'

    def start(self, *options, **kwargs):
        demo = super().start('--simulate', *options, **kwargs)
        demo.lines.when(lambda l: 'Ctrl-C' in l, 240)

    def test_demo_that_runs_is_looked_at_and_well(self):
        self.start()
        self.assert_good(self.LINES)

    def test_demo_with_guests_is_looked_at_as_its_owner(self):
        self.start('--guest', '5m')
        found = self.assert_good(self.LINES)
        self.assertIn('owner', found['acl'][1])

    def test_demo_for_the_network_is_looked_at_by_https(self):
        reason = network.missing() or browser.missing()
        if reason:
            self.skipTest(reason)
        os.chmod(self.folder, 0o711)    # nginx is not root
        robot, other = (self.end(network.Machine(name))
                        for name in ('robot', 'other'))
        network.cable(robot, other, ['10.99.7.1'], ['10.99.7.2'])
        self.start('--lan', within=robot.command)
        found = self.assert_good(self.LINES + ',udp', within=robot.command)
        self.assertIn('wss://10.99.7.1:', found['websocket'][1])


class Told(Sentences):
    def test_same_thing_is_said_in_the_same_words_everywhere(self):
        def text(*path):
            """A source's strings, with those that stand side by side joined
            and the gaps of C made ours."""
            with open(os.path.join(SOURCE, *path), encoding='utf-8') as file:
                return re.sub(r'''["']\s*\+?\s*["']''', '', file.read())

        def ours(repair):
            return re.sub(r'\{volts:|\{limit:', '%',
                          repairs.SENTENCES[repair].replace('.1f}', '.1f')
                          .replace('{device}', '%s'))
        for path, names in (
                (('gst', 'picarx', 'picarxboard-linux.c'),
                 ('i2c-missing', 'i2c-forbidden', 'i2c-wrong', 'i2c-fails',
                  'hat-silent', 'hat-stuck')),
                (('gst', 'picarx', 'gstpicarxmessages.c'), ('battery-low',)),
                (('ext', 'webrtc', 'connectionfault.c'), ('udp-blocked',)),
                (('examples', 'viewer', 'reasons.js'),
                 ('no-websocket', 'no-connack', 'broker-login',
                  'udp-blocked'))):
            said = text(*path)
            for name in names:
                with self.subTest(name):
                    self.assertIn(ours(name), said)

    def test_terminal_shows_green_and_red(self):
        master, slave = pty.openpty()
        done = subprocess.run([DOCTOR, '--only=i2c,encoder',
                               '--i2c-device=/dev/nowhere'],
                              stdout=slave, check=False, timeout=60,
                              env=dict(os.environ, TMPDIR=self.folder))
        os.close(slave)
        said = os.read(master, 4096).decode()
        os.close(master)
        self.assertEqual(done.returncode, 1)
        self.assertIn('\033[32mok', said)
        self.assertIn('\033[31mFAIL', said)

    def test_line_that_does_not_exist_is_named(self):
        done = subprocess.run([DOCTOR, '--only=coffee'], text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn('coffee', done.stderr)


if __name__ == '__main__':
    main()
