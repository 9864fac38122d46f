#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The snippets of docs/ci.md are what their systems parse, and their steps do what they say:
test_ci.py CERTCHECK TESTCERTS SOURCE."""
import json
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
sys.path[:0] = [os.path.join(SOURCE, "tests", folder) for folder in ("templates", "support")]
import cases_told  # noqa: E402
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
            assert name in ("pipeline", "stages", "stage", "steps", "post", "always", "catchError"), line
            blocks.append(name)
        elif line.startswith("sh "):
            assert blocks[:4] == ["pipeline", "stages", "stage", "steps"] and blocks[4:] in ([], ["catchError"]), blocks
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
        self.request("edge", "LyncEdge")

    def request(self, name, template):
        """A request that wants both usages and names its template; None: it names none."""
        names = ["-addext", f"1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:{template}"] if template else []
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj",
                        "/CN=edge01", "-addext", "extendedKeyUsage=serverAuth,clientAuth", *names, "-out",
                        self.path("requests", name + ".req")], check=True, capture_output=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def put(self, scenario):
        shutil.copy(os.path.join(CERTS, "scenarios", scenario, "leaf.pem"),
                    self.path("certificates", "edge", scenario + ".pem"))

    def steps(self, commands, *shell):
        return [subprocess.run([*shell, command], cwd=self.folder, env=self.env, capture_output=True,
                               timeout=60).returncode for command in commands]

    def check(self, commands, *shell):
        """All steps pass with good files; a bad one fails its own step alone, and the reports say which."""
        good = [0] * len(commands)
        self.assertEqual(self.steps(commands, *shell), good)
        self.assertEqual(self.failures("certificates.xml"), [])
        self.assertEqual(self.failures("requests.xml"), [])
        self.put("webserver")
        self.assertEqual(self.steps(commands, *shell), [1] + good[1:])
        self.assertEqual(self.failures("certificates.xml"), ["certificates/edge/webserver.pem"])
        self.request("fe", "WebServer")
        self.assertEqual(self.steps(commands, *shell), [1, 1] + good[2:])
        self.assertEqual(self.failures("requests.xml"), ["requests/fe.req"])
        self.request("fe", None)
        self.assertEqual(self.steps(commands, *shell), [1, 2] + good[2:])
        self.assertEqual(self.cases("requests.xml"), ["requests/edge.req", "unread"]) # what could be judged is reported

    def cases(self, report):
        return [c.get("name") for c in ET.parse(self.path(report)).iter("testcase")]

    def failures(self, report):
        cases = ET.parse(self.path(report)).iter("testcase")
        return [c.get("name") for c in cases if c.find("failure") is not None]

    def test_github(self):
        flow = yaml.safe_load(snippet("GitHub Actions", "yaml"))
        job = flow["jobs"]["certcheck"]
        self.assertIn("runs-on", job)
        for step in job["steps"]:
            self.assertEqual(len({"run", "uses"} & set(step)), 1, step)
        runs = [s for s in job["steps"] if "run" in s]
        self.assertEqual([s.get("if") for s in runs], [None, "success() || failure()"])
        self.check([s["run"] for s in runs], "bash", "-e", "-c")
        uploaded = [s["with"]["sarif_file"] for s in job["steps"] if "upload-sarif" in s.get("uses", "")]
        for name in uploaded:
            with open(self.path(name), encoding="utf-8") as f:
                self.assertTrue(json.load(f)["runs"][0]["results"])
        self.assertEqual(len(uploaded), 1)
        self.assertEqual(flow["permissions"]["security-events"], "write") # or nothing can be uploaded

    def test_gitlab(self):
        jobs = yaml.safe_load(snippet("GitLab", "yaml"))
        self.assertEqual(list(jobs), ["certificates", "requests"])
        self.assertTrue(all(len(job["script"]) == 1 and job["artifacts"]["when"] == "always" for job in jobs.values()))
        self.check([job["script"][0] for job in jobs.values()], "sh", "-e", "-c")
        for job in jobs.values():
            ET.parse(self.path(job["artifacts"]["reports"]["junit"]))

    def test_jenkins(self):
        steps = jenkins_steps(snippet("Jenkins", "groovy"))
        self.check(steps, "sh", "-xe", "-c")
        self.assertEqual(self.cases("templates.xml"), ["templates.ldf: " + row[0] for row in forest.ROWS])
        self.assertEqual(self.failures("templates.xml"), [])
        done = subprocess.run(["sh", "-xe", "-c", steps[2]], cwd=self.folder, env=self.env, capture_output=True, timeout=60)
        self.assertIn(b"for Skype for Business Server 2015: request every server's certificate", done.stdout)

    def status(self, *words, **env):
        return subprocess.run([CERTCHECK, *words], cwd=self.folder, env=dict(self.env, **env), capture_output=True,
                              timeout=60, start_new_session=True).returncode

    def test_what_the_text_says(self):
        """Exit statuses, --strict, the password of the environment, a template for requests that name none."""
        self.assertEqual(self.status("-r", "certificates"), 0)
        with open(self.path("certificates", "bad.cer"), "wb") as f:
            f.write(b"\x30\x82\x01\x00half")
        self.assertEqual(self.status("-r", "certificates"), 0)
        self.assertEqual(self.status("-r", "--strict", "certificates"), 2)
        os.remove(self.path("certificates", "bad.cer"))
        subprocess.run(["openssl", "pkcs12", "-export", "-nokeys", "-in", self.path("certificates", "edge", "both.pem"),
                        "-out", self.path("certificates", "both.pfx"), "-passout", "pass:geheim"], check=True)
        self.assertEqual(self.status("-r", "--strict", "certificates"), 2)
        self.assertEqual(self.status("-r", "--strict", "certificates", CERTCHECK_PASSWORD="geheim"), 0)
        self.put("webserver")
        self.assertEqual(self.status("certificates/edge"), 1)
        self.assertEqual(self.status("--fail-on", "none", "certificates/edge"), 3)
        self.request("edge", None)
        self.request("named", "LyncEdge")
        self.assertEqual(self.status("--template", "templates.ldf", "requests"), 0) # a warning
        self.assertEqual(self.status("--strict", "--template", "templates.ldf", "requests"), 2)
        self.assertEqual(self.status("--strict", "--template", "templates.ldf:LyncEdge", "requests"), 0)
        self.assertEqual(self.status("--strict", "--template", "templates.ldf:WebServer", "requests"), 1)


if __name__ == "__main__":
    cases_told.main()
