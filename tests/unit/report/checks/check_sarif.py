#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_sarif.py PRINT_FIXTURE: what SARIF 2.1.0 demands of what we write, and
that every finding is a result of its rule with a fingerprint that lasts."""
import json
import re
import sys
import urllib.parse

from fixture import FIXTURES, assert_harmless, document, printed

LEVELS = {"error": "error", "warning": "warning", "info": "none"}


def check_location(location, result=None):
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", uri), uri  # RFC 3986
    if uri.startswith("tls://"):
        parts = urllib.parse.urlsplit(uri)
        assert parts.port and (result is None or parts.port == result["port"])
    assert location["logicalLocations"][0]["name"]


def check(run, results):
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"]
        assert "%" not in rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS.values()
    findings = [(result, finding) for result in results for finding in result["findings"]]
    assert len(run["results"]) == len(findings)
    for told, (result, finding) in zip(run["results"], findings):
        assert told["ruleId"] == finding["code"] == rules[told["ruleIndex"]]["id"]
        assert told["level"] == LEVELS[finding["severity"]]
        assert (told["kind"] == "fail") == (told["level"] != "none")  # 3.27.9, 3.27.10
        assert told["message"]["text"] == finding["message"]
        check_location(told["locations"][0], result)
        assert re.fullmatch("[0-9a-f]{16}", told["partialFingerprints"]["finding/v1"])
    fingerprints = [told["partialFingerprints"]["finding/v1"] for told in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    notes = run["invocations"][0]["toolExecutionNotifications"]
    unseen = [r for r in results if r["verdict"] in ("unreachable", "no-certificate")]
    assert sum(note["level"] == "error" for note in notes) == len(unseen)
    for note in notes:
        for location in note.get("locations", []):
            check_location(location)


def main():
    program = sys.argv[1]
    for fixture in FIXTURES:
        text = printed(program, fixture, "sarif")
        assert_harmless(text)
        log = json.loads(text)
        assert log["version"] == "2.1.0" and len(log["runs"]) == 1
        check(log["runs"][0], document(program, fixture)["results"])


if __name__ == "__main__":
    main()
