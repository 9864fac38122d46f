#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The completions, typed into the shells they are for; a shell that is missing is skipped by name.

    completions.py FOLDER EKUPROBE CERTCHECK
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import terminal  # noqa: E402

FOLDER, EKUPROBE, CERTCHECK = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]

# What is typed before the key, and what then stands on the line.
TYPED = [
    ("ekuprobe --form", "--format"),
    ("ekuprobe --format js", "--format json"),
    ("ekuprobe --tls-role ser", "--tls-role server"),
    ("ekuprobe --starttls xmpp-s", "--starttls xmpp-server"),
    ("ekuprobe --report htm", "--report html:"),
    ("ekuprobe --help conn", "--help connections"),
    ("ekuprobe --fail-on ready,bre", "--fail-on ready,breaks"),
    ("certcheck --profile edge-ps", "--profile edge-psom"),
    ("certcheck --verifier openssl,google-cl", "--verifier openssl,google-cloud-lb"),
    ("certcheck --usage cl", "--usage client"),
    ("certcheck --require cl", "--require client"),
    ("certcheck --ca-file roo", "--ca-file root.pem"),
]


def verifiers():
    text = subprocess.run([CERTCHECK, "--explain", "verifiers"], capture_output=True, text=True, timeout=60).stdout
    return re.findall(r"(?m)^([a-z0-9.-]+)", text.split("\n", 1)[1])


class Shell:
    """An interactive shell on a terminal of its own, in a folder with one file to complete."""
    def __init__(self, folder, *command, setup):
        self.at = terminal.Terminal(*command, folder=folder, env={
            "TERM": "dumb", "PS1": "> ", "HOME": str(folder), "INPUTRC": "/dev/null", "COLUMNS": "200"})
        self.at.type(setup + "; echo all-\"set\"\n")
        self.wait("all-set\r")

    def wait(self, wanted):
        self.at.until(re.escape(wanted))
        if wanted not in self.at.plain():
            raise AssertionError(f"{wanted!r} does not come: {self.at.seen[-400:]!r}")

    def complete(self, typed, wanted):
        self.at.seen = ""
        self.at.type(typed + "\t")
        self.wait(wanted)
        self.at.type("\x15")  # kill the line

    def end(self):
        self.at.hang_up()


class Completions(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(os.path.realpath(self.id() + ".d"))
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        (self.folder / "root.pem").write_text("")
        self.addCleanup(shutil.rmtree, self.folder)
        elsewhere = tempfile.TemporaryDirectory()
        self.addCleanup(elsewhere.cleanup)
        self.made = pathlib.Path(elsewhere.name, "made")  # a path that no shell has to quote
        self.made.symlink_to(FOLDER.resolve())

    def need(self, shell):
        if shutil.which(shell) is None:
            self.skipTest(f"{shell} (program not found)")

    def type_all(self, shell):
        try:
            for typed, wanted in TYPED:
                with self.subTest(typed):
                    shell.complete(typed, wanted)
        finally:
            shell.end()

    def test_bash(self):
        self.need("bash")
        self.type_all(Shell(self.folder, "bash", "--norc", "--noprofile", "-i",
                            setup=f"PS1='> '; source {self.made}/ekuprobe.bash; source {self.made}/certcheck.bash"))

    def test_zsh(self):
        self.need("zsh")
        self.type_all(Shell(self.folder, "zsh", "-f", "-i", setup=f"PS1='> '; fpath=({self.made} $fpath); "
                            "autoload -Uz compinit; compinit -u -D; unsetopt beep"))

    def test_fish(self):
        self.need("fish")
        for typed, wanted in TYPED:
            script = f"source {self.made}/{typed.split()[0]}.fish; complete -C '{typed}'"
            done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, timeout=60,
                                  cwd=self.folder, env={**os.environ, "HOME": str(self.folder)})
            self.assertEqual(done.stderr, "")
            self.assertIn(wanted.split(" ")[-1], [line.split("\t")[0] for line in done.stdout.splitlines()], typed)

    def test_powershell(self):
        self.need("pwsh")
        for typed, wanted in TYPED[:-1]:
            script = (f". {self.made}/{typed.split()[0]}.ps1; (TabExpansion2 -inputScript '{typed}' "
                      f"-cursorColumn {len(typed)}).CompletionMatches.CompletionText")
            done = subprocess.run(["pwsh", "-NoProfile", "-Command", script], capture_output=True, text=True, timeout=120)
            self.assertIn(wanted.split(" ")[-1], done.stdout.split(), typed + done.stderr)

    def test_each_option_is_in_each_file(self):
        for program, name in (EKUPROBE, "ekuprobe"), (CERTCHECK, "certcheck"):
            text = subprocess.run([program, "--help", "all"], capture_output=True, text=True, timeout=60).stdout
            options = re.findall(r"(?m)^  (?:-., )?--([a-z-]+)", text)
            self.assertGreater(len(options), 20)
            for file, form in ((f"{name}.bash", "--%s "), (f"_{name}", "--%s"), (f"{name}.fish", " -l %s"),
                               (f"{name}.ps1", "'--%s'")):
                written = (FOLDER / file).read_text()
                self.assertEqual([o for o in options if form % o not in written], [], file)

    def test_names_are_those_of_the_tables(self):
        for file in "certcheck.bash", "_certcheck", "certcheck.fish", "certcheck.ps1":
            text = (FOLDER / file).read_text()
            self.assertEqual([v for v in verifiers() if v not in text], [], file)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])
