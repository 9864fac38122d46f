# SPDX-License-Identifier: MIT
"""Seeds for the fuzz targets of certcheck, from the test PKI of a build tree.

  certcheck_corpus.py BUILD/testcerts FOLDER

writes FOLDER/certcheck_facts and FOLDER/certcheck_judge. What is committed is what the
fuzzer keeps of it and of its own finds:
  fuzz_X -set_cover_merge=1 -use_counters=0 -max_len=6144 tests/fuzz/corpus/X FINDS FOLDER/X
"""

import base64
import pathlib
import re
import sys

TRUST, FILE, PEER = 2, 1, 0
BOTH_TRUSTED = 0x0B  # serverAuth and clientAuth required, trust judged


def blocks(path):
    """DER of the PEM blocks of a file that may be absent."""
    text = path.read_text() if path.exists() else ""
    found = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", text, re.S)
    return [base64.b64decode("".join(b.split())) for b in found]


def prefixed(der, source):
    return len(der).to_bytes(2, "big") + bytes([source]) + der


def judge_input(case):
    certificates = [prefixed((case / "leaf.der").read_bytes(), PEER)]
    certificates += [prefixed(d, FILE) for d in blocks(case / "issuers.pem")]
    certificates += [prefixed(d, TRUST) for d in blocks(case / "root.pem")]
    return bytes([BOTH_TRUSTED]) + b"".join(certificates[:12])


def main():
    made, folder = map(pathlib.Path, sys.argv[1:])
    for target in ("facts", "judge"):
        (folder / f"certcheck_{target}").mkdir(parents=True, exist_ok=True)
    cases = sorted(p for kind in ("cases", "scenarios") for p in (made / kind).iterdir()
                   if (p / "leaf.der").exists() and (p / "leaf.der").stat().st_size < 8192)
    for case in cases:
        (folder / "certcheck_facts" / case.name).write_bytes((case / "leaf.der").read_bytes())
        (folder / "certcheck_judge" / case.name).write_bytes(judge_input(case))


if __name__ == "__main__":
    main()
