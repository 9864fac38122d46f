# SPDX-License-Identifier: MIT
"""Does circles.py find a circle, and only one?"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import circles  # noqa: E402


class Circles(unittest.TestCase):
    def test_a_row_of_files_is_none(self):
        self.assertEqual(circles.circles({"a": {"b": {"f"}}, "b": {"c": {"g"}}, "c": {}}), [])

    def test_a_circle_is_named_with_its_calls(self):
        graph = {"a": {"b": {"f"}}, "b": {"c": {"g"}}, "c": {"b": {"h"}, "d": {"k"}}, "d": {}}
        self.assertEqual(circles.circles(graph), [frozenset("bc")])
        self.assertIn("  b calls c: g", list(circles.complaints(graph)))

    def test_the_driver_may_and_who_left_it_is_named(self):
        job, run, conn = (f"probe/src/driver/{name}.c" for name in ("job", "run", "conn"))
        self.assertEqual(list(circles.complaints({job: {run: {"f"}}, run: {job: {"g"}}})), [])
        self.assertIn("take it off", " ".join(circles.complaints({conn: {}})))
        self.assertIn("2 files", " ".join(circles.complaints({job: {"x": {"f"}}, "x": {job: {"g"}}})))

    def test_folders_too_their_own_among_them(self):
        graph = {"m/a.c": {"m/n/b.c": {"f"}}, "m/n/b.c": {}, "m/n/c.c": {"m/d.c": {"g"}}, "m/d.c": {}}
        self.assertEqual(list(circles.complaints(graph)),
                         ["a circle of 2 folders:", "  m calls m/n: f", "  m/n calls m: g"])
        del graph["m/n/c.c"]["m/d.c"]
        self.assertEqual(list(circles.complaints(graph)), [])

    def test_a_folder_is_one_with_its_halves_if_listed(self):
        for folder, half, n in ("output/src", "posix", 0), ("output/src", "windows", 0), ("output/src", "x", 1), ("os/src", "posix", 1):
            bytes_c, charset, spool = f"{folder}/bytes.c", f"{folder}/{half}/charset.c", f"{folder}/{half}/spool.c"
            graph = {bytes_c: {spool: {"f"}}, charset: {bytes_c: {"g"}}, spool: {}}
            self.assertEqual(sum(line.startswith("a circle") for line in circles.complaints(graph)), n, f"{folder}/{half}")
            graph[charset] = {}
            self.assertEqual("take it off" in " ".join(circles.complaints(graph)), folder in circles.WHOLE)

    def test_objects_have_sources(self):
        root = circles.pathlib.Path(__file__).resolve().parents[2]
        self.assertEqual(circles.source_of("/b/dev/base/CMakeFiles/base.dir/src/text.c.o", root), "base/src/text.c")
        self.assertIsNone(circles.source_of("/b/dev/report/CMakeFiles/report.dir/html_parts.c.o", root))


if __name__ == "__main__":
    cases_told.main()
