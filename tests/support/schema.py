# SPDX-License-Identifier: MIT
"""JSON of the programs, read the way docs/result.schema.json promises it."""
import functools
import json
import pathlib

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs" / "result.schema.json"


@functools.cache
def validator():
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def loads(text):
    """A document of --format json or a line of --format ndjson; it must be valid."""
    found = json.loads(text)
    validator().validate(found)
    return found
