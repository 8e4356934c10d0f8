# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The systemd units of the examples: systemd takes them when they are
installed as the READMEs say, and no password reaches an argument."""

import glob
import os
import re
import shutil
import subprocess

from process import missing
from sentences import SOURCE, Sentences, main

ANALYZE = '/usr/bin/systemd-analyze'
SYSTEM = '/usr/lib/systemd/system'
UNITS = {'000-vr-robot': 'edge-vr-robot.service',
         '003-jetson-webrtc': 'edge-webrtc-device.service'}


def read(*path):
    with open(os.path.join(SOURCE, 'examples', *path),
              encoding='utf-8') as file:
        return file.read()


class Units(Sentences):
    def install(self, example):
        """Does what the README's install lines say, below a folder."""
        lines = re.findall(r'^sudo (install .* /\S+)$',
                           read(example, 'README.md'), re.M)
        self.assertEqual(len(lines), 3, 'run, unit and password')
        root = self.path(example)
        if os.path.isdir(SYSTEM):
            shutil.copytree(SYSTEM, root + SYSTEM, symlinks=True)
        password = os.path.join(self.folder, 'password')
        with open(password, 'w', encoding='ascii') as file:
            file.write('hunter2\n')
        for line in lines:
            *command, source, target = line.split()
            if source.endswith('.password'):
                source = password
            subprocess.run([*command, source, root + target], check=True,
                           cwd=SOURCE)
        return root

    def analyze(self, *args):
        if missing(ANALYZE):
            self.skipTest('systemd is not installed')
        done = subprocess.run([ANALYZE, *args], text=True, check=False,
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stderr

    def test_systemd_takes_the_units_as_the_readmes_install_them(self):
        for example, unit in UNITS.items():
            with self.subTest(unit):
                root = self.install(example)
                said = self.analyze('verify', '--man=no', f'--root={root}',
                                    unit)
                self.assertNotIn(unit, said)

    def test_units_are_hardened(self):
        for example, unit in UNITS.items():
            with self.subTest(unit):
                self.analyze('security', '--offline=true', '--threshold=30',
                             f'--root={self.install(example)}', unit)

    def test_password_goes_from_its_file_into_no_argument(self):
        """A gst-launch-1.0 that only shows what it is given."""
        shown = self.path('gst-launch-1.0')
        with open(shown, 'w', encoding='ascii') as file:
            file.write('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        os.chmod(shown, 0o755)
        for example, unit in UNITS.items():
            with self.subTest(unit):
                root, text = self.install(example), read(example, unit)
                name, source = re.search(
                    r'^LoadCredential=(\S+):(\S+)$', text, re.M).groups()
                credentials = os.path.dirname(root + source)
                setting = re.search(
                    r'^Environment=PASSWORD_FILE=%d/(\S+)$', text, re.M)
                self.assertEqual(setting[1], name)
                start = re.search(r'^ExecStart=(\S+)$', text, re.M)[1]
                said = subprocess.run(
                    [root + start], check=True, text=True,
                    capture_output=True,
                    env={'PATH': f'{self.folder}:/usr/bin:/bin',
                         'PASSWORD_FILE': f'{credentials}/{name}'}).stdout
                self.assertIn(f'password-file={credentials}/{name}', said)
                self.assertNotIn('hunter2', text + said)
                self.assertEqual(os.stat(root + source).st_mode & 0o777,
                                 0o600)

    def test_each_unit_has_its_test(self):
        found = glob.glob(os.path.join(SOURCE, 'examples', '*', '*.service'))
        self.assertEqual({os.path.basename(path) for path in found},
                         set(UNITS.values()))


if __name__ == '__main__':
    main()
