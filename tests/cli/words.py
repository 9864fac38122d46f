#!/usr/bin/env python3
"""What a person can read says it in everyone's words: no word of this project's own jargon, in any string of the
programs and tables, in the manuals or in the pages for users."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parents[2]
ROOMS = "advice assess certcheck cli inventory machine output probe record report".split()
PAGES = ["README.md", "man/*.in", "report/src/html/page.html", "advice/src/files/*.ps1",
         *(f"docs/{name}.md" for name in ("ci", "monitoring", "probe", "scale", "where-to-run", "rules"))]

# word: what to say instead
JARGON = {
    r"hears?|heard": "receive, read",
    r"gates?|(?<!Server )gated": "check",
    r"blam\w+": "name the cause",
    r"mention\w*": "name, list",
    r"stamp(s|ed|ing)?": "set, use",
    r"sketch\w*": "outline",
    r"asked": "requested, required",
    r"folds?|folded": "group",
    r"shows": "presents (a certificate), contains, lists",
    r"(certificates?|chain) shown": "presented",
    r"shown by": "presented by",
    r"tells|told": "report, describe",
    r"wants?|wanted": "require",
    r"heals?|healed|mends?": "fix",
    r"belongs? into": "belongs in",
    r"passed over|left out": "skipped",
    r"consulted": "checked",
    r"torn": "incomplete",
}
RULE = re.compile("|".join(rf"(?P<w{i}>\b(?:{words})\b)" for i, words in enumerate(JARGON)), re.I)

# A comment, a character, or strings side by side
TOKEN = re.compile(r"""/\*.*?\*/|'(?:\\.|[^'\\\n])*'|("(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*)""", re.S)


def strings(path):
    text = path.read_text()
    for found in TOKEN.finditer(text):
        if found.group(1) is None or text[:found.start()].rsplit("\n", 1)[-1].lstrip().startswith("#include"):
            continue
        words = "".join(re.findall(r'"((?:\\.|[^"\\\n])*)"', found.group(1)))
        if " " in words:
            yield text.count("\n", 0, found.start()) + 1, words


def lines(path):
    return enumerate((re.sub(r"`[^`]*`", "", line) for line in path.read_text().splitlines()), 1)


def main():
    bad = read = 0
    places = [(p, strings(p)) for room in ROOMS for kind in ("c", "h", "def")
              for p in sorted((ROOT / room).rglob(f"*.{kind}"))]
    places += [(p, lines(p)) for page in PAGES for p in sorted(ROOT.glob(page))]
    for path, texts in places:
        for number, text in texts:
            read += 1
            for found in RULE.finditer(text):
                bad += 1
                better = list(JARGON.values())[int(found.lastgroup[1:])]
                print(f"{path.relative_to(ROOT)}:{number}: '{found.group()}' (say: {better}): {text[:90]}")
    print(f"{read} texts read, {bad} words of our own")
    sys.exit(bad > 0 or read < 2000)


main()
