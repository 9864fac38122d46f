#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""golden.py [--update] PRINT_FIXTURE FOLDER: each fixture in each format, byte
for byte as the reviewed file FOLDER/FIXTURE[-OPTION].FORMAT says. Text also
keeps within its width and sends no control character."""
import pathlib
import re
import subprocess
import sys
import unicodedata

CASES = [
    ("endpoints", "text", []), ("endpoints", "text", ["width=50"]),
    ("endpoints", "text", ["width=132"]), ("endpoints", "text", ["verbose"]),
    ("endpoints", "text", ["quiet"]), ("endpoints", "text", ["color"]),
    ("files", "text", []), ("files", "text", ["verbose"]),
    ("hostile", "text", []), ("hostile", "text", ["verbose"]),
    ("endpoints", "json", []), ("files", "json", []), ("hostile", "json", []),
    ("endpoints", "ndjson", []),
    *((fixture, form, []) for fixture in ("endpoints", "files", "hostile")
      for form in ("csv", "junit", "prometheus", "nagios")),
]


def columns(line):
    wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1
               for char in line if not unicodedata.combining(char))
    return wide


def check_text(text, options):
    width = next((int(o[6:]) for o in options if o.startswith("width=")), 80)
    plain = re.sub("\033\\[[0-9;]*m", "", text) if "color" in options else text
    for line in plain.splitlines():
        assert columns(line) <= width, f"{columns(line)} columns, not {width}: {line}"
    for char in plain:
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp"), char


def main():
    update = "--update" in sys.argv
    program, folder = [arg for arg in sys.argv[1:] if arg != "--update"]
    wrong = []
    for fixture, form, options in CASES:
        done = subprocess.run([program, fixture, form, "-", *options], check=True,
                              capture_output=True)
        if form == "text":
            check_text(done.stdout.decode(), options)
        name = "-".join([fixture, *options]).replace("=", "") + "." + form
        path = pathlib.Path(folder, name)
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(done.stdout)
        elif not path.exists() or path.read_bytes() != done.stdout:
            wrong.append(str(path))
    if wrong:
        sys.exit("differs from the reviewed file (golden.py --update, then review): "
                 + ", ".join(wrong))


if __name__ == "__main__":
    main()
