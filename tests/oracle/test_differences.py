#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A comparison must fail: on unlisted, on vanished and on changed differences."""

import pathlib
import tempfile
import sys
import unittest

import answers
import differences
from answers import Answer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

ACCEPTED = Answer("accepted")
REFUSED = Answer("rejected", frozenset({"NotValidForUsage"}))
PARTIAL = Answer("rejected", frozenset({"PartialChain"}))
THROWN = Answer("error", frozenset({"CryptographicException"}))
LISTED = """\
# a remark
verdict wild: the reason
    row-1 server client

words other: the reason
    row-2 none

scope bound: the reason
    row-3 server
"""


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "differences.txt"
        path.write_text(text, encoding="utf-8")
        return differences.read(path)


def judge(found, kinds=("verdict", "words", "scope"), text=LISTED):
    rows = [((case, usage), kind, "said") for case, usage, kind in found]
    return list(differences.judge(read(text), kinds, rows))


AS_LISTED = [("row-1", "server", "verdict"), ("row-1", "client", "verdict"),
             ("row-2", "none", "words"), ("row-3", "server", "words"), ("row-4", "server", None)]


def changed(case, usage, kind):
    return [(c, u, kind if (c, u) == (case, usage) else k) for c, u, k in AS_LISTED]


class Kinds(unittest.TestCase):
    def test_kind(self):
        for ours, theirs, kind in ((ACCEPTED, ACCEPTED, None), (REFUSED, REFUSED, None),
                                   (ACCEPTED, REFUSED, "verdict"), (REFUSED, ACCEPTED, "verdict"),
                                   (ACCEPTED, THROWN, "verdict"), (THROWN, ACCEPTED, "verdict"),
                                   (REFUSED, PARTIAL, "words"), (REFUSED, THROWN, "words"),
                                   (Answer("error"), THROWN, None)):
            with self.subTest(ours=str(ours), theirs=str(theirs)):
                self.assertEqual(differences.kind_of(ours, theirs), kind)


class Judge(unittest.TestCase):
    def test_as_listed(self):
        self.assertEqual(judge(AS_LISTED), [])

    def test_unlisted(self):
        self.assertEqual(judge(changed("row-4", "server", "words")),
                         ["row-4 server: said: a difference of words that is not listed"])

    def test_vanished(self):
        self.assertEqual(judge(changed("row-1", "client", None)),
                         ["row-1 client: said: the difference wild is gone"])

    def test_vanished_scope(self):
        self.assertEqual(judge(changed("row-3", "server", None)),
                         ["row-3 server: said: the difference bound is gone"])

    def test_other_kind(self):
        self.assertEqual(judge(changed("row-2", "none", "verdict")),
                         ["row-2 none: said: other lists a difference of words, not verdict"])

    def test_row_that_is_not_compared(self):
        self.assertEqual(judge(AS_LISTED[1:]),
                         ["row-1 server: wild lists a row that is not compared"])

    def test_kinds_of_another_comparison(self):
        text = LISTED + "handshake size: the reason\n    row-1 server\n"
        self.assertEqual(judge(AS_LISTED, text=text), [])
        self.assertEqual(judge([("row-1", "server", None)], ("handshake",), text),
                         ["row-1 server: said: the difference size is gone"])


class Read(unittest.TestCase):
    def test_refused(self):
        for text, why in (("wild: no kind\n", "neither a reason nor a row"),
                          ("    row-1 server\n", "neither a reason nor a row"),
                          ("verdict wild:\n", "neither a reason nor a row"),
                          ("verdict wild: why\n    row-1 both\n", "unknown usage both"),
                          (LISTED + "words again: why\n    row-1 server\n", "listed twice")):
            with self.subTest(text=text), self.assertRaises(SystemExit) as caught:
                read(text)
            self.assertIn(why, str(caught.exception))


class Answers(unittest.TestCase):
    TABLE = {("row-1", "server"): (ACCEPTED, REFUSED), ("row-1", "none"): (PARTIAL, THROWN)}

    def test_back_and_forth(self):
        self.assertEqual(answers.parse(answers.render("judge 1.0", self.TABLE), "x"),
                         ("judge 1.0", self.TABLE))

    def test_refused(self):
        for line in ("row-1 server accepted", "row-1 server maybe -", "row-1 server"):
            with self.subTest(line=line), self.assertRaises(SystemExit):
                answers.parse(f"# judge\n{line}\n", "x")

    def test_differing(self):
        now = {("row-1", "server"): (ACCEPTED, ACCEPTED), ("row-2", "none"): (PARTIAL, PARTIAL)}
        lines = list(answers.differing(now, self.TABLE, "judge", "table"))
        self.assertEqual([line.split(":")[0] for line in lines],
                         ["row-1 none", "row-1 server", "row-2 none"])
        self.assertEqual(list(answers.differing(now, dict(now), "judge", "table")), [])

    def test_beside(self):
        windows = {("row-1", "server"): (Answer("open"),), ("row-1", "none"): (ACCEPTED,),
                   ("row-9", "none"): (ACCEPTED,)}
        self.assertEqual(list(answers.beside(windows, self.TABLE)),
                         [(("row-1", "none"), ACCEPTED, PARTIAL)])
        self.assertEqual(len(list(answers.unanswered(windows, self.TABLE, "judge"))), 1)


if __name__ == "__main__":
    cases_told.main()
