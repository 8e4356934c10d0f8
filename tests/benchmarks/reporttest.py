# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""The report of benchmarks tells the truth."""

import contextlib
import io
import os
import tempfile
import unittest
import xml.dom.minidom

from report import Report, distribution, percentile


class Says(unittest.TestCase):
    def report(self, *mets):
        with tempfile.TemporaryDirectory() as folder:
            report = Report('name', 'A title', 'ms', folder)
            samples = list(range(1, 101))
            report.row('peer & co', samples=samples, cpu=12.345)
            for met in mets:
                report.row('ours', samples=samples, ratio=0.5,
                           promise='p50 <= 0.8x', met=met, frames=30)
            report.plot(distribution({'ours': samples, 'peer & co': [5.0]}),
                        'ms', 'share', log=True)
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                status = report.finish()
            with open(os.path.join(folder, 'name.md'), encoding='utf-8') as f:
                markdown = f.read()
            xml.dom.minidom.parse(os.path.join(folder, 'name.svg'))
        return status, out.getvalue(), markdown

    def test_missed_promise_fails_and_shows_the_numbers(self):
        status, text, markdown = self.report(True, False)
        self.assertEqual(status, 1)
        for said in (text, markdown):
            self.assertRegex(said, r'ours +\| 50.0 +\| 95.0 +\| 99.0 .*'
                             r'0.50x .* p50 <= 0.8x \| NOT MET')
            self.assertIn('1 of the promises NOT MET', said)

    def test_met_promises_pass(self):
        status, text, _ = self.report(True, True)
        self.assertEqual(status, 0)
        self.assertNotIn('NOT MET', text)
        self.assertIn('cores, Linux', text)

    def test_promise_without_a_verdict_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            report = Report('name', 'A title', 'ms', folder)
            with self.assertRaises(ValueError):
                report.row('ours', promise='p50 <= 0.8x')

    def test_percentiles_are_samples(self):
        self.assertEqual(percentile([3, 1, 2], 50), 2)
        self.assertEqual(percentile([7], 99), 7)
        self.assertEqual(percentile(range(1, 1001), 99.9), 999)


if __name__ == '__main__':
    program = unittest.main(exit=False)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f'Cases: {program.result.testsRun}, Failures: {bad}')
    raise SystemExit(bad > 0)
