# SPDX-License-Identifier: MIT
"""--listen: peers connect, and what each presents as a TLS client is judged."""
import contextlib
import pathlib
import re
import resource
import signal
import socket
import ssl
import subprocess
import threading

import runtools
from labtools import DEADLINE_S
from runtools import OPTIONS, Case, codes, main, schema

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
STARTTLS_OID = b"1.3.6.1.4.1.1466.20037"
LDAP_REQUEST = b"0\x1d\x02\x01\x07w\x18\x80\x16" + STARTTLS_OID


def scenario(name):
    return pathlib.Path(OPTIONS.scenarios, name)


class Listener:
    """ekuprobe --listen on free ports; ports once they are bound."""

    def __init__(self, *arguments, ports=("0/mtls",), more=("--format", "json"), **how):
        listens = [x for port in ports for x in ("--listen", port)]
        self.process = runtools.start(*listens, *more, "--duration", 3 * DEADLINE_S, *arguments, **how)
        self.said, self.ports = [], []
        for _ in ports:
            while True:
                line = self.process.stderr.readline().decode()
                if not line:
                    raise RuntimeError("".join(self.said))
                self.said.append(line)
                found = re.search(r"listening on .*:(\d+) \(", line)
                if found:
                    self.ports.append(int(found[1]))
                    break
        self.port = self.ports[0]

    def end(self, number=None):
        """The document, once it ended or was asked to."""
        if number is not None:
            self.process.send_signal(number)
        out, error = self.process.communicate(timeout=DEADLINE_S)
        self.said.append(error.decode())
        return schema.loads(out.decode())

    @property
    def status(self):
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def context(cert=None, least=ssl.TLSVersion.TLSv1, most=TLS12):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.set_ciphers("ALL:@SECLEVEL=0")
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    c.minimum_version, c.maximum_version = least, most
    if cert:
        c.load_cert_chain(scenario(cert) / "chain.pem", scenario(cert) / "key.pem")
    return c


def ecdsa_alone(most):
    c = context("webserver", most=most)
    c.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-SHA")
    return c


def shake(sock, c, name="peer.contoso.com"):
    """A TLS handshake; whatever becomes of it, the other side has seen what it needs."""
    with contextlib.suppress(OSError), c.wrap_socket(sock, server_hostname=name) as tls:
        tls.recv(1)


def call(port, c, talk=(), address="127.0.0.1"):
    with socket.create_connection((address, port), timeout=DEADLINE_S) as sock:
        for said, awaited in talk:
            if said:
                sock.sendall(said)
            heard = b""
            while awaited and awaited not in heard:
                more = sock.recv(4096)
                if not more:
                    return heard
                heard += more
        shake(sock, c)
    return None


DIALOGUES = {
    "smtp": [(b"", b"220 "), (b"EHLO a\r\n", b"250 STARTTLS\r\n"), (b"STARTTLS\r\n", b"220 ")],
    "lmtp": [(b"", b"220 "), (b"LHLO a\r\n", b"250 STARTTLS\r\n"), (b"STARTTLS\r\n", b"220 ")],
    "xmpp-server": [(b"<stream:stream xmlns='jabber:server' to='a' version='1.0'>", b"</stream:features>"),
                    (b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"<proceed")],
    "xmpp-client": [(b"<stream:stream xmlns='jabber:client' to='a' version='1.0'>", b"</stream:features>"),
                    (b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", b"<proceed")],
    "ldap": [(LDAP_REQUEST, b"\x04\x00\x04\x00")],
    "postgres": [(b"\0\0\0\x08\x04\xd2\x16\x2f", b"S")],
    "mysql": [(b"", b"mysql_native_password\0"), (b"\x20\0\0\x01\0\x8a\0\0" + 28 * b"\0", b"")],
}


class Listen(Case):
    def one(self, c, *arguments, talk=(), ports=("0/mtls",)):
        with Listener("--count", "1", *arguments, ports=ports) as listener:
            call(listener.port, c, talk)
            document = listener.end()
            self.assertEqual(len(document["results"]), 1)
            return document["results"][0], listener

    def test_a_peer_that_takes_no_rsa(self):
        with Listener("--count", "1") as listener:
            shake(socket.create_connection(("127.0.0.1", listener.port), DEADLINE_S), ecdsa_alone(TLS12))
            [r] = listener.end()["results"]
        self.assertEqual((r["verdict"], r["error"], r["tls"]["version"]), ("breaks", None, "TLSv1.2"))
        self.assertIn("ECDSA", r["tls"]["cipher"])

    def test_every_version_and_engine(self):
        for version in TLS12, TLS13:
            for engine in "auto", "hello", "openssl":
                if version is TLS13 and engine == "hello":
                    continue
                with self.subTest(version=version.name, engine=engine):
                    r, listener = self.one(context("webserver", least=version, most=version), "--engine", engine)
                    self.assertEqual((r["verdict"], listener.status), ("breaks", 1))
                    self.assertEqual((r["direction"], r["peer"], r["withheld"]), ("inbound", "127.0.0.1", False))
                    self.assertEqual((r["target"], r["port"]), (f"127.0.0.1:{listener.port}", listener.port))
                    self.assertEqual((r["tls"]["peer_role"], r["tls"]["sni"]), ("client", "peer.contoso.com"))
                    self.assertIn("rsa_pss_rsae_sha256", r["tls"]["signature_algorithms"])
                    self.assertEqual(len(r["certificates"]), 2)
                    self.assertEqual(r["error"], None)

    def test_protocols_offered_are_told(self):
        c = context("both")
        c.set_alpn_protocols(["h2", "xmpp-server"])
        self.assertEqual(self.one(c)[0]["tls"]["alpn"], ["h2", "xmpp-server"])

    def test_every_dialogue(self):
        for name, talk in DIALOGUES.items():
            with self.subTest(dialogue=name):
                r, _ = self.one(context("both"), "--starttls", name, talk=talk)
                self.assertEqual((r["verdict"], r["tls"]["starttls"]), ("ready", name))

    def test_a_profile_brings_its_dialogue_verifiers_and_changes(self):
        root = scenario("client-only") / "root.pem"
        r, listener = self.one(context("client-only"), "--ca-file", root, ports=("0/smtp-mtls",),
                               talk=DIALOGUES["smtp"])
        self.assertEqual((r["verdict"], r["tls"]["starttls"], listener.status), ("ready", "smtp", 0))
        r, _ = self.one(context("webserver"), ports=("0/sip-mtls",))
        self.assertEqual((r["verdict"], r["judgement"]["required"]), ("breaks", ["clientAuth"]))
        self.assertIn("RENEWED_WITHOUT_CLIENT_AUTH", codes(r))
        self.assertEqual([c["name"] for c in r["changes"]][:1], ["renewal"])
        self.assertFalse(r["assumed"])

    def test_tls_at_once_where_the_client_speaks_first(self):
        for name in "xmpp-server", "ldap", "postgres":
            with self.subTest(dialogue=name):
                self.assertEqual(self.one(context("both"), "--starttls", name)[0]["verdict"], "ready")

    def test_withheld(self):
        for version in TLS12, TLS13:
            with self.subTest(version=version.name):
                r, listener = self.one(context(least=version, most=version))
                self.assertEqual((r["verdict"], r["withheld"], r["error"]["class"]),
                                 ("no-certificate", True, "empty-certificate"))
                self.assertEqual(listener.status, 3)

    def test_a_peer_that_refuses_us(self):
        c = context("both")
        c.verify_mode = ssl.CERT_REQUIRED
        self.assertEqual(self.one(c)[0]["error"]["class"], "peer-refused-us")

    def test_a_certificate_of_ours_that_peers_accept(self):
        own = scenario("both")
        for version in TLS12, TLS13:
            with self.subTest(version=version.name):
                c = context("webserver", least=version, most=version)
                c.verify_mode = ssl.CERT_REQUIRED
                c.load_verify_locations(own / "root.pem")
                r, _ = self.one(c, "--cert", own / "chain.pem", "--key", own / "key.pem")
                self.assertEqual((r["verdict"], r["error"]), ("breaks", None))

    def test_names_of_cas(self):
        """OpenSSL tells what it was asked for."""
        root = scenario("both") / "root.pem"
        for version in "-tls1_2", "-tls1_3":
            with self.subTest(version=version), Listener("--count", "1", "--ca-names", root) as listener:
                client = subprocess.run(["openssl", "s_client", version, "-connect", f"127.0.0.1:{listener.port}"],
                                        stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                        timeout=DEADLINE_S, check=False)
                listener.end()
                self.assertRegex(client.stdout, "Acceptable client certificate CA names\n.*Contoso")

    def test_one_result_for_a_peer_and_certificate(self):
        with Listener("--count", "3") as listener:
            for name in "both", "both", "webserver", "both", "webserver":
                call(listener.port, context(name))
            call(listener.port, context())
            document = listener.end()
        self.assertEqual(sorted(r["verdict"] for r in document["results"]),
                         ["breaks", "no-certificate", "ready"])

    def test_a_baseline_knows_peers_by_what_they_present(self):
        """One bad peer that is known does not excuse another at the same port."""
        baseline = self.folder / "baseline.ndjson"
        with Listener("--count", "1", "--report", f"ndjson:{baseline}") as listener:
            call(listener.port, context("webserver"))
            listener.end()
        for name, standing, status in (("webserver", "known", 0), ("fe-webserver", "new", 1)):
            with self.subTest(name), Listener("--count", "1", "--baseline", baseline, ports=(f"{listener.port}/mtls",)) as again:
                call(again.port, context(name))
                [result] = again.end()["results"]
                self.assertEqual((result["verdict"], result["baseline"]["standing"], again.status), ("breaks", standing, status))

    def test_another_address_is_another_peer(self):
        with Listener("--count", "2", ports=("0.0.0.0:0/mtls",)) as listener:
            for address in "127.0.0.2", "127.0.0.3":
                with socket.create_connection((address, listener.port), timeout=DEADLINE_S,
                                              source_address=(address, 0)) as sock:
                    shake(sock, context("both"))
            self.assertEqual({r["peer"] for r in listener.end()["results"]}, {"127.0.0.2", "127.0.0.3"})

    def test_several_ports_and_ipv6(self):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            with Listener("--count", "2", ports=("0/mtls", "[::1]:0/edge-psom")) as listener:
                call(listener.ports[0], context("webserver"))
                call(listener.ports[1], context("webserver"), address="::1")
                results = {r["target"]: r for r in listener.end()["results"]}
            self.assertEqual(set(results), {f"127.0.0.1:{listener.ports[0]}", f"[::1]:{listener.ports[1]}"})
            self.assertEqual(results[f"[::1]:{listener.ports[1]}"]["profile"], "edge-psom")
            return
        self.skipTest("no IPv6 on loopback")

    def test_a_signal_ends_it_in_order(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(signal=number), Listener() as listener:
                call(listener.port, context("both"))
                document = listener.end(number)
                self.assertEqual((len(document["results"]), listener.status), (1, 0))

    def test_nobody_came(self):
        with Listener() as listener:
            document = listener.end(signal.SIGINT)
            self.assertEqual((document["results"], listener.status), ([], 3))
        with Listener("--count", "2") as listener:
            call(listener.port, context("both"))
            document = listener.end(signal.SIGINT)
            self.assertEqual((len(document["results"]), listener.status), (1, 3))
            self.assertIn("1 of 2 peers connected (--count)", document["notes"])
            self.assertEqual((document["complete"], document["targets"]), (False, {"finished": 1, "all": 2}))
            self.assertRegex(document["decision"], r"^Not decided: .*\(1 of 2 finished\)")

    def test_duration(self):
        done = runtools.ekuprobe("--listen", "0/mtls", "--duration", "0.2")
        self.assertEqual(done.returncode, 3)
        self.assertIn("no peer connected", done.stderr)

    def test_who_shows_nothing_is_told_once_and_does_not_count(self):
        with Listener("--count", "1", "--timeout", "2") as listener:
            for said in b"GET / HTTP/1.0\r\n\r\n", b"", b"GET / HTTP/1.0\r\n\r\n":
                with socket.create_connection(("127.0.0.1", listener.port), timeout=DEADLINE_S) as sock:
                    sock.sendall(said)
                    sock.shutdown(socket.SHUT_WR)
                    while sock.recv(4096):
                        pass
            with socket.create_connection(("127.0.0.1", listener.port), timeout=DEADLINE_S) as silent:
                while silent.recv(4096):
                    pass
            call(listener.port, context("both"))
            document = listener.end()
        self.assertEqual([(r["verdict"], r["error"] and r["error"]["class"]) for r in document["results"]],
                         [("no-certificate", "not-tls"), ("no-certificate", "closed"),
                          ("no-certificate", "timeout"), ("ready", None)])

    def test_a_client_that_goes_on_without_tls(self):
        with Listener("--starttls", "smtp") as listener:
            heard = call(listener.port, context(), [(b"", b"220 "), (b"HELO a\r\n", b"502 "),
                                                   (b"EHLO a\r\n", b"250 STARTTLS"), (b"MAIL FROM:<>\r\n", b"no")])
            self.assertIn(b"221 ", heard)
            r, = listener.end(signal.SIGINT)["results"]
        self.assertEqual(r["error"]["class"], "not-tls")
        self.assertIn("continues without TLS", r["error"]["text"])

    def test_resume_counts_and_does_not_repeat(self):
        ledger = self.folder / "peers.nd"
        with Listener("--count", "1", "--resume", ledger, ports=("0/mtls",)) as listener:
            call(listener.port, context("both"))
            port = listener.port
            listener.end()
        with Listener("--count", "2", "--resume", ledger, ports=(f"{port}/mtls",)) as listener:
            self.assertIn("resumed: 1 peers seen already", "".join(listener.said))
            call(port, context("both"))
            call(port, context("webserver"))
            document = listener.end()
        self.assertEqual([r["verdict"] for r in document["results"]], ["ready", "breaks"])
        merged = runtools.document("--merge", ledger)
        self.assertEqual(runtools.lasting(merged["results"]), runtools.lasting(document["results"]))
        self.assertEqual(len(ledger.read_text().splitlines()), 2)

    def test_a_resumed_ledger_says_how_many_peers_are_left(self):
        ledger, copy = self.folder / "peers.nd", self.folder / "copy.nd"
        with Listener("--count", "1", "--resume", ledger, ports=("0/mtls",)) as listener:
            call(listener.port, context("both"))
            listener.end()
        runtools.ekuprobe("--listen", "0/mtls", "--count", "4", "--duration", "0.2", "--resume", ledger,
                          "--report", f"ndjson:{copy}")
        run = schema.loads(copy.read_text())["replay"]["run"]
        self.assertEqual((run["left"], run["resumed"]), (3, True))

    def test_every_report_names_the_peer(self):
        names = runtools.asks.formats(runtools.OPTIONS.ekuprobe, "json", "ndjson")
        reports = [x for name in names for x in ("--report", f"{name}:{self.folder}/{name}")]
        with Listener("--count", "2", *reports) as listener:
            call(listener.port, context("webserver"))
            call(listener.port, context("both"))
            listener.end()
        for name in names:
            with self.subTest(report=name):
                self.assertRegex((self.folder / name).read_text(), "127.0.0.1( -(>|&gt;) 127.0.0.1|,|.*breaks)")

    def test_progress(self):
        process = runtools.start("--listen", "0/mtls", "--progress", "always", "--duration", "1")
        _, error = process.communicate(timeout=DEADLINE_S)
        self.assertIn(b"0 connections", error)

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = runtools.ekuprobe("--listen", f"{port}/mtls")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, rf"^ekuprobe: cannot listen on 127.0.0.1:{port}: the port is in use: "
                                      r"held by process \d+ \(.*\)\n$")

    def test_misuse(self):
        webserver = scenario("webserver") / "key.pem"
        for arguments, said in (
                (["--listen", "0/mtls", "host"], "--listen: waits for peers"),
                (["--listen", "0/mtls", "--topology", "x"], "--listen: waits for peers"),
                (["--listen", "0/mtls", "--merge", "x"], "--listen: waits for peers"),
                (["--listen", "65536"], "--listen 65536: expected [ADDRESS:]PORT"),
                (["--listen", "::1:5"], "--listen ::1:5: expected [ADDRESS:]PORT"),
                (["--listen", "/mtls"], "--listen /mtls: expected [ADDRESS:]PORT"),
                (["--listen", "0/nothing"], "--listen 0/nothing: no such profile"),
                (["--listen", "0/tls-server"], "--listen 0/tls-server: this profile is about servers"),
                (["--listen", "0/mtls", "--starttls", "imap"], "--listen 0/mtls: cannot act as a server of imap"),
                (["--listen", "192.0.2.1:0/mtls"], "does not have the address"),
                (["--listen", "edge01:0/mtls"], "not an IPv4 or IPv6 address"),
                (["--listen", "0/mtls", "--ca-names", "/nonexistent"], "/nonexistent"),
                (["--listen", "0/mtls", "--ca-names", webserver], "no certificate in it"),
                (["--count", "1", "host"], "belong to --listen")):
            with self.subTest(arguments=arguments):
                done = runtools.ekuprobe(*arguments)
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
                self.assertIn(said, done.stderr)


class Hostile(Case):
    """Floods and slowness cost others nothing."""

    def silent(self, port):
        return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)

    def half_hello(self, port):
        sock = self.silent(port)
        sock.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        return sock

    def garbage(self, port):
        sock = self.silent(port)
        with contextlib.suppress(OSError):
            sock.sendall(bytes(range(256)) * 64)
        return sock

    def half_open(self, port):
        sock = self.silent(port)
        sock.shutdown(socket.SHUT_WR)
        return sock

    def flood(self, port, held, n=1000):
        kinds = self.silent, self.half_hello, self.garbage, self.half_open
        for i in range(n):
            with contextlib.suppress(OSError):
                held.append(kinds[i % len(kinds)](port))

    def drip(self, held, stop):
        """Slowloris: a byte now and then, for as long as one may."""
        while not stop.wait(0.2):
            for sock in held[:]:
                with contextlib.suppress(OSError):
                    sock.send(b"\0", socket.MSG_DONTWAIT)

    def test_a_thousand_hostile_clients_lose_no_honest_one(self):
        for more in (), ("--listen-max", "100"):
            with self.subTest(more=more), Listener("--count", "3", "--timeout", "20", *more) as listener:
                held, stop = [], threading.Event()
                threads = [threading.Thread(target=self.flood, args=(listener.port, held)),
                           threading.Thread(target=self.drip, args=(held, stop))]
                for thread in threads:
                    thread.start()
                try:
                    for name in "both", "webserver", "client-only":
                        call(listener.port, context(name))
                    document = listener.end()
                finally:
                    stop.set()
                    for thread in threads:
                        thread.join()
                    for sock in held:
                        sock.close()
                shown = [r["verdict"] for r in document["results"] if r["certificates"]]
                self.assertEqual(sorted(shown), ["breaks", "breaks", "ready"])
                self.assertLess(len(document["results"]), 12)

    def test_few_descriptors(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (120, 120))

        with Listener("--count", "1", preexec_fn=limit) as listener:
            self.assertIn("--listen-max lowered to 30: only 120 files may be open", "".join(listener.said))
            held = []
            try:
                self.flood(listener.port, held, 200)
                call(listener.port, context("both"))
                document = listener.end()
            finally:
                for sock in held:
                    sock.close()
        self.assertIn("ready", [r["verdict"] for r in document["results"]])

    def test_slow_ones_end_with_the_budget(self):
        with Listener("--timeout", "1") as listener, self.half_hello(listener.port) as slow:
            while slow.recv(4096):
                pass
            r, = listener.end(signal.SIGINT)["results"]
        self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "timeout"))


if __name__ == "__main__":
    main()
