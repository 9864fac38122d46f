#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What only Windows has is elsewhere one clear error that says what to do."""
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import cases_told  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
BOTH = str(pathlib.Path(CERTS, "scenarios", "both", "leaf.pem"))
STORE = "a certificate store of Windows: export it there"

# program, arguments, what the error says
ROWS = (
    (CERTCHECK, ["--platform", BOTH], "--platform: requires Windows"),
    (EKUPROBE, ["--platform", "127.0.0.1:1"], "--platform: requires Windows"),
    (CERTCHECK, ["--compare-with-windows"], "--compare-with-windows: requires Windows"),
    (CERTCHECK, ["--compare-with-windows", "--format", "ndjson"], "requires Windows"),
    (EKUPROBE, ["--this-server"], "--this-server: asking a server itself requires Windows"),
    (EKUPROBE, ["--this-server", "fe01.contoso.com"], "--this-server fe01.contoso.com: asking a server itself requires Windows"),
    (EKUPROBE, ["--this-server", "--format", "json"], "requires Windows"),
    (CERTCHECK, ["Cert:\\LocalMachine\\My"], f"Cert:\\LocalMachine\\My: {STORE}"),
    (CERTCHECK, ["store:localmachine/my"], f"store:localmachine/my: {STORE}"),
    (CERTCHECK, ["Cert:\\CurrentUser\\My\\" + "ab" * 20], STORE),
    (CERTCHECK, ["Cert:\\CurrentUser\\My\\\u200e" + "ab " * 20], STORE),  # as certlm.msc lets it be copied
    (CERTCHECK, ["Cert:\\CurrentUser\\My\\" + "ab " * 19], "THUMBPRINT (40 hexadecimal digits)"),
    (CERTCHECK, ["--ca-file", "Cert:\\LocalMachine\\Root", BOTH], STORE),
    (CERTCHECK, ["--chain", "cert:/currentuser/ca", BOTH], STORE),
    (EKUPROBE, ["--ca-file", "store:LocalMachine/Root", "127.0.0.1:1"], STORE),
)


class Elsewhere(unittest.TestCase):
    def test_one_error_and_nothing_else(self):
        for program, arguments, words in ROWS:
            with self.subTest(arguments=arguments):
                done = subprocess.run([program, *arguments], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr.decode())
                self.assertEqual(done.stderr.count(b"\n"), 1)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])
