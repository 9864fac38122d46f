#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_html_browser.py PRINT_FIXTURE: the page in a real Chromium. No word on
the console, nothing fetched; sorting and filtering work by mouse and keyboard;
nothing of a hostile name runs; no horizontal scrolling on a phone. Exit 77:
no Chromium here."""
import os
import re
import subprocess
import sys
import tempfile

from browser import Browser, find_chromium
from fixture import FIXTURES, document

COLUMN = """Array.from(document.querySelectorAll('#results-table tbody tr'))
            .filter(row => !row.hidden).map(row => row.cells[%d].%s)"""


def natural(texts):
    return sorted(texts, key=lambda text: [int(part) if part.isdigit() else part
                                           for part in re.split(r"(\d+)", text)])


def check_sorting(browser):
    browser.run("document.querySelectorAll('#results-table th button')[2].click()")
    ranks = browser.run(COLUMN % (2, "dataset.sort"))
    assert ranks == sorted(ranks, key=int) and len(set(ranks)) > 1, ranks
    browser.run("document.querySelectorAll('#results-table th button')[2].click()")
    assert browser.run(COLUMN % (2, "dataset.sort")) == sorted(ranks, key=int, reverse=True)
    sorts = browser.run("Array.from(document.querySelectorAll('#results-table th'),"
                        " th => th.getAttribute('aria-sort'))")
    assert sorts == [None, None, "descending", None, None, None, None], sorts
    # By keyboard: focus a heading, press Enter.
    browser.run("document.querySelectorAll('#results-table th button')[0].focus()")
    browser.press("Enter", 13, "\r")
    names = browser.run(COLUMN % (0, "firstChild.textContent"))
    assert [name for name in names if name.startswith("edge")] == \
        natural(name for name in names if name.startswith("edge")), names
    assert browser.run("document.querySelector('#results-table th').getAttribute('aria-sort')") \
        == "ascending"


def check_filtering(browser, results):
    total = len(results)
    shown = "document.querySelector('[data-for=results-table] .shown').textContent"
    assert browser.run(shown) == f"All {total} shown"
    browser.run("document.querySelector('[data-for=results-table] button.breaks').focus()")
    browser.press(" ", 32, " ")
    breaks = sum(result["verdict"] == "breaks" for result in results)
    assert browser.run(shown) == f"{breaks} of {total} shown"
    browser.run("document.querySelector('[data-for=results-table] input').focus()")
    browser.call("Input.insertText", text="FE01 client_auth")
    assert browser.run(COLUMN % (0, "firstChild.textContent")) == \
        ["fe01.contoso.com:8060", "fe01.contoso.com:8061"]
    browser.run("document.querySelector('[data-for=results-table] button.breaks').click()")
    browser.run("""const input = document.querySelector('[data-for=results-table] input');
                   input.value = ''; input.dispatchEvent(new Event('input', {bubbles: true}))""")
    assert browser.run(shown) == f"All {total} shown"


def check_links(browser):
    browser.run("document.querySelector('#results-table a').click()")
    assert browser.run("document.querySelector(location.hash + ' details').open") is True


def check_layout(browser, path):
    for width in (320, 390, 768, 1280):
        browser.set_size(width, 800, width < 500)
        for scheme in ("light", "dark"):
            browser.set_media(scheme)
            browser.open(path)
            inner = browser.run("document.documentElement.scrollWidth")
            assert inner <= width, f"the page is {inner} wide on a screen of {width}"
            assert browser.complaints() == []
    browser.set_media("light", "print")
    assert browser.run("getComputedStyle(document.querySelector('.filter')).display") == "none"
    browser.set_media()


def main():
    program = sys.argv[1]
    if not find_chromium():
        print("no Chromium")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        for fixture in FIXTURES:
            path = os.path.join(folder, fixture + ".html")
            subprocess.run([program, fixture, "html", path], check=True)
            browser.open(path)
            assert browser.complaints() == [], browser.complaints()
            assert browser.run("document.scripts.length") == 1
            assert browser.run("document.querySelectorAll('img, iframe, b b').length") == 0
            if fixture == "endpoints":
                check_sorting(browser)
                check_filtering(browser, document(program, fixture)["results"])
                check_links(browser)
            check_layout(browser, path)


if __name__ == "__main__":
    main()
