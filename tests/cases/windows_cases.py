#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The truth table's rows with their certificates, as certcheck --compare-with-windows has them compiled in.

    windows_cases.py TESTCERTS_CASES > share/windows-cases.txt    makes the file from a build tree's testcerts/cases
    windows_cases.py --check TESTCERTS_CASES FILE CERTCHECK       is the file what the tables say, and judged so?

A line is: certificate NUMBER BASE64; or row NAME USAGE EXPECTED LEAF ISSUERS ROOTS PROPERTY TITLE, whose certificates
are numbers with commas between them ("-": none). Expected: accepted, rejected or unsettled, after the update. The
property is NUMBER:OID[,OID...], what the store says of a certificate's usages. "at TIME" is the time of all rows.
"""
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END", re.S)
ACCEPTED = {"ready": "accepted", "breaks": "rejected", "broken": "rejected", "indeterminate": "unsettled"}


def expected(want):
    found = {ACCEPTED.get(v, "error") for v in want["verdict"]}
    return found.pop() if len(found) == 1 else "unsettled"


def rows(folder):
    """Each row and usage with a truth of its own; "both" says nothing that the two do not."""
    for case in json.loads((folder / "index.json").read_text())["cases"]:
        if case["id"].startswith("row-"):
            for want in case["expect"]:
                if want["usage"] != "both" and expected(want) != "error":
                    yield case, want["usage"], expected(want)


class Numbers:
    """Certificates by number, each printed when it is first seen."""

    def __init__(self):
        self.seen = {}

    def __call__(self, text):
        if text not in self.seen:
            self.seen[text] = len(self.seen)
            print("certificate", self.seen[text], text)
        return str(self.seen[text])

    def property(self, path, row):
        """The line of --store-property, if it is about a certificate of the row."""
        for line in path.read_text().splitlines() if path.exists() else []:
            digest, *oids = line.split()
            for text, number in self.seen.items():
                der = base64.b64decode(text)
                if str(number) in row and digest in (hashlib.sha1(der).hexdigest(), hashlib.sha256(der).hexdigest()):
                    return f"{number}:{','.join(oids)}"
        return "-"


def certificates(path):
    return [base64.b64encode(base64.b64decode(b)).decode() for b in PEM.findall(path.read_bytes())] if path.exists() else []


def make(folder):
    print("# The truth table of docs/rules.md, for certcheck --compare-with-windows. Made by tests/cases/windows_cases.py.")
    print("at 2020-01-01T00:00:00Z")
    number = Numbers()
    for case, usage, truth in rows(folder):
        at = folder / case["id"]
        leaf = number(base64.b64encode((at / "leaf.der").read_bytes()).decode())
        issuers, roots = (list(map(number, certificates(at / name))) for name in ("issuers.pem", "root.pem"))
        told = number.property(at / "property.txt", [leaf, *issuers, *roots])
        print("row", case["id"], usage, truth, leaf, ",".join(issuers) or "-", ",".join(roots) or "-", told, case["what"])


def read(path):
    texts, found = {}, []
    for line in path.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if word == "certificate":
            number, _, texts[number] = rest.partition(" ")
        elif word == "row":
            found.append(rest.split(" ", 7))
    return texts, found


def judged(texts, row, certcheck):
    """What certcheck says of the certificates of the file."""
    _, usage, _, leaf, issuers, roots, told, _ = row
    with tempfile.TemporaryDirectory() as at:
        at = pathlib.Path(at)
        argv = [certcheck, "--format", "json", "--at", "2020-01-01T00:00:00Z"]
        argv += ["--usage", "both", "--opted-out"] if usage == "none" else ["--usage", usage]
        for option, numbers in (("--chain", issuers), ("--ca-file", roots)):
            if numbers != "-":
                pem = "".join(f"-----BEGIN CERTIFICATE-----\n{texts[n]}\n-----END CERTIFICATE-----\n"
                              for n in numbers.split(","))
                (at / option[2:]).write_text(pem)
                argv += [option, str(at / option[2:])]
        if told != "-":
            number, _, oids = told.partition(":")
            digest = hashlib.sha256(base64.b64decode(texts[number])).hexdigest()
            (at / "property").write_text(f"{digest} {oids}\n")
            argv += ["--store-property", str(at / "property")]
        (at / "leaf.der").write_bytes(base64.b64decode(texts[leaf]))
        document = json.loads(subprocess.run([*argv, str(at / "leaf.der")], capture_output=True, check=False).stdout)
    return ACCEPTED[document["results"][0]["verdict"]]


def check(folder, path, certcheck):
    texts, found = read(path)
    want = [(case["id"], usage, truth, case["what"]) for case, usage, truth in rows(folder)]
    have = [(row[0], row[1], row[2], row[7]) for row in found]
    wrong = [f"{path.name} lacks or has in vain: {row}" for row in sorted(set(want) ^ set(have))]
    wrong += [f"{row[0]} {row[1]}: judged otherwise than {row[2]}" for row in found
              if judged(texts, row, certcheck) != row[2]]
    print(*wrong, f"{len(found)} rows, {len(wrong)} wrong", sep="\n")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    if sys.argv[1] == "--check":
        sys.exit(check(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4]))
    make(pathlib.Path(sys.argv[1]))
