#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Install the checkers of package.json, each once. What cannot be had is skipped by name.

    install.py DIRECTORY
"""
import fcntl
import pathlib
import shutil
import subprocess
import sys

import tools

# No package's own script runs: all are JavaScript, WebAssembly or a program as it is.
NPM = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error",
       "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]


def install(root, name):
    """None, or why not."""
    into = tools.folder(root, name)
    shutil.rmtree(into, ignore_errors=True)  # another version, or half of one
    into.mkdir(parents=True)
    (into / "package.json").write_text(tools.wanted(name))
    try:
        done = subprocess.run(NPM, cwd=into, capture_output=True, text=True, timeout=200)
    except subprocess.TimeoutExpired:
        return "npm took too long"
    if done.returncode != 0:
        return "npm could not install it: " + " ".join(done.stderr.split())[:200]
    program = into / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    if program.exists():
        program.chmod(0o755)
    (into / "installed.json").write_text(tools.wanted(name))
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = open(root / ".lock", "w")
    except OSError as error:
        print("skip: checkers from npm (%s)" % error)
        return 77
    fcntl.flock(lock, fcntl.LOCK_EX)  # builds of several presets share the folder
    status = 0
    for name in tools.TOOLS:
        if tools.find(root, name):
            continue
        why = install(root, name) if shutil.which("npm") and shutil.which("node") else "npm or node not found"
        if why:
            print(f"skip: {name} ({why})")
            status = 77
    return status


if __name__ == "__main__":
    sys.exit(main())
