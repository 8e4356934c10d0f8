#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""A robot car with a live picture inside an application of one's own. car.c is
the same in C, README.md says how to try both."""

import json
import os
import signal
import sys
import time

import gi
gi.require_version('Gst', '1.0')
from gi.repository import GLib, Gst  # noqa: E402

# Commands come from the viewers and by MQTT. Telemetry goes out by MQTT and to
# the application, which passes it on to the viewers.
DESCRIPTION = '''
    mqttsignalingbin name=bin device-id=picarx
    videotestsrc is-live=true pattern=ball
      ! video/x-raw,format=I420,width=640,height=480,framerate=30/1
      ! timeoverlay ! queue ! bin.video_0
    bin.command ! queue ! commands.
    mqttsrc name=in topic=picarx/cmd caps=application/json ! queue ! commands.
    funnel name=commands ! picarxsink name=car i2c-device=simulated
      telemetry-interval=1000
    car.telemetry ! tee name=telemetry
    telemetry. ! queue ! mqttsink name=out topic=picarx/telemetry
    telemetry. ! queue ! appsink name=heard async=false sync=false
      emit-signals=true max-buffers=16 drop=true
    appsrc name=own caps=application/json is-live=true format=time
      do-timestamp=true ! queue ! bin.data'''


class Robot:
    def __init__(self):
        self.loop = GLib.MainLoop()
        self.ending = False
        self.exit_code = 0
        self.pipeline = Gst.parse_launch_full(
            DESCRIPTION, None, Gst.ParseFlags.FATAL_ERRORS)
        # What a user chose becomes a property, never a part of the
        # description: there a space or an exclamation mark means something.
        for name in 'bin', 'in', 'out':
            self.set(name, 'uri', 'BROKER')
            self.set(name, 'password-file', 'PASSWORD_FILE')
        self.set('bin', 'local-addresses', 'ADDRESS')
        self.set('car', 'i2c-device', 'CAR')

        self.own = self.element('own')
        self.element('heard').connect('new-sample', self.on_telemetry)
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect('message', self.on_message)
        GLib.timeout_add_seconds(1, self.on_second)
        for number in signal.SIGINT, signal.SIGTERM:
            GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, number,
                                 self.on_interrupt)

    def element(self, name):
        return self.pipeline.get_by_name(name)

    def set(self, name, prop, variable):
        if variable in os.environ:
            self.element(name).set_property(prop, os.environ[variable])

    def on_telemetry(self, heard):
        """Called in a thread of the pipeline's whenever the car has done
        something."""
        sample = heard.emit('pull-sample')
        if sample is None:      # the pipeline has just ended
            return Gst.FlowReturn.EOS
        buffer = sample.get_buffer()
        text = buffer.extract_dup(0, buffer.get_size())
        print('car:', text.decode(), flush=True)
        self.own.emit('push-buffer', Gst.Buffer.new_wrapped(text))
        return Gst.FlowReturn.OK

    def on_second(self):
        """Something of the application's own, for all viewers."""
        text = json.dumps({'type': 'clock', 'time': int(time.time() * 1000)})
        self.own.emit('push-buffer', Gst.Buffer.new_wrapped(text.encode()))
        return GLib.SOURCE_CONTINUE

    def on_message(self, bus, message):
        """An error ends the pipeline. A warning does not: mqtt-disconnected,
        too, only says why there is no broker now, and that it is tried
        again."""
        said = message.get_structure()
        if message.type == Gst.MessageType.EOS:
            self.loop.quit()
        elif message.type == Gst.MessageType.ERROR:
            print(f'{message.src.name}: {message.parse_error().gerror.message}',
                  file=sys.stderr, flush=True)
            self.exit_code = 1
            self.loop.quit()
        elif message.has_name('mqtt-disconnected'):
            print(f'{message.src.name}: {said["reason"]}',
                  file=sys.stderr, flush=True)
        elif message.has_name('webrtc-peer-added'):
            print(said['peer'], 'watches', flush=True)
        elif message.has_name('webrtc-peer-removed'):
            print(f'{said["peer"]} left: {said["reason"]}', flush=True)

    def on_interrupt(self):
        """EOS goes through the pipeline: the car stops, the broker hears that
        it is offline. Whoever presses Ctrl-C again does not want to wait."""
        if self.ending or not self.pipeline.send_event(Gst.Event.new_eos()):
            self.loop.quit()
        self.ending = True
        return GLib.SOURCE_CONTINUE

    def run(self):
        # If this fails, an error message on the bus says why.
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        return self.exit_code


if __name__ == '__main__':
    Gst.init(None)
    try:
        sys.exit(Robot().run())
    except GLib.Error as error:     # an element is missing
        sys.exit(error.message)
