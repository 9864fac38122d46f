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


def main():
    words = {
        "finding": rows("certcheck/include/certcheck/findings.def", r"^CERTCHECK_FINDING\((\w+),"),
        "profile": rows("base/include/base/profile.def", r'^BASE_PROFILE\(\w+, "([^"]+)"'),
        "event": rows("report/src/events.def", r"^REPORT_EVENT\((\d+),"),
        "article": rows("report/src/kbs.def", r"^REPORT_KB\((\d+),"),
        "rule": rows("report/src/rules.def", r'^REPORT_RULE\("(R\d+)"'),
        "remedy": rows("report/src/remedies.def", r'^REPORT_REMEDY\(\w+, "([^"]+)"'),
    }
    for kind, names in words.items():
        assert len(set(names)) == len(names), f"{kind}: one comes twice"
        for name in names:
            name = ("KB" if kind == "article" else "") + name
            text = explain(name)
            assert name in text.split("\n")[0] and text.count("\n") >= 3, f"{name}: {text}"
            if kind != "remedy":
                assert re.search(r"\b%s\b" % re.escape(name.replace("-", r"\-")), MANUAL), f"{name}: not in the manual"

    # One home for the rules is docs/rules.md.
    titles = re.findall(r"^### (R\d+)\. (.*)$", (SOURCE / "docs/rules.md").read_text(), re.M)
    assert [name for name, _ in titles] == words["rule"] == ["R%d" % i for i in range(1, 33)]
    for name, title in titles:
        assert explain(name.lower()).startswith(f"{name}. {title}\n"), name

    # What was never published says so.
    for event in "41029", "41030", "41031":
        assert "Inferred: " in explain(event), event
    assert "Sourced: " not in explain("41030")
    assert "was not verified" in explain("KB4014508")
    assert explain("4023993") == explain("kb4023993")
    print("%d words explained" % sum(map(len, words.values())))


if __name__ == "__main__":
    main()
