# SPDX-License-Identifier: MIT
"""Runs beyond one machine: shards under GNU parallel give the report of one run; the manifest."""
import json
import pathlib
import shutil

import runtools
from runtools import Case, OPTIONS, ekuprobe, lasting

try:
    import yaml
except ImportError:
    yaml = None


class Engines(Case):
    def is_gnu_parallel(self):
        program = shutil.which("parallel")
        if program is None:
            return False
        done = runtools.subprocess.run([program, "--version"], capture_output=True, text=True)
        return "GNU parallel" in done.stdout

    def test_four_shards_under_gnu_parallel_give_the_report_of_one_run(self):
        if not self.is_gnu_parallel():
            self.skipTest("GNU parallel (package parallel) is not installed")
        scenarios = "both", "webserver", "any", "no-eku"
        listeners = [f"0={s},roles=normal" for s in scenarios * 6]
        with runtools.lab(*listeners) as running:
            listing = self.write("targets.txt", "".join(f"127.0.0.1:{p}/mtls\n"
                                                        for p in running.ports))
            one = json.loads(ekuprobe("-i", listing, "--format", "json").stdout)
            shards = self.folder / "shards"
            shards.mkdir()
            runtools.subprocess.run(
                ["parallel", "--will-cite", "-j", "4", OPTIONS.ekuprobe, "-q", "-i", str(listing),
                 "--shard", "{}/4", "--resume", f"{shards}/{{}}.ndjson", ":::", "1", "2", "3", "4"],
                capture_output=True, timeout=60, env=dict(runtools.os.environ,
                                                          HOME=str(self.folder)))
        files = sorted(shards.glob("*.ndjson"))
        self.assertEqual(len(files), 4)
        done = ekuprobe("--merge", *files, "--format", "json")
        merged = json.loads(done.stdout)
        self.assertEqual(lasting(merged["results"]), lasting(one["results"]))
        self.assertEqual(merged["summary"], one["summary"])
        self.assertEqual(done.returncode, 1)

    def manifest(self):
        if yaml is None:
            self.skipTest("python3-yaml is not installed")
        path = pathlib.Path(OPTIONS.source, "docs", "deploy", "ekuprobe-job.yaml")
        return list(yaml.safe_load_all(path.read_text()))

    def test_the_manifest_is_an_indexed_job_whose_shards_are_its_completions(self):
        [job] = [d for d in self.manifest() if d["kind"] == "Job"]
        spec = job["spec"]
        self.assertEqual(job["apiVersion"], "batch/v1")
        self.assertEqual(spec["completionMode"], "Indexed")
        [container] = spec["template"]["spec"]["containers"]
        script = " ".join(container["command"] + container.get("args", []))
        self.assertIn(f'--shard "$((JOB_COMPLETION_INDEX + 1))/{spec["completions"]}"', script)
        mounts = {m["name"] for m in container["volumeMounts"]}
        self.assertEqual(mounts, {v["name"] for v in spec["template"]["spec"]["volumes"]})
        self.assertEqual(spec["template"]["spec"]["restartPolicy"], "Never")

    def test_the_options_that_the_page_shows_exist(self):
        page = pathlib.Path(OPTIONS.source, "docs", "scale.md").read_text()
        known = ekuprobe("--help", "all").stdout
        shown = set(runtools.re.findall(r"ekuprobe[^\n]*?(--[a-z-]+)", page))
        self.assertIn("--merge", shown)
        for option in shown:
            self.assertIn(option, known)


runtools.main()
