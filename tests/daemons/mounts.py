# SPDX-License-Identifier: MIT
"""
Files of the machine that a daemon insists on, for this run alone: in the mounts of its namespace.
Debian's Exim looks for its user by name, Chromium for its policies in /etc.
"""
import pathlib
import subprocess

from place import find


def over(path, text, folder):
    """text in the place of the file of this path."""
    own = pathlib.Path(folder, pathlib.Path(path).name)
    own.write_text(text)
    own.chmod(0o644)
    subprocess.run([find("mount"), "--bind", str(own), path], check=True, capture_output=True)


def users(folder):
    for path, known in ("/etc/passwd", "nobody:"), ("/etc/group", "nogroup:"):
        text = pathlib.Path(path).read_text()
        if "Debian-exim:" not in text:
            line = next(line for line in text.splitlines() if line.startswith(known))
            over(path, text + line.replace(known, "Debian-exim:", 1) + "\n", folder)


def folder(path, below, files):
    """In the place of this folder one with these files."""
    own = pathlib.Path(below, pathlib.Path(path).name)
    for name, text in files.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text)
    subprocess.run([find("mount"), "--bind", str(own), path], check=True, capture_output=True)
