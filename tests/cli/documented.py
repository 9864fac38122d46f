#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The commands of docs/where-to-run.md are commands: options exist, targets mean what the text says.

    documented.py EKUPROBE CERTCHECK PAGE
"""
import pathlib
import re
import shlex
import subprocess
import sys

PROGRAMS = {"ekuprobe": sys.argv[1], "certcheck": sys.argv[2]}


def commands(page):
    for block in re.findall(r"^```\n(.*?)^```", page, re.M | re.S):
        for line in block.replace("\\\n", " ").split("\n"):
            words = shlex.split(line.replace("\\", "\\\\"))
            if words and words[0] == "wsl":
                words = words[1:]
            if words and words[0] in PROGRAMS:
                yield words


def main():
    seen = 0
    for words in commands(pathlib.Path(sys.argv[3]).read_text()):
        program = PROGRAMS[words[0]]
        known = subprocess.run([program, "--help", "all"], capture_output=True, text=True, timeout=10).stdout
        for option in re.findall(r"(?<= )--[a-z-]+", " ".join(words)):
            assert option + " " in known, "%s has no %s" % (words[0], option)
        if words[0] == "ekuprobe" and "--topology" not in words:
            done = subprocess.run([program, "--dry-run", *words[1:]], capture_output=True, text=True, timeout=10)
            assert done.returncode == 0, (words, done.stderr)
            for host, port, profile in re.findall(r"(\S+):(\d+)/(\S+)$", " ".join(words), re.M):
                assert "%s:%s" % (host, port) in done.stdout and profile in done.stdout, (words, done.stdout)
        seen += 1
    assert seen >= 7, seen
    print("%d commands" % seen)


if __name__ == "__main__":
    main()
