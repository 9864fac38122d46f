#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The catalogues are complete, and the programs speak the user's language where people read.

    test_translation.py --certcheck PROGRAM --fixture PROGRAM --certs DIRECTORY --source DIRECTORY
                        --pot FILE --locale DIRECTORY --work DIRECTORY
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "templates"))
import forest  # noqa: E402
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import cases_told  # noqa: E402

OPTIONS = argparse.Namespace()
LANGUAGES = ("ja",)
# The C library keeps what it made of LOCPATH.
LSAN = "print_suppressions=0:suppressions=" + str(pathlib.Path(__file__).with_name("lsan.txt"))


def messages(path):
    """(msgid, msgid_plural or None, [msgstr...]) of a catalogue."""
    text = subprocess.run(["msgcat", "--no-wrap", path], capture_output=True, text=True, check=True).stdout
    for block in text.split("\n\n"):
        found = re.search(r'^msgid "(.+)"$', block, re.M)
        if found:
            plural = re.search(r'^msgid_plural "(.*)"$', block, re.M)
            yield found[1], plural and plural[1], re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.M)


def in_one_line(catalogue):
    """Where a text is broken differs between versions of gettext."""
    return catalogue.replace('"\n"', "")


def placeholders(text):
    return sorted(re.findall(r"%(?:\d\$)?(.)", text))


class Catalogue(unittest.TestCase):
    def po(self, language):
        return pathlib.Path(OPTIONS.source, "po", language + ".po")

    def test_template_is_current(self):
        kept = pathlib.Path(OPTIONS.source, "po", "ekuprobe.pot").read_text()
        self.assertEqual(in_one_line(kept), in_one_line(pathlib.Path(OPTIONS.pot).read_text()), "build the target update-po")

    def test_nothing_lacks_its_translation(self):
        for language in LANGUAGES:
            done = subprocess.run(["msgcmp", self.po(language), OPTIONS.pot], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("this message is used but not defined", done.stderr)
            self.assertEqual(re.findall(r"(?m)^#(?:~|, fuzzy).*", self.po(language).read_text()), [])

    def test_placeholders_and_edges_agree(self):
        for language in LANGUAGES:
            for english, plural, translated in messages(self.po(language)):
                for text in translated:
                    self.assertEqual(placeholders(english), placeholders(text), english)
                    self.assertEqual(english.endswith(r"\n"), text.endswith(r"\n"), english)
                    self.assertTrue(text.strip(), english)
                if plural:
                    self.assertEqual(placeholders(english), placeholders(plural))

    def test_commands_and_numbers_survive(self):
        """Options, OIDs, ports, events and builds are what readers type or look for."""
        facts = re.compile(r"--[a-z][a-z-]+|\d+(?:\.\d+){2,}|\b(?:KB)?\d{4,}\b|\b[A-Z]+\.exe\b|\bR\d+\b")
        for language in LANGUAGES:
            for english, _, translated in messages(self.po(language)):
                for fact in facts.findall(english):
                    for text in translated:
                        self.assertIn(fact, text, english)


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def run(program, *arguments, encoding="utf-8", **environment):
    kept = {k: v for k, v in os.environ.items() if not re.match(r"LC_|LANG|LOCPATH|TEXTDOMAIN", k)}
    return subprocess.run([program, *arguments], capture_output=True, text=True, encoding=encoding, timeout=60,
                          env=kept | {"TEXTDOMAINDIR": OPTIONS.locale, "LSAN_OPTIONS": LSAN} | environment)


def has_japanese(text):
    return re.search("[\u3041-\u30ff\u4e00-\u9fff]", text) is not None


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A locale of our own, so that it does not matter which ones the machine has."""
        cls.locpath = pathlib.Path(OPTIONS.work, "locales")
        cls.locpath.mkdir(parents=True, exist_ok=True)
        if not (cls.locpath / "ja_JP.UTF-8").exists():
            done = subprocess.run(["localedef", "--no-archive", "-i", "ja_JP", "-f", "UTF-8",
                                   str(cls.locpath / "ja_JP.UTF-8")], capture_output=True, text=True)
            if not (cls.locpath / "ja_JP.UTF-8" / "LC_MESSAGES").exists():
                raise unittest.SkipTest("localedef cannot make ja_JP.UTF-8: " + done.stderr[:200])
        cls.ja = {"LC_ALL": "ja_JP.UTF-8", "LOCPATH": str(cls.locpath)}
        cls.leaf = str(pathlib.Path(OPTIONS.certs, "scenarios", "webserver", "leaf.pem"))

    def explain(self, **environment):
        return run(OPTIONS.certcheck, "--explain", "EKU_LACKS_CLIENT_AUTH", **environment).stdout

    def test_the_locale_chooses(self):
        for environment in (self.ja, {"LANG": "ja_JP.UTF-8", "LOCPATH": str(self.locpath)},
                            {"LANG": "de_DE.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LOCPATH": str(self.locpath)}):
            self.assertTrue(has_japanese(self.explain(**environment)), environment)
        for environment in ({}, {"LANG": "de_DE.UTF-8"}, {"LC_ALL": "C", "LANG": "ja_JP.UTF-8", "LANGUAGE": "ja"},
                            {"LC_ALL": "POSIX", "LANGUAGE": "ja"}, {"LANG": "x" * 100}, {"LANG": "../ja"}):
            self.assertFalse(has_japanese(self.explain(**environment)), environment)

    def translates_c_utf8(self):
        """That of glibc 2.41 (Debian 13) does not."""
        return has_japanese(self.explain(LC_ALL="C.UTF-8", LANGUAGE="ja"))

    def test_a_locale_that_is_not_installed(self):
        if not self.translates_c_utf8():
            self.skipTest("this C library gives C.UTF-8 no translations")
        for name, charset in ("ja_JP.UTF-8", "utf-8"), ("ja_JP", self.charset_of("ja_JP")), ("ja", "utf-8"):
            self.assertTrue(has_japanese(self.in_charset(charset, ["--explain", "EKU_LACKS_CLIENT_AUTH"], LANG=name,
                                                         LOCPATH="/nonexistent")), name)

    def charset_of(self, name):
        """Where the machine has it after all, it is not UTF-8."""
        done = subprocess.run(["locale", "charmap"], capture_output=True, text=True,
                              env=os.environ | {"LC_ALL": name, "LOCPATH": "/nonexistent"})
        return "euc_jp" if done.stdout.strip() == "EUC-JP" else "utf-8"

    def in_charset(self, charset, arguments, **environment):
        done = run(OPTIONS.certcheck, *arguments, encoding=charset, **environment)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_an_older_charset(self):
        """The bytes are the locale's; reading them as such is strict."""
        explain = ["--explain", "EKU_LACKS_CLIENT_AUTH"]
        for name, charmap, charset in (("ja_JP.eucJP", "EUC-JP", "euc_jp"), ("ja_JP.SJIS", "SHIFT_JIS", "shift_jis")):
            made = self.locpath / name
            if not made.exists():
                subprocess.run(["localedef", "--no-archive", "--force", "--no-warnings=ascii", "-i", "ja_JP", "-f", charmap, str(made)],
                               capture_output=True)
            paths = [str(self.locpath), *(["/nonexistent"] if self.translates_c_utf8() else [])]
            for path in paths:  # by the C library, by the name
                environment = {"LC_ALL": name, "LOCPATH": path}
                for arguments in explain, ["--fail-on", "none", "-v", self.leaf]:
                    self.assertTrue(has_japanese(self.in_charset(charset, arguments, **environment)), environment)
                document = self.in_charset("utf-8", ["--format", "json", "--fail-on", "none", self.leaf], **environment)
                self.assertEqual(json.loads(document)["results"][0]["verdict"], "breaks")

    def test_a_charset_that_nobody_knows_gets_english(self):
        text = self.explain(LC_ALL="ja_JP.nosuch", LOCPATH="/nonexistent")
        self.assertFalse(has_japanese(text))

    def test_explain_is_japanese_for_every_kind(self):
        for word in "EKU_UNDECODABLE", "edge-psom", "41031", "KB4023993", "R21", "reissue-both-ekus", "1000":
            text = run(OPTIONS.certcheck, "--explain", word, **self.ja).stdout
            self.assertTrue(has_japanese(text.split("\n\n")[1]), text)

    def test_text_reports_fit_and_are_japanese(self):
        for fixture in "endpoints", "files", "hostile":
            for columns in 50, 80:
                for more in (), ("verbose",):
                    done = run(OPTIONS.fixture, fixture, "text", "-", "width=%d" % columns, "translated", *more,
                               **self.ja)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertTrue(has_japanese(done.stdout))
                    for line in done.stdout.split("\n")[1:]:
                        self.assertLessEqual(width(line), columns, line)
                        self.assertNotRegex(line.strip(), "^[\u3001\u3002\u300d\u30fc]", "begins a line")

    def test_columns_of_the_table_stand_in_line(self):
        done = run(OPTIONS.fixture, "endpoints", "text", "-", "width=132", "translated", **self.ja)
        tables = (part for part in done.stdout.split("\n\n") if "  \u5224\u5b9a" in part.split("\n")[0])
        head, *rows = next(tables).split("\n")
        at = width(head[:head.index("\u5224\u5b9a")])
        verdicts = ("\u554f\u984c\u306a\u3057|\u5f71\u97ff\u3042\u308a|\u4f7f\u7528\u4e0d\u53ef|\u5224\u5b9a\u4e0d\u80fd|"
                    "\u8a3c\u660e\u66f8\u306a\u3057|\u5230\u9054\u4e0d\u80fd")
        for row in rows:
            if row.startswith("* "):
                continue
            self.assertIn(at, [width(row[:m.start()]) for m in re.finditer(verdicts, row)], row)

    def test_no_english_sentence_is_left(self):
        english = run(OPTIONS.fixture, "endpoints", "text", "-", "width=0", "verbose").stdout
        for format in "text", "html":
            japanese = run(OPTIONS.fixture, "endpoints", format, "-", "width=0", "verbose", "translated", **self.ja)
            for sentence, _, translated in messages(pathlib.Path(OPTIONS.source, "po", "ja.po")):
                words = sentence.replace('\\"', '"')
                if len(words.split()) > 4 and "%" not in words and translated != [sentence]:
                    self.assertNotIn(words, japanese.stdout)
        self.assertFalse(has_japanese(english))

    def test_a_sandboxed_probe_has_its_catalogue(self):
        """It is read before the rights to read it are given up, wherever it lies."""
        done = run(OPTIONS.ekuprobe, "--retries", "0", "--timeout", "2", "127.0.0.1:1/edge-psom", **self.ja)
        self.assertIn("\u5230\u9054\u4e0d\u80fd (unreachable)", done.stdout)
        self.assertNotIn("Not decided", done.stdout)
        self.assertNotRegex(done.stdout, "[\u3041-\u9fff]\\.\n")  # no ASCII full stop behind Japanese

    def test_html_says_its_language(self):
        done = run(OPTIONS.fixture, "endpoints", "html", "-", "translated", **self.ja)
        self.assertIn('<html lang="ja">', done.stdout)
        self.assertNotIn("{{", done.stdout.split("<script>")[0])
        self.assertIn('<html lang="en">', run(OPTIONS.fixture, "endpoints", "html", "-").stdout)

    def test_interfaces_stay_english(self):
        for format in asks.formats(OPTIONS.certcheck, "text", "html"):
            plain = run(OPTIONS.fixture, "endpoints", format, "-").stdout
            self.assertEqual(run(OPTIONS.fixture, "endpoints", format, "-", "translated", **self.ja).stdout, plain)

    def test_json_of_the_program_stays_english(self):
        documents = [json.loads(run(OPTIONS.certcheck, "--format", "json", "--at", "2020-01-01", self.leaf, **e).stdout)
                     for e in ({}, self.ja)]
        for document in documents:
            del document["started"], document["finished"]
        self.assertEqual(*documents)

    def test_advice_on_templates(self):
        """It is put together at run time: in both languages, JSON in English."""
        export = pathlib.Path(OPTIONS.work, "templates.ldf")
        export.write_text(forest.ldif())
        arguments = ["--template-for", "sfb2015", "--fail-on", "none", str(export)]
        text = run(OPTIONS.certcheck, *arguments, **self.ja).stdout
        note = "".join(text.split("\n\u6ce8: ")[-1].split())
        self.assertIn("LyncEdge", note)
        self.assertNotRegex(note, "duplicate|request|template")
        page = run(OPTIONS.certcheck, "--format", "html", *arguments, **self.ja).stdout
        self.assertIn("\u8907\u88fd\u3057", page.split('id="method"')[1])
        notes = json.loads(run(OPTIONS.certcheck, "--format", "json", *arguments, **self.ja).stdout)["notes"]
        self.assertIn("duplicate WebServer and add Client Authentication", notes[-1])

    def test_the_page_of_remedies(self):
        folder = pathlib.Path(OPTIONS.work, "remedies-ja")
        run(OPTIONS.certcheck, "--force", "--remedy", str(folder), "--profile", "edge-psom", self.leaf, **self.ja)
        page = (folder / "new-template.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        self.assertTrue(has_japanese(page))
        for line in page.split("\n"):
            if has_japanese(line):
                self.assertLessEqual(width(line), 78, line)


def main():
    parser = argparse.ArgumentParser()
    for name in "certcheck", "ekuprobe", "fixture", "certs", "source", "pot", "locale", "work":
        parser.add_argument("--" + name, required=True)
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    cases_told.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
