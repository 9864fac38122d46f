#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_html_browser.py PRINT_FIXTURE LOCALE: the page in a real Chromium. No word on
the console, nothing fetched; sorting and filtering work by mouse and keyboard;
nothing of a hostile name runs; in the drawings no text overlaps another; no
horizontal scrolling on a phone; it prints. Exit 77: no Chromium here."""
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
    browser.run("document.querySelectorAll('#results-table th button')[1].click()")
    ranks = browser.run(COLUMN % (1, "dataset.sort"))
    assert ranks == sorted(ranks, key=int) and len(set(ranks)) > 1, ranks
    browser.run("document.querySelectorAll('#results-table th button')[1].click()")
    assert browser.run(COLUMN % (1, "dataset.sort")) == sorted(ranks, key=int, reverse=True)
    sorts = browser.run("Array.from(document.querySelectorAll('#results-table th'),"
                        " th => th.getAttribute('aria-sort'))")
    assert sorts == [None, "descending", None, None, None, None], sorts
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
    browser.run("document.querySelector('#results-table td.cn a').click()")
    assert browser.run("document.querySelector(location.hash + ' details').open") is True
    browser.run("document.querySelector('#results-table a.code').click()")
    assert browser.run("document.querySelector(location.hash).open") is True


FOCUSED = "document.activeElement.matches('%s')"


def check_keyboard(browser, path):
    """From the top with the Tab key: the link that skips, then every control there is."""
    browser.open(path)
    browser.press("Tab", 9)
    assert browser.run(FOCUSED % ".skip")
    browser.press("Enter", 13, "\r")
    assert browser.run("location.hash") == "#results"
    wanted = browser.run("""Array.from(document.querySelectorAll(
        '#results ~ * input, #results ~ * button, #results ~ * a'), e => e.closest('[hidden]') === null)
        .filter(Boolean).length""")
    assert wanted > 10
    reached = 0
    for _ in range(3 * wanted):
        browser.press("Tab", 9)
        if not browser.run("document.activeElement.closest('[aria-labelledby=results]') !== null"):
            break
        outline = browser.run("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", browser.run("document.activeElement.outerHTML")
        reached += browser.run(FOCUSED % "input, button, a")
    assert reached == wanted, (reached, wanted)
    assert browser.run(FOCUSED % "[aria-labelledby=certificates] *")
    browser.run("document.querySelector('#certificates-table summary').focus()")
    browser.press("Enter", 13, "\r")
    assert browser.run("document.querySelector('#certificates-table details').open") is True


# Texts of a drawing that overlap, or stand out of it or of the box they are in.
MISPLACED = """(() => {
  const drawing = Array.from(document.querySelectorAll('svg.map, svg.tree')).find(
    svg => getComputedStyle(svg).display !== 'none');
  if (!drawing) return [];
  const texts = Array.from(drawing.querySelectorAll('text'), text => [text.textContent, text.getBBox()]);
  const boxes = Array.from(drawing.querySelectorAll('rect'), rect => rect.getBBox());
  const {width, height} = drawing.viewBox.baseVal;
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width &&
    a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height;
  const found = [];
  texts.forEach(([text, at], i) => {
    if (at.x < 0 || at.y < 0 || at.x + at.width > width || at.y + at.height > height)
      found.push(text + ' stands out of the drawing');
    for (const box of boxes)
      if (meet(at, box) && (at.x < box.x || at.x + at.width > box.x + box.width ||
                            at.y < box.y || at.y + at.height > box.y + box.height))
        found.push(text + ' stands out of its box');
    for (const [other, there] of texts.slice(i + 1))
      if (meet(at, there)) found.push(text + ' overlaps ' + other);
  });
  return found;
})()"""


def check_layout(browser, path):
    for width in (320, 390, 768, 1280):
        browser.set_size(width, 800, width < 500)
        for scheme in ("light", "dark"):
            browser.set_media(scheme)
            browser.open(path)
            inner = browser.run("document.documentElement.scrollWidth")
            assert inner <= width, f"the page is {inner} wide on a screen of {width}"
            assert browser.complaints() == []
        assert browser.run(MISPLACED) == [], browser.run(MISPLACED)
        if width < 500:  # cards and a tree: nothing is to be moved sideways
            assert browser.run("""Array.from(document.querySelectorAll('.scroll')).every(
                box => box.scrollWidth <= box.clientWidth)""")
    browser.set_size(1280, 800)


def check_print(browser, path):
    browser.set_media("light", "print")
    browser.set_size(718, 1000)  # A4 within its margins
    browser.open(path)
    assert browser.run("getComputedStyle(document.querySelector('.filter')).display") == "none"
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    narrow = browser.run("""Array.from(document.querySelectorAll('td, dd')).filter(
        cell => cell.offsetParent && !cell.closest('details:not([open])') && cell.textContent.trim() && cell.offsetWidth < 48)
        .map(cell => cell.textContent.trim())""")
    assert narrow == [], f"columns of letters: {narrow}"
    assert browser.run("document.documentElement.scrollWidth <= innerWidth"), "wider than the paper"
    ready = browser.run("""Array.from(document.querySelectorAll('#results-table tr[data-verdict=ready]')).filter(
        row => row.offsetParent !== null).length""")
    assert ready == 0, f"{ready} rows that are ready are printed"
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    browser.set_media()
    browser.set_size(1280, 800)
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF-")
    # What was opened for it is folded again.
    assert browser.run("document.querySelectorAll('details[open]').length") == 0
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    rows = browser.run("document.querySelectorAll('tbody tr').length")
    assert pages <= 5 + rows / 4, f"{pages} pages for {rows} rows"


def check_crowd_print(browser, path):
    """Of many certificates paper has a table, not a block each."""
    browser.open(path)
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert browser.run("document.querySelectorAll('#certificates-table details[open]').length") == 0
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    pages = len(re.findall(rb"/Type\s*/Page\b", browser.pdf()))
    assert pages <= 6, f"{pages} pages"


def check_japanese(browser, program, locale, folder):
    """Wide letters fit, too. C.UTF-8 is always there; the language is asked for by LANGUAGE."""
    environment = {"LC_ALL": "C.UTF-8", "LANGUAGE": "ja", "TEXTDOMAINDIR": locale}
    for fixture in (*FIXTURES, "crowd"):
        path = os.path.join(folder, fixture + "-ja.html")
        subprocess.run([program, fixture, "html", path, "translated"], check=True, env=os.environ | environment)
        browser.open(path)
        if browser.run("document.documentElement.lang") != "ja":
            print("skip: the page in Japanese (this C library gives C.UTF-8 no translations)")
            return
        check_layout(browser, path)


def main():
    program, locale = sys.argv[1:]
    if not find_chromium():
        print("skip: the page in a browser (no Chromium)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder, Browser() as browser:
        for fixture in (*FIXTURES, "crowd"):
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
                check_keyboard(browser, path)
            check_layout(browser, path)
            check_print(browser, path)
        check_crowd_print(browser, path)  # the last of them
        check_japanese(browser, program, locale, folder)


if __name__ == "__main__":
    main()
