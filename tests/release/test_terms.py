#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""script/terms.py finds the terms of all that a linker took, or says what has none: test_terms.py SOURCE."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=50, check=False)


def compilers(name):
    """Where the C compiler has this file; its bare name where it has none."""
    return run("gcc", f"-print-file-name={name}").stdout.strip() if shutil.which("gcc") else name


LIBC, START = compilers("libc.a"), compilers("crtbeginS.o")


@unittest.skipUnless(shutil.which("dpkg") and run("dpkg", "-S", pathlib.Path(LIBC).resolve()).returncode == 0,
                     "no libc.a of a Debian package")
class Terms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="a folder ")
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)
        self.prefix = self.at / "prefix"
        (self.prefix / "licences").mkdir(parents=True)
        (self.prefix / "versions").write_text("openssl 3.0-1\n")
        self.terms = self.prefix / "licences" / "openssl.txt"
        self.terms.write_text("OpenSSL's own: see /usr/share/common-licenses/Apache-2.0.\n")
        self.list = self.at / "list"

    def told(self, *archives):
        """What the linker writes: what a member was taken for, then every file that it opened."""
        (self.at / "map").write_text(
            "Archive member included to satisfy reference by file (symbol)\n\n"
            + "".join(f"{archive}(member.o)\n                              cli/libcli.a(one.c.o) (symbol)\n" for archive in archives)
            + f"\nLOAD {START}\nLOAD cli/libcli.a\nLOAD /not/taken/from/libm.a\n .text  0x1000  {LIBC}(member.o)\n")
        return run(sys.executable, "-B", SOURCE / "script/terms.py", self.prefix, self.list, self.at / "map")

    def test_each_is_named_with_its_terms(self):
        done = self.told(f"{self.prefix}/lib/libssl.a", LIBC)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        names = [line.split()[0] for line in self.list.read_text().splitlines()]
        self.assertEqual([name.split("-")[0] for name in names], ["gcc", "glibc", "openssl"])
        for words in ("The ekuprobe authors", "\nopenssl 3.0-1\n", "OpenSSL's own", "\nglibc ", "GCC RUNTIME LIBRARY EXCEPTION",
                      "\nApache-2.0\n", "Apache License", "\nLGPL-2.1\n"):
            self.assertIn(words.lower(), done.stdout.lower())
        self.assertEqual(done.stdout, self.told(LIBC, f"{self.prefix}/lib/libssl.a").stdout, "whatever the order")

    def refused(self, why, done):
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, f"script/portable: {why}\n")
        self.assertFalse(self.list.exists())

    def test_what_has_no_terms_is_not_given_away(self):
        self.terms.unlink()
        self.refused(f"{self.terms} cannot be read (No such file or directory): the terms of what is linked in are incomplete",
                     self.told(LIBC))
        self.terms.touch()
        self.refused(f"{self.at}/libown.a is linked in, but no Debian package has it: its terms are unknown",
                     self.told(f"{self.at}/libown.a"))

    def test_another_linkers_map_is_refused(self):
        other = self.at / "other"
        other.write_text("VMA LMA Size Align Out In Symbol\n")
        self.refused(f"{other} names no library: not a map of GNU ld",
                     run(sys.executable, "-B", SOURCE / "script/terms.py", self.prefix, self.list, other))


if __name__ == "__main__":
    cases_told.main()
