#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_nagios.py PRINT_FIXTURE: one plug-in line with performance data, no
bar anywhere else, and every endpoint that is not ready."""
import re
import sys

from fixture import FIXTURES, VERDICTS, assert_harmless, document, label, printed

STATES = "OK|WARNING|CRITICAL|UNKNOWN"
PERFDATA = re.compile(r"([a-z_-]+)=(-?[0-9]+)((?:;[0-9.:-]*){0,4})")


def main():
    program = sys.argv[1]
    for fixture in FIXTURES:
        text = printed(program, fixture, "nagios")
        assert_harmless(text)
        first, *rest = text.splitlines()
        assert text.count("|") == 1 and re.match(rf"(EKUPROBE|CERTCHECK) ({STATES}) - "
                                                    r"[A-Z].*\. \d+ ", first), first
        full = document(program, fixture)
        assert full["decision"].startswith(first.split(" - ", 1)[1][:60].split("|")[0]), first
        values = {}
        for word in first.split(" | ")[1].split():
            data = PERFDATA.fullmatch(word)
            assert data, word
            values[data[1]] = int(data[2])
        for verdict in VERDICTS:
            assert values[verdict] == full["summary"][verdict]
        if fixture == "endpoints":
            assert values["first_expiry_days"] == 10 and "CRITICAL" in first
            for result in full["results"]:
                assert (label(result) in text) == (
                    result["verdict"] != "ready" or
                    any(f["code"] == "EXPIRES_SOON" for f in result["findings"])), result
        assert len(first) + sum(map(len, rest)) < 8192  # what monitoring systems read


if __name__ == "__main__":
    main()
