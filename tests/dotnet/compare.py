#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares certcheck with the real .NET, row by row; see README.md.

compare.py --made BUILD/testcerts --work DIR --windows FILE   FILE: made by oracle/certcheck.py
compare.py --made BUILD/testcerts --work DIR --update         writes answers.txt anew
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))

import answers  # noqa: E402
import differences  # noqa: E402

ANSWERS = HERE / "answers.txt"
DIFFERENCES = HERE / "differences.txt"
SOURCES = [HERE / "judge.csproj", *sorted(HERE.glob("*.cs"))]
SDK_MIN = 9  # X509CertificateLoader
NOT_ASKED = answers.Answer("-")
SECONDS_MAX = 120


def environment(work):
    """Nothing of the user's: neither stores nor settings, and nothing is reported to anybody."""
    return os.environ | {
        "HOME": str(work / "home"), "DOTNET_CLI_HOME": str(work / "home"),
        "NUGET_PACKAGES": str(work / "packages"), "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
        "DOTNET_NOLOGO": "1", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE": "1",
        "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false", "MSBUILDDISABLENODEREUSE": "1",
        "OPENSSL_CONF": str(HERE / "openssl.cnf")}


def run(argv, work):
    (work / "home").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(argv, capture_output=True, text=True, env=environment(work),
                          timeout=SECONDS_MAX, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(argv)}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def find_dotnet(work):
    """The program, or None and why there is no live run."""
    dotnet = shutil.which("dotnet")
    if not dotnet:
        return None, "not installed"
    sdks = [line.split()[0] for line in run([dotnet, "--list-sdks"], work).splitlines()]
    if not any(int(sdk.split(".")[0]) >= SDK_MIN for sdk in sdks):
        return None, f"no SDK of version {SDK_MIN} or later"
    return dotnet, ""


def build(dotnet, work):
    """judge.dll, made anew only when its sources are newer."""
    dll = work / "bin" / "judge.dll"
    if not dll.exists() or any(s.stat().st_mtime > dll.stat().st_mtime for s in SOURCES):
        run([dotnet, "build", str(SOURCES[0]), "-nologo", "-v", "quiet", "-o", str(dll.parent),
             f"-p:BaseIntermediateOutputPath={work}/obj/", "--disable-build-servers"], work)
        os.utime(dll)  # else an unchanged result would look old for ever
    return dll


def live_answers(dotnet, given):
    dll = build(dotnet, given.work)
    return run([dotnet, str(dll), str(given.made / "cases"), str(given.made / "keys")], given.work)


def compare_live(dotnet, given, head, committed):
    live_head, live = answers.parse(live_answers(dotnet, given), "judge")
    if live_head != head:
        print(f"note: committed answers are of {head}; here is {live_head}")
    return answers.differing(live, committed, ".NET", ANSWERS.name)


def chain_rows(windows, committed):
    """X509Chain beside certcheck."""
    for key, ours, theirs in answers.beside(windows, committed):
        yield key, differences.kind_of(ours, theirs), f"certcheck {ours}, .NET {theirs}"


def chain_part(answer):
    """A validation callback's answer without the words that X509Chain does not know."""
    return answer._replace(words=frozenset(w for w in answer.words if not w.startswith("Remote")))


def handshake_rows(committed):
    """SslStream beside X509Chain, wherever there was a key to shake hands with."""
    for key, (chain, stream) in committed.items():
        if stream != NOT_ASKED:
            kind = "handshake" if chain_part(stream) != chain else None
            yield key, kind, f"X509Chain {chain}, SslStream {stream}"


def compare(given):
    head, committed = answers.read(ANSWERS)
    _, windows = answers.read(given.windows)
    groups = differences.read(DIFFERENCES)
    chains, handshakes = list(chain_rows(windows, committed)), list(handshake_rows(committed))
    failures = [*answers.unanswered(windows, committed, ".NET"),
                *differences.judge(groups, ("verdict", "words", "scope"), chains),
                *differences.judge(groups, ("handshake",), handshakes)]
    checks, skipped = len(chains) + len(handshakes), 0
    dotnet, why = find_dotnet(given.work)
    if dotnet:
        failures += compare_live(dotnet, given, head, committed)
        checks += len(committed)
    else:
        print(f"skip: dotnet ({why}); committed answers used")
        skipped = 1
    return answers.summary(checks, failures, skipped, windows)


def update(given):
    dotnet, why = find_dotnet(given.work)
    if not dotnet:
        raise SystemExit(f"dotnet: {why}")
    ANSWERS.write_text(live_answers(dotnet, given), encoding="utf-8")
    return 0


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--made", type=pathlib.Path, required=True)
    options.add_argument("--work", type=pathlib.Path, required=True)
    task = options.add_mutually_exclusive_group(required=True)
    task.add_argument("--windows", type=pathlib.Path)
    task.add_argument("--update", action="store_true")
    given = options.parse_args()
    return update(given) if given.update else compare(given)


if __name__ == "__main__":
    sys.exit(main())
