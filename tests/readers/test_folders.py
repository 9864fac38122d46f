#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Many files at once: cost, memory, progress, what is told once, what is no file: test_folders.py CERTCHECK TESTCERTS."""
import base64
import os
import pty
import shutil
import socket
import subprocess
import time
import unittest

import reading
import schema  # beside what reading finds
import terminal
from material import der_of
from reading import CERTCHECK, CERTS, BOTH, WEBSERVER, KEY, scenario, read


class Folders(reading.Reading):
    def test_hostile_text_costs_no_more_than_its_length(self):
        size = 16 << 20
        rows = {"begin.pem": b"-----BEGIN A-----\n", "rules.txt": b"================\n", "empty.ldf": b"\n",
                "names.txt": b"TemplatePropCommonName =\n", "entries.ldf": b"a:b\n\n",
                "list.txt": b"Thumbprint : 11\nUse : a\n\n", "base64.txt": b"A"}
        for name, piece in rows.items():
            with self.subTest(name):
                head = b"dn: CN=x\n" if name.endswith(".ldf") else b""
                path = self.file(name, head + piece * (size // len(piece)))
                begin = time.monotonic()
                self.run_it(path, status=2)
                self.assertLess(time.monotonic() - begin, 120) # a square would take minutes
                os.remove(path)

    # Directories
    def test_one_bad_file_among_a_thousand(self):
        folder = self.openssl.path("thousand")
        os.mkdir(folder)
        for i in range(999):
            with open(f"{folder}/{i:04}.cer", "wb") as f:
                f.write(der_of(BOTH))
        with open(f"{folder}/0500-bad.cer", "wb") as f:
            f.write(der_of(BOTH)[:300])
        with open(f"{folder}/edge.key", "w") as f:
            f.write(read(KEY).decode())
        results, err = self.judged("--copies", folder, status=0)
        self.assertEqual(len(results), 999)
        self.assertIn("0500-bad.cer: DER that is cut off: 300 bytes of ", err)
        self.assertIn("1 warning:", err)
        self.run_it("--strict", folder, status=2)
        self.assertEqual([r["file"] for r in results], sorted(r["file"] for r in results))

    def export_of(self, n):
        """A directory of n certificates, each with a serial number of its own."""
        folder = self.openssl.path(f"export{n}")
        if os.path.isdir(folder):
            return folder
        os.mkdir(folder)
        der = bytearray(der_of(BOTH))
        serial = der.index(bytes.fromhex("a003020102")) + 7
        for i in range(n):
            der[serial:serial + 4] = (0x01000000 + i).to_bytes(4, "big")
            with open(f"{folder}/{i:06}.cer", "wb") as f:
                f.write(der)
        return folder

    def peak_kib(self, folder):
        """Peak memory of a run; its output goes nowhere."""
        child = os.posix_spawn(CERTCHECK, [CERTCHECK, "--at", "2020-01-01", "--format", "ndjson", folder],
                               os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
        _, status, usage = os.wait4(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        return usage.ru_maxrss

    @unittest.skipIf(b"__asan_init" in read(CERTCHECK), "a sanitizer keeps what is freed")
    def test_memory_is_flat(self):
        few, many = self.peak_kib(self.export_of(500)), self.peak_kib(self.export_of(20000))
        self.assertLess(many - few, 4096) # the names of a directory; at 100,000 of them 1.3 MiB

    def test_progress_on_a_terminal(self):
        status, shown = terminal.shown([CERTCHECK, "--at", "2020-01-01", "--format", "csv", self.export_of(20000)],
                                       streams=("stderr",))
        self.assertEqual(status, 0)
        self.assertRegex(shown, rb"^(\r\d+ files found\x1b\[K)*(\r\d+ of 20000 files\x1b\[K)+")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-40:]) # the line is wiped at the end
        _, _, err = self.run_it(self.export_of(500), status=0)
        self.assertEqual(err, "")

    def test_one_certificate_is_told_once(self):
        """By link, by another file, in another format and in a bundle; what stands beside it may change its verdict."""
        folder = self.openssl.path("copies")
        os.mkdir(folder)
        self.file("copies/a.pem", read(WEBSERVER))
        self.file("copies/b.cer", der_of(WEBSERVER))
        self.file("copies/c.pem", read(WEBSERVER) + read(BOTH))
        os.symlink("a.pem", folder + "/d.pem")
        os.link(folder + "/a.pem", folder + "/e.pem")
        results, _ = self.judged(folder)
        self.assertEqual([(os.path.basename(r["file"]), r["index"], r["verdict"]) for r in results],
                         [("a.pem", 0, "breaks"), ("c.pem", 1, "ready")])
        self.assertEqual(len(self.verdicts("--copies", folder)), 6)
        self.assertEqual(len(self.verdicts(*(f"{folder}/{name}" for name in ("a.pem", "b.cer", "d.pem")))), 1)
        _, out, _ = self.run_it(folder, status=1)
        self.assertIn("Note: 4 copies of certificates already listed were skipped", out)
        self.assertIn("2 objects: ", out)
        self.assertEqual(len(self.verdicts(f"{folder}/a.pem", folder)), 2)
        # the same leaf, once alone and once beside the CA that limits it, is two answers
        chain = read(scenario("ca-constrained", "chain.pem"))
        self.file("copies/f.pem", chain)
        self.file("copies/g.pem", chain[:chain.index(b"-----END") + 26])
        self.assertEqual(self.verdicts(f"{folder}/g.pem", f"{folder}/f.pem"), ["ready", "breaks"])

    def test_quiet_warnings_are_a_count(self):
        folder = self.openssl.path("spoilt")
        os.mkdir(folder)
        self.file("spoilt/a.cer", der_of(BOTH))
        for i in range(3):
            self.file(f"spoilt/{i}.cer", der_of(BOTH)[:300])
        _, _, err = self.run_it(folder, status=0)
        self.assertEqual(err.count("cut off"), 3)
        _, _, err = self.run_it("-q", folder, status=0)
        self.assertEqual(err.splitlines(), ["certcheck: 3 warnings: files inside directories that could not be read were not judged (without -q each is named)"])
        _, _, err = self.run_it("-q", "--strict", folder, status=2)
        self.assertEqual(err.count("cut off"), 3)

    def test_errors_stand_alone_where_nothing_was_judged(self):
        for path in (self.file("nothing.pem", b"nothing\n"), self.openssl.path("not-there.pem")):
            _, out, err = self.run_it(path, status=2)
            self.assertEqual((out, err.count("\n")), ("", 1))

    def test_der_behind_der(self):
        """As cat leaves it: none is passed over, in a file, in base64 or in a block of PEM."""
        both = der_of(BOTH) + der_of(WEBSERVER)
        text = base64.encodebytes(both).decode()
        for name, data in (("two.cer", both), ("two.txt", text),
                           ("two.pem", f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n")):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name, data)), ["ready", "breaks"])
        results, err = self.judged(self.file("cut-behind.cer", both[:-9]), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("cut-behind.cer: certificate 2: ", err)
        self.assertEqual(self.verdicts(self.file("zeros.cer", der_of(BOTH) + bytes(9))), ["ready"])

    def test_recursion(self):
        folder = self.openssl.path("tree")
        os.makedirs(folder + "/a/b")
        os.symlink("..", folder + "/a/up")
        for name in ("one.cer", "a/two.cer", "a/b/three.cer", "a/b/.hidden"):
            with open(f"{folder}/{name}", "wb") as f:
                f.write(der_of(BOTH))
        self.assertEqual(len(self.verdicts(folder, status=0)), 1)
        for words, note, other in (((), "subdirectories were not read: -r reads them too", "links to directories"),
                                   (("-r",), "links to directories were not followed", "subdirectories")):
            _, out, _ = self.run_it(*words, folder, status=0)
            self.assertIn(f"Note: {note}\n", out)
            self.assertNotIn("Note: " + other, out)
            _, out, _ = self.run_it("--format", "json", *words, folder)
            self.assertEqual(schema.loads(out)["notes"].count(note), 1)
        self.assertNotIn("subdirectories", self.run_it(folder + "/a/b")[1])
        self.assertEqual(len(self.verdicts("-r", "--copies", folder, status=0)), 3)
        os.mkdir(self.openssl.path("empty"))
        _, _, err = self.run_it(self.openssl.path("empty"), status=2)
        self.assertIn("nothing to judge in the directory", err)


    def told_as_special(self, err, *paths):
        for path in paths:
            self.assertIn(f"certcheck: {path}: a FIFO, a socket or a device: skipped\n", err)
        self.assertEqual(err.count("skipped\n"), len(paths), err)

    def test_what_is_no_file_is_passed_over_in_directories(self):
        """Opening a FIFO waits for a writer, reading a terminal for its user."""
        folder = self.openssl.path("special")
        os.mkdir(folder)
        os.mkfifo(folder + "/fifo")
        os.symlink("fifo", folder + "/link")
        os.symlink("/dev/zero", folder + "/zero.pem")
        ours, theirs = pty.openpty()
        os.symlink(os.ttyname(theirs), folder + "/terminal.cer")
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(folder + "/socket")
        paths = [f"{folder}/{name}" for name in ("fifo", "link", "socket", "terminal.cer", "zero.pem")]
        _, _, err = self.run_it(folder, status=2)
        self.told_as_special(err, *paths)
        self.assertIn(f"{folder}: nothing to judge in the directory (-r reads its subdirectories too)", err)
        shutil.copy(BOTH, folder + "/leaf.pem")
        for words in [], ["-r"]:
            results, err = self.judged(*words, folder, status=0)
            self.assertEqual(len(results), 1)
            self.told_as_special(err, *paths)
            self.assertIn("5 warnings", err)
        self.run_it("--strict", folder, status=2)
        shutil.copy(os.path.join(CERTS, "root.pem"), folder + "/root.pem")
        _, _, err = self.run_it("--ca-dir", folder, BOTH, status=3)
        self.told_as_special(err, *paths)
        os.close(ours)
        os.close(theirs)

    def test_a_fifo_that_is_named_is_read(self):
        """As the shell gives one for <(command)."""
        fifo = self.openssl.path("named")
        os.mkfifo(fifo)
        for words in [fifo], ["--ca-file", fifo, BOTH], ["--chain", fifo, BOTH]:
            writer = subprocess.Popen(["cp", os.path.join(CERTS, "root.pem"), fifo])
            self.run_it("--each", *words, status=None)
            self.assertEqual(writer.wait(60), 0)

    @unittest.skipUnless(os.access("/proc/kmsg", os.R_OK), "/proc/kmsg cannot be read here")
    def test_a_file_that_waits_is_passed_over(self):
        """A regular file, says stat(2), whose end waits for what the kernel has to say next."""
        folder = self.openssl.path("kernel")
        os.mkdir(folder)
        shutil.copy(BOTH, folder + "/leaf.pem")
        shutil.copy(os.path.join(CERTS, "root.pem"), folder + "/root.pem")
        os.symlink("/proc/kmsg", folder + "/waits")
        for words in [folder], ["--ca-dir", folder, BOTH]:
            self.run_it(*words) # ends


if __name__ == "__main__":
    reading.main()
