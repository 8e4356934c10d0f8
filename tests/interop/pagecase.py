# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What the tests of the viewer page share: a broker, a robot, browsers."""

from broker import Broker, Client
from browser import Viewer, missing, prepare_page
from robot import (DEVICE, FORWARD_50, STATUS, STOP, STRAIGHT, TELEMETRY,
                   Robot, Trace)
from sentences import BUILD, SOURCE, Sentences

ALLOWED_AFTER_STOP = set(STOP + STRAIGHT)


# Lets the test lay its hands on the page's data channels.
KEEP_CHANNELS = '''
const create = RTCPeerConnection.prototype.createDataChannel;
window.testChannels = {};
RTCPeerConnection.prototype.createDataChannel = function (label, ...rest) {
  return window.testChannels[label] = create.call (this, label, ...rest);
};
'''


class PageCase(Sentences):
    """A broker that also serves the page, and an observer of what is told."""

    @classmethod
    def setUpClass(cls):
        reason = missing()
        if reason:
            cls.skipTest(cls, reason)
        cls.www = prepare_page(BUILD, SOURCE)

    def setUp(self):
        super().setUp()
        self.broker = self.end(Broker(self.folder, www=self.www))
        self.trace = self.end(Trace(self.path('trace')))
        self.observer = self.end(Client(self.broker.port))
        self.observer.subscribe(STATUS, 1)
        self.observer.subscribe(TELEMETRY)

    def start(self, **kwargs):
        self.robot = self.end(Robot(self.broker, self.trace, **kwargs))
        self.observer.wait(STATUS, lambda s: s['status'] == 'online', 20)

    def url(self, host='127.0.0.1', more='', fragment=''):
        return (f'http://{host}:{self.broker.ws_port}/?device={DEVICE}{more}'
                + (f'#{fragment}' if fragment else ''))

    def view(self, name='one', host='127.0.0.1', more='', fragment='',
             **kwargs):
        """A browser with the page; `more` is for the query."""
        return self.end(Viewer(self.url(host, more, fragment), self.folder,
                               name, **kwargs))

    def drive(self, viewer):
        """Holds a key until the car moves; gives the place in the trace."""
        start = self.trace.mark()
        viewer.until('edgeViewer.locked === ""', 10)
        viewer.press('w')
        return self.trace.holds(FORWARD_50, 3, start)

    def stops(self, start, within):
        return self.trace.holds(STOP, within, start)

    def assert_stays(self, start):
        """Nothing but stops was written since."""
        self.assertEqual(
            [t for t in self.trace.since(start)
             if t not in ALLOWED_AFTER_STOP], [])

    def telemetry(self, predicate, timeout, start=0):
        return self.observer.wait(TELEMETRY, predicate, timeout, start)

    def peers(self, number, timeout, start=0):
        self.observer.wait(
            STATUS, lambda s: s['status'] == 'online' and
            s['peers'] == number, timeout, start)
