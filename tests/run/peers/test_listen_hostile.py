# SPDX-License-Identifier: MIT
"""--listen and peers that mean no good: each is cut within its bounds, and an honest one is served after them."""
import contextlib
import os
import pathlib
import random
import signal
import socket
import struct
import sys

from labtools import certificates_in
from runtools import DEADLINE_S, Case, main
from test_listen import DIALOGUES, LDAP_REQUEST, TLS12, Listener, call, context, scenario

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "hostile"))
import wire  # noqa: E402

MIB = 1 << 20


def record(kind, body, version=0x0303):
    return struct.pack("!BHH", kind, version, len(body)) + body


def message(kind, body, announced=None):
    return bytes([kind]) + (len(body) if announced is None else announced).to_bytes(3, "big") + body


HELLO = wire.records(wire.HANDSHAKE, wire.client_hello())
GARBAGE = random.Random(1).randbytes(70000)
EHLO, STARTTLS, STREAM = b"EHLO a\r\n", b"STARTTLS\r\n", b"<stream:stream xmlns='jabber:server' to='a' version='1.0'>"
LAUGHS = (b"<!DOCTYPE x [<!ENTITY a 'haha'>" + b"".join(b"<!ENTITY %c '&%c;&%c;&%c;&%c;'>" % (c, c - 1, c - 1, c - 1, c - 1)
                                                       for c in range(ord("b"), ord("z"))) + b"]><stream:stream to='&y;'>")

# port, what it is, what is sent: a piece at a time
ROWS = [
    ("mtls", "garbage", [GARBAGE]),
    ("mtls", "zeros", [bytes(MIB)]),
    ("mtls", "HTTP", [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"]),
    ("mtls", "one byte", [b"\x16"]),
    ("mtls", "nothing", []),
    ("mtls", "a record of length 0", [record(22, b"")]),
    ("mtls", "a thousand empty records", [record(22, message(1, b"", 100))] + [record(22, b"")] * 1000),
    ("mtls", "a record over the limit", [struct.pack("!BHH", 22, 0x0303, 0xFFFF) + message(1, b"", 60000) + bytes(60000)]),
    ("mtls", "a ClientHello of 16 MiB", [record(22, message(1, bytes(16000), 0xFFFFFF))] + [record(22, bytes(16384))] * 1024),
    ("mtls", "a ClientHello of one byte a record", [record(22, bytes([b])) for b in message(1, bytes(3000))]),
    ("mtls", "a ClientHello whose lists lie", [record(22, message(1, b"\3\3" + bytes(32) + b"\xff" + b"\xff\xff" + bytes(40)))]),
    ("mtls", "warnings without end", [HELLO] + [record(21, b"\1\0\1\x5a" * 1)] * 5000),
    ("mtls", "ChangeCipherSpec without end", [HELLO] + [record(20, b"\1")] * 5000),
    ("mtls", "application data", [record(23, bytes(100))]),
    ("mtls", "a ServerHello", [record(22, message(2, bytes(70)))]),
    ("mtls", "two ClientHellos", [HELLO, HELLO]),
    ("mtls", "a Certificate of 16 MiB", [HELLO, record(22, message(11, bytes(16000), 0xFFFFFF))] + [record(22, bytes(16384))] * 1100),
    ("mtls", "a chain of empty certificates", [HELLO, wire.records(22, message(11, (60000).to_bytes(3, "big") + bytes(60000)))]),
    ("mtls", "a chain whose length lies", [HELLO, record(22, message(11, b"\xff\xff\xff\0\0\1a"))]),
    ("smtp-mtls", "a line without end", [EHLO + b"A" * MIB]),
    ("smtp-mtls", "an argument of 100 KiB", [b"EHLO " + b"a" * 100000 + b"\r\n"]),
    ("smtp-mtls", "commands without end", [b"NOOP\r\n" * 20000]),
    ("smtp-mtls", "octets that are no text", [GARBAGE]),
    ("smtp-mtls", "a ClientHello with STARTTLS", [EHLO, STARTTLS + HELLO]),
    ("smtp-mtls", "garbage behind STARTTLS", [EHLO, STARTTLS, GARBAGE]),
    ("smtp-mtls", "a mail", [EHLO, b"MAIL FROM:<a@a>\r\n" * 50]),
    ("xmpp-s2s", "a tag that never closes", [b"<stream:stream " + b"a='b' " * 200000]),
    ("xmpp-s2s", "a stream in a stream", [STREAM * 2000]),
    ("xmpp-s2s", "entities that grow", [LAUGHS]),
    ("xmpp-s2s", "no XML", [GARBAGE]),
    ("xmpp-s2s", "stanzas before TLS", [STREAM, b"<message/>" * 20000]),
    ("ldap-syncrepl", "a length of 4 GiB", [b"0\x84\xff\xff\xff\xff" + bytes(MIB)]),
    ("ldap-syncrepl", "an indefinite length", [b"0\x80" + bytes(MIB)]),
    ("ldap-syncrepl", "a length of 127 octets", [b"0\xff" + bytes(MIB)]),
    ("ldap-syncrepl", "searches without end", [b"0\x0c\2\1\2c\7\n\1\0\4\0\4\0" * 5000]),
    ("ldap-syncrepl", "garbage behind StartTLS", [LDAP_REQUEST, GARBAGE]),
    ("postgres", "a length of 0", [bytes(64)]),
    ("postgres", "a length of 2 GiB", [b"\x7f\xff\xff\xff" + bytes(MIB)]),
    ("postgres", "a startup in clear", [b"\0\0\0\x0f\0\3\0\0user\0a\0\0"]),
    ("postgres", "a cancellation", [b"\0\0\0\x10\x04\xd2\x16\x2e" + bytes(8)]),
    ("mysql", "a packet of 16 MiB", [b"\xff\xff\xff\1" + bytes(MIB)]),
    ("mysql", "a login in clear", [b"\x20\0\0\1\x05\xa2\0\0" + bytes(28)]),
]


def hostile(port, pieces, end):
    """Sends all, and waits until it is hung up on; True where that came."""
    with socket.create_connection(("127.0.0.1", port), DEADLINE_S) as sock, contextlib.suppress(ConnectionError):
        for piece in pieces:
            sock.sendall(piece)
        if end == "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return True
        if end == "half":
            sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
    return True


class Hostile(Case):
    def rows_of(self, port, end):
        rows = [(what, pieces) for at, what, pieces in ROWS if at == port]
        root, issuers = (scenario("both") / name for name in ("root.pem", "issuers.pem"))
        with Listener("--timeout", "2", "--ca-file", root, "--chain", issuers, ports=(f"0/{port}",)) as listener:
            for what, pieces in rows:
                with self.subTest(port=port, what=what, end=end):
                    self.assertTrue(hostile(listener.port, pieces, end))
                    self.assertIsNone(listener.process.poll(), "it has ended: " + what)
            resident = int(pathlib.Path(f"/proc/{listener.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
            talk = DIALOGUES[{"smtp-mtls": "smtp", "xmpp-s2s": "xmpp-server", "ldap-syncrepl": "ldap"}.get(port, port)] \
                if port != "mtls" else ()
            call(listener.port, context("both", most=TLS12), talk)
            results = listener.end(signal.SIGINT)["results"]
        self.assertEqual([r["verdict"] for r in results if len(r["certificates"]) > 1], ["ready"])
        self.assertLess(len(results), 24)  # the same reason from the same address is told once
        self.assertLess(resident, 64 * MIB)
        for r in results:
            self.assertTrue(r["certificates"] or r["error"], r)

    def test_each_port(self):
        for port in dict.fromkeys(row[0] for row in ROWS):
            for end in "waits", "half", "reset":
                self.rows_of(port, end)

    def test_the_engine_of_others(self):
        """What the hello engine withstands OpenSSL has to, where it is the one."""
        rows = [(what, pieces) for at, what, pieces in ROWS if at == "mtls"]
        with Listener("--timeout", "2", "--engine", "openssl") as listener:
            for what, pieces in rows:
                with self.subTest(what=what):
                    self.assertTrue(hostile(listener.port, pieces, "half"))
            call(listener.port, context("both"))
            self.assertIn("ready", [r["verdict"] for r in listener.end(signal.SIGINT)["results"]])

    def test_who_hangs_up_at_our_request_may_come_again(self):
        """As browsers do, to let their user choose: it is told, and --count waits on. A fatal alert is an answer."""
        for alert, verdicts in ((b"\1\0", ["no-certificate", "ready"]), (b"\2\x30", ["no-certificate"])):
            with self.subTest(alert=alert), Listener("--count", "1") as listener:
                with socket.create_connection(("127.0.0.1", listener.port), DEADLINE_S) as sock:
                    sock.sendall(HELLO)
                    heard = b""
                    while b"\x0e\0\0\0" not in heard:  # ServerHelloDone
                        heard += sock.recv(65536)
                    sock.sendall(record(21, alert))
                    while sock.recv(65536):
                        pass
                if len(verdicts) > 1:
                    call(listener.port, context("both"))
                results = listener.end()["results"]
                self.assertEqual(sorted(r["verdict"] for r in results), verdicts)
                self.assertEqual(results[0]["error"]["class"], "peer-refused-us")

    def test_a_chain_that_is_cut_off_is_not_ready_and_may_come_again(self):
        """Its leaf has both usages; an issuer that is not there may exclude one."""
        chain = certificates_in(scenario("both") / "chain.pem")
        certificate = wire.certificate(chain)
        with Listener("--count", "1") as listener:
            with socket.create_connection(("127.0.0.1", listener.port), DEADLINE_S) as sock:
                sock.sendall(HELLO)
                heard = b""
                while b"\x0e\0\0\0" not in heard:  # ServerHelloDone
                    heard += sock.recv(65536)
                sock.sendall(wire.records(wire.HANDSHAKE, certificate[:-50]))
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass
            call(listener.port, context("both"))
            results = listener.end()["results"]
        self.assertEqual([r["verdict"] for r in results], ["indeterminate", "ready"])
        self.assertIn("CHAIN_CUT_OFF", [f["code"] for f in results[0]["findings"]])

    def test_injected_bytes_are_told(self):
        """What stands behind STARTTLS in the same packet did not come through TLS (CVE-2011-0411)."""
        with Listener("--timeout", "5", ports=("0/smtp-mtls",)) as listener:
            hostile(listener.port, [EHLO, STARTTLS + b"EHLO b\r\n"], "half")
            r, = listener.end(signal.SIGINT)["results"]
        self.assertEqual(r["verdict"], "no-certificate")


if __name__ == "__main__":
    main()
