#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""complete.py SOURCE ELEMENT...: each element has its unit test, its golden
description, a line in README and one in an example."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
elements = sys.argv[2:]
examples = [path for path in (source / 'examples').rglob('*') if path.is_file()
            and path.suffix not in ('.png', '.js', '.css')]
example_text = '\n'.join(path.read_text(encoding='utf-8', errors='replace')
                         for path in examples)
readme = (source / 'README.md').read_text(encoding='utf-8')
failures = 0


def check(holds, sentence):
    global failures
    if not holds:
        failures += 1
        print(sentence)


for element in elements:
    check((source / f'tests/check/elements/{element}.c').is_file(),
          f'{element} has no tests/check/elements/{element}.c')
    check((source / f'tests/golden/{element}.txt').is_file(),
          f'{element} has no tests/golden/{element}.txt')
    # A header extension is looked up by its URI, not named in a pipeline.
    if not element.startswith('rtphdrext'):
        check(re.search(rf'\b{element}\b', example_text),
              f'no example uses {element}')
    check(re.search(rf'\b{element}\b', readme), f'README does not name {element}')
print(f'Cases: {len(elements)}, Failures: {min(failures, len(elements))}')
sys.exit(failures > 0)
