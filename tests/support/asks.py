# SPDX-License-Identifier: MIT
"""What the programs know, asked of them: no test keeps a list of its own."""
import re
import subprocess


def said(program, *words):
    done = subprocess.run([str(program), *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.stdout + done.stderr


def formats(program, *but):
    """Of reports, in the program's order."""
    known = re.search(r"known:((?: \w+)+)", said(program, "--format", "?", "x")).group(1).split()
    return tuple(f for f in known if f not in but)


def options(program):
    """(-l or "", --long) of each."""
    return sorted(set(re.findall(r"^ +(?:(-\w), )?(--[\w-]+)", said(program, "--help", "all"), re.M)))
