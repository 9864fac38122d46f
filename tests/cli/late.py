#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Libraries that are loaded when first needed (late/), on a machine without them: late.py EKUPROBE CERTCHECK TESTCERTS."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import cases_told  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
LEAF = os.path.join(CERTS, "scenarios", "both", "leaf.pem")
TOPOLOGY = '<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"/>'


def names_in(program):
    """The SONAMEs that it tries."""
    return set(re.findall(rb"\0(lib(?:xml2|archive|ldap)[\w.-]*\.so[\w.]*)(?=\0)", pathlib.Path(program).read_bytes()))


class WithoutThem(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.at = pathlib.Path(folder.name)
        (cls.at / "lib").mkdir()
        names = names_in(EKUPROBE) | names_in(CERTCHECK)
        if not names:
            raise unittest.SkipTest("all libraries are linked")
        for name in names: # the loader stops at a file that is no library
            (cls.at / "lib" / name.decode()).touch()
        (cls.at / "t.xml").write_text(TOPOLOGY)
        with zipfile.ZipFile(cls.at / "t.zip", "w") as z:
            z.writestr("t.xml", TOPOLOGY)
        with zipfile.ZipFile(cls.at / "certificates.zip", "w") as z:
            z.write(LEAF, "leaf.pem")

    def run_in(self, program, *words):
        return subprocess.run([program, *words], cwd=self.at, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                              env={**os.environ, "LD_LIBRARY_PATH": str(self.at / "lib"), "LC_ALL": "C.UTF-8"})

    def test_what_needs_one_says_so_and_loses_nothing(self):
        for program, library, *words in ((CERTCHECK, "libarchive", "certificates.zip", LEAF), (CERTCHECK, "libldap", "--ldap", "ldap://127.0.0.1:1"),
                                         (EKUPROBE, "libxml2", "--dry-run", "--topology", "t.xml"), (EKUPROBE, "libarchive", "--dry-run", "--topology", "t.zip")):
            with self.subTest(library, words=words):
                done = self.run_in(program, *words)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(f"{library} cannot be loaded: install it (Debian", done.stderr)
                self.assertEqual("ready" in done.stdout, LEAF in words, done.stdout)

    def test_what_needs_none_runs(self):
        self.assertEqual(self.run_in(CERTCHECK, LEAF).returncode, 0)
        self.assertEqual(self.run_in(EKUPROBE, "--dry-run", "edge01:8057").returncode, 0)
        self.assertIn(", libxml2 2.", self.run_in(EKUPROBE, "--version").stdout)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])
