# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The cable between robot and viewer is cut: he is gone within five seconds,
and comes back when it is mended."""

import os
import time
import unittest

from broker import MOSQUITTO
from network import IP, Machine, cable, missing
from process import Process
from robot import GST_LAUNCH
from sentences import Sentences, main

ROBOT = '10.99.0.1'
VIEWER = '10.99.0.2'


@unittest.skipIf(missing(), missing())
class Cut(Sentences):
    def viewer(self):
        viewer = Process(self.there.command(
            os.environ['EDGE_VIEWER'], ROBOT, '1883', VIEWER))
        # At SIGTERM, libcheck ends the whole process group.
        self.addCleanup(viewer.kill)
        viewer.lines.when(lambda l: l == 'watching', 20)
        return viewer

    def test_who_is_cut_off_is_gone_within_5_seconds(self):
        here, self.there = (self.end(Machine('robot')),
                            self.end(Machine('viewer')))
        cable(here, self.there, [ROBOT], [VIEWER])
        conf = self.path('mosquitto.conf')
        with open(conf, 'w', encoding='utf-8') as file:
            file.write('allow_anonymous true\nlistener 1883\nuser root\n'
                       'log_dest stderr\n')
        broker = self.end(Process(here.command(MOSQUITTO, '-c', conf)))
        broker.lines.when(lambda l: l.endswith(' running'), 10)
        robot = self.end(Process(here.command(
            GST_LAUNCH, '-m', 'mqttsignalingbin', 'name=bin',
            f'host={ROBOT}', f'local-addresses={ROBOT}',
            *'videotestsrc is-live=true ! video/x-raw,width=320,height=240 '
            '! bin.video_0'.split())))
        robot.lines.when(lambda l: 'mqtt-subscribed' in l, 20)
        viewer = self.viewer()
        start = robot.lines.mark()
        cut = time.monotonic()
        here.run(IP, 'link', 'set', 'lan0', 'down')
        robot.lines.when(lambda l: 'webrtc-peer-removed' in l and 'lost' in l,
                         25, start)
        took = time.monotonic() - cut
        print(f'gone after {took:.2f} s')
        self.assertLess(took, 5.5)
        viewer.kill()
        here.run(IP, 'link', 'set', 'lan0', 'up')
        self.viewer()


if __name__ == '__main__':
    main()
