#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The preset `quick` leaves out every test that ctest is told to begin with because it is long (COST): a minute is
promised. quick.py SOURCE BUILD."""
import json
import pathlib
import re
import subprocess
import sys

SOURCE, BUILD = sys.argv[1:3]
LONG = 10


def value(test, name, default):
    return next((p["value"] for p in test["properties"] if p["name"] == name), default)


def main():
    presets = json.loads(pathlib.Path(SOURCE, "CMakePresets.json").read_text())["testPresets"]
    left_out = next(p for p in presets if p["name"] == "quick")["filter"]["exclude"]
    told = subprocess.run(["ctest", "--test-dir", BUILD, "--show-only=json-v1"], capture_output=True, text=True, check=True)
    quick = [t for t in json.loads(told.stdout)["tests"] if not re.search(left_out["name"], t["name"])
             and not any(re.search(left_out["label"], label) for label in value(t, "LABELS", []))]
    long = [f"{t['name']}: COST {value(t, 'COST', 0):g}" for t in quick if value(t, "COST", 0) >= LONG]
    print(*(long or [f"{len(quick)} tests, none of them long"]), sep="\n")
    return 1 if long or not quick else 0


sys.exit(main())
