# SPDX-License-Identifier: MIT
"""A bar chart on a logarithmic scale, as SVG, by hand: no library draws it."""
import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW, TOP = 760, 250, 90, 26, 56
OURS, THEIRS = "#1f6feb", "#8b949e"


def bars(title, axis, rows):
    """rows: (label, value, whether it is ours). The text of an SVG file."""
    lowest = 10 ** math.floor(math.log10(min(value for _, value, _ in rows)))
    highest = 10 ** math.ceil(math.log10(max(value for _, value, _ in rows)))
    decades = math.log10(highest / lowest)
    height = TOP + ROW * len(rows) + 40

    def x(value):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log10(value / lowest) / decades

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             f'font-family="sans-serif" font-size="13" role="img">',
             f"<title>{escape(title)}</title>",
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             f'<text x="16" y="26" font-size="16" fill="#24292f">{escape(title)}</text>']
    for decade in range(round(decades) + 1):
        value = lowest * 10 ** decade
        parts.append(f'<line x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{TOP - 12}" '
                     f'y2="{height - 34}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{x(value):.1f}" y="{height - 18}" text-anchor="middle" '
                     f'fill="#57606a">{value:g}</text>')
    for at, (label, value, ours) in enumerate(rows):
        y = TOP + ROW * at
        parts.append(f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end" '
                     f'fill="#24292f">{escape(label)}</text>')
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{max(x(value) - LEFT, 1):.1f}" height="16" '
                     f'fill="{OURS if ours else THEIRS}"/>')
        parts.append(f'<text x="{x(value) + 6:.1f}" y="{y + 12}" fill="#24292f">{value:,.0f}</text>')
    parts.append(f'<text x="{LEFT}" y="{height - 2}" fill="#57606a">{escape(axis)}</text>')
    return "\n".join([*parts, "</svg>", ""])
