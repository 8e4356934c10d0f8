# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""sender-aiortc.py PORT PICTURES: the camera of the benchmarks, sent as
document 003 does it: aiortc and paho, one track relayed to all viewers, H.264
at aiortc's default of 1 Mbit/s. Ends when stdin does."""

import asyncio
import contextlib
import json
import mmap
import sys
import time
from fractions import Fraction

import aiortc
import av
import paho.mqtt.client
from aiortc import (MediaStreamTrack, RTCPeerConnection,
                    RTCSessionDescription)
from aiortc.contrib.media import MediaRelay
from aiortc.sdp import candidate_from_sdp

WIDTH, HEIGHT, RATE = 640, 480, 30
LUMA, CHROMA = WIDTH * HEIGHT, WIDTH * HEIGHT // 4
SIZE = LUMA + 2 * CHROMA
# aiortc 1.16.0 as DTLS client refuses the RSA certificates of GStreamer's
# viewers; as server it does not mind.
TAKES_NO_RSA = aiortc.__version__ != '1.4.0'
# clockstrip.h
BLOCKS = (bytes([30]) * 40, bytes([220]) * 40)
STRIP = 64


class Camera(MediaStreamTrack):
    kind = 'video'

    def __init__(self, path):
        super().__init__()
        with open(path, 'rb') as file:
            self._pictures = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        self._n = 0
        self._start = None
        self._stopped = asyncio.Event()

    def stop(self):
        self._stopped.set()
        super().stop()

    async def recv(self):
        if self._start is None:
            self._start = time.monotonic()
        wait = self._start + self._n / RATE - time.monotonic()
        if wait > 0:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), wait)
        else:       # too late: a camera would have gone on
            self._n = int((time.monotonic() - self._start) * RATE)
        at = self._n * SIZE % len(self._pictures)
        frame = av.VideoFrame(WIDTH, HEIGHT, 'yuv420p')
        value = int(time.time() * 10000) & 0xffffffff
        bits = [BLOCKS[value >> (31 - i) & 1] for i in range(32)]
        strip = b''.join(bits[:16]) * 32 + b''.join(bits[16:]) * 32
        grey = bytes([128]) * (STRIP // 2 * WIDTH // 2)
        for plane, start, size, head in zip(
                frame.planes, (0, LUMA, LUMA + CHROMA),
                (LUMA, CHROMA, CHROMA), (strip, grey, grey)):
            plane.update(
                head + self._pictures[at + start + len(head):
                                      at + start + size])
        frame.pts = self._n * 90000 // RATE
        frame.time_base = Fraction(1, 90000)
        self._n += 1
        return frame


class Device:
    def __init__(self, port, pictures):
        self._loop = asyncio.get_running_loop()
        self._relay = MediaRelay()
        self._camera = Camera(pictures)
        self._peers = {}
        arguments = [paho.mqtt.client.CallbackAPIVersion.VERSION1] \
            if hasattr(paho.mqtt.client, 'CallbackAPIVersion') else []
        self._client = paho.mqtt.client.Client(*arguments)
        self._client.on_subscribe = lambda *_: print('ready', flush=True)
        self._client.on_message = self._on_message
        self._client.connect('127.0.0.1', port)
        self._client.loop_start()
        self._client.subscribe([('mobile/+/webrtc/offer', 1),
                                ('mobile/+/webrtc/candidate', 1)])

    def _on_message(self, _client, _data, message):
        _, mobile, _, kind = message.topic.split('/')
        handle = self._offer if kind == 'offer' else self._candidate
        asyncio.run_coroutine_threadsafe(
            handle(mobile, json.loads(message.payload)), self._loop) \
            .add_done_callback(lambda done: done.result())

    async def _offer(self, mobile, offer):
        peer = RTCPeerConnection()
        described = self._loop.create_future()
        self._peers[mobile] = (peer, described)
        peer.addTrack(self._relay.subscribe(self._camera))
        sdp = offer['sdp']
        if TAKES_NO_RSA:
            sdp = sdp.replace('a=setup:actpass', 'a=setup:active')
        await peer.setRemoteDescription(
            RTCSessionDescription(sdp, offer['type']))
        described.set_result(None)
        await peer.setLocalDescription(await peer.createAnswer())
        answer = peer.localDescription
        self._client.publish('device/bench/webrtc/answer', json.dumps(
            {'type': answer.type, 'sdp': answer.sdp, 'to': mobile}), 1)

    async def _candidate(self, mobile, given):
        if mobile not in self._peers or not given['candidate']:
            return
        peer, described = self._peers[mobile]
        await described
        candidate = candidate_from_sdp(given['candidate'].partition(':')[2])
        candidate.sdpMLineIndex = given['sdpMLineIndex']
        if candidate.protocol == 'udp':
            await peer.addIceCandidate(candidate)


async def main():
    device = Device(int(sys.argv[1]), sys.argv[2])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    return device


if __name__ == '__main__':
    asyncio.run(main())
