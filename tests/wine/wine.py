# SPDX-License-Identifier: MIT
"""wine, in a folder of its own, and programs of a Windows build that are started like any other."""
import os
import pathlib
import shlex
import shutil
import subprocess

WINE = "/usr/lib/wine/wine64"  # the wrapper called wine asks for the half of 32 bits first
SERVER = "/usr/lib/wine/wineserver"
PROGRAMS = ("cli/ekuprobe", "cli/certcheck")
# No words of wine's own, nothing that asks, no screen.
QUIET = {"WINEDEBUG": "-all", "DISPLAY": "", "WINEDLLOVERRIDES": "mscoree,mshtml=",
         "EKUPROBE_CA_FILE": "none"}  # as on Linux, not the roots of the machine


class Place:
    """A Windows of its own in the folder of the Linux build, which has the tests; the programs are in that of the
    Windows build."""

    def __init__(self, linux, windows):
        self.linux, self.windows = pathlib.Path(linux).resolve(), pathlib.Path(windows).resolve()
        self.folder = self.linux / "wine"
        self.prefix = self.folder / "prefix"

    def lacking(self):
        """Why nothing can be run, or None."""
        if not os.access(WINE, os.X_OK):
            return "wine64 not found: script/setup windows"
        for name in PROGRAMS:
            if not (self.windows / f"{name}.exe").exists():
                return f"{self.windows.name}/{name}.exe not built: script/test --windows"
        return None

    def environment(self):
        return {"WINEPREFIX": str(self.prefix), **QUIET}

    def program(self, linux):
        """A file to start in the place of a program of the Linux build; None: it is none, or Windows has it not."""
        path = pathlib.Path(linux)
        if not path.is_relative_to(self.linux):
            return None
        built = self.windows / f"{path.relative_to(self.linux)}.exe"
        return self.starter(built, self.folder / "bin" / path.relative_to(self.linux)) if built.exists() else None

    def starter(self, exe, at):
        at.parent.mkdir(parents=True, exist_ok=True)
        settings = " ".join(f"{key}={shlex.quote(value)}" for key, value in self.environment().items())
        made = at.with_name(f".{at.name}-{os.getpid()}")  # another test may be starting it just now
        made.write_text(f'#!/bin/sh\nexport {settings}\nexec {WINE} {shlex.quote(str(exe))} "$@"\n')
        made.chmod(0o755)
        made.replace(at)
        return str(at)

    def make(self):
        """As after the first start; what came of it shows in the tests. A server that a run left behind when it was
        broken off would end with its last program, however it is asked to stay."""
        self.end()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.call([SERVER, "-p"])  # it stays, and with it what each start would do again
        self.call([WINE, "wineboot", "-i"])

    def end(self):
        """No process of wine's stays, nor its drive z:, which leads whoever walks through the build to /."""
        self.call([SERVER, "-k"])
        self.call([SERVER, "-w"])
        shutil.rmtree(self.prefix, ignore_errors=True)

    def call(self, command):
        return subprocess.run(command, env={**os.environ, **self.environment()}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
