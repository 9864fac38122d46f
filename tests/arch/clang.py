# SPDX-License-Identifier: MIT
"""
Every source through clang's front end with clang's warnings: gcc, which builds the tests, has not
all of them, and the presets clang, asan and fuzz would stop at what it lets through.

    clang.py BUILD      BUILD holds compile_commands.json. 77: no clang, or it is the compiler already.

Starting clang takes longer than reading a source, so what is compiled alike goes to one front end.
Only a pragma that silences a warning would last beyond the end of its source: who has one is alone.
"""
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = [folder for folder in SOURCE.iterdir() if folder.is_dir() and folder.name not in ("build", ".git")]
ONLY_CLANG = ["-Werror", "-Wcomma", "-Wimplicit-fallthrough", "-Wno-unknown-warning-option", "-fsyntax-only", "-fno-caret-diagnostics",
              "-ferror-limit=0"]  # it would count the errors of all its sources


def flags(entry):
    """What its command says between the compiler and the output."""
    words = shlex.split(entry["command"])
    while not words[0].endswith(("cc", "gcc", "clang")) or "ccache" in words[0]:
        words.pop(0)
    out = words.index("-o")
    return [*words[1:out], *(word for word in words[out + 2:] if word not in ("-c", entry["file"]))]


def silences(path):
    return re.search(rb"[Pp]ragma\b.*\bdiagnostic\b", pathlib.Path(path).read_bytes())


def alike(entries):
    """(folder, flags, sources) of each front end."""
    apart = any(silences(header) for folder in FOLDERS for header in folder.rglob("*.h"))
    found = {}
    for entry in entries:
        key = entry["directory"], tuple(flags(entry)), entry["file"] if apart or silences(entry["file"]) else ""
        found.setdefault(key, []).append(entry["file"])
    return [(folder, words, sources) for (folder, words, _), sources in found.items()]


@functools.cache
def front_end(clang, folder, words):
    """The driver's command of the front end for these flags, without a source."""
    told = subprocess.run([clang, "-###", *words, *ONLY_CLANG, "-xc", os.devnull], cwd=folder, capture_output=True, text=True,
                          check=True)
    command = shlex.split(told.stderr.splitlines()[-1])
    if command[1] != "-cc1" or command[-1] != os.devnull:
        raise SystemExit(f"not the command of a front end: {command}")
    return command[:-1]


def complaints(clang, folder, words, sources):
    told = [word for word in words if word.startswith(("-I", "-D"))]  # the driver passes them on
    command = front_end(clang, folder, tuple(word for word in words if word not in told))
    done = subprocess.run([*command, *told, *sources], cwd=folder, capture_output=True, text=True, check=False)
    return (done.stderr or f"exit status {done.returncode}: {sources}") if done.returncode != 0 else ""


def main(build):
    clang = shutil.which("clang")
    entries = {e["file"]: e for e in json.loads((pathlib.Path(build) / "compile_commands.json").read_text())
               if e["file"].endswith(".c")}
    if clang is None or "clang" in next(iter(entries.values()))["command"]:
        print("skip: clang (not installed, or what builds this)")
        return 77
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        bad = [text for text in pool.map(lambda group: complaints(clang, *group), alike(entries.values())) if text]
    print(*bad, f"{len(entries)} sources, {len(bad)} groups with complaints", sep="\n")
    return 1 if bad or not entries else 0


sys.exit(main(sys.argv[1]))
