#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""golden.py [--write] DESCRIBE FOLDER ELEMENT...: compare what the elements
say of themselves with FOLDER/ELEMENT.txt, or write those files."""
import difflib
import pathlib
import subprocess
import sys

arguments = sys.argv[1:]
write = arguments[0] == '--write'
describe, folder, *elements = arguments[write:]
failures = 0
for element in elements:
    text = subprocess.run([describe, element], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    path = pathlib.Path(folder, element + '.txt')
    if write:
        path.write_text(text, encoding='utf-8')
        continue
    golden = path.read_text(encoding='utf-8') if path.exists() else ''
    if text != golden:
        failures += 1
        sys.stdout.writelines(difflib.unified_diff(
            golden.splitlines(True), text.splitlines(True),
            str(path), 'as it is'))
        print('If this is what you want: ninja -C BUILD golden')
print(f'Cases: {len(elements)}, Failures: {failures}')
sys.exit(failures > 0)
