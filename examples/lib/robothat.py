# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Looks for a Robot HAT without moving anything: a byte is read from it, and the
battery's converter, which has no wheel. Holds the lock that picarxsink takes, so
that it never comes between a program and its car."""

import contextlib
import errno
import fcntl
import os
import re

from repairs import Skip, Trouble

I2C_SLAVE = 0x0703              # linux/i2c-dev.h
ADDRESSES = (0x14, 0x15, 0x16)
BATTERY = 0x13
VOLTS = 3.3 / 4095 * 3          # of one step: a divider of three

_OPENING = {errno.ENOENT: 'i2c-missing', errno.ENOTDIR: 'i2c-missing',
            errno.ENODEV: 'i2c-missing', errno.ENXIO: 'i2c-missing',
            errno.EACCES: 'i2c-forbidden', errno.EPERM: 'i2c-forbidden',
            errno.ENOTTY: 'i2c-wrong', errno.EISDIR: 'i2c-wrong'}
_STUCK = (errno.EBUSY, errno.EAGAIN, errno.ETIMEDOUT)


class InUse(Exception):
    """Another program has the car."""


def _holder(fd, locks='/proc/locks'):
    """Who has the lock, for a sentence."""
    inode = os.fstat(fd).st_ino
    with open(locks, encoding='ascii') as file:
        for line in file:
            found = re.match(
                rf'\d+: FLOCK +\S+ +\S+ +(\d+) [0-9a-f:]+:{inode} ', line)
            if found:
                with contextlib.suppress(OSError), \
                        open(f'/proc/{found[1]}/comm', encoding='utf-8',
                             errors='replace') as comm:
                    return f'{comm.read().strip()} (process {found[1]})'
                return f'process {found[1]}'
    return 'another program'


@contextlib.contextmanager
def opened(device):
    """The device's descriptor, locked."""
    try:
        fd = os.open(device, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise Trouble(_OPENING.get(error.errno, 'i2c-fails'),
                      device=device) from error
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse(f'in use by {_holder(fd)}') from error
        yield fd
    finally:
        os.close(fd)


def find(fd, device):
    """The address at which the HAT answers; the descriptor is set to it."""
    failure = errno.ENXIO
    for address in ADDRESSES:
        try:
            fcntl.ioctl(fd, I2C_SLAVE, address)
            os.read(fd, 1)
            return address
        except OSError as error:
            failure = error.errno
    if failure in _OPENING and failure != errno.ENXIO:
        raise Trouble(_OPENING[failure], device=device)
    raise Trouble('hat-stuck' if failure in _STUCK else 'hat-silent',
                  device=device)


def battery(fd, device):
    """Its voltage, after find()."""
    try:
        os.write(fd, bytes([BATTERY, 0, 0]))
        high, low = os.read(fd, 1), os.read(fd, 1)
    except OSError as error:
        raise Trouble('hat-stuck' if error.errno in _STUCK else 'hat-silent',
                      device=device) from error
    return (high[0] << 8 | low[0]) * VOLTS


def check_battery(volts, limit):
    if volts < limit:
        raise Trouble('battery-low', volts=volts, limit=limit)
    return f'{volts:.1f} V'


def look(device):
    """What the line about I2C says."""
    if device in ('', 'simulated') or device.startswith('trace:'):
        raise Skip('the car is simulated')
    try:
        with opened(device) as fd:
            return f'the Robot HAT answers at 0x{find(fd, device):02x} ' \
                f'on {device}'
    except InUse as use:
        return f'{device} is {use}: not disturbed'
