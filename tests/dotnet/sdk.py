# SPDX-License-Identifier: MIT
"""The .NET SDK: find it, build a C# program of the tests offline and out of tree, run it."""
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
MIN = 9  # X509CertificateLoader
SECONDS_MAX = 120


def settings(work):
    """Nothing of the user's: neither stores nor settings, and nothing is reported to anybody."""
    return {
        "HOME": str(work / "home"), "DOTNET_CLI_HOME": str(work / "home"),
        "NUGET_PACKAGES": str(work / "packages"), "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
        "DOTNET_NOLOGO": "1", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE": "1",
        "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false", "MSBUILDDISABLENODEREUSE": "1",
        "OPENSSL_CONF": str(HERE / "openssl.cnf")}


# What runs for a second is done before a better compilation of it would pay.
SHORT = {"DOTNET_TieredPGO": "0", "DOTNET_TC_CallCountThreshold": "FFFFFF"}


def run(argv, work, **more):
    (work / "home").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(argv, capture_output=True, text=True, env=os.environ | settings(work) | more,
                          timeout=SECONDS_MAX, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def find(work):
    """The program, or None and why it cannot be used."""
    dotnet = shutil.which("dotnet")
    if not dotnet:
        return None, "dotnet is not installed"
    sdks = [line.split()[0] for line in run([dotnet, "--list-sdks"], work).splitlines()]
    if not any(int(sdk.split(".")[0]) >= MIN for sdk in sdks):
        return None, f"no .NET SDK of version {MIN} or later"
    return dotnet, ""


def made(dll, sources, work, make):
    """The dll, made anew only when its sources are newer; one at a time."""
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not dll.exists() or any(s.stat().st_mtime > dll.stat().st_mtime for s in sources):
            dll.parent.mkdir(exist_ok=True)
            make()
            os.utime(dll)  # else an unchanged result would look old for ever
    return dll


def build(dotnet, project, work):
    """The .dll of a project."""
    dll = work / "bin" / (project.stem + ".dll")
    return made(dll, [project, HERE / "offline.props", *project.parent.glob("*.cs")], work, lambda: run(
        [dotnet, "build", str(project), "-nologo", "-v", "quiet", "-o", str(dll.parent),
         f"-p:BaseIntermediateOutputPath={work}/obj/", "--disable-build-servers"], work, **SHORT))


def newest(dotnet, what, pattern, work):
    """(version, folder) of the newest of what `dotnet --list-...` lists."""
    found = re.findall(rf"^{pattern}(\S+) \[(.*)\]$", run([dotnet, what], work), re.MULTILINE)
    version, folder = max(found, key=lambda one: [int(number) for number in re.findall(r"\d+", one[0])])
    return version, pathlib.Path(folder, version)


def compile_alone(dotnet, name, sources, work):
    """The .dll of sources that need no project: the compiler by itself takes a fifth of the time."""
    dll = work / "bin" / (name + ".dll")

    def make():
        compiler = newest(dotnet, "--list-sdks", "", work)[1] / "Roslyn" / "bincore" / "csc.dll"
        version, libraries = newest(dotnet, "--list-runtimes", r"Microsoft\.NETCore\.App ", work)
        run([dotnet, str(compiler), "-nologo", "-nullable:enable", "-warnaserror", "-optimize",
             f"-out:{dll}", *(f"-r:{one}" for one in sorted(libraries.glob("*.dll"))), *map(str, sources)],
            work, **SHORT)
        settled = {"framework": {"name": "Microsoft.NETCore.App", "version": version},
                   "configProperties": {"System.Globalization.Invariant": True}}
        dll.with_suffix(".runtimeconfig.json").write_text(json.dumps({"runtimeOptions": settled}))
    return made(dll, [*sources, pathlib.Path(__file__)], work, make)
