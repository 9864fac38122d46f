#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a person reads on standard error is in the catalogue, and the programs say it in Japanese.

    errors.py EKUPROBE CERTCHECK TESTCERTS SOURCE POT LOCALE WORK
"""
import errno
import importlib
import os
import pathlib
import re
import subprocess
import sys
import unicodedata
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

EKUPROBE, CERTCHECK, CERTS, SOURCE, POT, LOCALE, WORK = sys.argv[1:8]
ROOT = pathlib.Path(SOURCE)
MODULES = "base os late output certcheck inventory machine probe advice assess record cli".split()

# Texts with words in them that are no sentence on standard error: file, a piece of the text, why.
OTHER = (
    ("advice/src/files/", "", "files of --remedy, read by Windows' tools"),
    ("certcheck/src/facts/facts.c", "version or serialNumber", "a field's name"),
    ("certcheck/src/judge/", "", "an argument of a finding, in JSON too"),
    ("certcheck/src/read/public_cas.c", "between", "an argument of a finding, in JSON too"),
    ("certcheck/src/template/ldap_session.c", "unknown error code", "what libldap says"),
    ("machine/src/data_mcu.c", "DATAMCUSVC.exe", "a path"),
    ("machine/src/tell/tell_lines.c", "", "help of Prometheus' metrics"),
    ("advice/src/sentences.c", "these are the results of the others", "a note for CSV, JUnit and SARIF"),
    ("assess/src/run/trials_tell.c", "", "an argument of a finding, in JSON too"),
    ("cli/certcheck/compare.c", "", "the comparison, which goes to its authors"),
    ("cli/options/mkcompletions.c", "", "scripts of shells"),
    ("cli/options/help.c", "", "commands"),
    ("cli/options/rows.c", "", "an assertion"),
    ("cli/ekuprobe/run/run_progress_text.c", "one is missing", "an assertion"),
    ("assess/src/", "has three bits", "an assertion"),
    ("assess/src/", "relies on it", "an assertion"),
    ("advice/src/remedies.c", "callers have room", "an assertion"),
    ("os/src/posix/address.c", "room for any name", "an assertion"),
    ("os/src/windows/error.c", "", "what connections end with, in JSON too"),
    ("cli/program/platform.c", "by this judgement", "an argument of a finding, in JSON too"),
    ("cli/program/baseline.c", "known from the baseline", "excuse, in JSON too"),
    ("certcheck/src/template/template_entries.c", "CN=", "a name in the directory"),
    ("cli/ekuprobe/", "--count, ", "options"),
    ("inventory/src/topology/services.c", "pool without Fqdn", "a target's origin, in JSON too"),
    ("base/src/tabular.c", "", "characters"),
    ("probe/src/dialogue/scripts.c", "", "what is sent"),
    ("probe/src/names.c", "", "a word of JSON"),
)

# What libuv says, in sentences of their own.
LIBUV = {"host is unreachable", "network is unreachable", "network is down", "operation not permitted",
         "address not available", "too many open files"}

HOLE = re.compile(r"%(?:%|<\w+>|[0-9$.*lzhjt-]*[a-zA-Z])")
STRINGS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*(?:PRI\w+\s*|[A-Z]{3,}\s*)?"(?:[^"\\\n]|\\.)*")*')


def catalogue(path):
    text = subprocess.run(["msgcat", "--no-wrap", path], capture_output=True, text=True, check=True).stdout
    return [m.replace('\\"', '"') for m in re.findall(r'^msgid(?:_plural)? "(.+)"$', text, re.M)]


def literals(path):
    code = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), path.read_text(), flags=re.S)
    code = re.sub(r"(?m)^#\s*include.*$", "", code)
    for m in STRINGS.finditer(code):
        words = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', m[0])).replace('\\"', '"')
        yield code.count("\n", 0, m.start()) + 1, words


def pieces(words):
    """What stands between holes, without what joins it to others."""
    for piece in re.split(HOLE.pattern + r"|: |\\n", words):
        piece = piece.strip(" :;,.?'\"()[]-")
        if len(re.findall("[a-z]{2,}", piece)) >= 3 and " " in piece:
            yield piece


class Catalogue(unittest.TestCase):
    def test_every_sentence_is_in_it(self):
        known, seen, lacks, used = "\0".join(HOLE.sub("\0", m) for m in catalogue(POT)), 0, [], set()
        for path in sorted([*(p for module in MODULES for p in (ROOT / module).rglob("*.c")),
                            ROOT / "cli" / "options" / "modes.def"]):
            name = str(path.relative_to(ROOT))
            for line, words in literals(path):
                excuses = {row for row in OTHER if name.startswith(row[0]) and row[1] in words}
                unknown = [piece for piece in pieces(words) if piece not in known]
                seen += len(list(pieces(words)))
                if unknown and not excuses:
                    lacks += [f"{name}:{line}: {piece}" for piece in unknown]
                used |= excuses if unknown else set()
        self.assertFalse(lacks, "\n".join(["mark it with N_(), or give it a row of output/src/sentences.def:", *lacks]))
        self.assertEqual([row for row in OTHER if row not in used], [], "nothing is excused by it")
        self.assertGreater(seen, 500)

    def test_no_sentence_outlived_its_words(self):
        """Each piece of a row is made of strings of some source, but for words of strerror(3) and of libuv."""
        code = edges(words for module in [*MODULES, "report"] for path in (ROOT / module).rglob("*.[chd]*")
                     if not path.name.startswith("sentences") for _, words in literals(path))
        text = "".join(path.read_text() for path in sorted((ROOT / "output" / "src").glob("sentences*.def")))
        rows = re.findall(r'^N_\("(.*)"\),$', text, re.M)
        lost = [(part, row) for row in rows for part in pieces(row.replace('\\"', '"')) if not made_of(plain(part), code)]
        system = {os.strerror(number) for number in errno.errorcode} | LIBUV
        self.assertEqual([(part, row) for part, row in lost if part not in system], [])
        self.assertEqual(LIBUV - {part for part, _ in lost}, set(), "nothing is excused by it")
        self.assertGreater(len(rows), 100)

    def test_words_of_several_strings(self):
        """Where two strings meet, one ends and the other begins; a number of a row stands where the source has a hole."""
        code = edges(["the peer %s the connection, ", "closed", "after %zu file%s", "the file cannot be read"])
        for words in "the peer closed the connection", "peer closed", "after 1 file", "cannot be read", "the connection":
            self.assertTrue(made_of(words, code), words)
        for words in "the peer cannot be read", "peer file cannot", "the connection be read", "closed 2 file", "closed file be":
            self.assertFalse(made_of(words, code), words)


def plain(words):
    """Without the marks that stand where a hole or a string may end."""
    return re.sub(r"[,;:.]+(?= |\0|$)", "", words)


def edges(texts):
    """Strings of the sources, with \\0 wherever one of them or a hole begins or ends."""
    code = re.sub("\0[ ,;:.]+", "\0", "\0".join(HOLE.sub("\0", words) for words in texts))
    return re.sub(" *\0[ \0]*", "\0", "\0" + plain(code) + "\0")


def made_of(words, code, begun=False):
    """Whether strings of the sources, one after the other, make these words: all but the first from their beginning,
    all but the last to their end."""
    words = words.split(" ")
    for end in range(len(words), 0, -1):
        part = " ".join(words[:end])
        whole = "\0" * begun + part + "\0" * (end < len(words))
        if (whole in code or part == "1") and (end == len(words) or made_of(" ".join(words[end:]), code, True)):
            return True
    return False


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def japanese(text):
    return re.search("[\u3041-\u30ff\u4e00-\u9fff]", text) is not None


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        kept = sys.argv
        sys.path.insert(0, str(ROOT / "tests" / "cli"))
        sys.argv = ["programs.py", EKUPROBE, CERTCHECK, CERTS]
        cls.rows = importlib.import_module("programs").ROWS
        sys.argv = kept

    def said(self, program, arguments, encoding="utf-8", out=False, **environment):
        plain = {k: v for k, v in os.environ.items() if not re.match(r"LC_|LANG|LOCPATH|TEXTDOMAIN", k)}
        done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              env=plain | {"TEXTDOMAINDIR": LOCALE} | environment)
        if out:
            return done.stdout.decode(encoding)
        return done.returncode, done.stderr.decode(encoding)

    def locale(self):
        """By LANGUAGE where the C library allows that, so that no locale need be installed."""
        ja = {"LC_ALL": "ja_JP.UTF-8", "LOCPATH": "/nonexistent"}
        if not japanese(self.said(CERTCHECK, ["--bogus"], **ja)[1]):
            self.skipTest("this C library gives C.UTF-8 no translations")
        return ja

    def test_misuse_is_said_in_japanese(self):
        ja, tried = self.locale(), 0
        for program, arguments, status, _, english in self.rows:
            if not english:
                continue
            tried += 1
            code, said = self.said(program, arguments, **ja)
            self.assertEqual(code, status, arguments)
            for line in said.splitlines():
                self.assertTrue(japanese(line), line)
                self.assertNotRegex(line, r"[a-z]{2,} (the|is|are|of|to|cannot|not|no|with) [a-z]+", arguments)
        self.assertGreater(tried, 80)

    def test_what_a_peer_did_is_japanese_but_in_json(self):
        ja = self.locale()
        arguments = ["--retries", "0", "--timeout", "2", "127.0.0.1:1/mtls"]
        for format in "text", "html":
            told = self.said(EKUPROBE, ["--format", format, *arguments], out=True, **ja)
            self.assertIn("\u63a5\u7d9a\u304c\u62d2\u5426\u3055\u308c\u307e\u3057\u305f", "".join(told.split()))
            self.assertNotIn("connection refused", told)
        self.assertIn('"text":"connection refused"', self.said(EKUPROBE, ["--format", "json", *arguments], out=True, **ja))

    def test_what_a_server_says_is_japanese(self):
        ja = self.locale()
        export = pathlib.Path(WORK, "server.reg")
        export.write_text("Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\n")
        told = self.said(EKUPROBE, ["--this-server", str(export)], out=True, **ja)
        self.assertGreater(told.count("\u4e0d\u660e"), 5, told)
        self.assertNotRegex(told, "not known|whether|which")

    def test_names_stay_as_they_are(self):
        ja = self.locale()
        for name in "/nonexistent: out of memory.pem", "/nonexistent/%s/%2$s.pem", "/nonexistent: ready":
            said = self.said(CERTCHECK, [name], **ja)[1]
            self.assertEqual(said, f"certcheck: {name}: \u30d5\u30a1\u30a4\u30eb\u307e\u305f\u306f\u30c7\u30a3\u30ec"
                                   "\u30af\u30c8\u30ea\u304c\u898b\u3064\u304b\u308a\u307e\u305b\u3093\n")

    def test_an_older_charset(self):
        self.locale()
        for name, encoding in ("ja_JP.eucJP", "euc_jp"), ("ja_JP.SJIS", "shift_jis"):
            locale = {"LC_ALL": name, "LOCPATH": "/nonexistent"}
            said = self.said(CERTCHECK, ["--bogus"], encoding, **locale)[1]
            self.assertTrue(japanese(said), name)
            self.assertIn("--bogus", said)
            self.assertTrue(japanese(self.said(CERTCHECK, ["--help"], encoding, out=True, **locale)), name)

    def test_the_help_fills_its_lines(self):
        """A line ends where what follows it has no room, between Japanese letters too."""
        ja = self.locale()
        for program in EKUPROBE, CERTCHECK:
            lines = self.said(program, ["--help", "all"], out=True, **ja).splitlines()
            for line, after in zip(lines, lines[1:]):
                if re.match(" {26}[\u3041-\u30ff\u4e00-\u9fff]{2}", after) and line[25:27].strip() == line[26:27]:
                    self.assertGreater(width(line), 74, line)
            self.assertLessEqual(max(map(width, lines)), 80)
            self.assertGreater(len(lines), 60)

    def test_a_charset_that_nobody_knows_gets_english(self):
        said = self.said(CERTCHECK, ["--bogus"], LC_ALL="ja_JP.nosuch", LOCPATH="/nonexistent")[1]
        self.assertIn("unknown option --bogus", said)

    def test_a_monitor_reads_english(self):
        """The line of a plug-in is an interface; what stands beside it is not."""
        ja = self.locale()
        done = subprocess.run([EKUPROBE, "--watch", "1", "--format", "nagios", "x"], capture_output=True, text=True,
                              timeout=60, env=os.environ | {"TEXTDOMAINDIR": LOCALE} | ja)
        self.assertIn("it cannot be combined with --format nagios", done.stdout)
        self.assertTrue(japanese(done.stderr))


if __name__ == "__main__":
    cases_told.main(argv=[sys.argv[0], *sys.argv[8:]])
