# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/demo --lan, used from a second machine with a real Chromium."""

import base64
import contextlib
import glob
import hashlib
import http.client
import os
import signal
import socket
import ssl
import stat
import subprocess
import urllib.parse

import browser
import network
from browser import Viewer
from process import missing
from rundemo import DemoRuns, argument_lists
from sentences import main

OPENSSL = '/usr/bin/openssl'
ROBOT, OTHER, PHONE = '10.99.7.1', '10.99.8.1', '10.99.7.2'
NAME = 'edge-robot'
LOOPBACK = ('0100007F', '00000000000000000000000001000000')


class OnTheNetwork(DemoRuns):
    """Two machines and a demo on the first of them."""

    @classmethod
    def setUpClass(cls):
        reason = browser.missing() or network.missing()
        for program in '/usr/sbin/nginx', '/usr/sbin/mosquitto', OPENSSL:
            reason = reason or missing(program)
        if reason:
            cls.skipTest(cls, reason)

    def begin(self, *options):
        os.chmod(self.folder, 0o711)    # nginx is not root
        self.robot = self.end(network.Machine(NAME))
        self.phone = self.end(network.Machine('phone'))
        network.cable(self.robot, self.phone, [ROBOT, OTHER], [PHONE])
        self.demo = self.start('--lan', '--simulate', *options,
                               within=self.robot.command)
        self.link = self.says(self.demo, r'https://\S+')
        self.parts = urllib.parse.urlsplit(self.link)
        self.secrets = urllib.parse.parse_qs(self.parts.fragment)

    def certificate(self):
        """What the phone is shown, kept in a file."""
        with self.phone.entered():
            text = ssl.get_server_certificate(
                (self.parts.hostname, self.parts.port))
        path = self.path('cert.pem')
        with open(path, 'w', encoding='ascii') as file:
            file.write(text)
        return path

    def pin(self):
        """The hash of the certificate's key, by which Chromium can be told to
        accept this one and no other."""
        key = subprocess.run(
            [OPENSSL, 'x509', '-in', self.certificate(), '-pubkey', '-noout'],
            check=True, capture_output=True).stdout
        der = subprocess.run([OPENSSL, 'pkey', '-pubin', '-outform', 'der'],
                             input=key, check=True, capture_output=True).stdout
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def open(self, link, name='phone'):
        return self.end(Viewer(link, self.folder, name, arguments=(
            f'--ignore-certificate-errors-spki-list={self.pin()}',
            f'--host-resolver-rules=MAP {NAME}.local {ROBOT}'),
            hide_addresses=True))


class Ends(OnTheNetwork):
    def test_end_of_nginx_ends_everything_with_a_sentence(self):
        self.begin()
        for pid in self.find(self.demo, 'nginx'):
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.demo.wait(30), 1)
        self.assertIn('nginx ended', '\n'.join(self.demo.lines.all()))
        self.assert_nothing_left(self.demo)

    def test_killed_demo_takes_nginx_and_keeper_along(self):
        self.begin('--guest', '5m')
        self.find(self.demo, 'nginx')
        self.assert_ends_when_killed(self.demo)

    def test_end_leaves_nothing_behind(self):
        self.begin()
        self.demo.send_signal(signal.SIGINT)
        self.assertEqual(self.demo.wait(30), 130)
        self.assertEqual(self.robot.listening(), set())
        self.assertEqual(glob.glob(self.path('edge-demo*')), [])

    def test_guest_of_the_network_sees(self):
        self.begin('--guest', '5m')
        link = self.says(self.demo, r'https://\S+username=m\S+')
        with self.phone.entered():
            page = self.open(link, 'guest')
            page.until('edgeViewer.frames > 3 && edgeViewer.data === "open"',
                       30)


class Lan(OnTheNetwork):
    """What changes nothing: all at one demo."""

    ours = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = OnTheNetwork()
        DemoRuns.setUp(cls.ours)
        cls.addClassCleanup(cls.ours.doCleanups)
        cls.ours.begin()

    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o711)    # nginx is not root
        for name in 'robot', 'phone', 'demo', 'link', 'parts', 'secrets':
            setattr(self, name, getattr(self.ours, name))

    def test_picture_arrives_and_car_is_driven_by_host_name(self):
        by_name = self.link.replace(f'//{ROBOT}:', f'//{NAME}.local:')
        self.assertNotEqual(by_name, self.link)
        with self.phone.entered():
            page = self.open(by_name)
            page.live()
            self.assertTrue(page.evaluate(
                'isSecureContext && !!navigator.mediaDevices'))
            self.assertNotIn(self.secrets['password'][0],
                             page.evaluate('location.href'))
            page.until('edgeViewer.locked === ""', 10)
            page.press('w')
            page.until('edgeViewer.telemetry.left === 50 && '
                       'edgeViewer.path === "channel"', 5)
            page.lift('w')
            page.until('edgeViewer.telemetry.left === 0', 5)

    def test_link_is_that_of_the_default_route_and_opens_as_printed(self):
        self.assertEqual(self.parts.hostname, ROBOT)
        with self.phone.entered():
            self.open(self.link).live()

    def test_wrong_password_is_refused(self):
        password = self.secrets['password'][0]
        with self.phone.entered():
            page = self.open(self.link.replace(password, 'wrong'))
            page.until('edgeViewer.mqtt === "refused"', 20)
            none = self.open(self.link.partition('#')[0], 'none')
            none.until('edgeViewer.mqtt === "refused"', 20)
            for viewer in page, none:
                self.assertEqual(viewer.state()['frames'], 0)

    def test_certificate_holds_for_every_name_and_address(self):
        context = ssl.create_default_context(cafile=self.certificate())
        with self.phone.entered():
            for name, address in ((ROBOT, ROBOT), (NAME, ROBOT),
                                  (f'{NAME}.local', ROBOT), (OTHER, ROBOT)):
                with self.subTest(name), socket.create_connection(
                        (address, self.parts.port), 5) as plain:
                    context.wrap_socket(plain, server_hostname=name).close()
            with self.assertRaises(ssl.SSLCertVerificationError), \
                    socket.create_connection(
                        (ROBOT, self.parts.port), 5) as plain:
                context.wrap_socket(plain, server_hostname='elsewhere')

    def test_fingerprint_that_is_printed_is_the_one_that_is_shown(self):
        printed = self.says(self.demo, r'([0-9A-F]{2}:){31}[0-9A-F]{2}')
        with open(self.certificate(), encoding='ascii') as file:
            der = ssl.PEM_cert_to_DER_cert(file.read())
        self.assertEqual(printed.replace(':', '').lower(),
                         hashlib.sha256(der).hexdigest())

    def test_https_is_all_that_the_network_can_reach(self):
        beyond = {(address, port) for address, port in self.robot.listening()
                  if address not in LOOPBACK}
        self.assertEqual({port for _, port in beyond}, {self.parts.port})
        brokers = [port for address, port in self.robot.listening()
                   if address in LOOPBACK]
        self.assertTrue(brokers)
        with self.phone.entered():
            for port in brokers:
                with self.assertRaises(ConnectionRefusedError):
                    socket.create_connection((ROBOT, port), 5)

    def test_page_is_shown_within_no_other(self):
        context = ssl.create_default_context(cafile=self.certificate())
        with self.phone.entered():
            web = http.client.HTTPSConnection(
                ROBOT, self.parts.port, timeout=5, context=context)
            web.request('GET', '/')
            answer = web.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers['X-Frame-Options'], 'DENY')
        self.assertEqual(answer.headers['Content-Security-Policy'],
                         "frame-ancestors 'none'")
        web.close()

    def upgrade(self, context):
        """A WebSocket of somebody without a password: what is answered."""
        stream = self.stack.enter_context(context.wrap_socket(
            socket.create_connection((ROBOT, self.parts.port), 5),
            server_hostname=ROBOT))
        stream.sendall(
            f'GET /mqtt HTTP/1.1\r\nHost: {ROBOT}\r\nUpgrade: websocket\r\n'
            'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
            'Sec-WebSocket-Protocol: mqtt\r\n\r\n'.encode())
        return stream.recv(4096).split(b' ')[1]

    def test_one_machine_without_a_password_keeps_nobody_out(self):
        context = ssl.create_default_context(cafile=self.certificate())
        with contextlib.ExitStack() as self.stack:
            with self.phone.entered():
                answers = [self.upgrade(context) for _ in range(140)]
            self.assertIn(b'101', answers[:1])
            self.assertIn(b'429', answers)
            self.assertLess(answers.count(b'101'), 30)
            # The robot's own browser comes from another address.
            with self.robot.entered():
                self.assertEqual(self.upgrade(context), b'101')

    def test_plain_http_is_sent_to_https(self):
        with self.phone.entered():
            plain = http.client.HTTPConnection(ROBOT, self.parts.port,
                                               timeout=5)
            plain.request('GET', '/?device=picarx')
            answer = plain.getresponse()
        self.assertEqual(answer.status, 308)
        self.assertEqual(answer.headers['Location'],
                         f'https://{ROBOT}:{self.parts.port}/?device=picarx')
        self.assertNotIn(b'<title>Robot', answer.read())
        plain.close()

    def test_password_is_in_no_argument_and_files_are_private(self):
        password = self.secrets['password'][0].encode()
        for pid, said in argument_lists():
            self.assertNotIn(password, said, pid)
        folders = glob.glob(self.ours.path('edge-demo*'))
        self.assertEqual(len(folders), 2)
        for folder in folders:
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
            for path in glob.glob(f'{folder}/*'):
                if path.endswith('/owner.password'):
                    self.assertEqual(stat.S_IMODE(os.stat(path).st_mode),
                                     0o600)
                elif os.path.isfile(path):
                    with open(path, 'rb') as file:
                        self.assertNotIn(password, file.read(), path)

    def test_check_passes_beside_another_demo(self):
        second = self.start('--lan', '--simulate', '--check',
                            within=self.robot.command)
        self.assertEqual(second.wait(240), 0, '\n'.join(second.lines.all()))
        self.assertIn('Everything works.', second.lines.all())

    def test_busy_port_is_named(self):
        second = self.start('--lan', '--simulate', '--port',
                            str(self.parts.port), within=self.robot.command)
        self.assertEqual(second.wait(240), 1)
        self.assertIn(f'port {self.parts.port} of this machine is taken',
                      '\n'.join(second.lines.all()))


if __name__ == '__main__':
    main()
