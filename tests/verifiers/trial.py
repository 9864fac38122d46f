# SPDX-License-Identifier: MIT
"""
`ekuprobe --trial-certs` against the servers of asking.py: the rows that fit what each answers must
have its own among them, and where it tells certificates apart within TLS no row that differs.

Prints a line a program and `N passed, N failed, N skipped` last; 77 where nothing could run.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import judge as judging
import processes
from asking import SERVERS
from material import Material

OWN, SKIPPED = "S-C", 77
PRESENTED = ("none", "S", "C", "S-C", "CS", "any", "empty", "SGC", "CA-S", "CA-C", "CA-CS", "CA-unknown",
             "S+AP-C", "keyEncipherment", "nonRepudiation", "keyAgreement")
# Where the answers of these differ from those of OpenSSL, by observed.txt.
APART = {"go": "openssl", "java": "openssl", "nss": "openssl", "erlang-25": "openssl", "openssl": "go",
         "mbedtls": "openssl", "dotnet-linux-10": "openssl", "gnutls-purpose": "openssl"}
MAX_S = 120


def tell(name, wrong, more=""):
    print("\n      ".join([f"{'FAIL' if wrong else 'pass'}: {name}{more}", *wrong]), flush=True)
    return bool(wrong)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "ekuprobe", "made", "work":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--only", default="", help="programs whose name has this text")
    return parser.parse_args()


def present(options, folder, roots):
    """The directory of the trial, each certificate with its chain and key; and the roots."""
    shown = folder / "set"
    shown.mkdir()
    for name in PRESENTED:
        m = Material(options.made, name, folder / "shown")
        (shown / f"{name}.pem").write_text(m.read("chain") + m.read("key"))
        roots[m.read("root")] = m.root
    return shown


def trial(options, judge, port, shown):
    words = ["--starttls", "postgres"] if judge.before else []
    done = subprocess.run([options.ekuprobe, "--trial-certs", shown, "--format", "json", *words,
                           f"{judging.LOOPBACK}:{port}/mtls"], capture_output=True, text=True, timeout=MAX_S,
                          check=False)
    return json.loads(done.stdout)["results"][0]


def wrong_with(result, row):
    answers = {one["name"]: one["outcome"] for one in result.get("trial", {}).get("presented", [])}
    if answers.get(f"{OWN}.pem") != "accepted":
        return [f"{OWN}.pem: {answers.get(f'{OWN}.pem')}: {result['error']}"], answers
    fits = result["trial"]["verifiers"]
    wrong = [f"{row} does not fit, but {', '.join(fits) or 'none'}"] if row not in fits else []
    if "refused" in answers.values() and APART.get(row) in fits:
        wrong.append(f"{APART[row]} fits as well")
    if wrong:
        wrong += [f"{one['name']}: {one['outcome']} {one['error']['text'] if one['error'] else ''}"
                  for one in result["trial"]["presented"]]
    return wrong, answers


def one(options, judge, own, shown, apart):
    """True: failed, None: skipped."""
    if reason := judge.missing(own, apart):
        print(f"skip: {judge.name} ({reason})", flush=True)
        return None
    row = judge.verifier(judge.version())
    try:
        running, port = judge.start(own)
        try:
            result = trial(options, judge, port, shown)
        finally:
            running.stop()
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return tell(judge.name, [f"{type(error).__name__}: {error}"])
    wrong, answers = wrong_with(result, row)
    refused = sum(outcome == "refused" for outcome in answers.values())
    return tell(judge.name, wrong, f" ({row}; {refused} of {len(answers)} refused in TLS)")


def main():
    options = parse_options()
    apart = processes.enter_namespace()
    roots, results = {}, []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)  # a server may be another user
        shown = present(options, folder, roots)
        for judge in (j for j in SERVERS if options.only in j.name):
            place = folder / judge.name.replace(" ", "-").replace("/", "-")
            own = judging.Own(options.made, OWN, place, list(roots.values()), pathlib.Path(options.work).resolve())
            results.append(one(options, judge, own, shown, apart))
    print(f"{results.count(False)} passed, {results.count(True)} failed, {results.count(None)} skipped")
    return 1 if True in results else 0 if False in results else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
