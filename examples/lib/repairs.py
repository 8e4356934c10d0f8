# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""What repairs it: a sentence for each thing that examples/doctor finds wrong.
Where an element or the page says the same, it says it in the same words, and
tests/interop/doctor.py sees to it."""

SENTENCES = {
    'no-camera': 'There is no camera: plug one in, and look whether the user is '
                 'in the group video.',
    'camera-silent': 'The camera {what} gives no picture: look at its cable, and '
                     'at what GStreamer says: {said}',
    'no-encoder': 'There is no encoder for H.264 or VP8: install '
                  'gstreamer1.0-plugins-ugly (x264) or -good (vp8).',
    'encoder-fails': 'The encoder {what} does not work here: {said}',

    # As gst/picarx says it.
    'i2c-missing': 'There is no I2C device {device}: switch I2C on (sudo '
                   'raspi-config, Interface Options), or set i2c-device.',
    'i2c-forbidden': 'The I2C device {device} may not be opened: add the user to '
                     'the group i2c.',
    'i2c-wrong': '{device} is no I2C device: set i2c-device to one, as in '
                 '/dev/i2c-1, or to simulated to try without a car.',
    'i2c-fails': 'The I2C device {device} could not be opened.',
    'hat-silent': 'The Robot HAT on {device} does not answer: is it switched on '
                  'and its battery charged?',
    'hat-stuck': 'The I2C bus {device} is stuck: the Robot HAT or something else '
                 'on it holds a line.',
    'battery-low': 'The battery has {volts:.1f} V; the motors will not move below '
                   '{limit:.1f} V: charge it.',

    'host-unknown': 'Nobody knows the name {host}: look at its spelling and at '
                    'the name server.',
    'no-broker': 'No broker listens at {place}: start it (sudo systemctl start '
                 'mosquitto), or correct its host and port.',
    'host-silent': 'Nothing answers from {place}: is it switched on, on this '
                   'network, and does its firewall let us through?',
    'certificate': 'The certificate of {place} is not to be trusted: give the file '
                   'of who signed it (--ca-file), and the name that is in it. '
                   '{said}',
    'no-tls': '{place} does not speak TLS: look at the port (8883 is usual), or '
              'leave TLS out.',
    'acl-own': 'The broker lets this login in, but not publish on {topic}: allow '
               'that in its acl_file, as examples/000-vr-robot/acl does.',
    'acl-read': 'The broker lets this login in, but not read {topic}: allow that '
                'in its acl_file, as examples/000-vr-robot/acl does.',
    'acl-open': 'The broker lets this login speak for every robot, and others '
                'than this machine reach it: give it passwords and an acl_file, '
                'as examples/000-vr-robot has them.',
    'acl-viewer-write': 'What viewers publish on {topic} does not reach the robot: '
                        'allow both in the acl_file, as examples/000-vr-robot/acl '
                        'does.',
    'acl-viewer-read': 'What the robot publishes on {topic} does not reach viewers: '
                       'allow both in the acl_file, as examples/000-vr-robot/acl '
                       'does.',
    'acl-viewer-open': 'Viewers may publish on {topic}, and so speak for the robot: '
                       'forbid that in the acl_file, as examples/000-vr-robot/acl '
                       'does.',
    'viewer-login': 'The broker refuses the name and password of the viewers: look '
                    'at its password file.',

    # As the page says it.
    'no-websocket': 'The broker is not reached: look whether it runs, whether its '
                    'WebSocket listener has this address and port, and whether a '
                    'firewall or a proxy lets it through.',
    'no-connack': 'Something answers at this address, but it is no MQTT broker: '
                  'look at the port, and at the path of the proxy.',
    'broker-login': 'The broker refuses this name and password: look at its '
                    'password file.',

    'no-network': 'This machine has no address but the loopback one: viewers on '
                  'other machines cannot reach it. Connect it to a network.',
    # As ext/webrtc says it.
    'udp-blocked': 'No packet comes through: let UDP pass the firewall and the '
                   'access point, or give both a TURN server over TCP.',
    'no-stun': 'The STUN server {place} does not answer: look at its name and '
               'port, and whether UDP may leave this network.',
    'no-turn': 'The TURN server {place} does not answer: look at its name, its '
               'port and its transport.',
    'turn-login': 'The TURN server {place} refuses this name and password: look '
                  'at its users.',
    'turn-refused': 'The TURN server {place} gives no relay (error {code}): look '
                    'at its log.',

    'clock': 'The clock is not synchronised, so links end and certificates hold '
             'at other times than they say: sudo timedatectl set-ntp true.',
    'settings': '{said}',
}


class Trouble(Exception):
    """Something that a sentence says how to repair."""

    def __init__(self, repair, **words):
        super().__init__(SENTENCES[repair].format(**words).strip())
        self.repair = repair


class Skip(Exception):
    """Nothing that could be looked at."""
