# SPDX-License-Identifier: MIT
"""Does sources.py find what it is for? One offence a file."""

import pathlib
import tempfile
import sys
import unittest

import sources

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

LICENCE = "/* SPDX-License-Identifier: MIT */\n"
BODY = "    x++;\n"

OFFENCES = {
    "base/src/a.c": ("int a;\n", "no licence line"),
    "base/src/b.c": (LICENCE + "#include <certcheck/facts.h>\n", "does not include"),
    "probe/src/c.c": (LICENCE + "#include <certcheck/facts.h>\n", "does not include"),
    "certcheck/src/d.c": (LICENCE + "#include <probe/result.h>\n", "does not include"),
    "report/src/e.c": (LICENCE + "#include <probe/probe.h>\n", "does not include"),
    "certcheck/src/f.c": (LICENCE + "#include <openssl/x509.h>\n", "OpenSSL"),
    "report/src/g.c": (LICENCE + "#include <sys/socket.h>\n", "a system's own header"),
    "inventory/src/h.c": (LICENCE + "void f(FILE *out);\n", "FILE"),
    "certcheck/src/i.c": (LICENCE + "int64_t now = time(NULL);\n", "a clock"),
    "base/src/j.c": (LICENCE + "int n = atoi(s);\n", "nobody calls atoi"),
    "cli/k.c": (LICENCE + "void f(void) { strcpy (a, b); }\n", "nobody calls strcpy"),
    "cli/l.c": (LICENCE + "int\nf(void)\n{\n" + BODY * 49 + "}\n", "a function of 51 lines"),
    "cli/m.c": (LICENCE + "\n" * 500, "501 lines"),
    "cli/o.c": (LICENCE + "#include <unistd.h>\n", "a system's own header"),
    "output/src/p.c": (LICENCE + "#ifdef _WIN32\n#endif\n", "a test for the system"),
    "probe/src/q.c": (LICENCE + "#include <sys/epoll.h>\n", "a system's own header"),
    "certcheck/src/r.c": (LICENCE + "#include <sys/time.h>\n", "struct timeval"),
    "tests/lab/CMakeLists.txt": ("add_custom_command(OUTPUT a\n  COMMAND touch $<TARGET_FILE:a>)\n", "without VERBATIM"),
    "probe/src/n.c": (LICENCE + "char *s = getenv(\"A\");\n", "the environment"),
}

INNOCENT = {
    "cli/a.c": LICENCE + "#include <openssl/crypto.h>\n/* no strcpy( here */\n",
    "cli/program/main.c": LICENCE + "#include <openssl/crypto.h>\nchar *s = \"atoi(\";\n"
                            "char *t = getenv(\"A\");\nFILE *f;\n",
    "report/src/b.c": LICENCE + "#include <probe/result.h>\n#include <certcheck/judge.h>\n"
                                "int strcpy_count; void my_sprintf(void);\n",
    "cli/c.c": LICENCE + "int\nf(void)\n{\n" + BODY * 48 + "}\n",
    "os/src/posix/e.c": LICENCE + "#include <unistd.h>\n",
    "probe/src/driver/windows/f.c": LICENCE + "#include <winsock2.h>\n",
    "base/src/d.c": LICENCE + "\n" * 499,
}


def complaints_about(files, tested=True):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            if tested and name.endswith(".c"):
                test = root / "tests" / "unit" / name.split("/")[0] / pathlib.Path(name).name
                test.parent.mkdir(parents=True, exist_ok=True)
                test.touch()
        return list(sources.complaints(root))


class Sources(unittest.TestCase):
    def test_each_offence_is_found(self):
        for name, (text, want) in OFFENCES.items():
            found = complaints_about({name: text})
            self.assertEqual(len(found), 1, (name, found))
            self.assertIn(want, found[0])
            self.assertTrue(found[0].startswith(name + ":"), found)

    def test_the_innocent_go_free(self):
        innocent = dict(INNOCENT)
        del innocent["cli/a.c"]
        self.assertEqual(complaints_about(innocent), [])

    def test_a_source_without_its_unit_test_is_found(self):
        found = complaints_about({"base/src/d.c": LICENCE}, tested=False)
        self.assertEqual(found, ["base/src/d.c: no tests/unit/base/d.c"])

    def test_a_crowded_folder_is_found(self):
        many = {f"tests/run/test_{i}.py": "" for i in range(sources.FOLDER_MAX + 1)}
        self.assertEqual(len(complaints_about(many, tested=False)), 1)
        many.popitem()
        self.assertEqual(complaints_about(many, tested=False), [])

    def test_long_tests_are_found(self):
        many = {"tests/run/a.py": "def f():\n" + "    pass\n" * sources.FUNCTION_MAX, "tests/unit/a.c": "\n" * 501}
        self.assertEqual(complaints_about(many, tested=False),
                         ["tests/run/a.py:1: a function of 51 lines", "tests/unit/a.c: 501 lines"])

    def test_a_document_that_leads_nowhere_is_found(self):
        found = complaints_about({"ARCHITECTURE.md": "`base/src/d.c`, `src/{e,f}.c` and `report/src/NAME.c`",
                                  "base/src/d.c": LICENCE, "base/src/e.c": LICENCE})
        self.assertEqual(found, ["ARCHITECTURE.md: there is no src/f.c"])
        found = complaints_about({"README.md": "`h.txt` and `i.h`", "docs/a.md": "`base/i.h`, `NOTES.md` and `j.py`",
                                  "base/i.h.in": "", "docs/deploy/k.md": "`l.md`"})
        self.assertEqual(found, ["README.md: there is no h.txt", "docs/a.md: there is no j.py"])

    def test_a_folder_of_tests_that_the_table_lacks_is_found(self):
        files = {"CONTRIBUTING.md": "| folder | what |\n| `tests/run`, `tests/lab` | both |\n", "tests/run/a.py": "", "tests/cli/a.py": ""}
        self.assertEqual(complaints_about(files), ["tests/cli: not in CONTRIBUTING.md's table", "CONTRIBUTING.md: there is no tests/lab"])
        self.assertEqual(complaints_about({"tests/cli/a.py": ""}), [])

    def test_a_fuzz_target_that_the_page_lacks_is_found(self):
        page = "| target | input |\n|---|---|\n| `a`, `b` | `c` |\n\n| file | lines |\n|---|---|\n| `d` | 1 |\n"
        files = {"docs/fuzzing.md": page, "tests/fuzz/CMakeLists.txt": "function(fuzz_target name)\nfuzz_target(a x)\nfuzz_target(e x)\n"}
        self.assertEqual(complaints_about(files), ["docs/fuzzing.md: there is no target b", "tests/fuzz: e is not in docs/fuzzing.md"])

    def test_pins_name_files(self):
        found = complaints_about({"cli/a.c": INNOCENT["cli/a.c"]})
        self.assertEqual(found, ["cli/a.c: OpenSSL has no business here"])


if __name__ == "__main__":
    cases_told.main()
