#!/usr/bin/env python3
"""How quick a report's page is in headless Chromium: opening, sorting, filtering, in milliseconds.
usage: page.py REPORT.html"""

import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "unit/report/checks"))
from browser import Browser  # noqa: E402

OPENINGS = 7
STEPS = (
    ("open", "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
             " - performance.getEntriesByType('navigation')[0].responseStart"),
    ("sort by verdict", "document.querySelectorAll('#results-table th button')[1].click()"),
    ("sort by certificate", "document.querySelectorAll('#results-table th button')[3].click()"),
    ("sort by expiry", "document.querySelectorAll('#results-table th button')[4].click()"),
    ("filter by verdict", "document.querySelector('[data-for=results-table] button.breaks').click()"),
    ("filter by word", "(i => { i.value = '0042'; i.dispatchEvent(new Event('input', {bubbles: true})); })"
                       "(document.querySelector('[data-for=results-table] input'))"),
)


def opening(browser, path, took):
    """The median of some: the first also pays for a browser that has done nothing yet."""
    times = []
    for _ in range(OPENINGS):
        browser.open(path)
        times.append(browser.run(took))
    return statistics.median(times)


def main():
    with Browser() as browser:
        browser.open(pathlib.Path(sys.argv[1]).resolve())
        for name, action in STEPS:
            if name == "open":
                print(f"{name:20} {opening(browser, pathlib.Path(sys.argv[1]).resolve(), action):7.0f} ms")
                continue
            timed = f"(() => {{ const t = performance.now(); {action}; document.body.offsetHeight; " \
                "return performance.now() - t; })()"
            print(f"{name:20} {browser.run(timed):7.0f} ms")


main()
