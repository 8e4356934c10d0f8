# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What the page says of the picture: how old it is, how it is played out, that
its camera is silent; and of the car, that it wants to be charged."""

import json
import os
import signal

from pagecase import KEEP_CHANNELS, PageCase
from robot import Pipeline
from sentences import main

# Milliseconds that the camera is late in one of the tests.
LATE = 300


class Picture(PageCase):
    def say(self, viewer, **message):
        """The robot says this on the data channel."""
        viewer.driver.execute_script(
            'window.testChannels.control.onmessage ({ data: arguments[0] });',
            json.dumps(message))

    def youngest(self, viewer):
        """The smallest age within 60 frames: what the load of this machine
        adds to the others is not the picture's."""
        viewer.until('edgeViewer.age !== null', 10)
        return viewer.until(f'''(() => {{
            const {{ age, frames }} = edgeViewer;
            window.testStart ??= frames;
            window.testAge = Math.min (window.testAge ?? Infinity, age);
            return frames > window.testStart + 60 && window.testAge;
            }}) ()''', 15)

    def test_age_of_the_picture_is_from_its_capture_to_its_showing(self):
        ages = []
        for number, lens in enumerate(
                ('', f'queue min-threshold-time={LATE}000000 ! ')):
            self.start(lens=lens)
            viewer = self.view(f'viewer{number}').live()
            ages.append(self.youngest(viewer))
            self.assertLess(viewer.state()['ageError'], 50)
            self.assertLess(abs(viewer.state()['clockAhead']), 50)
            viewer.until('document.getElementById ("age").textContent'
                         '.endsWith (" ms")', 5)
            # What getStats knows has nothing of the delay, and is named.
            self.assertLess(viewer.state()['stats']['latency'], 100)
            viewer.stop()
            self.robot.stop()
        self.assertGreater(ages[0], 0)
        self.assertLess(ages[0], 250)
        self.assertGreater(ages[1] - ages[0], LATE - 60, ages)
        self.assertLess(ages[1] - ages[0], LATE + 150, ages)

    def test_age_survives_a_time_stamp_that_wraps_and_a_clock_that_is_set(self):
        self.start()
        viewer = self.view(script=KEEP_CHANNELS).live()
        # The clock of the page, fed with numbers. 90000 ticks are a second.
        result = viewer.driver.execute_script('''
            const clock = new edge.RobotClock ();
            const results = [clock.missing];
            clock.pong (100, 140, 5120);        // offset 5000, +- 20
            clock.pong (200, 202, 5203);        // offset 5002, +- 1
            clock.pong (300, 400, 5380);        // slow: 5030 +- 50
            results.push (clock.offset, clock.error, clock.missing);
            clock.tell ({ ssrc: 7, rtp: 0xffffffff, rate: 90000, time: 6000 });
            clock.frame (7, 8999, 1298);        // 100 ms later, shown at 6300
            results.push (clock.age);
            clock.tell ({ ssrc: 7, rtp: 'x', rate: 0, time: NaN });
            clock.frame (7, undefined, 1398);
            results.push (clock.age, clock.missing);
            clock.pong (500, 502, 90501);       // somebody set the robot's clock
            results.push (clock.offset);
            return results;''')
        self.assertEqual(result, ['no-pong', 5002, 1, 'no-clock', 200, None,
                                  'no-rtp-stamp', 90000])

    def test_each_viewer_chooses_quick_or_smooth(self):
        self.start()
        one = self.view('one').live()
        two = self.view('two').live()
        for viewer in one, two:
            viewer.until('edgeViewer.playoutConfirmed === "quick"', 10)
        two.click('btn-checks')
        two.driver.find_element('css selector', '[value=smooth]').click()
        two.until('edgeViewer.playoutConfirmed === "smooth"', 5)
        two.until('edgeViewer.stats.buffer > 60', 20)
        self.assertLess(one.state()['stats']['buffer'], 60)
        self.assertEqual(one.state()['playout'], 'quick')
        # The choice is kept in this browser.
        two.driver.refresh()
        two.live().until('edgeViewer.playoutConfirmed === "smooth"', 10)
        two.click('btn-checks')
        two.driver.find_element('css selector', '[value=quick]').click()
        two.until('edgeViewer.stats.buffer < 60', 20)

    def camera(self):
        """A camera of its own, which can be stopped, and what reads it."""
        path = self.path('camera')
        caps = 'video/x-raw,format=I420,width=320,height=240,framerate=30/1'
        feeder = self.end(Pipeline(
            f'videotestsrc is-live=true pattern=ball ! {caps} '
            f'! shmsink socket-path={path} wait-for-connection=false'))
        feeder.lines.when(lambda l: 'PREROLL' in l, 20)     # it listens
        return feeder, (f'shmsrc socket-path={path} is-live=true '
                        f'do-timestamp=true ! {caps}')

    def test_silent_camera_is_told_over_the_picture_without_a_new_call(self):
        feeder, camera = self.camera()
        self.start(camera=camera)
        viewer = self.view(script=KEEP_CHANNELS).live()
        session = viewer.state()['session']
        feeder.send_signal(signal.SIGSTOP)
        viewer.until('edgeViewer.veil', 5)
        viewer.until('document.getElementById ("veil-title").textContent === '
                     '"The camera is silent"', 5)
        viewer.until('edgeViewer.locked === "Locked: the camera is silent"', 3)
        self.assertEqual(viewer.state()['checks']['media'], 'bad')
        late = self.view('late')
        late.until('document.getElementById ("message-title").textContent === '
                   '"The camera is silent"', 20)
        feeder.send_signal(signal.SIGCONT)
        viewer.until('!edgeViewer.veil && edgeViewer.locked === ""', 10)
        viewer.until('edgeViewer.checks.media === "good"', 5)
        self.assertEqual(viewer.state()['session'], session)
        late.live()

    def test_broker_that_comes_back_while_the_camera_is_silent_changes_nothing(
            self):
        feeder, camera = self.camera()
        self.start(camera=camera)
        viewer = self.view().live()
        session = viewer.state()['session']
        feeder.send_signal(signal.SIGSTOP)
        viewer.until('edgeViewer.locked === "Locked: the camera is silent"', 5)
        self.broker.restart()
        viewer.until('edgeViewer.mqtt !== "connected"', 5)
        viewer.until('edgeViewer.mqtt === "connected" && '
                     'edgeViewer.presence === "online"', 20)
        feeder.send_signal(signal.SIGCONT)
        viewer.until('edgeViewer.locked === ""', 10)
        self.assertEqual(viewer.state()['session'], session)

    def test_low_battery_stands_in_the_panel(self):
        self.start(more='low-battery=8')
        viewer = self.view().live()
        viewer.until('document.getElementById ("telemetry-note").textContent '
                     '=== "Battery low: charge it"', 5)
        self.assertEqual(viewer.text('telemetry-battery'), '7.4 V')

    def test_what_the_eyes_under_the_car_see_stands_in_the_panel(self):
        self.start()
        viewer = self.view(script=KEEP_CHANNELS).live()
        self.assertFalse(viewer.driver.find_element(
            'id', 'ground').is_displayed())
        told = viewer.state()['telemetry']
        # As one: the next telemetry of this car says null again.
        self.assertEqual(viewer.driver.execute_script(
            'testChannels.control.onmessage ({ data: arguments[0] });'
            'return document.getElementById ("telemetry-grayscale")'
            '.textContent;', json.dumps(dict(told, grayscale=[0, 2048, 4095]))),
            '0 2048 4095')

    def test_text_of_the_robot_never_becomes_part_of_the_page(self):
        self.start()
        viewer = self.view(script=KEEP_CHANNELS).live()
        evil = '<img src=x onerror="window.testEvil = 1">'
        told = viewer.state()['telemetry']
        for message in (dict(told, driver=evil, warning=evil, failsafe=evil),
                        dict(type='refused', reason='role', message=evil),
                        dict(type='path', local=evil, remote=evil,
                             protocol=evil, address=evil, interface=evil),
                        dict(type='source', input=evil, state='lost'),
                        dict(type='hello', role=evil, expires=evil),
                        dict(type='bye', reason='expired', message=evil)):
            self.say(viewer, **message)
        viewer.until('edgeViewer.webrtc === "ended"', 3)
        self.assertEqual(viewer.text('message-text'), evil)
        self.assertEqual(viewer.evaluate(
            '[window.testEvil, document.images.length]'), [None, 0])


if __name__ == '__main__':
    main()
