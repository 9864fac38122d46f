#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The snippets of docs/ci.md are what their systems parse, and their steps do what they say:
test_ci.py CERTCHECK TESTCERTS SOURCE."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET

import yaml

CERTCHECK, CERTS, SOURCE = map(os.path.abspath, sys.argv[1:4])
del sys.argv[1:]
sys.path.insert(0, os.path.join(SOURCE, "tests", "templates"))
import forest  # noqa: E402


def snippet(heading, language):
    with open(os.path.join(SOURCE, "docs", "ci.md"), encoding="utf-8") as f:
        section = re.split(r"^## ", f.read(), flags=re.M)
    text = next(s for s in section if s.startswith(heading + "\n"))
    return re.search(rf"^```{language}\n(.*?)^```", text, re.M | re.S).group(1)


def strings_aside(text):
    """Groovy with its strings replaced by their number, and the strings."""
    strings = []

    def keep(match):
        strings.append(match.group(1) if match.group(1) is not None else match.group(2))
        return f"@{len(strings) - 1}@"
    return re.sub(r"'''(.*?)'''|'([^'\n]*)'", keep, text, flags=re.S), strings


def jenkins_steps(text):
    """The sh steps of a declarative pipeline whose blocks are closed and known."""
    bare, strings = strings_aside(text)
    blocks, steps = [], []
    for line in filter(None, map(str.strip, bare.split("\n"))):
        if line == "}":
            blocks.pop()
        elif line.endswith("{"):
            name = line[:-1].split("(")[0].strip()
            assert name in ("pipeline", "stages", "stage", "steps", "post", "always"), line
            blocks.append(name)
        elif line.startswith("sh "):
            assert blocks == ["pipeline", "stages", "stage", "steps"], blocks
            # Groovy joins a line that ends in a backslash
            steps.append(strings[int(re.fullmatch(r"sh @(\d+)@", line).group(1))].replace("\\\n", " "))
        else:
            assert line == "agent any" or re.fullmatch(r"junit @\d+@", line), line
    assert blocks == []
    return steps


class Snippets(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        bin_folder = os.path.join(self.folder, ".bin")
        for name in (bin_folder, self.path("certificates", "edge"), self.path("requests")):
            os.makedirs(name)
        os.symlink(CERTCHECK, os.path.join(bin_folder, "certcheck"))
        self.env = dict(os.environ, PATH=bin_folder + ":" + os.environ["PATH"])
        self.put("both")
        with open(self.path("templates.ldf"), "w", encoding="utf-8") as f:
            f.write(forest.ldif())
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj",
                        "/CN=edge01", "-out", self.path("requests", "edge.req")], check=True, capture_output=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def put(self, scenario):
        shutil.copy(os.path.join(CERTS, "scenarios", scenario, "leaf.pem"),
                    self.path("certificates", "edge", scenario + ".pem"))

    def steps(self, commands, *shell):
        return [subprocess.run([*shell, command], cwd=self.folder, env=self.env, capture_output=True,
                               timeout=60).returncode for command in commands]

    def check(self, commands, *shell):
        """All steps pass with good certificates, the first fails with a bad one; reports say which."""
        self.assertEqual(self.steps(commands, *shell), [0] * len(commands))
        self.assertEqual(self.failures("certificates.xml"), [])
        self.put("webserver")
        self.assertEqual(self.steps(commands, *shell)[0], 1)
        self.assertEqual(self.failures("certificates.xml"), ["certificates/edge/webserver.pem"])

    def failures(self, report):
        cases = ET.parse(self.path(report)).iter("testcase")
        return [c.get("name") for c in cases if c.find("failure") is not None]

    def test_github(self):
        flow = yaml.safe_load(snippet("GitHub Actions", "yaml"))
        job = flow["jobs"]["certcheck"]
        self.assertIn("runs-on", job)
        for step in job["steps"]:
            self.assertEqual(len({"run", "uses"} & set(step)), 1, step)
        self.check([s["run"] for s in job["steps"] if "run" in s], "bash", "-e", "-c")
        self.assertTrue(os.path.exists(self.path("certificates.sarif")))

    def test_gitlab(self):
        job = yaml.safe_load(snippet("GitLab", "yaml"))["certcheck"]
        self.assertTrue(all(isinstance(line, str) for line in job["script"]))
        self.check(job["script"], "sh", "-e", "-c")
        for report in job["artifacts"]["reports"]["junit"]:
            ET.parse(self.path(report))

    def test_jenkins(self):
        self.check(jenkins_steps(snippet("Jenkins", "groovy")), "sh", "-xe", "-c")
        names = [c.get("name") for c in ET.parse(self.path("templates.xml")).iter("testcase")]
        self.assertEqual(names, ["templates.ldf: " + row[0] for row in forest.ROWS])


if __name__ == "__main__":
    unittest.main()
