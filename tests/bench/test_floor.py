# SPDX-License-Identifier: MIT
"""The yardstick itself: floor FLOOR_PROGRAM must see what is there, and no more."""
import json
import re
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

FLOOR = sys.argv.pop(1)


def floor(targets, *options):
    done = subprocess.run([FLOOR, *options], input="".join(f"{t}\n" for t in targets), text=True,
                          capture_output=True, timeout=30)
    return done.returncode, json.loads(done.stdout)


class Floor(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def serve(self, *options):
        cert, key = (str(Path(self.folder.name, name)) for name in ("cert.pem", "key.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
                        "-subj", "/CN=floor.example"], check=True, capture_output=True)
        server = subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", cert, "-key", key,
                                   *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  stdin=subprocess.PIPE, text=True)
        self.addCleanup(server.communicate)
        self.addCleanup(server.kill)
        for line in server.stdout:
            if found := re.match(r"ACCEPT (\S+)", line):
                return found[1]
        self.fail("the server does not listen")

    def test_certificates_are_counted(self):
        at = self.serve("-tls1_2")
        for kx in ("rsa", "mix"):
            status, report = floor([at] * 5, "-k", kx, "-c", "2")
            self.assertEqual((status, report["kx"], report["targets"], report["certificates"]), (0, kx, 5, 5))
            self.assertTrue(0 < report["rss_kib"] < 65536, report)

    def test_a_refusal_is_not_a_certificate(self):
        status, report = floor([self.serve("-tls1_3")])
        self.assertEqual((status, report["certificates"]), (1, 0))

    def test_silence_costs_the_timeout_and_no_more(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            at = "127.0.0.1:%d" % silent.getsockname()[1]
            status, report = floor([at] * 3, "-t", "200")
        self.assertEqual((status, report["certificates"]), (1, 0))
        self.assertTrue(0.2 <= report["seconds"] < 5, report)

    def test_no_targets(self):
        for text in ("", "localhost:1\n", "127.0.0.1\n", "127.0.0.1:0\n", "[::1:5\n"):
            done = subprocess.run([FLOOR], input=text, text=True, capture_output=True, timeout=30)
            self.assertEqual((done.returncode, done.stdout), (2, ""), text)

    def test_nothing_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as gone:
            at = "127.0.0.1:%d" % gone.getsockname()[1]
        status, report = floor([at, at])
        self.assertEqual((status, report["targets"], report["certificates"]), (1, 2, 0))


if __name__ == "__main__":
    cases_told.main()
