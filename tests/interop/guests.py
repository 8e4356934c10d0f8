# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""examples/demo --guest: what one who has the link may do, and for how long."""

import contextlib
import glob
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import urllib.parse

import browser
from broker import SUB, Broker, Client
from browser import Viewer
from process import Process, missing
from robot import COMMANDS, DEVICE, STATUS, TELEMETRY
from rundemo import DEMO, DemoRuns, argument_lists
from sentences import SOURCE, Sentences, main

GUESTS = os.path.join(SOURCE, 'examples', 'lib', 'guests.py')
sys.path.insert(0, os.path.dirname(GUESTS))
# pylint: disable=wrong-import-position
from mqttprobe import Probe, WebSocket      # noqa: E402

QRENCODE = '/usr/bin/qrencode'
LINK = r'http://127\.0\.0\.1\S+'
FORWARD = {'action': 'move', 'dir': 'forward', 'speed': 50}

# Lets the test lay its hands on the page's data channels.
KEEP_CHANNELS = '''
const create = RTCPeerConnection.prototype.createDataChannel;
window.testChannels = {};
window.testHeard = [];
RTCPeerConnection.prototype.createDataChannel = function (label, ...rest) {
  const channel = create.call (this, label, ...rest);
  channel.addEventListener ('message',
      (event) => window.testHeard.push (JSON.parse (event.data)));
  return window.testChannels[label] = channel;
};
'''


class Guests(DemoRuns):
    def run_demo(self, *options):
        self.demo = self.start('--simulate', *options)
        self.owner_link = self.says(self.demo, LINK)
        self.demo.lines.when(lambda l: 'Ctrl-C' in l, 30)
        return [word for line in self.demo.lines.all()
                for word in line.split() if word.startswith('http')]

    def invite(self, *options):
        """The link that a second call of the demo prints."""
        second = self.start(*options)
        self.assertEqual(second.wait(60), 0, '\n'.join(second.lines.all()))
        return self.says(second, LINK)

    @staticmethod
    def secrets(link):
        fragment = urllib.parse.urlsplit(link).fragment
        return {name: values[0] for name, values in
                urllib.parse.parse_qs(fragment).items()}

    def client(self, link):
        """A client with the link's login."""
        secrets = self.secrets(link)
        return self.end(Client(
            urllib.parse.urlsplit(link).port, username=secrets['username'],
            password=secrets['password'], transport='websockets'))

    def owner(self):
        owner = self.client(self.owner_link)
        self.assertEqual(owner.refusal, 0)
        owner.subscribe(TELEMETRY)
        owner.subscribe(STATUS, 1)
        return owner

    def view(self, link, name='guest'):
        reason = browser.missing()
        if reason:
            self.skipTest(reason)
        return self.end(Viewer(link, self.folder, name, script=KEEP_CHANNELS))

    def ask_the_car(self, owner):
        """Its telemetry in answer to a command of the owner's, which says
        what became of every command before."""
        start = owner.messages.mark()
        owner.publish(COMMANDS, {'action': 'servo', 'pan': 5, 'from': 'owner',
                                 'id': f'after-{start}'}, 1)
        return owner.wait(TELEMETRY, lambda t: t.get('id') ==
                          f'after-{start}', 10, start)

    def test_guest_who_watches_sees_and_moves_nothing(self):
        _, link = self.run_demo('--guest', '5m')
        owner, guest = self.owner(), self.view(link)
        guest.until('edgeViewer.frames > 3 && edgeViewer.data === "open"', 30)
        guest.until('testHeard.some ((m) => m.type === "hello" '
                    '&& m.role === "watch" && m.expires > Date.now ())', 5)
        start = owner.messages.mark()
        guest.driver.execute_script(
            'for (const name in testChannels)'
            f'  testChannels[name].send (JSON.stringify ({FORWARD}));')
        guest.until('testHeard.some ((m) => m.type === "refused" '
                    '&& m.reason === "role")', 5)
        self.ask_the_car(owner)
        self.assertEqual([line for line in owner.messages.all(start)
                          if '"left":50' in line.replace(' ', '')], [])

    def test_login_of_a_guest_publishes_his_own_calls_and_nothing_else(self):
        _, link = self.run_demo('--guest', '5m', '--role', 'drive')
        owner, guest = self.owner(), self.client(link)
        own = self.secrets(link)['id']
        self.assertEqual(guest.refusal, 0)
        start = owner.messages.mark()
        for topic in (COMMANDS, TELEMETRY, STATUS, 'mobile/m1/webrtc/offer',
                      f'device/{DEVICE}/webrtc/answer', f'mobile/{own}/x',
                      f'mobile/{own}'):
            guest.publish(topic, dict(FORWARD, id='guest', status='offline'),
                          1)
        self.assertEqual(self.ask_the_car(owner)['left'], 0)
        self.assertEqual([line for line in owner.messages.all(start)
                          if 'guest' in line or 'offline' in line], [])
        # What he may: an offer that nobody can answer is answered by an error.
        inbox = f'device/{DEVICE}/webrtc/error'
        guest.subscribe(inbox, 1)
        guest.publish(f'mobile/{own}/webrtc/offer',
                      {'type': 'offer', 'sdp': 'v=0'}, 1)
        error = guest.wait(inbox, lambda e: e['to'] == own, 10)
        self.assertEqual(error['reason'], 'not-allowed')
        guest.subscribe(TELEMETRY)
        guest.wait(TELEMETRY, lambda t: 'battery' in t, 10)

    def test_guest_cannot_fill_the_broker(self):
        _, link = self.run_demo('--guest', '5m')
        own, password = (self.secrets(link)[name]
                         for name in ('id', 'password'))
        probe = Probe(WebSocket(f'ws://127.0.0.1:'
                                f'{urllib.parse.urlsplit(link).port}/mqtt',
                                None), own, own, password)
        allowed = [kind for kind in ('offer', 'candidate', 'bye', 'x', 'x/y')
                   if probe.publish(f'mobile/{own}/webrtc/{kind}', b'{}')]
        probe.close()
        self.assertEqual(allowed, ['offer', 'candidate', 'bye'])
        guest = self.client(link)
        guest.publish(f'mobile/{own}/webrtc/offer', 'x' * 66000, 1, True)
        guest.publish(f'mobile/{own}/webrtc/bye', '{}', 1, True)
        heard = self.end(Process(
            [SUB, '--unix', glob.glob(self.path('edge-demo.*/mqtt.sock'))[0],
             '-F', '%t %l', '-t', 'mobile/#', '-t', STATUS]))
        end, _, _ = heard.lines.when(lambda l: l.startswith(STATUS), 10)
        self.assertEqual(heard.lines.all()[:end],
                         [f'mobile/{own}/webrtc/bye 2'])

    def test_guest_who_drives_drives(self):
        _, link = self.run_demo('--guest', '5m', '--role', 'drive')
        guest = self.view(link).live()
        guest.until('edgeViewer.locked === ""', 10)
        guest.press('w')
        guest.until('edgeViewer.telemetry.left === 50 && '
                    'edgeViewer.path === "channel"', 5)
        guest.lift('w')
        guest.until('edgeViewer.telemetry.left === 0', 5)

    def test_owner_has_a_token_too_and_drives_while_guests_come(self):
        owner_link, first = self.run_demo('--guest', '5m')
        self.assertEqual(self.secrets(owner_link)['username'], 'owner')
        page = self.view(owner_link, 'owner').live()
        page.until('edgeViewer.locked === ""', 10)
        page.press('w')
        page.until('edgeViewer.telemetry.left === 50', 5)
        second = self.invite('--guest', '5m')
        self.assertNotEqual(first, second)
        self.assertEqual(self.client(second).refusal, 0)
        page.until('edgeViewer.mqtt === "connected"', 10)
        self.assertEqual(page.state()['telemetry']['left'], 50)
        page.lift('w')

    def test_time_that_is_over_ends_the_call_and_the_login(self):
        self.run_demo('--guest', '5m')
        link = self.invite('--guest', '15s', '--role', 'drive')
        owner, guest = self.owner(), self.client(link)
        self.assertEqual(guest.refusal, 0)
        page = self.view(link)
        page.until('edgeViewer.frames > 3 && edgeViewer.data === "open"', 12)
        start = owner.messages.mark()
        page.until('testHeard.some ((m) => m.type === "bye" '
                   '&& m.reason === "expired")', 20)
        owner.wait(STATUS, lambda s: s['peers'] == 0, 10, start)
        guest.lost(10)
        self.assertNotEqual(self.client(link).refusal, 0)

    def test_expired_login_is_cut_off(self):
        self.run_demo('--guest', '5m')
        link = self.invite('--guest', '2s')
        guest = self.client(link)
        self.assertEqual(guest.refusal, 0)
        guest.lost(20)
        self.assertNotEqual(self.client(link).refusal, 0)
        self.assertEqual(self.owner().refusal, 0)

    def test_no_key_token_or_password_is_in_an_argument(self):
        links = self.run_demo('--guest', '5m') + [self.invite('--guest', '5m')]
        kept, = glob.glob(self.path('edge-demo.*/token.key'))
        self.assertEqual(stat.S_IMODE(os.stat(kept).st_mode), 0o600)
        with open(kept, 'rb') as file:
            words = [file.read()]
        self.assertGreaterEqual(len(words[0]), 32)
        for link in links:
            secrets = self.secrets(link)
            words += [secrets[name].encode()
                      for name in ('token', 'password')]
        for pid, said in argument_lists():
            for word in words:
                self.assertNotIn(word, said, pid)

    def test_link_is_a_qr_code_on_a_terminal(self):
        if missing(QRENCODE):
            self.skipTest(f'{QRENCODE} is not installed')
        self.run_demo('--guest', '5m')
        master, slave = pty.openpty()
        second = subprocess.Popen(
            [DEMO, '--guest', '5m'], stdout=slave, stdin=subprocess.DEVNULL,
            env=dict(os.environ, TMPDIR=self.folder))
        os.close(slave)
        said = b''
        with contextlib.suppress(OSError):      # the terminal's end
            while True:
                part = os.read(master, 65536)
                if not part:
                    break
                said += part
        os.close(master)
        self.assertEqual(second.wait(30), 0)
        said = said.decode().replace('\r\n', '\n')
        link = re.search(r'http://[^\s\033]+', said)[0]
        code = subprocess.run([QRENCODE, '-t', 'ANSIUTF8', '-m', '2'],
                              input=link, text=True, check=True,
                              capture_output=True).stdout
        self.assertIn(code, said)

    def test_end_of_their_keeper_ends_everything_with_a_sentence(self):
        self.run_demo('--guest', '5m')
        for pid, said in argument_lists():
            if b'guests.py' in said and self.folder.encode() in said:
                os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.demo.wait(30), 1)
        self.assertIn('the keeper of guests ended',
                      '\n'.join(self.demo.lines.all()))
        self.assert_nothing_left(self.demo)

    def test_demo_without_guests_says_how_to_have_them(self):
        demo = self.start('--simulate')
        demo.lines.when(lambda l: l.startswith('Ready:'), 240)
        second = self.start('--guest', '30m')
        self.assertEqual(second.wait(30), 1)
        self.assertIn('started without --guest',
                      '\n'.join(second.lines.all()))

    def test_time_that_is_none_is_named(self):
        for time in '', '30', 'm', '-5m', '31d', '9999999d', '0m':
            with self.subTest(time):
                demo = self.start('--guest', time)
                self.assertEqual(demo.wait(30), 1)
                self.assertIn('30m', '\n'.join(demo.lines.all()))

    def test_check_passes_and_leaves_nothing_behind(self):
        demo = self.start('--simulate', '--guest', '5m', '--check')
        self.assertEqual(demo.wait(240), 0, '\n'.join(demo.lines.all()))
        self.assert_nothing_left(demo)


class TheirKeeper(Sentences):
    """guests.py at a broker of its own."""

    def setUp(self):
        super().setUp()
        for name, text in (('passwords', ''), ('acl', 'topic read #\n'),
                           ('token.key', 'k' * 32)):
            with open(self.path(name), 'w', encoding='ascii') as file:
                file.write(text)
        self.broker = self.end(Broker(
            self.folder, 'per_listener_settings true\n'
            f'listener 0 {self.path("mqtt.sock")}\nallow_anonymous true\n',
            more='allow_anonymous false\n'
            f'password_file {self.path("passwords")}\n'
            f'acl_file {self.path("acl")}\n'))
        self.keeper = self.end(Process(
            [GUESTS, 'keep', self.folder, 'http://here', DEVICE,
             str(self.broker.pid)]))
        self.keeper.lines.when(lambda l: l == 'guests: ready', 10)

    def add(self, seconds):
        return subprocess.run([GUESTS, 'add', self.folder, str(seconds),
                               'watch'], text=True, check=False,
                              capture_output=True, timeout=30)

    def refusal(self, link):
        secrets = Guests.secrets(link)
        return self.end(Client(
            self.broker.ws_port, username=secrets['username'],
            password=secrets['password'], transport='websockets')).refusal

    def test_broker_that_stalls_is_told_later_whose_time_is_over(self):
        link = self.add(3).stdout
        self.assertEqual(self.refusal(link), 0)
        os.kill(self.broker.pid, signal.SIGSTOP)
        start = 0
        for _ in range(2):
            start, _, _ = self.keeper.lines.when(
                lambda l: 'does not know yet' in l, 30, start)
            start += 1
        os.kill(self.broker.pid, signal.SIGCONT)
        self.keeper.lines.when(lambda l: 'the broker knows' in l, 30, start)
        self.assertTrue(self.keeper.running)
        self.assertNotEqual(self.refusal(link), 0)

    def test_link_that_the_broker_was_not_told_of_is_not_given(self):
        os.kill(self.broker.pid, signal.SIGSTOP)
        failed = self.add(60)
        os.kill(self.broker.pid, signal.SIGCONT)
        self.assertEqual((failed.returncode, failed.stdout), (1, ''))
        self.keeper.lines.when(lambda l: 'the broker knows' in l, 30)
        with open(self.path('passwords'), encoding='ascii') as file:
            self.assertEqual(file.read(), '')
        self.assertEqual(self.refusal(self.add(60).stdout), 0)


if __name__ == '__main__':
    main()
