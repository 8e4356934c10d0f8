# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 gst-plugins-edge maintainers
"""Lines in a coordinate system, as SVG, with nothing but Python."""

import math
from xml.sax.saxutils import escape

COLOURS = ('#0b6fb8', '#d1495b', '#3a8f5c', '#8a5fb0', '#c98b13', '#5b6770')
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 48


def _step(span):
    """1, 2 or 5 times a power of ten: some five to ten of them in span."""
    power = 10 ** math.floor(math.log10(span / 5))
    return next(power * m for m in (1, 2, 5, 10) if span / (power * m) <= 8)


def _linear_ticks(low, high):
    step = _step(high - low)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def _log_ticks(low, high):
    return [m * 10 ** e for e in range(math.floor(math.log10(low)),
                                       math.ceil(math.log10(high)) + 1)
            for m in (1, 2, 5) if low <= m * 10 ** e <= high]


def _label(value):
    return f'{value:.6g}'


class _Axes:
    def __init__(self, lines, log, top):
        xs = [x for points in lines.values() for x, _ in points]
        ys = [y for points in lines.values() for _, y in points]
        self.log = log and min(xs) > 0
        self.low = min(xs) if self.log else min(0, min(xs))
        self.high = max(xs) if max(xs) > self.low else self.low + 1
        self.ymax = max(max(ys) * 1.05, 1e-9) if max(ys) != 1 else 1
        self.top = top

    def x(self, value):
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        return self.top + TOP + (1 - value / self.ymax) \
            * (HEIGHT - TOP - BOTTOM)

    def x_ticks(self):
        return (_log_ticks if self.log else _linear_ticks)(self.low, self.high)

    def y_ticks(self):
        return _linear_ticks(0, self.ymax)


def _grid(axes, x_name, y_name):
    bottom = axes.y(0)
    for value in axes.x_ticks():
        x = axes.x(value)
        yield (f'<path d="M{x:.1f} {axes.y(axes.ymax):.1f}V{bottom:.1f}" '
               'class="grid"/>')
        yield (f'<text x="{x:.1f}" y="{bottom + 16:.1f}" '
               f'text-anchor="middle">{_label(value)}</text>')
    for value in axes.y_ticks():
        y = axes.y(value)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" class="grid"/>'
        yield (f'<text x="{LEFT - 6}" y="{y + 4:.1f}" '
               f'text-anchor="end">{_label(value)}</text>')
    yield (f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{bottom + 36:.1f}" '
           f'text-anchor="middle">{escape(x_name)}</text>')
    middle = (axes.y(axes.ymax) + bottom) / 2
    yield (f'<text transform="translate(16 {middle:.1f}) rotate(-90)" '
           f'text-anchor="middle">{escape(y_name)}</text>')


def _lines(axes, lines):
    for i, (name, points) in enumerate(lines.items()):
        colour = COLOURS[i % len(COLOURS)]
        dash = ' stroke-dasharray="6 4"' if i >= len(COLOURS) else ''
        path = ' '.join(f'{axes.x(x):.1f},{axes.y(y):.1f}' for x, y in points)
        yield (f'<polyline points="{path}" fill="none" stroke="{colour}" '
               f'stroke-width="2"{dash}/>')
        if len(points) <= 12:
            for x, y in points:
                yield (f'<circle cx="{axes.x(x):.1f}" cy="{axes.y(y):.1f}" '
                       f'r="3.5" fill="{colour}"/>')


def _legend(axes, names, below):
    for i, name in enumerate(names):
        # Where the curves are not: a distribution rises to the right.
        y = (axes.y(0) - 12 - 18 * (len(names) - 1 - i) if below
             else axes.y(axes.ymax) + 16 + 18 * i)
        x = WIDTH - RIGHT - 250 if below else LEFT + 16
        colour = COLOURS[i % len(COLOURS)]
        yield (f'<rect x="{x}" y="{y - 9:.1f}" width="16" height="10" '
               f'fill="{colour}"/>')
        yield f'<text x="{x + 22}" y="{y:.1f}">{escape(name)}</text>'


def draw(title, plots, machine):
    """plots: (lines, name of x, name of y, whether x is logarithmic)."""
    height = HEIGHT * len(plots) + 24
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} '
           f'{height}" width="{WIDTH}" height="{height}" '
           'font-family="sans-serif" font-size="12">',
           '<style>.grid{stroke:#ddd;fill:none}</style>',
           f'<title>{escape(title)}</title>',
           f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
           f'<text x="{LEFT}" y="22" font-size="13" font-weight="bold">'
           f'{escape(title)}</text>']
    for i, (lines, x_name, y_name, log) in enumerate(plots):
        axes = _Axes(lines, log, i * HEIGHT)
        out += _grid(axes, x_name, y_name)
        out += _lines(axes, lines)
        out += _legend(axes, list(lines), axes.ymax == 1)
    out += [f'<text x="{LEFT}" y="{height - 10}" font-size="10" fill="#666">'
            f'{escape(machine)}</text>', '</svg>']
    return '\n'.join(out) + '\n'
