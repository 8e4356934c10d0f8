# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/demo as a person starts it, and ends it."""

import contextlib
import os
import pty
import re
import signal
import socket
import subprocess
import time

from broker import Client
from robot import TELEMETRY
from rundemo import DEMO, DemoRuns, session
from sentences import main


class Demo(DemoRuns):
    def start(self, *options):
        return super().start('--simulate', *options)

    def test_check_passes_and_leaves_nothing_behind(self):
        demo = self.start('--check')
        code = demo.wait(240)
        self.assertEqual(code, 0, '\n'.join(demo.lines.all()))
        self.assertIn('Everything works.', demo.lines.all())
        self.assert_nothing_left(demo)

    def test_ctrl_c_and_its_like_leave_nothing_behind(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143),
                             (signal.SIGHUP, 129)):
            with self.subTest(number):
                demo = self.start()
                demo.lines.when(lambda l: l.startswith('Ready:'), 240)
                self.assertGreater(len(session(demo.pid)), 2)
                demo.send_signal(number)
                self.assertEqual(demo.wait(30), code)
                self.assert_nothing_left(demo)

    def test_end_while_the_broker_starts_leaves_nothing_behind(self):
        demo = self.start()
        demo.lines.when(lambda l: l.startswith('4.'), 240)
        broker = self.find_at_once(demo, 'mosquitto')
        os.kill(broker, signal.SIGSTOP)     # so that it says nothing yet
        self.addCleanup(self.kill, broker)
        demo.send_signal(signal.SIGTERM)
        self.assertEqual(demo.wait(30), 143)
        self.assert_nothing_left(demo)

    @staticmethod
    def kill(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def find_at_once(self, demo, name):
        """The id of a process of the demo, as soon as there is one."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for pid in session(demo.pid):
                with contextlib.suppress(OSError), \
                        open(f'/proc/{pid}/comm', encoding='ascii') as comm:
                    if comm.read() == f'{name}\n':
                        return pid
        raise AssertionError(f'no {name}')

    def test_killed_demo_takes_its_servers_along(self):
        demo = self.start()
        demo.lines.when(lambda l: 'Ctrl-C' in l, 240)
        self.assertGreater(len(session(demo.pid)), 2)
        self.assert_ends_when_killed(demo)

    def test_terminal_shows_no_running_position(self):
        master, slave = pty.openpty()
        demo = subprocess.Popen(
            [DEMO, '--simulate'], stdout=slave, stdin=subprocess.DEVNULL,
            start_new_session=True, env=dict(os.environ, TMPDIR=self.folder))
        self.addCleanup(self.kill, demo.pid)
        os.close(slave)
        said = b''
        while b'Ctrl-C' not in said:
            said += os.read(master, 65536)
        self.watch_for_a_second(said.decode())
        demo.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):      # the terminal's end
            while part := os.read(master, 65536):
                said += part
        os.close(master)
        self.assertEqual(demo.wait(30), 130)
        self.assertNotIn(b'99:99:99', said)

    def watch_for_a_second(self, said):
        """Hears the telemetry of the demo that said so, which comes twice a
        second."""
        port, password = re.search(
            r'127\.0\.0\.1:(\d+)/\S*password=([a-z0-9]+)', said).groups()
        owner = self.end(Client(int(port), username='owner',
                                password=password, transport='websockets'))
        owner.subscribe(TELEMETRY)
        start = 0
        for _ in range(3):
            start, _, _ = owner.messages.when(lambda _: True, 10, start)
            start += 1

    def test_end_of_the_robot_ends_everything_with_a_sentence(self):
        demo = self.start()
        demo.lines.when(lambda l: l.startswith('Ready:'), 240)
        for pid in self.find(demo, 'gst-launch'):
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(demo.wait(30), 1)
        self.assertIn('the robot ended', '\n'.join(demo.lines.all()))
        self.assert_nothing_left(demo)

    def test_end_of_the_broker_ends_everything_with_a_sentence(self):
        demo = self.start()
        demo.lines.when(lambda l: l.startswith('Ready:'), 240)
        for pid in self.find(demo, 'mosquitto'):
            os.kill(pid, signal.SIGTERM)
        self.assertEqual(demo.wait(30), 1)
        self.assertIn('the broker ended', '\n'.join(demo.lines.all()))
        self.assert_nothing_left(demo)

    def test_busy_port_is_named(self):
        with socket.socket() as busy:
            busy.bind(('127.0.0.1', 0))
            busy.listen()
            port = busy.getsockname()[1]
            demo = self.start('--port', str(port), '--check')
            self.assertEqual(demo.wait(240), 1)
        said = '\n'.join(demo.lines.all())
        self.assertIn(f'port {port} of 127.0.0.1 is taken', said)
        self.assertIn('--port', said)
        self.assert_nothing_left(demo)

    def test_footage_that_is_not_there_or_no_picture_is_named(self):
        demo = self.start('--video', '/nowhere/film.mp4')
        self.assertEqual(demo.wait(30), 1)
        self.assertIn('/nowhere/film.mp4', '\n'.join(demo.lines.all()))
        demo = self.start('--video', DEMO)
        self.assertEqual(demo.wait(240), 1)
        self.assertIn('holds no picture', '\n'.join(demo.lines.all()))
        self.assert_nothing_left(demo)

    def test_footage_is_shown_again_and_again(self):
        film = self.path('film.webm')
        subprocess.run(
            ['/usr/bin/gst-launch-1.0', '-q', 'videotestsrc', 'num-buffers=30',
             '!', 'video/x-raw,width=160,height=120,framerate=15/1', '!',
             'vp8enc', '!', 'webmmux', '!', 'filesink', f'location={film}'],
            check=True)
        demo = self.start('--video', film, '--check')
        code = demo.wait(240)
        os.unlink(film)
        self.assertEqual(code, 0, '\n'.join(demo.lines.all()))
        self.assert_nothing_left(demo)


if __name__ == '__main__':
    main()
