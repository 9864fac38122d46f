#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Do the programs of two builds say the same, byte for byte? For changes that are to change nothing.

    compare_runs.py OLD-BUILD NEW-BUILD [--only REGEX] [--jobs N] [--list]

Both are build folders with cli/ekuprobe and cli/certcheck; what is read and the lab come from the new
one. Each run of the corpus (recorded.py) is made by both, in folders of the same shape: standard output,
standard error, exit status and all files written must be equal, times that tell the clock masked.
Exit status: 0 all equal, 1 a difference (told), 2 misuse."""
import argparse
import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import recorded

MASKS = [(re.compile(pattern), replacement) for pattern, replacement in (
    (rb'("(?:started|finished|startTimeUtc|endTimeUtc)": ?)"[^"]*"', rb'\1"TIME"'),
    (rb"(?m)^commit: .*", b"commit: ONE"),
    (rb'("timing_ms": ?)\{[^}]*\}', rb"\1{}"),
    (rb'(timestamp|time)="[^"]*"', rb'\1="TIME"'),
    (rb"(ekuprobe_\w*(?:time|seconds|timestamp)\w*(?:\{[^}]*\})?) [-+.\d]+(?:e[-+]\d+)?", rb"\1 TIME"),
    (rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?= ?(?:UTC|Z))", rb"TIME"),
    (rb"\b\d+(?:\.\d+)? ?(?:ms|s)\b", rb"TIME"),
    (rb"(process (?:exited|got)|\(pid) \d+", rb"\1 N"),
)]
SECONDS = 120


def masked(data):
    for pattern, replacement in MASKS:
        data = pattern.sub(replacement, data)
    return data


class Side:
    """One build, in a folder of its own: in/ is what is read, out/ what a run writes."""

    def __init__(self, build, folder, inputs):
        self.build, self.folder = build, folder
        folder.mkdir()
        (folder / "in").symlink_to(inputs)

    def run(self, run, number):
        place = self.folder / f"{number}"
        place.mkdir(exist_ok=True)
        if not (place / "in").is_symlink():
            (place / "in").symlink_to(self.folder / "in")
        (place / "out").mkdir(exist_ok=True)
        env = {"PATH": os.environ["PATH"], "HOME": str(place), "COLUMNS": "100", "LC_ALL": "C.UTF-8",
               "CERTCHECK_PASSWORD": "", "TEXTDOMAINDIR": str(self.build / "po" / "locale"), **run.env}
        done = subprocess.run([run.program, *run.words], executable=self.build / "cli" / run.program, cwd=place, env=env,
                              input=run.stdin, capture_output=True, timeout=SECONDS)
        said = {"standard output": masked(done.stdout), "standard error": masked(done.stderr),
                "exit status": str(done.returncode).encode()}
        for path in sorted((place / "out").rglob("*")):
            if path.is_file():
                said[str(path.relative_to(place))] = masked(path.read_bytes())
        return said

    def clear(self, number):
        shutil.rmtree(self.folder / f"{number}", ignore_errors=True)


def first_difference(old, new):
    at = next((i for i, (a, b) in enumerate(itertools.zip_longest(old, new)) if a != b), 0)
    return f"    old: ...{old[max(0, at - 80):at + 80]!r}\n    new: ...{new[max(0, at - 80):at + 80]!r}"


def differences(old, new):
    for what in sorted(old.keys() | new.keys()):
        if old.get(what) != new.get(what):
            yield f"  {what} differs\n" + first_difference(old.get(what, b"(none)"), new.get(what, b"(none)"))


def compare(run, number, sides):
    """A peer that closes may be heard in two ways: what the network decides is tried again."""
    for _ in range(4 if run.network else 1):
        old, new = (side.run(run, number) for side in sides)
        if not (found := list(differences(old, new))):
            return []
    return [f"{run}", *found]


def corpus(options, folder):
    asked = lambda program, *words: "".join(subprocess.run(
        [options.new / "cli" / program, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL).__dict__[k]
        for k in ("stdout", "stderr"))
    formats = recorded.formats_of(asked)
    yield from recorded.help_and_misuse(asked)
    yield from recorded.single_files(folder / "inputs")
    yield from recorded.folders(formats)
    yield from recorded.targets(folder / "inputs")
    yield from recorded.merges(folder / "inputs", formats)
    if (options.new / "tests" / "lab" / "psomlab").exists():
        resolve, ports = options.stack.enter_context(recorded.network(options.new))
        yield from recorded.probes(formats, resolve, ports)


def manuals(options):
    for page in ("ekuprobe.1", "certcheck.1"):
        old, new = ((build / "man" / page) for build in (options.old, options.new))
        if old.exists() and new.exists() and old.read_bytes() != new.read_bytes():
            yield [page, "  the manual differs\n" + first_difference(old.read_bytes(), new.read_bytes())]


def chains(runs):
    """Runs that go on where the one before has left off stay together."""
    group = []
    for run in runs:
        if group and not run.again:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def compare_chain(item, sides):
    number, group = item
    found = [compare(run, number, sides) for run in group]
    for side in sides:
        side.clear(number)
    return len(group), found


def main():
    parser = argparse.ArgumentParser(usage="compare_runs.py OLD-BUILD NEW-BUILD [--only REGEX] [--jobs N] [--list]")
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("--only", default="", help="runs whose words match")
    parser.add_argument("--jobs", type=int, default=2 * os.cpu_count())
    parser.add_argument("--list", action="store_true", help="print the runs, compare nothing")
    options = parser.parse_args()
    options.old, options.new = options.old.resolve(), options.new.resolve()
    with tempfile.TemporaryDirectory() as name, recorded.contextlib.ExitStack() as options.stack:
        folder = pathlib.Path(name)
        (folder / "inputs").mkdir()
        recorded.make_inputs(options.new, folder / "inputs")
        runs = [run for run in corpus(options, folder) if re.search(options.only, str(run))]
        if options.list:
            print(*runs, sep="\n")
            return 0
        sides = [Side(build, folder / side, folder / "inputs") for side, build in (("old", options.old), ("new", options.new))]
        told, count = list(manuals(options)), 0
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for n, found in pool.map(lambda item: compare_chain(item, sides), enumerate(chains(runs))):
                count += n
                told += [one for one in found if one]
    for one in told:
        print(*one, sep="\n")
    print(f"{count} runs, {len(told)} differ")
    return 1 if told or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
