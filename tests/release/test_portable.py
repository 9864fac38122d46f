#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The portable tarball needs nothing beside it, and answers as the programs of this build do:
test_portable.py SOURCE CERTCHECK. Skipped where script/portable has not made one of this version."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, CERTCHECK = (pathlib.Path(p).resolve() for p in (sys.argv.pop(1), sys.argv.pop(1)))
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402

VERSION = re.search(r"^project\(ekuprobe VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(), re.M).group(1)
NAME = f"ekuprobe-{VERSION}-linux-{os.uname().machine}"
TARBALL = SOURCE / "build/portable" / f"{NAME}.tar.gz"


def run(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False, **options)


@unittest.skipUnless(TARBALL.exists(), "script/portable has not been run")
class Portable(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)
        self.assertEqual(run("tar", "-xzf", TARBALL, "-C", self.at).returncode, 0)
        self.bin = self.at / NAME / "bin"

    def test_one_file_each(self):
        for program in ("certcheck", "ekuprobe"):
            segments = run("readelf", "-Wl", self.bin / program).stdout
            self.assertNotIn("INTERP", segments, "no loader is needed")
            self.assertNotIn("NEEDED", run("readelf", "-Wd", self.bin / program).stdout)
            self.assertIn("DYN", run("readelf", "-Wh", self.bin / program).stdout, "position-independent")

    def test_the_rest_is_there(self):
        for name in ("LICENSE", "share/man/man1/ekuprobe.1", "share/man/man1/certcheck.1",
                     "share/ekuprobe/public-cas.txt", "share/bash-completion/completions/ekuprobe"):
            self.assertTrue((self.at / NAME / name).exists(), name)

    def test_the_terms_of_what_is_linked_in(self):
        terms = (self.at / NAME / "LICENSES.txt").read_text(encoding="utf-8")
        listed = (TARBALL.parent / "libraries.txt").read_text(encoding="utf-8").splitlines()
        for line in listed:
            self.assertIn(f"\n{line}\n", terms, "a part for each, under its name")
        names = {re.sub(r"-[0-9.]+$", "", line.split()[0]) for line in listed}
        self.assertLessEqual({"openssl", "openldap", "libarchive", "libxml2", "glibc", "libseccomp", "c-ares", "libuv1",
                              "jansson", "zlib", "gcc"}, names)
        for words in ("The ekuprobe authors", "OpenLDAP Public License", "GCC Runtime Library Exception", "\nLGPL-2.1\n",
                      "\nApache-2.0\n"):
            self.assertIn(words.lower(), terms.lower())

    @unittest.skipUnless(os.getuid() == 0, "chroot(2) is root's")
    def test_in_a_folder_with_nothing_else(self):
        for program, features in (("certcheck", "ldap translations"), ("ekuprobe", "sandbox translations")):
            done = run("chroot", self.at, f"/{NAME}/bin/{program}", "--version")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(f"features: {features}\n", done.stdout)
        certificate = sorted((SOURCE / "tests/fuzz/corpus/certcheck_facts").glob("*"))[0]
        shutil.copy(certificate, self.at / "one.der")
        japanese = dict(os.environ, LC_ALL="ja_JP.UTF-8")
        done = run("chroot", self.at, f"/{NAME}/bin/certcheck", "one.der", env=japanese)
        self.assertRegex(done.stdout, "[ぁ-ん]", "the translations are in the program")

    def test_same_answers(self):
        for file in sorted((SOURCE / "tests/dumps/data").glob("*")) + [SOURCE / "tests/fuzz/corpus/read_bundle"]:
            ask = [file, "--format", "csv", "--at", "2026-11-01T00:00:00Z"]
            ours, theirs = run(CERTCHECK, *ask), run(self.bin / "certcheck", *ask)
            self.assertEqual((theirs.returncode, theirs.stdout), (ours.returncode, ours.stdout), file)


if __name__ == "__main__":
    cases_told.main()
