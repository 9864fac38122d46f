#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The scripts of script/ say what they do, and do nothing by a slip: test_scripts.py SOURCE.
They run in a copy of their folder alone, where a script that went on would fail."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.path.abspath(sys.argv.pop(1)))
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402

# Parts of others (own-build.sh, usage.sh, sbom.py, terms.py), what is installed as a program of
# its own (ekuprobe-demo), and a table's maker in Python.
OTHERS = {"own-build.sh", "usage.sh", "sbom.py", "terms.py", "ekuprobe-demo", "public-cas"}
SCRIPTS = sorted({path.name for path in (SOURCE / "script").iterdir()} - OTHERS)


# A program that notes its words, a line each, in a file of its name.
NOTES = '#!/bin/sh\nprintf \'%s\\n\' "$@" >"$STUBS/${0##*/}.words"\n'

# What script/package calls, as far as its own words depend on it.
PACKAGING = {
    "dpkg-parsechangelog": "#!/bin/sh\necho 1\n",
    "git": "#!/bin/sh\n",
    "tar": "#!/bin/sh\ncase $* in *-xf*) cat >/dev/null; mkdir -p \"$4/cmake\" ;; esac\n",
    "dpkg-buildpackage": "#!/bin/sh\ntouch ../one_1.deb ../one-dbgsym_1.deb ../two_1.deb ../one.changes\n",
    "lintian": "#!/bin/sh\n",
    "piuparts": NOTES + 'while [ "$1" != --log-file ]; do shift; done\necho "PASS: All tests" >"$2"\n',
    "autopkgtest": NOTES + 'echo tried >"$2"\n',
}
DISTRO = "#!/bin/sh\nmkdir -p build/distro/$(echo $1 | tr / -)\n"


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="a folder ")
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name, "copy")
        self.stubs = pathlib.Path(folder.name, "stubs")
        self.stubs.mkdir()
        shutil.copytree(SOURCE / "script", self.at / "script")

    def run_script(self, name, *words):
        environment = os.environ | {"STUBS": str(self.stubs), "PATH": f"{self.stubs}:{os.environ['PATH']}"}
        return subprocess.run([self.at / "script" / name, *words], cwd=self.at, capture_output=True, text=True,
                              check=False, timeout=30, env=environment)

    def by_a_slip(self, name, *words):
        done = self.run_script(name, *words)
        self.assertEqual([path.name for path in self.at.iterdir()], ["script"], f"{name} {words}: nothing is made")
        return done

    def refused(self, name, *words):
        done = self.by_a_slip(name, *words)
        self.assertEqual((done.returncode, done.stdout), (2, ""), (name, words))
        return done.stderr

    def stub(self, path, text):
        path.write_text(text)
        path.chmod(0o755)

    def words_noted(self, name):
        return (self.stubs / f"{name}.words").read_text().splitlines()

    def test_help_is_the_comment_at_its_head(self):
        for name in SCRIPTS:
            for words in ("-h",), ("--help",), ("5", "--help"), ("5", "-h", "6"):
                with self.subTest(script=name, words=words):
                    done = self.by_a_slip(name, *words)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertIn(f"script/{name}", done.stdout)
                    self.assertNotIn("set -eu", done.stdout)

    def test_an_unknown_option_is_refused(self):
        for name in SCRIPTS:
            for words in ("--no-such",), ("5", "--no-such"), ("--no-such", "--help"):
                with self.subTest(script=name, words=words):
                    self.assertIn("--no-such: no such option", self.refused(name, *words))

    def test_what_is_not_quite_an_option_is_none(self):
        for name, word in (("bench", "--run"), ("bench", "--run=1"), ("bench", "--quick=1"), ("bench", "--*"),
                           ("bench-files", "--writes"), ("distro", "--mirro"), ("distro", "--mirror=a"),
                           ("test", "--all"), ("test", "--peers"), ("test", "--windows=1"), ("test", "-w"),
                           ("test", "--"), ("fuzz", "--fuzz"), ("package", "-")):
            with self.subTest(script=name, word=word):
                self.assertIn(f"{word}: no such option", self.refused(name, word))

    def test_options_reach_the_script_from_anywhere(self):
        self.stub(self.at / "script" / "setup", NOTES + "exit 7\n")
        for words in ("--runs", "5"), ("--runs=5", "--quick"), ("x", "--write=docs"):
            done = self.by_a_slip("bench", *words)
            self.assertEqual((done.returncode, self.words_noted("setup")), (7, ["bench"]), done.stderr)

    def test_the_options_of_a_command_are_its_own(self):
        self.stub(self.stubs / "id", "#!/bin/sh\necho 1\n")
        self.assertIn("as root", self.refused("distro", "trixie", "script/test", "--no-such", "--help"))

    def test_a_test_has_one_preset(self):
        self.assertIn("one PRESET at most: dev, asan", self.refused("test", "dev", "asan"))
        self.assertIn("one PRESET at most: dev, asan", self.refused("test", "dev", "--windows", "asan"))
        for words in ("--distro",), ("--distro", "--windows"), ("--distro=",), ("--distro", ""):
            self.assertIn("script/test [", self.refused("test", *words))
        self.stub(self.at / "script" / "distro", NOTES)
        for words in ("--distro", "trixie", "--all-peers", "asan"), ("asan", "--all-peers", "--distro=trixie"):
            self.assertEqual(self.by_a_slip("test", *words).returncode, 0)
            self.assertEqual(self.words_noted("distro"), ["trixie", "script/test", "--all-peers", "asan"])

    def test_a_package_in_a_folder_with_a_blank(self):
        for name, text in PACKAGING.items():
            self.stub(self.stubs / name, text)
        for name, text in ("setup", "#!/bin/sh\n"), ("distro", DISTRO):
            self.stub(self.at / "script" / name, text)
        done = self.run_script("package", "bookworm")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        wanted = [str(self.at / "build" / "package" / name) for name in ("one_1.deb", "two_1.deb")]
        for name in "piuparts", "autopkgtest":
            self.assertEqual([word for word in self.words_noted(name) if word.endswith(".deb")], wanted)
        self.assertEqual(sorted(p.name for p in (self.at / "build/distro/bookworm-runtime/packages").iterdir()),
                         ["one-dbgsym_1.deb", "one_1.deb", "two_1.deb"])


if __name__ == "__main__":
    cases_told.main()
