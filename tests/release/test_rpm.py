#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The RPM packages hold what they should, where an RPM system has it, and ask for what they need:
test_rpm.py SOURCE FOLDER. Skipped where script/rpm has not made them."""
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, FOLDER = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402

VERSION = re.search(r"^project\(ekuprobe VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(), re.M).group(1)
SONAME = re.search(r"EKUPROBE_SONAME (\d+)", (SOURCE / "cmake/libraries.cmake").read_text()).group(1)


def ask(name, question):
    found = list(FOLDER.glob(f"{name}-{VERSION}-*.rpm"))
    assert len(found) == 1, (name, found)
    return subprocess.run(["rpm", "-qp", "--nosignature", *question.split(), found[0]], capture_output=True, text=True,
                          check=True, timeout=60).stdout.split("\n")


@unittest.skipUnless(list(FOLDER.glob("*.rpm")), "script/rpm has not been run")
class Rpm(unittest.TestCase):
    def test_what_is_in_them(self):
        programs = ask("ekuprobe", "--list")
        for file in ("bin/ekuprobe", "bin/certcheck", "share/man/man1/ekuprobe.1", "share/ekuprobe/public-cas.txt",
                     "share/bash-completion/completions/ekuprobe", "share/locale/ja/LC_MESSAGES/ekuprobe.mo"):
            self.assertIn(f"/usr/{file}", programs)
        self.assertFalse([p for p in programs if "include" in p or ".so" in p])
        for library in ("certcheck", "ekuprobe"):
            self.assertIn(f"/usr/lib64/lib{library}.so.{SONAME}", ask(f"lib{library}{SONAME}", "--list"))
            self.assertIn(f"/usr/lib64/pkgconfig/lib{library}.pc", ask("ekuprobe-devel", "--list"))

    def test_folders_of_others_are_not_theirs(self):
        self.assertFalse({"/usr/share", "/usr/share/man/man1", "/usr/share/bash-completion/completions", "/usr/share/zsh",
                          "/usr/share/locale/ja", "/usr/share/fish"} & set(ask("ekuprobe", "--list")))

    def test_what_they_need(self):
        judge = ask(f"libcertcheck{SONAME}", "--requires")
        self.assertTrue([r for r in judge if r.startswith("libcrypto.so.3")])
        self.assertFalse([r for r in judge if re.match("lib(ssl|uv|xml2|ldap)", r)], "the judge needs libcrypto alone")
        self.assertTrue([r for r in ask("ekuprobe", "--requires") if r.startswith("libuv.so")])
        self.assertIn(f"libcertcheck{SONAME} = {VERSION}", ask("ekuprobe-devel", "--requires"))


if __name__ == "__main__":
    cases_told.main()
