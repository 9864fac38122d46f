#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""validate_json.py SCHEMA PRINT_FIXTURE: every fixture as json and as ndjson
is valid against the schema, and says what it must; and the schema is strict."""
import copy
import json
import pathlib
import sys

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "support"))
import schema  # noqa: E402
from fixture import FIXTURES, VERDICTS, assert_harmless, printed


def no_duplicates(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), f"duplicate key in {pairs}"
    return dict(pairs)


def check_result(result):
    index_max = len(result["judgement"]["path"]) if result["judgement"] else 0
    for finding in result["findings"]:
        assert finding["element"] is None or finding["element"] < index_max, finding
    if result["verdict"] not in ("breaks", "broken"):
        assert result["events"] == [], result
    if "target" in result:
        assert "file" not in result and result["port"]
    else:
        assert "tls" not in result and result["timing_ms"] is None


def check_strict(validate, document):
    """A changed document must not pass: the schema is more than `object`."""
    def changed(change):
        other = copy.deepcopy(document)
        change(other)
        try:
            validate(other)
        except Exception: # each library has one of its own
            return
        raise AssertionError("the schema lets a wrong document through")

    changed(lambda d: d.pop("summary"))
    changed(lambda d: d["results"][0].pop("judgement"))
    changed(lambda d: d["results"][0].update(verdict="fine"))
    changed(lambda d: d["results"][0].update(surprise=1))
    changed(lambda d: d["results"][0]["certificates"][0].update(sha256="00"))
    changed(lambda d: d.update(schema_version=2))


def bare(result):
    """Without what only NDJSON has."""
    assert result.pop("replay")["certificates"] is not None
    return result


def main():
    program = sys.argv[1]
    jsonschema.Draft202012Validator.check_schema(schema.schema())
    validators = schema.validator().validate, schema.compiled()
    for fixture in FIXTURES:
        document = json.loads(printed(program, fixture, "json"), object_pairs_hook=no_duplicates)
        for validate in validators:
            validate(document)
            check_strict(validate, document)
        counts = {verdict: 0 for verdict in VERDICTS}
        for result in document["results"]:
            check_result(result)
            counts[result["verdict"]] += 1
        assert counts == document["summary"], (counts, document["summary"])
        lines = printed(program, fixture, "ndjson").splitlines()
        assert [bare(json.loads(line)) for line in lines] == document["results"]
        for line in lines:
            schema.loads(line)
        assert_harmless(printed(program, fixture, "ndjson"))


if __name__ == "__main__":
    main()
