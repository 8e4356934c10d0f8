# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""A page that was opened by a guest's link: who may do what, until when, and
where the token does not stay."""

import base64
import hashlib
import hmac
import json
import time

from broker import Client
from pagecase import KEEP_CHANNELS, PageCase
from robot import DEVICE, STOP
from sentences import main

KEY = b'0123456789abcdef0123456789abcdef'

NOWHERE = '''[location.href, document.referrer, document.documentElement.outerHTML,
 JSON.stringify (sessionStorage), JSON.stringify (localStorage),
 JSON.stringify (history.state), document.cookie,
 JSON.stringify (window.edgeViewer)].join ()'''


def token(guest, seconds, **claims):
    claims = {'sub': guest, 'aud': DEVICE, 'exp': int(time.time()) + seconds,
              **claims}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b'=')
             for part in ({'alg': 'HS256', 'typ': 'JWT'}, claims)]
    signed = b'.'.join(parts)
    mac = hmac.new(KEY, signed, hashlib.sha256).digest()
    return b'.'.join(
        (signed, base64.urlsafe_b64encode(mac).rstrip(b'='))).decode()


class Guest(PageCase):
    def setUp(self):
        super().setUp()
        path = self.path('key')
        with open(path, 'wb') as file:
            file.write(KEY)
        self.start(signaling=f'token-key-file={path}')

    def guest(self, name, seconds=600, **claims):
        secret = token(name, seconds, **claims)
        viewer = self.view(
            name, script=KEEP_CHANNELS,
            fragment=f'token={secret}&id={name}&username={name}&password=p')
        return viewer, secret

    def test_watcher_sees_but_cannot_drive_and_is_told_so(self):
        driver, _ = self.guest('mdriver', role='drive')
        watcher, _ = self.guest('mwatcher', role='watch')
        driver.live()
        watcher.live().until('edgeViewer.role === "watch"', 5)
        self.assertEqual(watcher.state()['id'], 'mwatcher')
        watcher.until('edgeViewer.locked === '
                      '"This link lets you watch, not drive"', 5)
        for identifier in ('btn-forward', 'btn-left', 'sliders', 'btn-take',
                           'gamepad'):
            self.assertFalse(watcher.driver.find_element(
                'id', identifier).is_displayed(), identifier)
        self.assertRegex(watcher.text('pass'), r'^Watching only · \d+ min left$')
        moved = self.drive(driver)
        watcher.press('s')
        watcher.until('!edgeViewer.driving', 2)
        watcher.lift('s')
        self.assertNotIn(STOP[0], self.trace.since(moved))
        # Anybody's stop is obeyed.
        watcher.click('btn-stop')
        self.stops(moved, 1)
        driver.lift('w')

    def test_robot_refuses_what_a_watcher_sends_all_the_same(self):
        watcher, _ = self.guest('mwatcher')
        watcher.live()
        start = self.trace.mark()
        watcher.driver.execute_script(
            'testChannels.motion.send (JSON.stringify ('
            '{ action: "move", dir: "forward", speed: 50, seq: 9e15 }))')
        watcher.until('!document.getElementById ("toast").hidden', 3)
        self.assertIn('watch', watcher.text('toast'))
        self.assert_stays(start)

    def test_token_stays_nowhere_and_a_reload_says_what_to_do(self):
        guest, secret = self.guest('mguest', role='drive')
        guest.live()
        told = guest.evaluate(NOWHERE)
        self.assertNotIn(secret, told)
        self.assertNotIn(secret.split('.', maxsplit=1)[0], told)
        self.assertNotIn('password=', told)
        self.assertNotIn(secret, json.dumps(guest.driver.get_log('browser')))
        guest.driver.refresh()
        guest.until('edgeViewer.webrtc === "ended"', 20)
        self.assertEqual(guest.text('message-title'), 'Open the link again')

    def test_id_that_calls_show_ends_no_connection(self):
        guest, _ = self.guest('mguest', role='drive')
        guest.live()
        self.assertEqual(guest.state()['id'], 'mguest')
        start = self.broker.lines.mark()
        thief = self.end(Client(self.broker.port, client_id='mguest'))
        self.assertEqual(thief.refusal, 0)
        self.assertEqual([line for line in self.broker.lines.all(start)
                          if 'already connected' in line], [])

    def test_guest_without_a_data_channel_has_no_other_way(self):
        guest, _ = self.guest('mguest', role='drive')
        guest.live()
        guest.evaluate('window.testChannels.control.close ()')
        guest.until('edgeViewer.path === "none"', 5)
        guest.until('edgeViewer.checks.data === "bad"', 5)
        start = self.trace.mark()
        guest.press('w')
        guest.lift('w')
        self.assertEqual(guest.state()['sent']['mqtt'], 0)
        self.assert_stays(start)

    def test_session_whose_time_is_over_ends_and_is_not_made_anew(self):
        guest, _ = self.guest('mguest', seconds=12, role='drive')
        guest.live()
        self.assertRegex(guest.text('pass'), r'^\d+ s left$')
        moved = self.drive(guest)
        told = self.observer.messages.mark()
        guest.until('edgeViewer.webrtc === "ended"', 30)
        self.stops(moved, 2)
        guest.lift('w')
        self.assertEqual(guest.text('message-title'), 'This session is over')
        self.assertTrue(guest.text('message-text'))
        self.assertFalse(guest.driver.find_element(
            'id', 'btn-again').is_displayed())
        self.peers(0, 10, told)
        session = guest.state()['session']
        self.broker.restart()
        guest.until('edgeViewer.mqtt !== "connected"', 5)
        guest.until('edgeViewer.presence === "online"', 20)
        state = guest.state()
        self.assertEqual((state['webrtc'], state['session']),
                         ('ended', session))

    def test_page_without_a_link_is_told_why_it_is_not_let_in(self):
        stranger = self.view('stranger')
        stranger.until('edgeViewer.webrtc === "ended"', 20)
        self.assertEqual(stranger.state()['reason'], 'not-allowed')
        self.assertEqual(stranger.text('message-title'), 'Not let in')
        self.assertIn('link', stranger.text('message-text'))
        self.assertEqual(stranger.state()['checks']['answer'], 'bad')
        session = stranger.state()['session']
        stranger.click('btn-again')
        stranger.until(f'edgeViewer.session !== "{session}" && '
                       'edgeViewer.webrtc === "ended"', 10)


if __name__ == '__main__':
    main()
