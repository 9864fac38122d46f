#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""PowerShell 7 and Pester from NuGet, each once, into the user's cache; both need a .NET SDK. What cannot be had is
skipped by name.

    install.py
"""
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

POWERSHELL, PESTER = "7.6.9", "5.7.1"  # Pester 5 is the last that Windows PowerShell 5.1 runs
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "ekuprobe"
QUIET = {"DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "NUGET_XMLDOC_MODE": "skip"}
PROJECT = f"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework>
<NoWarn>NU1701</NoWarn></PropertyGroup><ItemGroup><PackageDownload Include="Pester" Version="[{PESTER}]" /></ItemGroup></Project>"""


def powershell():
    """A program, or None. Ours is started by dotnet."""
    own = CACHE / f"powershell-{POWERSHELL}" / "pwsh"
    return str(own) if own.exists() and shutil.which("dotnet") else shutil.which("pwsh")


def pester():
    """The module's file, or None."""
    found = CACHE / f"pester-{PESTER}" / "pester" / PESTER / "tools" / "Pester.psd1"
    return str(found) if found.exists() else None


def call(*command, folder=None):
    """None, or why not. What dotnet and NuGet leave in TMPDIR goes."""
    with tempfile.TemporaryDirectory() as temporary:
        try:
            done = subprocess.run(command, cwd=folder, env={**os.environ, **QUIET, "TMPDIR": temporary}, capture_output=True,
                                  text=True, timeout=300)
        except subprocess.TimeoutExpired:
            return "took too long"
    return None if done.returncode == 0 else " ".join((done.stderr or done.stdout).split())[:200]


def install_powershell():
    into = CACHE / f"powershell-{POWERSHELL}"
    return call("dotnet", "tool", "install", "PowerShell", "--version", POWERSHELL, "--tool-path", str(into))


def install_pester():
    with tempfile.TemporaryDirectory() as at:
        pathlib.Path(at, "pester.csproj").write_text(PROJECT)
        return call("dotnet", "restore", "--packages", str(CACHE / f"pester-{PESTER}"), folder=at)


def main():
    CACHE.mkdir(parents=True, exist_ok=True)
    status = 0
    with open(CACHE / "powershell.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name, find, install in (("PowerShell", powershell, install_powershell), ("Pester", pester, install_pester)):
            if find():
                continue
            why = install() if shutil.which("dotnet") else "no .NET SDK"
            if not find():
                print(f"skip: {name} ({why or 'not where it was expected'})")
                status = 77
    return status


if __name__ == "__main__":
    sys.exit(main())
