#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The manual pages in Japanese: whole, current, and without a warning of groff or man.

    manual.py SOURCE PAGES
SOURCE has the pages in English and po/, PAGES (of the build) those in both languages."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

SOURCE, PAGES = (pathlib.Path(a) for a in sys.argv[1:3])
NAMES = "ekuprobe", "certcheck", "psomlab", "ekuprobe-demo"
JAPANESE = re.compile("[\u3001\u3002\u3041-\u30ff\u4e00-\u9fff]")
# Lines of names alone: products, columns of CSV.
NAMES_ALONE = re.compile(r"(Windows|\\&\.NET Framework): |[\w.]+,$")


def page(name):
    return PAGES / "ja" / "man1" / (name + ".1")


def english(name):
    made = PAGES / (name + ".1")
    return made if made.exists() else SOURCE / "man" / (name + ".1")


def faults(said):
    """But for what groff 1.23 says of each page in Japanese: lines without a blank to stretch, headings of which it
    measures the letters, a macro of its own."""
    own = "cannot adjust line", "special character 'u", "macro 'doc-str-tmp2' not defined"
    return [line for line in said.splitlines() if not any(words in line for words in own)]


class Manual(unittest.TestCase):
    def test_nothing_lacks_its_translation(self):
        po = SOURCE / "po" / "man.ja.po"
        with tempfile.TemporaryDirectory() as work:
            shutil.copytree(SOURCE / "man", pathlib.Path(work, "from"))
            shutil.copy(po, pathlib.Path(work, "from"))
            subprocess.run(["po4a", "--quiet", "--porefs", "none", "--wrap-po", "no", "--no-translations",
                            "--package-name", "ekuprobe", "from/po4a.cfg"], cwd=work, check=True, timeout=60)
            done = subprocess.run(["msgcmp", po, "man.pot"], cwd=work, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), "build the target update-po-man")
        self.assertNotRegex(po.read_text(), "(?m)^#(?:~|, fuzzy)")

    def test_no_paragraph_is_english(self):
        for name in NAMES:
            for text in re.split(r"(?m)^\..*\n", page(name).read_text()):
                words = re.findall(r"\b[a-z]{2,}\b", "\n".join(s for s in text.splitlines() if not NAMES_ALONE.match(s)))
                self.assertTrue(len(words) < 5 or JAPANESE.search(text), f"{name}: {text}")

    def test_every_option_and_section_is_there(self):
        for name in NAMES:
            both = [path.read_text() for path in (english(name), page(name))]
            for macro in r"^\.It\b", r"^\.S[hs] ":
                items = [len(re.findall(macro, text, re.M)) for text in both]
                self.assertEqual(*items, (name, macro))
            flags = [re.findall(r"^\.It Fl .*", text, re.M) for text in both]
            self.assertEqual(*flags)

    def test_groff_has_nothing_to_say(self):
        if not shutil.which("groff"):
            self.skipTest("groff (program not found)")
        for name in NAMES:
            done = subprocess.run(["groff", "-Kutf8", "-Tutf8", "-mandoc", "-mja", "-ww", str(page(name))],
                                  capture_output=True, timeout=60, env=os.environ | {"LC_ALL": "C.UTF-8"})
            self.assertEqual((done.returncode, faults(done.stderr.decode())), (0, []), name)
            self.assertRegex(done.stdout.decode(), JAPANESE)

    def test_man_shows_them(self):
        if not shutil.which("man"):
            self.skipTest("man (program not found)")
        for name in NAMES:
            done = subprocess.run(["man", "-l", str(page(name))], capture_output=True, text=True, timeout=60,
                                  env=os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
            self.assertEqual((done.returncode, faults(done.stderr)), (0, []), name)
            self.assertRegex(done.stdout, JAPANESE)


if __name__ == "__main__":
    cases_told.main(argv=[sys.argv[0], *sys.argv[3:]])
