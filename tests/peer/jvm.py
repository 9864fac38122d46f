# SPDX-License-Identifier: MIT
"""The Java peers' program: compiled when the first of them starts, kept in the build tree."""
import fcntl
import functools
import pathlib
import subprocess

from processes import START_S, find

SOURCE = pathlib.Path(__file__).resolve().parent / "programs" / "JavaTls.java"
OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
work = None  # where its classes go; run.py says


@functools.cache
def classes():
    """The folder of its classes, made anew only when the source is newer; one at a time."""
    work.mkdir(parents=True, exist_ok=True)
    made = work / "JavaTls.class"
    with open(work / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists() or SOURCE.stat().st_mtime > made.stat().st_mtime:
            subprocess.run([find("javac"), "-d", str(work), str(SOURCE)], check=True, capture_output=True, timeout=START_S)
    return work


def command():
    """The command line up to the program's own arguments."""
    return ["java", *OPTIONS, "-cp", str(classes()), "JavaTls"]
