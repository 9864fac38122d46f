#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Containerfile keeps the usual rules (their numbers are hadolint's), and each rule finds what breaks it:
test_container.py SOURCE."""
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402


def steps(text):
    """(INSTRUCTION, arguments), continued lines joined."""
    lines = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    return [tuple((step.split(None, 1) + [""])[:2]) for step in re.sub(r"\\\n", " ", lines).split("\n") if step.strip()]


def of(text, *names):
    return [arguments for name, arguments in steps(text) if name in names]


def untagged(text):
    bases = dict(a.split("=", 1) for a in of(text, "ARG") if "=" in a)
    images = [re.sub(r"\$\{(\w+)\}", lambda m: bases.get(m.group(1), ""), a).split()[0] for a in of(text, "FROM")]
    return [i for i in images if not re.search(r":(?!latest$)[\w.-]+$|@sha256:", i)]


# What breaks the rule, and an example that does.
RULES = {
    "DL3000 WORKDIR is absolute": (lambda t: [a for a in of(t, "WORKDIR") if not a.startswith("/")], "WORKDIR src"),
    "DL3002 the last user is not root": (lambda t: (of(t, "USER") or ["root"])[-1] in ("root", "0", "0:0"), "USER root"),
    "DL3003 WORKDIR, not cd": (lambda t: [a for a in of(t, "RUN") if re.search(r"(^|&& *)cd ", a)], "RUN cd /x"),
    "DL3004 no sudo": (lambda t: [a for a in of(t, "RUN") if re.search(r"\bsudo\b", a)], "RUN sudo x"),
    "DL3006 images have a tag, DL3007 not latest": (untagged, "FROM debian"),
    "DL3009 lists of apt are removed": (
        lambda t: [a for a in of(t, "RUN") if "apt-get" in a and "rm -rf /var/lib/apt/lists" not in a],
        "RUN apt-get update && apt-get install -y --no-install-recommends x"),
    "DL3014 apt-get does not ask": (
        lambda t: [a for a in of(t, "RUN") if re.search(r"apt-get (?!.*-y).*install", a)], "RUN apt-get install x"),
    "DL3015 no recommended packages": (
        lambda t: [a for a in of(t, "RUN") if re.search(r"apt-get.* install", a) and "--no-install-recommends" not in a],
        "RUN apt-get install -y x"),
    "DL3020 COPY, not ADD": (lambda t: of(t, "ADD"), "ADD x /"),
    "DL3025 programs as JSON": (lambda t: [a for a in of(t, "CMD", "ENTRYPOINT") if not a.startswith("[")], "CMD x"),
    "DL3027 apt-get, not apt": (lambda t: [a for a in of(t, "RUN") if re.search(r"\bapt (?!-)", a)], "RUN apt install x"),
    "DL4000 no MAINTAINER": (lambda t: of(t, "MAINTAINER"), "MAINTAINER x"),
}


class Container(unittest.TestCase):
    def test_the_rules(self):
        text = (SOURCE / "Containerfile").read_text(encoding="utf-8")
        for name, (broken, _) in RULES.items():
            self.assertFalse(broken(text), name)

    def test_each_rule_finds_something(self):
        for name, (broken, example) in RULES.items():
            self.assertTrue(broken(example), name)

    def test_it_has_what_the_programs_load(self):
        text = (SOURCE / "Containerfile").read_text(encoding="utf-8")
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        runtime = of(text, "RUN")[-1]
        named = re.search(r"on Debian 12 (.*?),\s+on Debian 13", readme, re.S)
        self.assertTrue(named, "README names the runtime packages")
        packages = re.findall(r"\blib[\w.-]+", named.group(1))
        self.assertGreater(len(packages), 6)
        for package in packages:
            self.assertIn(package, runtime)


if __name__ == "__main__":
    cases_told.main()
