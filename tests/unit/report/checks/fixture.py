# SPDX-License-Identifier: MIT
"""What the checks of formats share: a fixture through a format, and its JSON."""
import json
import subprocess

FIXTURES = ("endpoints", "files", "hostile")
VERDICTS = ("ready", "indeterminate", "breaks", "broken", "no-certificate", "unreachable")


def printed(program, fixture, form, *options):
    done = subprocess.run([program, fixture, form, "-", *options], check=True,
                          capture_output=True)
    return done.stdout.decode("utf-8")  # strict: every output is UTF-8


def document(program, fixture):
    """The same results as JSON: what the other formats are compared with."""
    return json.loads(printed(program, fixture, "json"))


def label(result):
    """As report_label says it, where nothing needs an escape."""
    if "target" in result:
        return result["target"]
    return result["file"] + (f"[{result['index']}]" if result["index"] else "")


def assert_harmless(text, allowed="\n"):
    """No rune that a terminal, an editor or a parser would obey."""
    import unicodedata
    for char in text:
        assert char in allowed or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs"), \
            f"U+{ord(char):04X} came through"
