# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Test cases whose names are sentences, run one after the other."""

import faulthandler
import os
import shutil
import sys
import tempfile
import unittest

SOURCE = os.environ['EDGE_SOURCE_DIR']
BUILD = os.environ['EDGE_BUILD_DIR']

SKIP = 77


class Sentences(unittest.TestCase):
    """A test case with a folder of its own that goes away with it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='edge-interop-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def end(self, thing):
        """Stops `thing` when the test ends, however it ends."""
        self.addCleanup(thing.stop)
        return thing


class _Result(unittest.TextTestResult):
    def getDescription(self, test):
        return test.id().split('.')[-1].removeprefix('test_') \
            .replace('_', ' ')


def main():
    """Runs the tests of the calling script; exit code 77 if all of them
    were skipped, with the reasons printed. tests/run reads the last lines."""
    faulthandler.enable()
    program = unittest.main(
        exit=False, failfast=False,
        testRunner=unittest.TextTestRunner(
            stream=sys.stdout, verbosity=2, resultclass=_Result))
    result = program.result
    for _, reason in result.skipped:
        print('SKIP:', reason)
    bad = len(result.failures) + len(result.errors)
    print(f'Cases: {result.testsRun}, Failures: {bad}')
    if not result.wasSuccessful():
        sys.exit(1)
    # A class that is skipped as a whole is not counted as a test that ran.
    skipped = [test for test, _ in result.skipped
               if isinstance(test, unittest.TestCase)]
    if result.skipped and result.testsRun == len(skipped):
        sys.exit(SKIP)
