# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What is wrong between the page and the robot is named, with the sentence that
repairs it."""

import json
import os
import re

from broker import Broker, free_port, passwords
from pagecase import PageCase
from robot import DEVICE, STATUS
from sentences import SOURCE, main

ERROR = f'device/{DEVICE}/webrtc/error'

# The page names none of its addresses, and hears none of the robot's.
MUTE = '''
Object.defineProperty (RTCPeerConnection.prototype, 'onicecandidate',
    { set () { } });
RTCPeerConnection.prototype.addIceCandidate = async () => { };
const answer = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function (init) {
  return answer.call (this, { type: init.type,
    sdp: init.sdp.replace (/a=candidate.*\\r\\n/g, '') });
};
'''


def c_table():
    """The robot's reasons and sentences."""
    path = os.path.join(SOURCE, 'ext/webrtc/connectionfault.c')
    with open(path, encoding='utf-8') as file:
        rows = re.findall(r'\{"([a-z-]+)",\s*((?:"[^"]*"\s*)+)\}', file.read())
    return {reason: ''.join(re.findall(r'"([^"]*)"', text))
            for reason, text in rows}


class Trouble(PageCase):
    def check(self, viewer, step, *words):
        """This step is red, and its sentence has these words."""
        viewer.until(f'edgeViewer.checks["{step}"] === "bad"', 20)
        if not viewer.evaluate('document.getElementById ("checks").open'):
            viewer.click('btn-checks')
        viewer.until(
            f'document.getElementById ("check-{step}")?.dataset.state === "bad"',
            5)
        said = viewer.text(f'check-{step}')
        for word in words:
            self.assertIn(word, said)

    def pretend_robot(self):
        """The broker says that there is one."""
        self.observer.publish(
            STATUS, {'status': 'online', 'device': DEVICE}, 1, True)

    def test_sentences_are_those_of_the_robot(self):
        viewer = self.view()
        self.assertEqual(
            viewer.driver.execute_script('return edge.reasons.call'), c_table())
        self.assertEqual(len(c_table()), 7)

    def test_every_step_is_green_when_all_is_well(self):
        self.start()
        viewer = self.view().live()
        viewer.click('btn-checks')
        viewer.until('Object.entries (edgeViewer.checks).every (([name, state])'
                     ' => state === (name === "relay" ? "off" : "good"))', 10)
        viewer.until('document.querySelectorAll ('
                     '"#checks-list [data-state=good]").length === 9', 5)
        self.assertRegex(viewer.state()['route'], r'^host.*UDP.*127\.0\.0\.1')
        # It bars the way neither to a stop nor to the keys.
        moved = self.drive(viewer)
        viewer.press(' ')
        viewer.lift(' ')
        self.stops(moved, 1)
        viewer.lift('w')

    def test_broker_that_nobody_runs_is_named(self):
        port = free_port()
        viewer = self.view(more=f'&mqtt=ws://127.0.0.1:{port}/')
        self.check(viewer, 'websocket', 'broker is not reached', 'listener')
        self.assertIn(str(port), viewer.text('message-title'))
        self.assertIn('not reached', viewer.text('message-text'))

    def test_refused_login_is_named_and_asked_for(self):
        passwords(self.path('passwords'), robot='right')
        folder = self.path('guarded')
        os.mkdir(folder)
        guarded = self.end(Broker(
            folder, f'password_file {self.folder}/passwords\n'
            'allow_anonymous false\n'))
        viewer = self.view(
            more=f'&mqtt=ws://127.0.0.1:{guarded.ws_port}/',
            fragment='username=robot&password=wrong')
        self.check(viewer, 'login', 'name and password')
        self.assertTrue(viewer.evaluate(
            'document.getElementById ("login").open'))
        self.assertEqual(viewer.state()['checks']['websocket'], 'good')

    def test_robot_that_is_not_there_is_named(self):
        viewer = self.view()
        self.check(viewer, 'robot', 'power', 'device-id')

    def test_robot_that_does_not_answer_is_named(self):
        self.pretend_robot()
        viewer = self.view()
        self.check(viewer, 'answer', 'does not answer', 'mobile/')

    def test_refusal_is_shown_as_the_robot_says_it(self):
        self.pretend_robot()
        viewer = self.view()
        state = viewer.until('edgeViewer.webrtc === "calling" && edgeViewer', 10)
        sentence = 'All <b>places</b> are taken & more.'
        self.observer.publish(ERROR, {
            'type': 'error', 'reason': 'too-many', 'message': sentence,
            'to': state['id'], 'session': state['session']}, 1)
        self.check(viewer, 'answer', sentence)
        self.assertIn(sentence, viewer.text('message-text'))

    def test_last_word_of_the_robot_is_shown(self):
        self.pretend_robot()
        viewer = self.view()
        state = viewer.until('edgeViewer.webrtc === "calling" && edgeViewer', 10)
        # After such an answer the page waits some seconds until it calls again.
        for reason, sentence in (('busy', 'Wait.'), ('udp-blocked', 'It is UDP.')):
            self.observer.publish(ERROR, {
                'type': 'error', 'reason': reason, 'message': sentence,
                'to': state['id'], 'session': state['session']}, 1)
        self.check(viewer, 'path', 'It is UDP.')

    def test_refusal_for_somebody_else_is_not_shown(self):
        self.pretend_robot()
        viewer = self.view()
        state = viewer.until('edgeViewer.webrtc === "calling" && edgeViewer', 10)
        for wrong in ({'to': 'mother', 'session': state['session']},
                      {'to': state['id'], 'session': 'earlier'}):
            self.observer.publish(ERROR, {
                'type': 'error', 'reason': 'not-allowed', 'message': 'Out.',
                **wrong}, 1)
        self.observer.publish(ERROR, {
            'type': 'error', 'reason': 'busy', 'message': 'Last.',
            'to': state['id'], 'session': state['session']}, 1)
        self.check(viewer, 'answer', 'Last.')

    def test_call_without_addresses_fails_with_the_robots_sentence(self):
        self.start()
        viewer = self.view(script=MUTE)
        viewer.until('edgeViewer.reason !== ""', 30)
        viewer.until('edgeViewer.reason === "no-candidates"', 30)
        self.check(viewer, 'path', c_table()['no-candidates'])

    def test_page_finds_the_reason_as_the_robot_does(self):
        viewer = self.view()
        rows = (
            ({}, {}, 'checking', 'no-address'),
            ({}, {'host': 1}, 'checking', 'no-candidates'),
            ({'hidden': 2}, {'host': 1}, 'checking', 'only-mdns'),
            ({'host': 2}, {'host': 1}, 'checking', 'other-network'),
            ({'host': 2, 'srflx': 1}, {'host': 1}, 'checking', 'no-relay'),
            ({'host': 2, 'relay': 1}, {'host': 1}, 'checking', 'udp-blocked'),
            ({'host': 2}, {'host': 1}, 'connected', 'dtls'),
        )
        for local, remote, ice, reason in rows:
            self.assertEqual(viewer.driver.execute_script(
                'const [local, remote, iceConnectionState] = arguments;'
                'return edge.whyNoPath ({ pc: { iceConnectionState }, '
                'seen: { local, remote }, addresses: new Set () });',
                local, remote, ice), reason, json.dumps([local, remote, ice]))

    def test_page_by_plain_http_from_another_machine_says_what_it_lacks(self):
        self.start()
        viewer = self.view(
            host='robot.test', script='delete Navigator.prototype.getGamepads',
            arguments=('--host-resolver-rules=MAP robot.test 127.0.0.1',)).live()
        said = viewer.text('insecure')
        for word in ('http', 'no gamepad', 'no microphone', '--lan'):
            self.assertIn(word, said)
        self.assertFalse(viewer.driver.find_element(
            'id', 'gamepad').is_displayed())
        # All the rest works.
        moved = self.drive(viewer)
        viewer.lift('w')
        self.stops(moved, 1)
        safe = self.view('safe').live()
        self.assertFalse(safe.driver.find_element(
            'id', 'insecure').is_displayed())


if __name__ == '__main__':
    main()
