# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""From the publishing of a message of 48 bytes to the buffer that leaves
mqttsrc, beside paho's on_message and bare libmosquitto: QoS 0 and 1, 1000
messages a second for each from one C program, with the broker's configuration
of examples/000-vr-robot. The contestants take turns message by message, each
on a topic of its own, so that what else the machine does hits all of them;
compared are the medians of several rounds."""

import os
import re
import statistics
import subprocess
import sys
import tempfile

from broker import MOSQUITTO, free_port, passwords
from process import Process
from report import Report, distribution, percentile, program, skip

ROUNDS = 5
COUNT, WARMUP = 5000, 300       # messages for each
INTERVAL = 333                  # microseconds from one to the next
HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(os.environ['EDGE_SOURCE_DIR'], 'examples',
                       '000-vr-robot')
TOPICS = ('picarx/cmd', 'demo/picarx/cmd', 'demo/picarx/camera')
CONTESTANTS = {
    'mqttsrc': [program('mqttelement')],
    'paho': [sys.executable, os.path.join(HERE, 'mqttpaho.py')],
    'libmosquitto': [program('mqttbare')],
}


def start_broker(folder):
    """As shipped, but on free loopback ports."""
    with open(os.path.join(EXAMPLE, 'mosquitto.conf'), encoding='utf-8') as f:
        config = f.read()
    port = free_port()
    config = re.sub(r'(?m)^listener 1883$', f'listener {port} 127.0.0.1',
                    config)
    config = re.sub(r'(?m)^listener 9001$',
                    f'listener {free_port()} 127.0.0.1\nsocket_domain ipv4',
                    config)
    config = re.sub(r'(?m)^password_file .*$',
                    f'password_file {folder}/passwords', config)
    config = re.sub(r'(?m)^acl_file .*$', f'acl_file {folder}/acl', config)
    assert 'set_tcp_nodelay true' in config and f'listener {port}' in config
    if os.geteuid() == 0:
        config += 'user root\n'
    path = os.path.join(folder, 'mosquitto.conf')
    with open(path, 'w', encoding='utf-8') as f:
        f.write(config)
    with open(os.path.join(EXAMPLE, 'acl'), 'rb') as f, \
            open(os.path.join(folder, 'acl'), 'wb') as to:
        to.write(f.read())
    passwords(os.path.join(folder, 'passwords'), robot='r', viewer='v')
    broker = Process([MOSQUITTO, '-c', path])
    broker.lines.when(lambda line: line.endswith(' running'), 10)
    return broker, port


def start(command, port, topic, qos, path):
    receiver = subprocess.Popen(
        [*command, str(port), 'robot', 'r', topic, str(qos), str(COUNT),
         str(WARMUP), path], stdout=subprocess.PIPE, text=True)
    assert receiver.stdout.readline() == 'ready\n'
    return receiver


def measure(port, qos, order, folder):
    """Of each contestant: latencies in microseconds, and percent of a core."""
    paths = {name: os.path.join(folder, name) for name in order}
    receivers = {}
    results = {}
    try:
        for name, topic in zip(order, TOPICS):
            receivers[name] = start(CONTESTANTS[name], port, topic, qos,
                                    paths[name])
        subprocess.run(
            [program('mqttpublisher'), str(port), 'viewer', 'v',
             ','.join(TOPICS), str(qos), str((COUNT + WARMUP) * len(TOPICS)),
             str(INTERVAL)], check=True, timeout=60)
        for name, receiver in receivers.items():
            output, _ = receiver.communicate(timeout=20)
            with open(paths[name], encoding='ascii') as lines:
                results[name] = [int(line) / 1000 for line in lines], \
                    float(output.split()[1])
    finally:
        for receiver in receivers.values():
            receiver.kill()
            receiver.wait()
    return results


def median_of(rounds, share):
    return statistics.median(percentile(samples, share)
                             for samples, _ in rounds)


def main():
    if not os.path.exists(MOSQUITTO):
        skip(f'{MOSQUITTO} is not installed')
    try:
        import paho.mqtt
    except ImportError:
        skip('python3-paho-mqtt is not installed')
    rounds = {(name, qos): [] for qos in (0, 1) for name in CONTESTANTS}
    with tempfile.TemporaryDirectory() as folder:
        broker, port = start_broker(folder)
        try:
            order = list(CONTESTANTS)
            for number in range(ROUNDS):
                # Nobody is always the first of a turn.
                first = number % len(order)
                for qos in (0, 1):
                    for name, result in measure(
                            port, qos, order[first:] + order[:first],
                            folder).items():
                        rounds[name, qos].append(result)
        finally:
            broker.stop()
    report = Report('mqtt', 'MQTT publish to buffer out of mqttsrc, 48 bytes',
                    'us')
    for qos in (0, 1):
        add_rows(report, qos, {name: rounds[name, qos]
                               for name in CONTESTANTS})
    for qos in (0, 1):
        report.plot(distribution(
            {name: [s for samples, _ in rounds[name, qos] for s in samples]
             for name in CONTESTANTS}),
            f'us from publish to receipt, QoS {qos}', 'share of messages',
            log=True)
    report.note(f'{1000000 // INTERVAL} messages/s of 48 bytes, to each '
                f'contestant in turn; {ROUNDS} rounds of {COUNT} for each; '
                'medians of the rounds. Broker as in examples/000-vr-robot.')
    report.note('The bare program takes the message in the thread that reads '
                'the socket; mqttsrc hands it to its streaming thread as a '
                f'buffer. paho {paho.mqtt.__version__}, Python '
                f'{sys.version.split()[0]}.')
    return report.finish()


def add_rows(report, qos, rounds):
    p50 = {name: median_of(rounds[name], 50) for name in rounds}
    cpu = {name: statistics.median(c for _, c in rounds[name])
           for name in rounds}
    p999 = {name: median_of(rounds[name], 99.9) for name in rounds}
    for name, results in rounds.items():
        report.row(f'{name}, QoS {qos}', p50=p50[name],
                   p95=median_of(results, 95), p99=median_of(results, 99),
                   p99_9=p999[name], cpu=cpu[name],
                   ratio=p50[name] / p50['paho'])

    ours, extra = p50['mqttsrc'], p50['mqttsrc'] - p50['libmosquitto']
    share = cpu['mqttsrc'] / cpu['paho']
    for text, value, met in (
            ('p50 <= 0.8x paho', f'{ours / p50["paho"]:.2f}x',
             ours <= 0.8 * p50['paho']),
            ('CPU <= 0.6x paho', f'{share:.2f}x', share <= 0.6),
            ('p50 <= bare + 60 us', f'{extra:+.0f} us', extra <= 60),
            ('p99.9 < 10 ms', f'{p999["mqttsrc"] / 1000:.2f} ms',
             p999['mqttsrc'] < 10000)):
        if text.startswith('p99.9') and not met \
                and p999['libmosquitto'] > 5000:
            report.note(f'QoS {qos}: p99.9 of {value} is not judged, because '
                        'bare libmosquitto has '
                        f'{p999["libmosquitto"] / 1000:.2f} ms: the machine '
                        'is busy with something else.')
            continue
        report.row(f'mqttsrc, QoS {qos}', promise=text, met=met, value=value)


if __name__ == '__main__':
    sys.exit(main())
