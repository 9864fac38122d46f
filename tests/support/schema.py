# SPDX-License-Identifier: MIT
"""JSON of the programs, read the way docs/result.schema.json promises it."""
import functools
import json
import pathlib

import jsonschema

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs" / "result.schema.json"
LITTLE = 100_000 # bytes, which jsonschema checks in the time that it takes to compile the schema
_checked = 0


def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@functools.cache
def validator():
    return jsonschema.Draft202012Validator(schema())


def as_draft_7(part):
    """The same in the words of draft 7, which has another one for the items of a tuple."""
    if isinstance(part, dict):
        return {"items" if key == "prefixItems" else key: as_draft_7(value) for key, value in part.items()}
    return [as_draft_7(item) for item in part] if isinstance(part, list) else part


@functools.cache
def compiled():
    """A function that raises where the document is not valid: ten times as fast as jsonschema, where it is
    installed."""
    try:
        import fastjsonschema
    except ImportError:
        return validator().validate
    return fastjsonschema.compile(as_draft_7(schema()) | {"$schema": "http://json-schema.org/draft-07/schema#"})


def loads(text):
    """A document of --format json or a line of --format ndjson; it must be valid."""
    global _checked
    found = json.loads(text)
    _checked += len(text)
    (validator().validate if _checked < LITTLE else compiled())(found)
    return found
