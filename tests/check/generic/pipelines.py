#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""pipelines.py PARSELINE SOURCE: every gst-launch-1.0 line that we show
somebody parses: in Markdown, in the elements' documentation, and in the run
scripts of the examples, which are run with PARSELINE in gst-launch-1.0's
place."""
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile

parseline, source = sys.argv[1], pathlib.Path(sys.argv[2])
FENCE = re.compile(r'^```[a-z]*\n(.*?)^```', re.M | re.S)
DOC_LINE = re.compile(r'\|\[\n(.*?)\n \* \]\|', re.S)


def commands(text):
    """The commands of a shell text that start GStreamer, each as one line."""
    text = re.sub(r'\\\n\s*', ' ', text)
    for line in text.splitlines():
        line = line.strip().removeprefix('$ ')
        if re.match(r'([A-Z_]+=\S+ )*gst-launch-1\.0 ', line):
            yield line


def shown_lines():
    for path in sorted(source.glob('**/*.md')):
        if any(part.startswith('build') for part in path.parts):
            continue
        for block in FENCE.findall(path.read_text(encoding='utf-8')):
            for line in commands(block):
                yield path, line
    for folder in ('gst', 'ext'):
        for path in sorted((source / folder).glob('**/*.c')):
            for block in DOC_LINE.findall(path.read_text(encoding='utf-8')):
                block = re.sub(r'^ \* ?', '', block, flags=re.M)
                for line in commands(html.unescape(block)):
                    yield path, line


def run(command, folder, where):
    """Run command with our stand-in as gst-launch-1.0; the fault, or None."""
    environment = dict(os.environ, PATH=f'{folder}:{os.environ["PATH"]}')
    result = subprocess.run(command, env=environment, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=60, check=False)
    if result.returncode == 0:
        return None
    return f'{where}: {command[-1]}\n  {result.stdout.strip()}'


faults, count = [], 0
with tempfile.TemporaryDirectory() as folder:
    os.symlink(os.path.abspath(parseline), f'{folder}/gst-launch-1.0')
    for path, line in shown_lines():
        count += 1
        faults.append(run(['sh', '-c', line], folder, path.relative_to(source)))
    for script in sorted(source.glob('examples/*/run*')):
        count += 1
        faults.append(run([str(script)], folder, 'script'))
faults = [fault for fault in faults if fault]
print('\n'.join(faults))
print(f'Cases: {count}, Failures: {len(faults)}')
sys.exit(len(faults) > 0)
