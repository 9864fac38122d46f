#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A case can be added without the judge that has not answered it yet: test_answers.py."""
import pathlib
import sys
import unittest

import answers

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

ACCEPTED = answers.Answer("accepted")
OLD = "# head\n" + "".join(f"old {usage} accepted - accepted -\n" for usage in answers.USAGES)


class Missing(unittest.TestCase):
    def test_a_new_case_is_marked_in_every_column(self):
        text = answers.with_missing(OLD, ["old", "new"])
        self.assertTrue(text.startswith(OLD))
        _, table = answers.parse(text, "x")
        self.assertEqual(table["new", "server"], (answers.Answer("missing"),) * 2)
        self.assertEqual(answers.missing(table), ["new"])

    def test_a_case_that_is_gone_goes(self):
        self.assertEqual(answers.with_missing(OLD, []), "# head\n")

    def test_it_is_neither_compared_nor_unanswered(self):
        _, table = answers.parse(answers.with_missing(OLD, ["old", "new"]), "x")
        _, old = answers.parse(OLD, "x")
        windows = {key: (ACCEPTED,) for key in table}
        self.assertEqual({key[0] for key, _, _ in answers.beside(windows, table)}, {"old"})
        self.assertEqual(list(answers.unanswered(windows, table, "x")), [])
        self.assertEqual(len(list(answers.unanswered(windows, old, "x"))), 3)


if __name__ == "__main__":
    cases_told.main()
