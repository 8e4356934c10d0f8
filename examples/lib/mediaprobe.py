# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Tries camera and encoder by short pipelines of their own, so that a driver that
hangs or crashes takes nothing with it."""

import glob
import os
import re
import shlex
import subprocess

from repairs import Skip, Trouble

LAUNCH = 'gst-launch-1.0'
WAIT = 15                       # seconds
# In the order in which mqttsignalingbin prefers them, see ext/webrtc.
ENCODERS = ('v4l2h264enc', 'nvv4l2h264enc', 'vah264enc', 'nvh264enc', 'x264enc',
            'openh264enc', 'nvv4l2vp8enc', 'vp8enc')
FRAMES = 10
PICTURE = 'video/x-raw,format=I420,width=640,height=480,framerate=30/1'


def run(*words):
    """Runs a pipeline; what is wrong, or None."""
    try:
        done = subprocess.run([LAUNCH, '-q', *words], timeout=WAIT, text=True,
                              errors='replace', capture_output=True,
                              stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        return f'{LAUNCH} is not installed.'
    except subprocess.TimeoutExpired:
        return f'nothing in {WAIT} seconds.'
    found = re.search(r'^ERROR: .*?: (.+)$|erroneous pipeline: (.+)$',
                      done.stderr, re.M)
    if not found:
        return None if done.returncode == 0 else 'it ended.'
    said = (found[1] or found[2]).rstrip('.') + '.'
    detail = re.search(r'^Additional debug info:\n.*\n(.+)$', done.stderr, re.M)
    return f'{said} {detail[1].rstrip(".")}.' if detail else said


def exists(element):
    return subprocess.run(['gst-inspect-1.0', '--exists', element],
                          check=False).returncode == 0


def _on_raspberry_pi():
    try:
        with open('/proc/device-tree/model', encoding='utf-8',
                  errors='replace') as model:
            return 'Raspberry Pi' in model.read()
    except OSError:
        return False


def cameras():
    """The sources to try, as in a pipeline."""
    found = ['libcamerasrc'] if _on_raspberry_pi() and exists('libcamerasrc') \
        else []
    return found + [f'v4l2src device={path}'
                    for path in sorted(glob.glob('/dev/video*'))]


def holder():
    """Which program has a camera open, for a sentence."""
    for path in glob.glob('/proc/[0-9]*/fd/*'):
        try:
            if not re.match('/dev/(video|media)[0-9]', os.readlink(path)):
                continue
            pid = path.split('/')[2]
            with open(f'/proc/{pid}/comm', encoding='utf-8',
                      errors='replace') as comm:
                return f'{comm.read().strip()} (process {pid})'
        except OSError:
            continue        # it has just ended, or is another user's
    return 'another program'


def camera(source):
    """What the line about the camera says."""
    if source == '':
        raise Skip('the picture is made up')
    # A board has a dozen of /dev/video* that are no camera.
    tried = [source] if source else cameras()
    if not tried:
        raise Trouble('no-camera')
    first = None
    for one in tried:
        said = run(*shlex.split(one), '!', 'fakesink', 'num-buffers=1')
        if said is None:
            return f'{one} gives a picture'
        if 'busy' in said.lower():
            return f'{one} is in use by {holder()}: not disturbed'
        first = first or said
    if source is None and not any(
            os.access(path, os.R_OK) for path in glob.glob('/dev/video*')):
        raise Trouble('no-camera')
    raise Trouble('camera-silent', what=tried[0], said=first)


def encoder():
    """What the line about the encoder says."""
    there = [name for name in ENCODERS if exists(name)]
    if not there:
        raise Trouble('no-encoder')
    first = None
    for name in there:
        said = run('videotestsrc', f'num-buffers={FRAMES}', '!', PICTURE, '!',
                   name, '!', 'fakesink')
        if said is None:
            return f'{name} encodes'
        first = first or (name, said)
    raise Trouble('encoder-fails', what=first[0], said=first[1])
