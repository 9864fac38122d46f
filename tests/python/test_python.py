#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The Python package gives the programs' own answers: test_python.py SOURCE BUILD CERTCHECK EKUPROBE PSOMLAB SCENARIOS."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

SOURCE, BUILD, CERTCHECK, EKUPROBE, PSOMLAB, SCENARIOS = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(6))
sys.path[:0] = [str(SOURCE / folder) for folder in ("python", "tests/support", "tests/lab")]
os.environ["EKUPROBE_LIBRARY"] = str(BUILD / "lib" / "libekuprobe.so")
import cases_told  # noqa: E402
import ekuprobe  # noqa: E402
from labtools import Lab  # noqa: E402

AT = "2026-11-01T00:00:00Z"
ROOT = SCENARIOS / "webserver" / "root.pem"


def program(path, *arguments):
    done = subprocess.run([str(path), "--format", "json", *map(str, arguments)], capture_output=True, timeout=60, check=False)
    return json.loads(done.stdout)


def read(*paths):
    return {str(p): p.read_bytes() for p in paths}


class Python(unittest.TestCase):
    def test_judged_as_by_certcheck(self):
        files = sorted(SCENARIOS.glob("*/chain.pem"))
        self.assertGreater(len(files), 5)
        for settings, options in (({}, ()), ({"profile": "edge-psom"}, ("--profile", "edge-psom")),
                                  ({"verifier": "all", "usage": "client"}, ("--verifier", "all", "--usage", "client")),
                                  ({"change": ["renewal", "dotnet-2017"]}, ("--change", "renewal,dotnet-2017"))):
            ours = ekuprobe.judge(read(*files), at=AT, **settings)
            theirs = program(CERTCHECK, "--copies", "--at", AT, *options, *files)
            self.assertEqual(ours.results, theirs["results"], options)
            self.assertEqual(ours.document["summary"], theirs["summary"])
            self.assertEqual(ours.document["decision"], theirs["decision"])
            self.assertEqual(ours.faults, ())

    def test_trust_counts(self):
        leaf = SCENARIOS / "webserver" / "chain.pem"
        ours = ekuprobe.judge(read(leaf), roots=read(ROOT), at=AT, profile="mtls")
        self.assertEqual(ours.results, program(CERTCHECK, "--at", AT, "--profile", "mtls", "--ca-file", ROOT, leaf)["results"])
        self.assertNotIn("trust was not checked", str(ours.document["notes"]))

    def test_dumps_and_requests_too(self):
        for file in sorted((SOURCE / "tests/dumps/data").glob("*.txt")):
            ours, theirs = ekuprobe.judge(read(file), at=AT), program(CERTCHECK, "--copies", "--at", AT, file)
            self.assertEqual(ours.results, theirs["results"], file)

    def test_probed_as_by_ekuprobe(self):
        with Lab(PSOMLAB, SCENARIOS, "0=webserver", "0=both") as lab:
            targets = [f"127.0.0.1:{port}/edge-psom" for port in lab.ports]
            ours = ekuprobe.probe(targets, timeout=10000)
            self.assertEqual(len(ours.results), len(targets))
            theirs = program(EKUPROBE, *targets)
            verdicts = [[(r["target"], r["verdict"]) for r in d["results"]] for d in (ours.document, theirs)]
            self.assertEqual(sorted(verdicts[0]), sorted(verdicts[1]))
            self.assertNotIn("unreachable", dict(verdicts[0]).values())

    def test_what_cannot_be_read_fails_nothing_else(self):
        good = next(iter(sorted(SCENARIOS.glob("*/chain.pem"))))
        answer = ekuprobe.judge({"nonsense": b"\0\1", **read(good)}, at=AT)
        self.assertEqual(len(answer.faults), 1)
        self.assertTrue(answer.faults[0].startswith("nonsense: "))
        self.assertEqual(len(answer.results), 1)
        self.assertFalse(answer.ready)

    def test_what_a_topology_cannot_reach_is_told(self):
        def topology(port, clusters):
            return "".join((
                '<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">'
                '<Clusters><Cluster UniqueId="1" Fqdn="127.0.0.1"/></Clusters><Services>',
                *(f'<Service RoleName="EdgeServer" InstalledOn="{cluster}"><Port Owner="urn:component:DataEdge" '
                  f'Usage="PsomServer" Port="{port}"/></Service>' for cluster in clusters),
                '</Services></Topology>')).encode()

        with Lab(PSOMLAB, SCENARIOS, "0=both") as lab:
            whole, partly = (ekuprobe.probe(topologies={"t.xml": topology(lab.ports[0], c)}, timeout=10000)
                             for c in (("1",), ("1", "9")))
        self.assertEqual((whole.ready, whole.faults), (True, ()))
        self.assertFalse(partly.ready)
        self.assertIn("the cluster of EdgeServer is not in the file; skipped", str(partly.faults))
        self.assertIn("could not be read", str(partly.document["decision"]))

    def test_nothing_judged_is_not_ready(self):
        self.assertFalse(ekuprobe.judge({}).ready)
        self.assertFalse(ekuprobe.probe([]).ready)

    def test_wrong_settings_raise(self):
        for settings, word in (({"profile": "nix"}, "profile"), ({"usage": "x"}, "usage"), ({"at": "soon"}, "at"),
                               ({"verifier": "nix"}, "nix"), ({"roots": {"r": b"x"}}, "r: "),
                               ({"expires_within": -1}, "expires-within"), ({"product": "x"}, "product"),
                               ({"profile": "trusted-app"}, "plain TCP"), ({"public_cas": b"\0"}, "line 1")):
            with self.assertRaises(ekuprobe.Error) as raised:
                ekuprobe.judge({}, **settings)
            self.assertIn(word, str(raised.exception))
        with self.assertRaises(ekuprobe.Error):
            ekuprobe.probe(["host:99999"])

    def test_two_threads(self):
        files = read(*sorted(SCENARIOS.glob("*/chain.pem")))
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(ekuprobe.judge(files, at=AT).results)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 4)
        self.assertTrue(all(a == answers[0] for a in answers))

    def test_a_wheel(self):
        with tempfile.TemporaryDirectory() as folder:
            env = dict(os.environ, PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1", TMPDIR=folder)
            pip = [sys.executable, "-m", "pip"]
            ready = subprocess.run([sys.executable, "-c", "import pip, setuptools, wheel"], capture_output=True, check=False)
            if ready.returncode != 0:
                self.skipTest("pip, setuptools or wheel not found")
            copy = pathlib.Path(folder) / "python"
            subprocess.run(["cp", "-r", SOURCE / "python", copy], check=True)
            subprocess.run([*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, copy], check=True, env=env,
                           capture_output=True)
            wheel, = pathlib.Path(folder).glob("*.whl")
            at = pathlib.Path(folder) / "installed"
            subprocess.run([*pip, "install", "-q", "--no-deps", "--target", at, wheel], check=True, env=env, capture_output=True)
            said = subprocess.run([sys.executable, "-c", "import ekuprobe; print(ekuprobe.version(), ekuprobe.__file__)"],
                                  env=dict(env, PYTHONPATH=str(at)), capture_output=True, text=True, check=True).stdout
            self.assertIn(str(at), said)
            self.assertTrue((at / "ekuprobe" / "py.typed").exists())

    def test_one_version(self):
        self.assertIn(f'version = "{ekuprobe.version()}"', (SOURCE / "python/pyproject.toml").read_text())


if __name__ == "__main__":
    cases_told.main()
