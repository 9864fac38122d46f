# SPDX-License-Identifier: MIT
"""The .NET SDK: find it, build a C# program of the tests offline and out of tree, run it."""
import fcntl
import os
import pathlib
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


def run(argv, work):
    (work / "home").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(argv, capture_output=True, text=True, env=os.environ | settings(work),
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


def build(dotnet, project, work):
    """The .dll of a project, made anew only when its sources are newer; one at a time."""
    dll = work / "bin" / (project.stem + ".dll")
    sources = [project, HERE / "offline.props", *project.parent.glob("*.cs")]
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not dll.exists() or any(s.stat().st_mtime > dll.stat().st_mtime for s in sources):
            run([dotnet, "build", str(project), "-nologo", "-v", "quiet", "-o", str(dll.parent),
                 f"-p:BaseIntermediateOutputPath={work}/obj/", "--disable-build-servers"], work)
            os.utime(dll)  # else an unchanged result would look old for ever
    return dll
