# SPDX-License-Identifier: MIT
"""A trial: each certificate of a directory is presented to a receiver once, and its answers tell its rule."""
import contextlib
import pathlib
import shutil
import socket
import ssl
import subprocess
import threading
import time

from runtools import DEADLINE_S, OPTIONS, Case, closed_port, codes, document, documents, ekuprobe, lab, main

KINDS = ("any", "both", "client-only", "no-eku", "webserver")
ACCEPTED = {"both.pem": True, "client-only.pem": True, "no-eku.pem": True, "any.pem": False, "webserver.pem": False}


def scenario(name):
    return pathlib.Path(OPTIONS.scenarios, name)


def told(result):
    return {one["name"]: one["accepted"] for one in result["trial"]["presented"]}


def is_established(sock):
    """A peer that has closed is gone, even if the thread that serves it has not heard of that yet."""
    try:
        return sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1) == b"\1"
    except OSError:
        return False  # closed here, too


class Receiver:
    """Python's TLS as a server; notes how many connections were open at once."""

    def __init__(self, roots=None, version=None, verify=ssl.CERT_REQUIRED, before=b"", after=None):
        self.before, self.after = before, after
        self.context = self.context_of(roots, version, verify)
        self.open, self.most, self.all = set(), 0, 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @staticmethod
    def context_of(roots, version, verify=ssl.CERT_REQUIRED):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(scenario("both") / "chain.pem", scenario("both") / "key.pem")
        context.verify_mode = verify
        if roots:
            context.load_verify_locations(roots)
        if version:
            context.minimum_version = context.maximum_version = version
        return context

    def _serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.open.add(sock)
                self.all += 1
                self.most = max(self.most, sum(map(is_established, self.open)))
            threading.Thread(target=self._attend, args=(sock,), daemon=True).start()

    def _attend(self, sock):
        sock.settimeout(DEADLINE_S)
        with contextlib.suppress(OSError):
            if self.before:
                self._dialogue(sock)
            with self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False) as tls:
                with self.lock:
                    self.open ^= {sock, tls}
                sock = tls
                tls.do_handshake()
                if self.after:
                    self.after(tls)
                else:
                    tls.recv(1)
        with self.lock:
            self.open.discard(sock)
        sock.close()

    def _dialogue(self, sock):
        sock.sendall(b"220 a\r\n")
        sock.recv(4096)
        sock.sendall(b"250 STARTTLS\r\n")
        sock.recv(4096)
        sock.sendall(b"220 go\r\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Trial(Case):
    def setUp(self):
        super().setUp()
        self.set = self.folder / "set"
        self.set.mkdir()
        for kind in KINDS:
            shutil.copy(scenario(kind) / "chain.pem", self.set / f"{kind}.pem")
            with (self.set / f"{kind}.pem").open("a") as f:
                f.write((scenario(kind) / "key.pem").read_text())
        self.root = scenario("both") / "root.pem"

    def trial(self, port, *options, profile="mtls"):
        return document("--trial-certs", self.set, "--timeout", "10", *options,
                        f"127.0.0.1:{port}/{profile}")["results"][0]

    def test_the_rule_is_told_by_what_is_accepted(self):
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            with self.subTest(version=version), Receiver(self.root, version) as server:
                r = self.trial(server.port)
                self.assertEqual(told(r), ACCEPTED)
                self.assertEqual(r["trial"]["usage"], "clientAuth")
                self.assertIn("openssl", r["trial"]["verifiers"])
                for other in "gnutls", "go", "java", "nss", "erlang-25", "mbedtls", "dotnet", "postfix", "schannel":
                    self.assertNotIn(other, r["trial"]["verifiers"])
                self.assertIn("TRIAL_FITS", codes(r))
                refused = {one["name"]: one["error"]["alert"] for one in r["trial"]["presented"] if one["error"]}
                self.assertEqual(refused, {"any.pem": 43, "webserver.pem": 43})
                self.assertEqual({one["version"] for one in r["trial"]["presented"]},
                                 {"TLSv1.2" if version == ssl.TLSVersion.TLSv1_2 else "TLSv1.3"})
                self.assertEqual((server.most, r["verdict"]), (1, "ready"))

    def test_openssl_s_server_by_its_settings(self):
        for options, expected in ((["-Verify", "8", "-verify_return_error"], ACCEPTED),
                                  (["-verify", "8", "-verify_return_error"], ACCEPTED),
                                  (["-Verify", "8"], dict.fromkeys(ACCEPTED, True)),
                                  (["-Verify", "8", "-verify_return_error", "-purpose", "any"],
                                   dict.fromkeys(ACCEPTED, True))):
            with self.subTest(options=options), self.s_server(*options) as port:
                r = self.trial(port)
                self.assertEqual(told(r), expected)
                self.assertEqual("TRIAL_FITS" in codes(r), not all(expected.values()))
                self.assertEqual("TRIAL_ACCEPTED" in codes(r), all(expected.values()))

    @contextlib.contextmanager
    def s_server(self, *options):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        port = closed_port()
        with subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-cert",
                               scenario("both") / "chain.pem", "-key", scenario("both") / "key.pem", "-CAfile",
                               self.root, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as server:
            try:
                self.wait_for(port)
                yield port
            finally:
                server.kill()

    def wait_for(self, port):
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
        self.fail("the server does not listen")

    def test_one_that_trusts_no_issuer(self):
        with Receiver(scenario("self-signed") / "leaf.pem") as server:
            r = self.trial(server.port)
            self.assertEqual(set(told(r).values()), {False})
            self.assertEqual(r["trial"]["verifiers"], [])
            self.assertIn("TRIAL_ALL_REFUSED", codes(r))

    def test_one_that_requests_none(self):
        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            with self.subTest(version=version), Receiver(version=version, verify=ssl.CERT_NONE) as server:
                r = self.trial(server.port)
                self.assertIn("TRIAL_NOT_REQUESTED", codes(r))
                self.assertNotIn("TRIAL_ACCEPTED", codes(r))
                self.assertNotIn(True, told(r).values() if "trial" in r else [])

    def test_one_that_closes_when_the_handshake_is_done(self):
        """As .NET refuses; but who refuses by alerts and closes everything else, refuses by alerts."""
        def leave(tls):
            tls.unwrap()
        with Receiver(self.root, after=leave) as server:
            r = self.trial(server.port)
            self.assertEqual(told(r), ACCEPTED)
            self.assertIn("openssl", r["trial"]["verifiers"])

    def test_one_that_closes_before_the_handshake_is_done_has_not_accepted(self):
        """It refuses by alerts, so that is no refusal either; and in TLS 1.3 the end of our handshake is not its."""
        def answer(sock, context, refused):
            inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
            tls = context.wrap_bio(inside, outside, server_side=True)
            while True:
                try:
                    tls.do_handshake()
                    if not refused:
                        sock.sendall(outside.read())
                    return
                except ssl.SSLWantReadError:
                    sock.sendall(outside.read())
                    if not (data := sock.recv(65536)):
                        return
                    inside.write(data)
                except ssl.SSLError as error:
                    if "EKU" in str(error) or "certificate purpose" in str(error):
                        refused.append(error)
                    sock.sendall(outside.read())
                    return

        def serve(listener, context):
            refused = []
            with contextlib.suppress(OSError):
                while True:
                    with contextlib.suppress(ConnectionError), listener.accept()[0] as sock:
                        answer(sock, context, refused)

        for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
            with self.subTest(version=version), socket.create_server(("127.0.0.1", 0)) as listener:
                context = Receiver.context_of(self.root, version)
                threading.Thread(target=serve, args=(listener, context), daemon=True).start()
                r = self.trial(listener.getsockname()[1])
                listener.shutdown(socket.SHUT_RDWR)
                self.assertEqual(told(r), {name: None if accepted else False for name, accepted in ACCEPTED.items()})
                self.assertIn("TRIAL_INCOMPLETE", codes(r))

    def test_behind_a_dialogue(self):
        with Receiver(self.root, before=b"smtp") as server:
            r = self.trial(server.port, profile="smtp-mtls")
            self.assertEqual((told(r), r["tls"]["starttls"], server.most), (ACCEPTED, "smtp", 1))

    def test_many_targets_of_one_address_take_turns(self):
        with Receiver(self.root) as server:
            results = document("--trial-certs", self.set, "--timeout", "10", "--per-host", "9",
                               *(f"127.0.0.1:{server.port}/{p}" for p in ("mtls", "http-mtls", "mqtt")))["results"]
            self.assertEqual([told(r) for r in results], 3 * [ACCEPTED])
            self.assertEqual(server.most, 1)

    def test_a_peer_that_plays_the_client_is_shown_them_as_a_server(self):
        with lab("127.0.0.1:0=both,roles=reversed") as running:
            r = self.trial(running.ports[0], profile="edge-psom")
            self.assertEqual(r["trial"]["usage"], "serverAuth")
            self.assertEqual(len(told(r)), len(KINDS))

    def test_keys_in_other_files_and_pkcs12(self):
        for kind in KINDS:
            shutil.copy(scenario(kind) / "chain.pem", self.set / f"{kind}.pem")
        shutil.copy(scenario("both") / "key.pem", self.set / "one.key")  # of all of them
        shutil.copy(scenario("rsa1024") / "chain.pem", self.set / "keyless.pem")
        if shutil.which("openssl"):
            subprocess.run(["openssl", "pkcs12", "-export", "-in", scenario("ec") / "chain.pem", "-inkey",
                            scenario("ec") / "key.pem", "-out", self.set / "p.pfx", "-passout", "pass:lab"],
                           check=True, capture_output=True)
        password = self.write("password", "lab\n")
        with Receiver(self.root) as server:
            done = ekuprobe("--trial-certs", self.set, "--password-file", password, "--format", "json",
                            f"127.0.0.1:{server.port}/mtls")
        shown = [one["name"] for one in documents(done.stdout.replace("\n", ""))[0]["results"][0]["trial"]["presented"]]
        for name in *(f"{kind}.pem" for kind in KINDS), *(["p.pfx"] if shutil.which("openssl") else []):
            self.assertIn(name, shown)
            self.assertNotIn(name, done.stderr)
        self.assertIn("keyless.pem: its private key", done.stderr)
        self.assertNotIn("keyless.pem", shown)

    def test_it_is_kept_and_told_in_every_report(self):
        kept = self.folder / "kept.ndjson"
        reports = {f: self.folder / f for f in ("csv", "junit", "html", "sarif", "text")}
        with Receiver(self.root) as server:
            ekuprobe("--trial-certs", self.set, "--format", "ndjson", "--report", f"ndjson:{kept}",
                     *(x for f, path in reports.items() for x in ("--report", f"{f}:{path}")),
                     f"127.0.0.1:{server.port}/mtls")
        first = documents(kept.read_text())[0]
        again = document("--merge", kept)["results"][0]
        self.assertEqual(first["trial"], again["trial"])
        for name, path in reports.items():
            with self.subTest(report=name):
                self.assertIn("webserver.pem" if name == "text" else "of the certificates presented in turn",
                              " ".join(path.read_text().split()))
        self.assertIn("active trial", reports["text"].read_text())

    def test_one_that_stops_answering(self):
        def serve(listener):  # its certificate, and from then on nothing
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(scenario("both") / "chain.pem", scenario("both") / "key.pem")
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.root)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            kept = []
            with contextlib.suppress(OSError):
                while True:
                    sock, _ = listener.accept()
                    inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
                    tls = context.wrap_bio(inside, outside, server_side=True)
                    inside.write(sock.recv(4096))
                    with contextlib.suppress(ssl.SSLError):
                        tls.do_handshake()
                    sock.sendall(outside.read())
                    kept.append(sock)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=serve, args=(listener,), daemon=True).start()
            r = self.trial(listener.getsockname()[1], "--timeout", "1", "--retries", "0")
            listener.shutdown(socket.SHUT_RDWR)
        outcomes = [one["outcome"] for one in r["trial"]["presented"]]
        self.assertEqual(outcomes, 2 * ["failed"] + 3 * ["not-tried"])
        self.assertEqual(r["trial"]["verifiers"], [])
        self.assertIn("TRIAL_INCOMPLETE", codes(r))


if __name__ == "__main__":
    main()
