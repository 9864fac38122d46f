#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--explain knows every row of every table, and the manual lists them.

    explain.py SOURCE CERTCHECK MANUAL
"""
import pathlib
import re
import subprocess
import sys

SOURCE, CERTCHECK, MANUAL = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]).read_text()


def rows(path, pattern):
    found = re.findall(pattern, (SOURCE / path).read_text(), re.M)
    assert found, path
    return found


def explain(word):
    done = subprocess.run([CERTCHECK, "--explain", word], capture_output=True, text=True, timeout=10)
    assert done.returncode == 0 and not done.stderr, f"{word}: {done.stderr}"
    return done.stdout


def check_carriers(remedies):
    """The article on the problem lists every update that carries the check, once; a finding its remedies."""
    text = explain("KB4023993")
    carriers = rows("advice/src/kbs.def", r"^ADVICE_CARRIER\((\d+),")
    assert sorted(re.findall(r"KB(\d+)", text.split("\n\n", 3)[3])) == sorted(carriers)
    assert "Windows 8.1, Windows Server 2012 R2:\n" in text
    assert "an update\nproves nothing" in explain("KB4014612")
    told = explain("EKU_LACKS_CLIENT_AUTH").split("Remedies")[1].split(":", 1)[1].replace("\n", " ").split(",")
    assert len(told) > 3 and {word.strip() for word in told} <= set(remedies), told


def main():
    words = {
        "finding": rows("certcheck/include/certcheck/findings.def", r"^CERTCHECK_FINDING\((\w+),"),
        "profile": rows("base/include/base/profile.def", r'^BASE_PROFILE\(\w+, \.name = "([^"]+)"'),
        "verifier": rows("certcheck/include/certcheck/verifiers.def", r'^CERTCHECK_VERIFIER\(\w+, .name = "([^"]+)"'),
        "change": rows("certcheck/include/certcheck/changes.def", r'^CERTCHECK_CHANGE\(\w+, .name = "([^"]+)"'),
        "event": rows("advice/src/events.def", r"^ADVICE_EVENT\((\d+),"),
        "article": rows("advice/src/kbs.def", r"^ADVICE_(?:KB|CARRIER)\((\d+),"),
        "rule": rows("advice/src/rules.def", r'^ADVICE_RULE\("(R\d+)"'),
        "remedy": rows("advice/src/remedies.def", r'^ADVICE_REMEDY\(\w+, "([^"]+)"') +
                  rows("advice/src/receivers.def", r'^ADVICE_RECEIVER\(\w+, "([^"]+)"'),
    }
    for kind, names in words.items():
        assert len(set(names)) == len(names), f"{kind}: one comes twice"
        for name in names:
            name = ("KB" if kind == "article" else "") + name
            text = explain(name)
            lines = [line for line in text.split("\n") if not re.match(r'  (HKEY_|"C:)', line)]
            assert max(map(len, lines)) <= 80, name
            for mark in set(re.findall(r"\[([A-Z])\]", text)):
                assert re.search(r"(?m)^  \[%s\] \w" % mark, text), f"{name}: [{mark}] is not explained"
            assert name in text.split("\n")[0] and text.count("\n") >= 3, f"{name}: {text}"
            if kind != "remedy":
                assert re.search(r"\b%s\b" % re.escape(name.replace("-", r"\-")), MANUAL), f"{name}: not in the manual"

    for name in rows("probe/include/probe/errors.def", r'^PROBE_ERROR\(\w+, "([^"]+)"'):
        assert "\nWhat to do" in explain(name) or name == "limit", name
    # One kind alone: what is few is explained, what is many listed.
    for kind in "verdicts", "terms", "products", "ports", "profiles", "events", "errors", "findings", "remedies", "articles":
        assert explain(kind).count("\n") > 3, kind
    assert explain("verdicts").startswith(explain("ready") + "\n" + explain("breaks"))
    assert explain("findings").startswith("Findings:\n")

    # One home for the rules is docs/rules.md.
    titles = re.findall(r"^### (R\d+)\. (.*)$", (SOURCE / "docs/rules.md").read_text(), re.M)
    assert [name for name, _ in titles] == words["rule"] == ["R%d" % i for i in range(1, 33)]
    for name, title in titles:
        assert explain(name.lower()).startswith(f"{name}. {title}\n"), name

    # What was never published says so.
    for event in "41029", "41030", "41031":
        assert "Inferred: " in explain(event), event
    assert "Sourced: " not in explain("41030")
    assert "was not verified" in " ".join(explain("KB4014508").split())
    assert explain("4023993") == explain("kb4023993")
    check_carriers(words["remedy"])
    print("%d words explained" % sum(map(len, words.values())))


if __name__ == "__main__":
    main()
