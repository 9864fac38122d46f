# SPDX-License-Identifier: MIT
"""Services that begin in clear: --starttls reaches the certificate behind the go-ahead."""
import contextlib
import pathlib
import socket
import ssl
import struct
import threading

from runtools import DEADLINE_S, OPTIONS, Case, document, ekuprobe, main

XMPP = ("<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'>"
        "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>")
LDAP_OK = b"0\x0c\x02\x01\x01x\x07\n\x01\x00\x04\x00\x04\x00"
MYSQL = (b"\x0a8.0.36\0" + b"\x0b\0\0\0saltsalt\0\xff\xff\xff\x02\0\xff\xcf\x15" + 10 * b"\0" + b"saltsaltsalt\0auth\0")

# What the server says first, then after each thing that we say; None: it waits.
SCRIPTS = {
    "smtp": [b"220 a ESMTP\r\n", (b"EHLO ", b"250-a\r\n250 STARTTLS\r\n"), (b"STARTTLS", b"220 go\r\n")],
    "lmtp": [b"220 a LMTP\r\n", (b"LHLO ", b"250-a\r\n250 STARTTLS\r\n"), (b"STARTTLS", b"220 go\r\n")],
    "imap": [b"* OK a\r\n", (b"a1 STARTTLS", b"a1 OK go\r\n")],
    "pop3": [b"+OK a\r\n", (b"STLS", b"+OK go\r\n")],
    "ftp": [b"220 a\r\n", (b"AUTH TLS", b"234 go\r\n")],
    "nntp": [b"200 a\r\n", (b"STARTTLS", b"382 go\r\n")],
    "sieve": [b'"STARTTLS"\r\nOK\r\n', (b"STARTTLS", b"OK go\r\n")],
    "irc": [None, (b"STARTTLS", b":a NOTICE * :x\r\n:a 670 * :go\r\n")],
    "xmpp-server": [None, (b"jabber:server", XMPP.encode()), (b"<starttls", b"<proceed xmlns='x'/>")],
    "xmpp-client": [None, (b"jabber:client", XMPP.encode()), (b"<starttls", b"<proceed xmlns='x'/>")],
    "ldap": [None, (b"1.3.6.1.4.1.1466.20037", LDAP_OK)],
    "postgres": [None, (b"\0\0\0\x08\x04\xd2\x16\x2f", b"S")],
    "mysql": [struct.pack("<I", len(MYSQL)) + MYSQL, (b"\x20\0\0\x01", b"")],
    "rdp": [None, (b"\x03\0\0\x13", b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\0\x08\0\x01\0\0\0")],
    "mssql": [None, (b"\x12\x01\0\x1a", b"\x04\x01\0\x1a\0\0\x01\0\0\0\x0b\0\x06\x01\0\x11\0\x01\xff\x10\0\x10\x3e\0\0\x01")],
}


class Server:
    """Plays a script, then TLS; closed() says what it heard in clear."""

    def __init__(self, name, scenario, version=None, script=None):
        self.name, self.script, self.heard = name, script or SCRIPTS[name], b""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if version:
            self.context.maximum_version = version
        self.context.load_cert_chain(scenario / "chain.pem", scenario / "key.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with sock, contextlib.suppress(OSError):
                sock.settimeout(DEADLINE_S)
                self._attend(sock)

    def _attend(self, sock):
        first, *rest = self.script
        if first is not None:
            sock.sendall(first)
        for wanted, answer in rest:
            said = b""
            while wanted not in said:
                more = sock.recv(1 if self.name == "mysql" else 4096)
                if not more:
                    return
                said += more
            while self.name == "mysql" and len(said) < 36:
                said += sock.recv(36 - len(said))
            self.heard += said
            sock.sendall(answer)
        if self.name == "mssql":
            self._tls_in_packets(sock)
        else:
            with self.context.wrap_socket(sock, server_side=True) as tls:
                tls.recv(1)

    def _tls_in_packets(self, sock):
        inside, outside = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context.wrap_bio(inside, outside, server_side=True)
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                tls.do_handshake()
                return
            out = outside.read()
            while out:
                part, out = out[:100], out[100:]
                sock.sendall(struct.pack(">BBHHBB", 18, 1 if not out else 0, len(part) + 8, 0, 0, 0) + part)
            head = b""
            while len(head) < 8:
                more = sock.recv(8 - len(head))
                if not more:
                    return
                head += more
            inside.write(sock.recv(struct.unpack(">H", head[2:4])[0] - 8, socket.MSG_WAITALL))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def scenario(name):
    return pathlib.Path(OPTIONS.scenarios, name)


class Starttls(Case):
    def probe(self, port, *options):
        return document("--timeout", "10", *options, f"127.0.0.1:{port}/mtls")["results"][0]

    def test_every_dialogue_in_both_engines(self):
        for name in SCRIPTS:
            for engine in "hello", "openssl", "auto":
                with self.subTest(dialogue=name, engine=engine), \
                        Server(name, scenario("webserver"), ssl.TLSVersion.TLSv1_2) as server:
                    r = self.probe(server.port, "--starttls", name, "--engine", engine)
                    self.assertEqual((r["verdict"], r["error"]), ("breaks", None))
                    self.assertEqual(r["tls"]["starttls"], name)
                    self.assertEqual(len(r["certificates"]), 2)

    def test_a_profile_speaks_its_dialogue_by_itself(self):
        for profile, dialogue in (("smtp-mtls", "smtp"), ("xmpp-s2s", "xmpp-server"), ("ldap-syncrepl", "ldap"),
                                  ("postgres", "postgres"), ("mysql", "mysql")):
            with self.subTest(profile=profile), Server(dialogue, scenario("webserver")) as server:
                r = document("--timeout", "10", f"127.0.0.1:{server.port}/{profile}")["results"][0]
                self.assertEqual((r["profile"], r["error"]), (profile, None))
                self.assertEqual(r["tls"]["starttls"], dialogue)
                self.assertIs(r["assumed"], True)  # it is the certificate of a server
                self.assertEqual({c["name"] for c in r["changes"]}, {"renewal"})

    def test_a_peer_that_is_to_be_the_client_is_not_asked_for_tls(self):
        """Its certificate as a server is not what --tls-role client asks for."""
        with Server("smtp", scenario("both")) as server:
            r = document("--timeout", "3", "--retries", "0", "--tls-role", "client", f"127.0.0.1:{server.port}/smtp-mtls")["results"][0]
            self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "not-tls"))

    def test_without_a_dialogue_tls_begins_at_once(self):
        script = [b"220 a\r\n", (b"\x16\x03", b"500 what?\r\n")]
        with Server("smtp", scenario("both"), script=script) as server:
            r = document("--timeout", "10", "--retries", "0", "--starttls", "none",
                         f"127.0.0.1:{server.port}/smtp-mtls")["results"][0]
            self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "not-tls"))

    def test_tls_13_behind_a_dialogue(self):
        with Server("smtp", scenario("both")) as server:
            r = self.probe(server.port, "--starttls", "smtp")
            self.assertEqual((r["verdict"], r["certificates"][0]["subject"]),
                             ("ready", "CN=edge01.contoso.com,O=Contoso"))

    def test_auto_takes_the_protocol_of_the_greeting(self):
        greetings = {"smtp": b"220 a ESMTP\r\n", "lmtp": b"220 a LMTP\r\n", "ftp": b"220 FTP ready\r\n", "imap": b"* OK a\r\n",
                     "pop3": b"+OK a\r\n", "nntp": b"200 a\r\n", "sieve": b'"IMPLEMENTATION" "a"\r\n"STARTTLS"\r\nOK\r\n',
                     "irc": b":a NOTICE * :looking up\r\n", "mysql": SCRIPTS["mysql"][0]}
        for name, greeting in greetings.items():
            script = [greeting, *SCRIPTS[name][1:]]
            with self.subTest(dialogue=name), Server(name, scenario("webserver"), script=script) as server:
                r = self.probe(server.port, "--starttls", "auto", "--retries", "0")
                self.assertEqual((r["verdict"], r["error"], r["tls"]["starttls"]), ("breaks", None, name))

    def test_what_greets_in_clear_is_named_with_the_option_that_reaches_it(self):
        for name, greeting in (("smtp", b"220 a ESMTP\r\n"), ("ftp", b"220 (vsFTPd 3)\r\n"), ("imap", b"* OK a\r\n"),
                               ("pop3", b"+OK a\r\n"), ("nntp", b"201 a\r\n"), ("irc", b":a NOTICE * :hello\r\n"),
                               ("sieve", b'"IMPLEMENTATION" "a"\r\nOK\r\n'), ("mysql", SCRIPTS["mysql"][0])):
            with self.subTest(dialogue=name), Server(name, scenario("both"), script=[greeting, (b"never", b"")]) as server:
                r = self.probe(server.port, "--retries", "0")
                self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "not-tls"))
                self.assertIn(f"(--starttls {name} reaches it)", r["error"]["text"])
                self.assertEqual(r["remedies"], ["starttls"])

    def test_the_domain_of_a_stream_is_not_the_host(self):
        with Server("xmpp-server", scenario("both")) as server:
            r = self.probe(server.port, "--starttls", "xmpp-server", "--domain", "contoso.com")
            self.assertEqual(r["verdict"], "ready")
            self.assertIn(b"to='contoso.com'", server.heard)

    def test_a_refusal_is_told_as_it_is(self):
        script = [b"220 a\r\n", (b"EHLO", b"250 STARTTLS\r\n"), (b"STARTTLS", b"454 4.7.0 TLS not available\r\n"),
                  (b"QUIT", b"221 bye\r\n")]
        with Server("smtp", scenario("both"), script=script) as server:
            r = self.probe(server.port, "--starttls", "smtp", "--retries", "0")
            self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "not-tls"))
            self.assertIn("SMTP: 454 4.7.0 TLS not available", r["error"]["text"])
            self.assertIn(b"QUIT", server.heard)
            self.assertEqual(r["error"]["tried"], ["requested TLS (STARTTLS)"])  # no ClientHello was sent
            self.assertEqual(r["remedies"], ["check-starttls"])

    def test_injected_bytes_are_a_finding(self):
        script = [b"220 a\r\n", (b"EHLO", b"250 STARTTLS\r\n"), (b"STARTTLS", b"220 go\r\n250 injected\r\n")]
        with Server("smtp", scenario("both"), script=script) as server:
            r = self.probe(server.port, "--starttls", "smtp")
            self.assertEqual(r["verdict"], "ready")
            self.assertIn("BYTES_BEFORE_TLS", [f["code"] for f in r["findings"]])

    def test_a_silent_service_ends_with_the_time(self):
        with Server("smtp", scenario("both"), script=[None, (b"never", b"")]) as server:
            r = self.probe(server.port, "--starttls", "smtp", "--timeout", "1")
            self.assertEqual((r["verdict"], r["error"]["class"]), ("no-certificate", "timeout"))
            self.assertNotIn("ClientHello", r["error"]["text"])  # none was sent

    def test_unknown_dialogue(self):
        done = ekuprobe("--starttls", "gopher", "127.0.0.1:1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--starttls gopher: expected auto, none, smtp, ", done.stderr)


if __name__ == "__main__":
    main()
