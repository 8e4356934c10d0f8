# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Document 003's phone, made of the libraries that the document uses: aiortc
and paho, with its topics and payloads."""

import asyncio
import json
import os
import secrets
import subprocess
import tempfile
import time

try:
    import aiortc
    from aiortc import RTCPeerConnection, RTCSessionDescription
    from aiortc.sdp import candidate_from_sdp
except ImportError:
    aiortc = None

from broker import Broker, Client
from robot import (DEVICE, FORWARD_50, STATUS, STOP, TELEMETRY, Robot, Trace)
from sentences import SOURCE, Sentences, main

MOBILE = 'mobile001'
ERRORS = f'device/{DEVICE}/webrtc/error'


class Phone:
    """Calls the device, takes its picture, talks on a data channel."""

    def __init__(self, broker, loop, token=None):
        self.loop = loop
        self.more = {'auth': token} if token else {}
        self.client = Client(broker.port)
        self.client.subscribe(f'device/{DEVICE}/webrtc/answer', 1)
        self.client.subscribe(f'device/{DEVICE}/webrtc/candidate')
        self.pc = RTCPeerConnection()
        self.frames = asyncio.Queue()
        self.opened = asyncio.Event()
        self.heard = asyncio.Queue()
        self.channel = self.pc.createDataChannel('control')
        self.channel.on('open', self.opened.set)
        self.channel.on('message', self.heard.put_nowait)
        self.pc.on('track', self._take)
        self._tasks = []

    def _take(self, track):
        if track.kind == 'video':
            self._tasks.append(self.loop.create_task(self._watch(track)))

    async def _watch(self, track):
        while True:
            frame = await track.recv()
            self.frames.put_nowait(frame)

    async def call(self):
        self.pc.addTransceiver('video', direction='recvonly')
        self.pc.addTransceiver('audio', direction='recvonly')
        await self.pc.setLocalDescription(await self.pc.createOffer())
        description = self.pc.localDescription
        self.client.publish(f'mobile/{MOBILE}/webrtc/offer', {
            'type': description.type, 'sdp': description.sdp, **self.more}, 1)
        answer = await self.loop.run_in_executor(
            None, self.client.wait, f'device/{DEVICE}/webrtc/answer',
            lambda a: a['to'] == MOBILE, 15)
        await self.pc.setRemoteDescription(RTCSessionDescription(
            answer['sdp'], answer['type']))
        self._tasks.append(self.loop.create_task(self._candidates()))

    async def _candidates(self):
        """What the document's mobile app does with trickled candidates."""
        start = 0
        while True:
            index, _, line = await self.loop.run_in_executor(
                None, self.client.messages.when,
                lambda l: l.startswith(f'device/{DEVICE}/webrtc/candidate '),
                60, start)
            start = index + 1
            given = json.loads(line.partition(' ')[2])
            text = given['candidate']
            if not text:
                continue
            candidate = candidate_from_sdp(text.partition(':')[2])
            candidate.sdpMid = given['sdpMid']
            candidate.sdpMLineIndex = given['sdpMLineIndex']
            if candidate.protocol == 'udp':
                await self.pc.addIceCandidate(candidate)

    async def hang_up(self):
        for task in self._tasks:
            task.cancel()
        await self.pc.close()
        self.client.messages.end()
        self.client.stop()


class Called(Sentences):
    signaling = ''

    @classmethod
    def setUpClass(cls):
        if aiortc is None:
            cls.skipTest(cls, 'python3-aiortc is not installed')

    def setUp(self):
        super().setUp()
        self.broker = self.end(Broker(self.folder))
        self.trace = self.end(Trace(self.path('trace')))
        self.robot = self.end(Robot(self.broker, self.trace,
                                    signaling=self.signaling))
        self.observer = self.end(Client(self.broker.port))
        self.observer.subscribe(STATUS, 1)
        self.observer.subscribe(TELEMETRY)
        self.observer.wait(STATUS, lambda s: s['status'] == 'online', 20)

    def with_phone(self, talk, token=None):
        async def session():
            phone = Phone(self.broker, asyncio.get_running_loop(), token)
            try:
                await phone.call()
                await talk(phone)
            finally:
                await phone.hang_up()
        asyncio.run(asyncio.wait_for(session(), 60))


class CalledByDocument003(Called):
    def test_aiortc_sees_the_picture(self):
        async def talk(phone):
            first = await asyncio.wait_for(phone.frames.get(), 20)
            self.assertEqual((first.width, first.height), (320, 240))
            for _ in range(30):
                frame = await asyncio.wait_for(phone.frames.get(), 5)
            self.assertGreater(frame.pts, first.pts)
            self.assertNotEqual(bytes(first.planes[0]),
                                bytes(frame.planes[0]))
        self.with_phone(talk)

    def test_aiortc_drives_over_its_data_channel(self):
        async def talk(phone):
            await asyncio.wait_for(phone.opened.wait(), 20)
            start = self.trace.mark()
            phone.channel.send(json.dumps(
                {'action': 'move', 'dir': 'forward', 'speed': 50, 'id': 'a'}))
            answer = {}
            while answer.get('id') != 'a':
                answer = json.loads(
                    await asyncio.wait_for(phone.heard.get(), 5))
            self.assertEqual((answer['type'], answer['from'], answer['left']),
                             ('telemetry', MOBILE, 50))
            moved = await phone.loop.run_in_executor(
                None, self.trace.holds, FORWARD_50, 5, start)
            phone.channel.send('{"action":"stop"}')
            await phone.loop.run_in_executor(
                None, self.trace.holds, STOP, 5, moved)
        self.with_phone(talk)

    def test_phone_that_hangs_up_without_a_word_is_gone_and_the_robot_runs(
            self):
        async def talk(phone):
            await asyncio.wait_for(phone.frames.get(), 20)
        told = self.observer.messages.mark()
        self.with_phone(talk)
        for number in 1, 0:
            self.observer.wait(
                STATUS, lambda s: s['status'] == 'online' and
                s['peers'] == number, 15, told)
        self.assertTrue(self.robot.running)


class CalledWithAToken(Called):
    """Made by the example's own tool."""

    def setUp(self):
        self.folder_of_key = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder_of_key.cleanup)
        self.key = os.path.join(self.folder_of_key.name, 'key')
        with open(self.key, 'w', encoding='ascii') as file:
            file.write(secrets.token_hex(32) + '\n')
        self.signaling = f'token-key-file={self.key}'
        super().setUp()

    def token(self, *what):
        tool = os.path.join(SOURCE, 'examples', '000-vr-robot', 'token')
        return subprocess.run([tool, self.key, *what], check=True,
                              capture_output=True, text=True).stdout.strip()

    def errors(self):
        client = self.end(Client(self.broker.port))
        client.subscribe(ERRORS, 1)
        return client

    async def until(self, phone, kind):
        heard = {}
        while heard.get('type') != kind:
            heard = json.loads(await asyncio.wait_for(phone.heard.get(), 20))
        return heard

    def test_without_one_nobody_is_answered(self):
        errors = self.errors()
        for token in (None, 'x', self.token('somebody', '60', 'drive'),
                      self.token(MOBILE, '60', 'drive', 'another-robot')):
            start = errors.messages.mark()
            errors.publish(f'mobile/{MOBILE}/webrtc/offer',
                           {'type': 'offer', 'sdp': 'v=0', 'auth': token}, 1)
            _, _, line = errors.messages.when(
                lambda l: l.startswith(ERRORS), 10, start)
            error = json.loads(line.partition(' ')[2])
            self.assertEqual((error['to'], error['reason']),
                             (MOBILE, 'not-allowed'))

    def test_who_watches_sees_and_stops_and_does_not_drive(self):
        async def talk(phone):
            hello = await self.until(phone, 'hello')
            self.assertEqual(hello['role'], 'watch')
            await asyncio.wait_for(phone.frames.get(), 20)
            start = self.trace.mark()
            phone.channel.send(json.dumps(
                {'action': 'move', 'dir': 'forward', 'speed': 50}))
            refused = await self.until(phone, 'refused')
            self.assertEqual(refused['reason'], 'role')
            phone.channel.send('{"action":"stop"}')
            await phone.loop.run_in_executor(
                None, self.trace.holds, STOP, 5, start)
            self.assertNotIn(FORWARD_50[1], self.trace.since(start))
        self.with_phone(talk, self.token(MOBILE, '60', 'watch', DEVICE))

    def test_the_call_ends_with_the_token(self):
        errors = self.errors()

        async def talk(phone):
            hello = await self.until(phone, 'hello')
            self.assertEqual(hello['role'], 'drive')
            bye = await self.until(phone, 'bye')
            self.assertEqual(bye['reason'], 'expired')
            self.assertGreaterEqual(time.time() * 1000, hello['expires'])
            await phone.loop.run_in_executor(
                None, errors.wait, ERRORS,
                lambda e: e['to'] == MOBILE and e['reason'] == 'expired', 10)
            await phone.loop.run_in_executor(
                None, self.observer.wait, STATUS,
                lambda s: s['status'] == 'online' and s['peers'] == 0, 10)
        self.with_phone(talk, self.token(MOBILE, '8', 'drive'))


if __name__ == '__main__':
    main()
