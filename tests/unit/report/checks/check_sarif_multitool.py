#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_sarif_multitool.py PRINT_FIXTURE TOOLS: Microsoft's SARIF validator and the
schema that it brings find no error in any log, and one in a log that was broken.
Exit 77: it is not installed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
import tools  # noqa: E402
from fixture import FIXTURES, printed  # noqa: E402


def validate(package, folder, names):
    """{file: [(rule, level)]} as the multitool reports it."""
    out = os.path.join(folder, "validated.sarif")
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "DOTNET_BUNDLE_EXTRACT_BASE_DIR": folder}
    done = subprocess.run([package / "Sarif.Multitool", "validate", *names, "--output", out, "--log", "ForceOverwrite",
                           "--level", "Error;Warning"], cwd=folder, env=environment, text=True,
                          capture_output=True)
    assert os.path.exists(out), done.stdout + done.stderr
    found = {name: [] for name in names}
    for result in json.loads(pathlib.Path(out).read_text("utf-8-sig"))["runs"][0].get("results", []):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        found[os.path.basename(uri)].append((result["ruleId"], result.get("level", "warning")))
    return found


def main():
    program, root = sys.argv[1:]
    package = tools.find_or_skip(root, "SARIF multitool") / "@microsoft/sarif-multitool-linux"
    schema = json.loads((package / "sarif-2.1.0.json").read_text("utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for fixture in FIXTURES:
            names.append(fixture + ".sarif")
            text = printed(program, fixture, "sarif")
            pathlib.Path(folder, names[-1]).write_text(text, encoding="utf-8")
            validator.validate(json.loads(text))
        log = json.loads(text)
        log["runs"][0]["results"][0]["ruleIndex"] = 999
        pathlib.Path(folder, "broken.sarif").write_text(json.dumps(log))
        log["runs"][0]["results"][0]["level"] = "fatal"
        assert not validator.is_valid(log)
        found = validate(package, folder, [*names, "broken.sarif"])
        assert ("SARIF1009", "error") in found.pop("broken.sarif")
        for name, results in found.items():
            # That the tool names no home page is said of every log that could be read at all.
            assert results == [("SARIF2005", "warning")], (name, results)


if __name__ == "__main__":
    main()
