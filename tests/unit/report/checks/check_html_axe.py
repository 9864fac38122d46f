#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_html_axe.py PRINT_FIXTURE TOOLS: axe-core finds nothing in any page, light
and dark, on a screen and on a phone, and something in a page that was spoilt.
Exit 77: axe-core or Chromium is not installed."""
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
import tools  # noqa: E402
from browser import Browser, find_chromium  # noqa: E402
from fixture import FIXTURES, printed  # noqa: E402

RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.flatMap(
             one => one.nodes.map(node => one.id + ': ' + node.html.slice(0, 120) + ' ' + node.failureSummary)))"""


def check(browser, source, path):
    browser.open(path)
    browser.run(source)
    return browser.run(RUN)


def main():
    program, root = sys.argv[1:]
    source = (tools.find_or_skip(root, "axe-core") / "axe-core/axe.min.js").read_text(encoding="utf-8")
    if not find_chromium():
        print("skip: axe-core (no Chromium)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        for fixture in (*FIXTURES, "crowd"):
            path = os.path.join(folder, fixture + ".html")
            page = printed(program, fixture, "html", "verbose")
            pathlib.Path(path).write_text(page, encoding="utf-8")
            for width in (1280, 390):
                for scheme in ("light", "dark"):
                    browser.set_size(width, 900, width < 500)
                    browser.set_media(scheme)
                    found = check(browser, source, path)
                    assert found == [], f"{fixture}, {width}, {scheme}: {found}"
        pathlib.Path(path).write_text(page.replace(' lang="en"', "").replace("--muted: ", "--muted: #777; --x: "))
        found = " ".join(check(browser, source, path))
        assert "html-has-lang" in found and "color-contrast" in found, found


if __name__ == "__main__":
    main()
