#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_csv.py PRINT_FIXTURE: RFC 4180, all columns, no formula."""
import csv
import io
import sys

from fixture import FIXTURES, assert_harmless, document, label, printed


def main():
    program = sys.argv[1]
    for fixture in FIXTURES:
        text = printed(program, fixture, "csv")
        assert_harmless(text, "\r\n")
        assert text.count("\n") == text.count("\r\n") == text.count("\r")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="extra"))
        results = document(program, fixture)["results"]
        assert len(rows) == len(results)
        for row, result in zip(rows, results):
            assert "extra" not in row and None not in row.values(), row
            assert row["verdict"] == result["verdict"]
            assert row["events"] == "; ".join(map(str, result["events"]))
            assert row["remedies"] == "; ".join(result["remedies"])
            assert row["findings"] == "; ".join(f["code"] for f in result["findings"])
            for name, value in row.items():
                assert value[:1] not in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"), (name, value)
            wanted = label(result).split("[")[0] if "file" in result else label(result)
            assert row["target"].removeprefix("'") == wanted
            if result["certificates"] and result["certificates"][0]["sha256"]:
                assert row["sha256"] == result["certificates"][0]["sha256"]
                assert row["subject"] == result["certificates"][0]["subject"]
    hostile = printed(program, "hostile", "csv")
    assert "\n'=1+1:8057," in hostile  # a formula that was made harmless


if __name__ == "__main__":
    main()
