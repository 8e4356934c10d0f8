# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The robot of examples/demo, seen and driven by a real Chromium."""

import os
import signal
import time

from broker import Client
from pagecase import KEEP_CHANNELS, PageCase
from robot import COMMANDS, FORWARD_50, STATUS, STOP, STRAIGHT
from sentences import BUILD, main


class SeenAndDriven(PageCase):
    def test_page_comes_from_the_broker_and_its_picture_moves(self):
        self.start()
        viewer = self.view().live()
        first = viewer.pixels()
        viewer.until(f'edgeViewer.frames > {viewer.state()["frames"] + 30}', 5)
        second = viewer.pixels()
        self.assertNotEqual(first['sum'], second['sum'])
        self.assertGreater(second['bright'], 0)
        viewer.until('edgeViewer.stats.fps > 20', 10)
        self.assertEqual(viewer.evaluate(
            'document.getElementById ("video").srcObject'
            '.getAudioTracks ().length'), 1)
        self.assertEqual(viewer.evaluate(
            '["playsInline", "muted", "autoplay"].filter ((name) => '
            '!document.getElementById ("video")[name])'), [])
        self.assertEqual([entry for entry in viewer.driver.get_log('browser')
                          if entry['level'] == 'SEVERE'], [])

    def test_figures_stand_in_one_row_and_say_what_they_leave_out(self):
        self.start()
        viewer = self.view().live()
        viewer.until('edgeViewer.stats.bitrate && edgeViewer.path === "channel"'
                     ' && document.getElementById ("latency").textContent'
                     '.includes ("ms")', 10)
        self.assertEqual(viewer.evaluate(
            'new Set (Array.from (document.querySelectorAll ("#hud > div"),'
            ' (figure) => figure.offsetTop)).size'), 1)
        title = viewer.evaluate(
            'document.getElementById ("latency").parentElement.title')
        self.assertIn('Camera, encoder and screen are not in it', title)

    def test_key_writes_exactly_the_vectors_bytes_and_telemetry_returns(self):
        self.start()
        viewer = self.view().live()
        start = self.trace.mark()
        moved = self.drive(viewer)
        viewer.until('edgeViewer.telemetry.left === 50 && edgeViewer.telemetry'
                     '.right === 50 && edgeViewer.driver === "me"', 3)
        self.assertEqual(viewer.text('telemetry-left'), '50%')
        viewer.lift('w')
        stopped = self.stops(moved, 1)
        viewer.until('edgeViewer.telemetry.left === 0', 3)
        written = [t for t in self.trace.since(start)[:stopped - start]
                   if t not in STRAIGHT]
        self.assertEqual(written[:8], FORWARD_50 + STOP)
        self.assertEqual(viewer.state()['path'], 'channel')

    def test_stops_when_the_key_is_let_go(self):
        self.start()
        viewer = self.view().live()
        moved = self.drive(viewer)
        viewer.lift('w')
        stopped = self.stops(moved, 1)
        # Longer than the dead-man: it was not he who stopped it.
        told = self.observer.messages.mark()
        self.telemetry(lambda t: t['left'] == 0, 3, told)
        self.assert_stays(stopped)

    def test_stops_when_the_tab_is_closed(self):
        self.start()
        viewer = self.view().live()
        moved = self.drive(viewer)
        told = self.observer.messages.mark()
        viewer.close_tab()
        stopped = self.stops(moved, 1)
        self.telemetry(lambda t: t['driver'] is None and t['left'] == 0, 6,
                       told)
        self.peers(0, 6, told)
        self.assert_stays(stopped)

    def test_spectator_who_leaves_does_not_stop_the_driver(self):
        self.start()
        driver = self.view('driver').live()
        spectator = self.view('spectator').live()
        moved = self.drive(driver)
        spectator.until('edgeViewer.driver === "other"', 5)
        told = self.observer.messages.mark()
        spectator.close_tab()
        self.peers(1, 6, told)
        self.telemetry(lambda t: t['left'] == 50, 3,
                       self.observer.messages.mark())
        self.assertNotIn(STOP[0], self.trace.since(moved))
        driver.lift('w')
        self.stops(moved, 1)

    def test_of_two_viewers_one_drives_and_the_other_can_stop_him(self):
        self.start()
        driver = self.view('driver').live()
        other = self.view('other').live()
        moved = self.drive(driver)
        other.until('edgeViewer.driver === "other"', 5)
        other.press('s')
        other.until('edgeViewer.locked.includes ("somebody else")', 3)
        self.telemetry(lambda t: t['left'] == 50, 3,
                       self.observer.messages.mark())
        self.assertEqual([t for t in self.trace.since(moved)
                          if t not in FORWARD_50 + STRAIGHT], [])
        other.lift('s')
        other.press(' ')
        other.lift(' ')
        self.stops(moved, 1)
        driver.lift('w')

    def test_broker_restart_does_not_take_the_wheel_away(self):
        self.start()
        viewer = self.view().live()
        moved = self.drive(viewer)
        self.broker.restart()
        viewer.until('edgeViewer.mqtt !== "connected"', 5)
        viewer.until('edgeViewer.mqtt === "connected" && '
                     'edgeViewer.presence === "online"', 20)
        state = viewer.live().state()
        self.assertEqual(state['telemetry']['left'], 50)
        self.assertNotIn(STOP[0], self.trace.since(moved))
        viewer.lift('w')
        self.stops(moved, 1)

    def test_emergency_stop_latches_until_cleared(self):
        self.start()
        viewer = self.view().live()
        moved = self.drive(viewer)
        viewer.click('btn-estop')
        stopped = self.stops(moved, 1)
        viewer.until('edgeViewer.estop && edgeViewer.locked', 3)
        viewer.lift('w')
        viewer.press('w')
        self.observer.publish(COMMANDS, {
            'action': 'move', 'dir': 'forward', 'speed': 50,
            'from': viewer.state()['id'], 'id': 'refused'})
        answer = self.telemetry(lambda t: t.get('id') == 'refused', 3)
        self.assertEqual(answer['refused'], 'estop')
        self.assert_stays(stopped)
        viewer.lift('w')
        viewer.click('btn-clear')
        viewer.until('!edgeViewer.estop', 3)
        moved = self.drive(viewer)
        viewer.lift('w')
        self.stops(moved, 1)

    def test_frozen_picture_is_veiled_and_locks_the_controls(self):
        self.start()
        viewer = self.view().live()
        self.robot.send_signal(signal.SIGSTOP)
        viewer.until('edgeViewer.veil && edgeViewer.locked', 2.5)
        self.robot.send_signal(signal.SIGCONT)
        viewer.live()

    def test_killed_viewer_is_gone_and_the_car_stands(self):
        self.start()
        viewer = self.view().live()
        moved = self.drive(viewer)
        told = self.observer.messages.mark()
        viewer.kill()
        stopped = self.stops(moved, 2)
        self.telemetry(lambda t: t['driver'] is None and t['left'] == 0, 6,
                       told)
        self.peers(0, 10, told)
        self.assert_stays(stopped)
        self.assertTrue(self.robot.running)

    def test_reloaded_page_is_one_viewer(self):
        self.start()
        viewer = self.view().live()
        viewer.driver.refresh()
        viewer.live()
        late = self.end(Client(self.broker.port))
        late.subscribe(STATUS, 1)
        late.wait(STATUS, lambda s: s['peers'] == 1, 10)

    def test_two_viewers_share_one_encoder(self):
        os.environ['GST_DEBUG'] = 'GST_ELEMENT_FACTORY:4'
        self.addCleanup(os.environ.pop, 'GST_DEBUG')
        self.start()
        one = self.view('one').live()
        two = self.view('two').live()
        for viewer in one, two:
            viewer.until('edgeViewer.stats.codec === "H264"', 5)
        made = [line for line in self.robot.lines.all()
                if 'creating element "x264enc"' in line or
                'creating element "openh264enc"' in line]
        self.assertEqual(len(made), 1, made)

    def test_moves_have_a_lane_of_their_own_and_stops_the_sure_one(self):
        self.start()
        viewer = self.view(script=KEEP_CHANNELS).live()
        viewer.until('edgeViewer.motion === "open"', 5)
        self.assertEqual(viewer.evaluate(
            '["control", "motion"].map ((name) => [testChannels[name].ordered,'
            ' testChannels[name].maxRetransmits])'), [[True, None], [False, 0]])
        viewer.driver.execute_script('''
            window.testSent = [];
            for (const [name, channel] of Object.entries (testChannels)) {
              const send = channel.send;
              channel.send = (text) => {
                const { action } = JSON.parse (text);
                if (action)
                  testSent.push (`${action} by ${name}`);
                send.call (channel, text);
              };
            }''')
        moved = self.drive(viewer)
        viewer.lift('w')
        self.stops(moved, 1)
        self.assertEqual(viewer.evaluate('[...new Set (testSent)]'),
                         ['move by motion', 'stop by control'])

    def test_robot_that_refuses_the_second_lane_gets_all_on_one(self):
        self.start()
        viewer = self.view(script=KEEP_CHANNELS).live()
        viewer.evaluate('window.testChannels.motion.close ()')
        viewer.until('edgeViewer.motion === "closed"', 5)
        moved = self.drive(viewer)
        self.assertEqual(viewer.state()['sent']['mqtt'], 0)
        self.assertEqual(viewer.state()['checks']['data'], 'good')
        viewer.lift('w')
        self.stops(moved, 1)

    def test_moves_that_a_frozen_robot_finds_do_not_drive_it(self):
        os.environ['GST_PICARX_GUARD'] = os.path.join(
            BUILD, 'gst/picarx/picarx-guard')
        self.addCleanup(os.environ.pop, 'GST_PICARX_GUARD')
        self.start()
        viewer = self.view().live()
        viewer.until('edgeViewer.path === "channel"', 5)
        moved = self.drive(viewer)
        self.robot.send_signal(signal.SIGSTOP)
        stopped = self.stops(moved, 3)
        viewer.lift('w')
        # What was sent until then is older than max-age now.
        viewer.driver.execute_async_script('setTimeout (arguments[0], 1000)')
        self.robot.send_signal(signal.SIGCONT)
        viewer.until('edgeViewer.telemetry.failsafe === "timeout"', 5)
        viewer.driver.execute_async_script('setTimeout (arguments[0], 500)')
        self.assert_stays(stopped)
        self.drive(viewer)

    def test_without_a_data_channel_commands_go_over_mqtt(self):
        self.start()
        self.observer.subscribe(COMMANDS)
        viewer = self.view(script=KEEP_CHANNELS).live()
        # The robot's clock is known.
        viewer.until('edgeViewer.clockAhead !== null', 5)
        viewer.evaluate('window.testChannels.control.close ()')
        viewer.evaluate('window.testChannels.motion.close ()')
        viewer.until('edgeViewer.motion === "closed"', 5)
        viewer.until('edgeViewer.path === "mqtt"', 5)
        moved = self.drive(viewer)
        viewer.until('edgeViewer.telemetry.left === 50', 5)
        self.observer.wait(COMMANDS, lambda c: c['action'] == 'move' and
                           abs(c['at'] - time.time() * 1000) < 5000, 5)
        viewer.lift('w')
        self.stops(moved, 1)


if __name__ == '__main__':
    main()
