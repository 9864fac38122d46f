# SPDX-License-Identifier: MIT
"""
Every source through clang's front end with clang's warnings: gcc, which builds the tests, has not
all of them, and the presets clang, asan and fuzz would stop at what it lets through.

    clang.py BUILD      BUILD holds compile_commands.json. 77: no clang, or it is the compiler already.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

ONLY_CLANG = ["-Werror", "-Wcomma", "-Wimplicit-fallthrough", "-Wno-unknown-warning-option", "-fsyntax-only", "-fno-caret-diagnostics"]


def command(entry, clang):
    """Its command with clang in gcc's place and nothing written."""
    words = shlex.split(entry["command"])
    while not words[0].endswith(("cc", "gcc", "clang")) or "ccache" in words[0]:
        words.pop(0)
    out = words.index("-o")
    return [clang, *words[1:out], *words[out + 2:], *ONLY_CLANG]


def complaint(entry, clang):
    done = subprocess.run(command(entry, clang), cwd=entry["directory"], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode != 0 else ""


def main(build):
    clang = shutil.which("clang")
    entries = {e["file"]: e for e in json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
               if e["file"].endswith(".c")}
    if clang is None or "clang" in next(iter(entries.values()))["command"]:
        print("skip: clang (not installed, or what builds this)")
        return 77
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        bad = [text for text in pool.map(lambda e: complaint(e, clang), entries.values()) if text]
    print(*bad, f"{len(entries)} sources, {len(bad)} with complaints", sep="\n")
    return 1 if bad or not entries else 0


sys.exit(main(sys.argv[1]))
