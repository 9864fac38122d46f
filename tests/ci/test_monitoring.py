#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/monitoring.md and its files: promtool tests the rules, commands name options that there are, and the rules and the
dashboard name metrics that the program writes."""
import json
import pathlib
import re
import shutil
import subprocess
import sys

EKUPROBE, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
DEPLOY = SOURCE / "docs/deploy"
WRITERS = "report/src/prometheus.c", "machine/src/tell/tell_lines.c"
KNOWN = {name for path in WRITERS for name in re.findall(r'"(ekuprobe_[a-z_]+)', (SOURCE / path).read_text())}


def check_metrics():
    for path in (DEPLOY / "ekuprobe-rules.yml", DEPLOY / "ekuprobe-dashboard.json", SOURCE / "docs/monitoring.md"):
        used = set(re.findall(r"\bekuprobe_[a-z_]+", path.read_text()))
        assert used and used <= KNOWN, (path.name, used - KNOWN)


def check_commands():
    for name in ("ekuprobe.service", "ekuprobe-nrpe.cfg"):
        [line] = re.findall(r"/usr/bin/ekuprobe .*", (DEPLOY / name).read_text())
        words = [w for w in line.split()[1:] if "/etc/" not in w and not w.startswith("prometheus:")]
        words = [w for w in words if w not in ("-i", "--ca-file", "--report")]
        target = [] if "edge01" in line else ["edge01.contoso.com:8057"]
        done = subprocess.run([EKUPROBE, *words, *target, "--dry-run"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (name, done.stderr)


def check_dashboard():
    board = json.loads((DEPLOY / "ekuprobe-dashboard.json").read_text())
    ids = [p["id"] for p in board["panels"]]
    assert len(ids) == len(set(ids)) and board["schemaVersion"] >= 30
    for p in board["panels"]:
        assert p["title"] and p["type"] and {"x", "y", "w", "h"} == set(p["gridPos"]), p["title"]
        assert p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 and all(t["expr"] for t in p["targets"])


def check_links():
    for name in re.findall(r"\]\((deploy/[^)]+)\)", (SOURCE / "docs/monitoring.md").read_text()):
        assert (SOURCE / "docs" / name).is_file(), name


check_metrics()
check_commands()
check_dashboard()
check_links()
if shutil.which("promtool") is None:
    print("skip: alert rules (no promtool)")
else:
    subprocess.run(["promtool", "test", "rules", "ekuprobe-rules-test.yml"], cwd=DEPLOY, check=True)
    subprocess.run(["promtool", "check", "rules", "ekuprobe-rules.yml"], cwd=DEPLOY, check=True)
print("docs/monitoring.md: its files hold")
