#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a report advises can be done: every option that it names is one of the program.

    advised.py EKUPROBE CERTCHECK TESTCERTS
"""
import pathlib
import re
import subprocess
import sys

EKUPROBE, CERTCHECK, TESTCERTS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])

def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


def options(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text))


def main():
    for program, reports in (
            (CERTCHECK, [["-v", *map(str, sorted((TESTCERTS / "cases").glob("*/leaf.pem")))],
                         ["--ca-file", str(TESTCERTS / "root.pem"),
                          *map(str, sorted((TESTCERTS / "cases").glob("*/leaf.pem")))],
                         ["--profile", "edge-psom", *map(str, sorted((TESTCERTS / "scenarios").glob("*/leaf.pem")))],
                         [str(TESTCERTS / "keys" / "leaf.pem"), "/nonexistent.pem"]]),
            (EKUPROBE, [["127.0.0.1:1"], ["no.such.name.invalid"], ["-v", "127.0.0.1"]])):
        known = options(output(program, "--help", "all"))
        assert "--chain" in known and "--extra-certs" in known, program
        named = set()
        for arguments in reports:
            text = output(program, *arguments)
            named |= options(text)
        assert named, program
        assert named <= known, f"{pathlib.Path(program).name} advises {sorted(named - known)}"
        print(pathlib.Path(program).name, *sorted(named))


main()
