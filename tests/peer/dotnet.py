# SPDX-License-Identifier: MIT
"""The .NET peers' program: built when the first of them starts, kept in the build tree."""
import functools
import pathlib
import sys

from processes import find

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "dotnet"))
import sdk  # noqa: E402

SOURCE = HERE / "programs" / "dotnet" / "Program.cs"
work = None  # where it is built; run.py says


@functools.cache
def why_not():
    return sdk.find(work)[1]


@functools.cache
def command():
    """The command line up to the program's own arguments."""
    program = str(sdk.compile_alone(sdk.find(work)[0], "tls", [SOURCE], work))
    settings = [f"{name}={value}" for name, value in (sdk.settings(work) | sdk.SHORT).items()]
    return [find("env"), *settings, "dotnet", program]
