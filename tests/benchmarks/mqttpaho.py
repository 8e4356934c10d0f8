# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""mqttpaho.py PORT USER PASSWORD TOPIC QOS COUNT WARMUP FILE: receives as the
documents do, with paho's client, loop_forever and on_message."""

import struct
import sys
import time

import paho.mqtt.client

PORT, USER, PASSWORD, TOPIC, QOS, COUNT, WARMUP, FILE = sys.argv[1:]
COUNT, WARMUP = int(COUNT), int(WARMUP)
samples = []
seen = 0
began = cpu = 0


def on_connect(client, _userdata, _flags, reason):
    if reason != 0:
        sys.exit(f'refused: {reason}')
    client.subscribe(TOPIC, int(QOS))


def on_subscribe(_client, _userdata, _mid, _granted):
    print('ready', flush=True)


def on_message(client, _userdata, message):
    global seen, began, cpu
    now = time.monotonic_ns()
    seen += 1
    if seen <= WARMUP:
        if seen == WARMUP:
            began, cpu = now, time.process_time_ns()
        return
    samples.append(now - struct.unpack_from('=q', message.payload)[0])
    if len(samples) == COUNT:
        cpu = time.process_time_ns() - cpu
        began = now - began
        client.disconnect()


client = paho.mqtt.client.Client()
client.username_pw_set(USER, PASSWORD)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect('127.0.0.1', int(PORT))
client.loop_forever()
with open(FILE, 'w', encoding='ascii') as out:
    out.writelines(f'{sample}\n' for sample in samples)
print(f'cpu {100 * cpu / began:.3f}', flush=True)
