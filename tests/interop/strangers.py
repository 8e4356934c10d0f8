# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/demo and those who are not invited: other users of this machine, and
pages of other sites in its browser."""

import http.server
import os
import socket
import subprocess
import threading
import unittest.mock
import urllib.parse

import browser
from broker import Broker, Client
from browser import Viewer
from doctor import load_doctor
from process import Process
from rundemo import DemoRuns
from sentences import BUILD, SOURCE, Sentences, main

RUNNING_DEMO = '. examples/lib/guests.bash; running_demo'
NOBODY = 65534


class OtherUsers(Sentences):
    """Where everybody may make folders, which one is taken for a demo's."""

    def setUp(self):
        super().setUp()
        program = self.path('demo')
        with open(program, 'w', encoding='ascii') as file:
            file.write('read -r\n')
        self.demo = self.end(Process(['/bin/bash', program],
                                     stdin=subprocess.PIPE))

    def make(self, name='edge-demo.one', pid=None, mode=0o700):
        folder = self.path(name)
        os.mkdir(folder)
        for file, text in (('pid', self.demo.pid if pid is None else pid),
                           ('doctor', '--camera=of-' + name)):
            with open(os.path.join(folder, file), 'w',
                      encoding='ascii') as out:
                out.write(f'{text}\n')
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.join(folder, 'guests.sock'))
        os.chmod(folder, mode)
        return folder

    def found(self):
        """What the demo takes for one, and what the doctor does."""
        environment = dict(os.environ, TMPDIR=self.folder)
        with unittest.mock.patch.dict(os.environ, environment):
            settings = load_doctor().running_demo()
        folder = subprocess.run(['/bin/bash', '-c', RUNNING_DEMO], cwd=SOURCE,
                                env=environment, text=True, check=False,
                                capture_output=True).stdout
        return folder.rstrip('\n'), settings

    def assert_none(self):
        self.assertEqual(self.found(), ('', []))

    def test_own_demo_that_runs_is_found(self):
        folder = self.make()
        self.assertEqual(self.found(),
                         (folder, ['--camera=of-edge-demo.one']))

    def test_folder_of_somebody_else_is_no_demo(self):
        if os.geteuid() != 0:
            self.skipTest('only root can give a folder away')
        folder = self.make()
        os.chown(folder, NOBODY, NOBODY)
        self.assert_none()

    def test_folder_that_others_may_enter_is_no_demo(self):
        self.make(mode=0o755)
        self.assert_none()

    def test_link_to_a_folder_of_ours_is_no_demo(self):
        os.rename(self.make(), self.path('elsewhere'))
        os.symlink(self.path('elsewhere'), self.path('edge-demo.one'))
        self.assert_none()

    def test_links_in_it_are_not_followed(self):
        folder = self.make()
        for name in 'pid', 'doctor':
            os.rename(os.path.join(folder, name), self.path(name))
            os.symlink(self.path(name), os.path.join(folder, name))
        self.assert_none()

    def test_process_that_is_no_demo_of_ours_is_none(self):
        for pid in 0, -1, os.getpid(), 2 ** 22 + 1, 'x', '':
            with self.subTest(pid):
                self.make(f'edge-demo.{pid}', pid)
                self.assert_none()

    def test_demo_that_ended_is_none(self):
        self.make()
        self.demo.kill()
        self.assert_none()


class OtherSites(DemoRuns):
    """What a page from elsewhere could do in this machine's browser."""

    def run_demo(self):
        demo = self.start('--simulate')
        self.link = self.says(demo, r'http://\S+')
        demo.lines.when(lambda l: 'Ctrl-C' in l, 30)
        self.parts = urllib.parse.urlsplit(self.link)

    def login(self):
        secrets = urllib.parse.parse_qs(self.parts.fragment)
        return {name: secrets.get(name, [''])[0]
                for name in ('username', 'password')}

    def client(self, username=None, password=None):
        return self.end(Client(self.parts.port, username=username,
                               password=password, transport='websockets'))

    def test_demo_lets_nobody_in_without_its_password(self):
        self.run_demo()
        self.assertNotEqual(self.client().refusal, 0)
        self.assertNotEqual(self.client('owner', 'guess').refusal, 0)
        self.assertEqual(self.client(**self.login()).refusal, 0)

    def test_link_that_is_printed_drives(self):
        reason = browser.missing()
        if reason:
            self.skipTest(reason)
        self.run_demo()
        page = self.end(Viewer(self.link, self.folder)).live()
        self.assertNotIn(self.login()['password'],
                         page.evaluate('location.href'))
        page.until('edgeViewer.locked === ""', 10)
        page.press('w')
        page.until('edgeViewer.telemetry.left === 50', 5)
        page.lift('w')


class Frame(http.server.BaseHTTPRequestHandler):
    """A page of another site with the viewer page in it."""

    def do_GET(self):       # pylint: disable=invalid-name
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.end_headers()
        self.wfile.write(b'<!DOCTYPE html><iframe width="900" height="600" '
                         b'src="%s"></iframe>' % self.server.inner.encode())

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


class Framed(Sentences):
    def test_page_within_another_page_has_no_controls_and_says_so(self):
        reason = browser.missing()
        if reason:
            self.skipTest(reason)
        www = browser.prepare_page(BUILD, SOURCE)
        broker = self.end(Broker(self.folder, www=www))
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Frame)
        server.inner = f'http://127.0.0.1:{broker.ws_port}/'
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        viewer = self.end(Viewer(
            f'http://localhost:{server.server_address[1]}/', self.folder))
        viewer.driver.switch_to.frame(0)
        viewer.until('document.readyState === "complete" && '
                     '!document.getElementById ("message").hidden', 10)
        self.assertIn('within another', viewer.text('message-text'))
        self.assertFalse(viewer.driver.find_element(
            'id', 'controls').is_displayed())
        self.assertIsNone(viewer.evaluate('window.edgeViewer'))


if __name__ == '__main__':
    main()
