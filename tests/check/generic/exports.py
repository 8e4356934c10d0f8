#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""exports.py PLUGIN...: each plugin exports its two entry points and nothing
else, so that no two plugins can meet in a symbol."""
import pathlib
import re
import subprocess
import sys

# What the compiler's runtimes add when a plugin is built under a sanitizer.
FOREIGN = re.compile(r'^(__asan|__ubsan|__tsan|__odr_asan|__sancov|_init$|_fini$)')
failures = 0
for plugin in sys.argv[1:]:
    name = re.sub(r'^libgst', '', pathlib.Path(plugin).stem)
    wanted = {f'gst_plugin_{name}_get_desc', f'gst_plugin_{name}_register'}
    lines = subprocess.run(['nm', '-D', '--defined-only', plugin], check=True,
                           text=True, stdout=subprocess.PIPE).stdout.splitlines()
    found = {line.split()[-1] for line in lines}
    found = {symbol for symbol in found if not FOREIGN.match(symbol)}
    if found != wanted:
        failures += 1
        print(f'{plugin} exports {sorted(found)}, not {sorted(wanted)}')
print(f'Cases: {len(sys.argv) - 1}, Failures: {failures}')
sys.exit(failures > 0)
