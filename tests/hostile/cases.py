# SPDX-License-Identifier: MIT
"""
The hostile peers, a row each: what the peer does, what must be said of it, how long it may take.

The certificates shown are of the `webserver` scenario: where the leaf came through, the verdict
is `breaks`, whatever the peer did besides.
"""
import dataclasses
import typing

import wire
from wire import (ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, FATAL, HANDSHAKE, HEARTBEAT, WARNING,
                  message, record, records)

AT_ONCE = 1.0   # times the timeout: it must not be the timeout that ends it
TIMED_OUT = 1.5  # the timeout ends it; the rest is for a busy machine
ENGINES = "auto", "hello", "openssl"
LARGE = "CHAIN_TOO_LARGE"
CUT_OFF = "CHAIN_CUT_OFF"
# OpenSSL reads on after the Certificate; what it then dislikes is no matter of ours.
NO_ERROR = {"error": None}


@dataclasses.dataclass
class Case:
    name: str
    behaviour: typing.Callable
    error: typing.Optional[str]  # error.class
    shown: bool = False          # the leaf came through
    bound: float = AT_ONCE
    finding: str = ""
    profile: str = "mtls"
    text: str = ""               # part of error.text
    unlike: dict = dataclasses.field(default_factory=dict)  # engine -> fields that differ there
    engines: tuple = ENGINES
    retries: int = 0
    timeout_s: int = 6

    def for_engine(self, engine):
        return dataclasses.replace(self, **self.unlike.get(engine, {}))

    @property
    def verdict(self):
        return "breaks" if self.shown else "no-certificate"


def says(*parts):
    """Answer our ClientHello with these bytes and read what comes."""
    def behaviour(peer):
        peer.hello()
        for part in parts:
            peer.send(part)
        peer.hold()
    return behaviour


def greets(data):
    """Speak first."""
    def behaviour(peer):
        peer.send(data)
        peer.hold()
    return behaviour


def floods(start, data):
    def behaviour(peer):
        peer.hello()
        peer.send(start)
        peer.flood(data)
    return behaviour


def leaves(data, how):
    """Answer with data, then `end` or `reset`."""
    def behaviour(peer):
        peer.hello()
        if data:
            peer.send(data)
            if how == "reset":
                peer.wait(0.3)  # what is still under way would be lost with the reset
        getattr(peer, how)()
    return behaviour


def drips(data, pause_s):
    def behaviour(peer):
        peer.hello()
        peer.drip(data, pause_s)
        peer.hold()
    return behaviour


def whole(data):
    return records(HANDSHAKE, data)


# ---- the peer is the TLS server


def lying_lists(chain):
    """Certificate messages whose lengths contradict each other."""
    leaf = chain[0]
    entry = wire.vector(leaf, 3)
    n = len(entry)

    def lie(name, body, shown):
        return Case(f"a Certificate message: {name}",
                    says(whole(wire.server_hello() + message(wire.CERTIFICATE, body))),
                    "protocol", shown, finding=CUT_OFF if shown else "")

    return [
        lie("list longer than the message", wire.number(n + 9, 3) + entry, True),
        lie("list shorter than the message", wire.number(n, 3) + entry + b"\0\0\1\4", True),
        lie("entry longer than the list", wire.vector(wire.number(0xFFFFFF, 3) + leaf, 3), False),
        lie("second entry longer than the list", wire.vector(entry + b"\xff\xff\xff\1", 3), True),
        lie("entry of no bytes", wire.vector(wire.number(0, 3), 3), False),
        lie("half a length", wire.vector(b"\0\0", 3), False),
        lie("two bytes", b"\0\0", False),
    ]


def lengths(chain):
    hello = wire.server_hello()
    leaf = wire.certificate(chain[:1])
    filler = [chain[-1]] * (1 + (10 << 20) // len(chain[-1]))
    return [
        Case("a ServerHello of 2^24-1 bytes", says(whole(message(wire.SERVER_HELLO, bytes(100), 0xFFFFFF))),
             "limit"),
        Case("a Certificate message of 2^24-1 bytes, the leaf and silence",
             says(whole(hello + message(wire.CERTIFICATE, wire.number(0xFFFFFC, 3) + leaf[7:], 0xFFFFFF))),
             "timeout", True, TIMED_OUT, LARGE,
             unlike={"openssl": {"error": "limit", "shown": False, "bound": AT_ONCE}}),
        Case("the leaf, a part of its issuer, and silence", says(whole(hello + wire.certificate(chain))[:-50]),
             "timeout", True, TIMED_OUT, CUT_OFF, unlike={"openssl": {"shown": False, "finding": ""}}),
        Case("a CertificateRequest of 2^24-1 bytes",
             says(whole(hello + leaf + message(wire.CERTIFICATE_REQUEST, bytes(9), 0xFFFFFF))),
             "limit", True, unlike={"openssl": NO_ERROR}),
        Case("150 certificates", says(whole(wire.server_flight([chain[0]] + [chain[-1]] * 149))),
             None, True, finding=LARGE),
        Case("1,000 certificates", says(whole(wire.server_flight([chain[0]] + [chain[-1]] * 999))),
             "limit", True, finding=LARGE, unlike={"openssl": NO_ERROR}),
        # OpenSSL does not begin to read so long a message, so the leaf is lost with it.
        Case("a chain of 10 MiB", says(whole(wire.server_flight([chain[0]] + filler))), "limit", True,
             finding=LARGE, unlike={"openssl": {"shown": False}}),
        Case("a leaf of 10 MiB", says(whole(wire.server_flight([bytes(10 << 20)]))), "limit",
             finding=LARGE),
        Case("an empty Certificate", says(whole(hello + wire.certificate([]))), "empty-certificate"),
    ]


def framing(chain):
    flight = wire.server_flight(chain)
    return [
        Case("records of one byte", says(records(HANDSHAKE, flight, size=1)), None, True),
        Case("TCP segments of one byte", drips(whole(flight), 0), None, True),
        Case("ten records of no bytes", says(record(HANDSHAKE, b"") * 10, whole(flight)), None, True),
        Case("endless records of no bytes", floods(b"", record(HANDSHAKE, b"") * 200), "limit"),
        Case("endless records of no bytes after the Certificate",
             floods(whole(wire.server_hello() + wire.certificate(chain)), record(HANDSHAKE, b"") * 200),
             "limit", True, unlike={"openssl": NO_ERROR}),
        Case("a record longer than allowed", says(record(HANDSHAKE, flight + bytes(20000))), "protocol"),
        Case("a record that announces 65,535 bytes", says(record(HANDSHAKE, flight[:9], length=0xFFFF)),
             "protocol"),
        Case("a record of version 9.9", says(record(HANDSHAKE, flight, version=0x0909)), "not-tls"),
        Case("another record type within a message",
             says(record(HANDSHAKE, flight[:90]), record(APPLICATION_DATA, b"x" * 20),
                  record(HANDSHAKE, flight[90:])), "protocol"),
        Case("an alert within the Certificate",
             says(record(HANDSHAKE, flight[:200]), wire.alert(WARNING, 90), record(HANDSHAKE, flight[200:])),
             None, True),
        Case("another record type after the Certificate",
             says(whole(wire.server_hello() + wire.certificate(chain)), record(APPLICATION_DATA, b"x")),
             "protocol", True, unlike={"openssl": NO_ERROR}),
    ]


def splits(chain):
    """One TCP segment, a pause, another: at every byte of all that is not certificate."""
    flight = whole(wire.server_flight(chain))
    edge = flight.index(chain[0]) + 2
    tail = len(flight) - len(wire.certificate_request() + message(wire.SERVER_HELLO_DONE)) - 2

    def behaviour(at):
        def send(peer):
            peer.hello()
            peer.send(flight[:at])
            peer.wait(0.05)
            peer.send(flight[at:])
            peer.hold()
        return send
    return [Case(f"split after byte {at}", behaviour(at), None, True, engines=("hello",))
            for at in [*range(1, edge), *range(tail, len(flight))]]


def unwanted(chain):
    """Messages and records that have no business there."""
    flight = whole(wire.server_flight(chain))
    request = whole(message(wire.HELLO_REQUEST))
    hello = wire.server_hello
    obtained = whole(hello() + wire.certificate(chain))
    return [
        Case("endless warning alerts", floods(b"", wire.alert(WARNING, 90) * 200), "limit"),
        Case("endless warning alerts after the Certificate", floods(obtained, wire.alert(WARNING, 90) * 200),
             "limit", True, unlike={"openssl": NO_ERROR}),
        Case("a HelloRequest before the ServerHello", says(request, flight), None, True),
        Case("endless HelloRequests", floods(b"", request * 100), "limit"),
        Case("renegotiation asked for in the middle", says(obtained, request,
             whole(wire.certificate_request() + message(wire.SERVER_HELLO_DONE))), None, True),
        Case("data after the close", says(flight, wire.alert(WARNING, 0), flight * 100), None, True),
        Case("endless data after the flight", floods(flight, record(APPLICATION_DATA, bytes(16000))),
             None, True),
        Case("early application data", says(record(APPLICATION_DATA, b"hello"), flight), "protocol"),
        Case("a heartbeat", says(record(HEARTBEAT, b"\1\x40\0" + bytes(16)), flight), "protocol"),
        Case("a ChangeCipherSpec first", says(record(CHANGE_CIPHER_SPEC, b"\1"), flight), "protocol"),
        Case("a ServerHello for version 3.5", says(whole(hello(version=0x0305))), "protocol"),
        Case("a ServerHello for SSL 2.0", says(whole(hello(version=2))), "protocol"),
        Case("a ServerHello for DTLS 1.2", says(whole(hello(version=0xFEFD))), "protocol"),
        Case("a ServerHello that selects TLS 1.3 unasked",
             says(whole(hello(extensions=b"\0\x2b\0\2\3\4"))), "protocol"),
        Case("a ServerHello with a suite not offered", says(whole(hello(suite=0x0018))), "protocol"),
        Case("a ServerHello with compression", says(whole(hello(compression=1))), "protocol"),
        Case("a ServerHello with a cut extension", says(whole(hello(extensions=b"\0\x17\0\9"))), "protocol"),
        Case("no Certificate", says(whole(hello() + message(wire.SERVER_HELLO_DONE))), "protocol"),
        Case("our own ClientHello back", lambda peer: peer.send(whole(peer.hello())) or peer.hold(),
             "timeout", bound=TIMED_OUT),
    ]


def slow(chain):
    flight = whole(wire.server_flight(chain))
    obtained = whole(wire.server_hello() + wire.certificate(chain))
    endless = records(HANDSHAKE, wire.server_hello() + wire.certificate([bytes(100000)]), size=100)
    return [
        Case("slowloris: a byte every 50 ms", drips(flight, 0.05), "timeout", bound=TIMED_OUT),
        *[Case(f"slowloris: a byte every {ms} ms, always one when the time is up",
               drips(endless, ms / 1000), "timeout", bound=TIMED_OUT) for ms in (1, 2, 3, 4, 5)],
        Case("slowloris from the record header on", drips(flight, 2.5), "timeout", bound=TIMED_OUT),
        Case("silence in the middle of the Certificate", says(obtained[:len(obtained) // 2]), "timeout",
             bound=TIMED_OUT),
        Case("silence after the Certificate", says(obtained), "timeout", True, TIMED_OUT),
        Case("a warning every 700 ms", drips_warnings, "timeout", bound=TIMED_OUT,
             unlike={"openssl": {"error": "limit", "bound": AT_ONCE}}),
        Case("it takes nothing and says nothing", lambda peer: peer.wait(60), "timeout", bound=TIMED_OUT),
    ]


def drips_warnings(peer):
    peer.hello()
    while True:
        peer.send(wire.alert(WARNING, 90))
        peer.wait(0.7)


def ends(chain):
    """FIN and RST at every state of a TLS server."""
    states = [
        ("at once on our hello", b"", False),
        ("in the record header", whole(wire.server_flight(chain))[:3], False),
        ("in the ServerHello", whole(wire.server_flight(chain))[:30], False),
        ("after the ServerHello", whole(wire.server_hello()), False),
        ("in the Certificate", whole(wire.server_flight(chain))[:600], False),
        ("after the Certificate", whole(wire.server_hello() + wire.certificate(chain)), True),
        ("after the CertificateRequest",
         whole(wire.server_hello() + wire.certificate(chain) + wire.certificate_request()), True),
        ("after the flight", whole(wire.server_flight(chain)), True),
    ]
    rows = []
    for how, error in ("end", "closed"), ("reset", "reset"):
        for name, data, shown in states:
            rows.append(Case(f"{how} {name}", leaves(data, how),
                             None if name == "after the flight" else error, shown))
        rows.append(Case(f"{how} before anything was sent",
                         (lambda peer: peer.reset()) if how == "reset" else (lambda peer: peer.end()),
                         error))
    return rows


def again(chain):
    """What may pass is tried again, a verdict is not."""
    def first_time(act):
        def behaviour(peer):
            if peer.count == 0:
                act(peer)
            else:
                says(whole(wire.server_flight(chain)))(peer)
        return behaviour

    hello_then_reset = leaves(whole(wire.server_hello()), "reset")
    return [
        Case("reset once, then served", first_time(lambda peer: peer.reset()), None, True, retries=1),
        Case("reset in its answer: not tried again", first_time(hello_then_reset), "reset", retries=1),
        Case("not TLS: not tried again", first_time(lambda peer: peer.send(b"SSH-2.0-x\r\n")), "not-tls",
             retries=1),
    ]


def services():
    """Other things that listen on ports."""
    http = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
    sip = b"SIP/2.0 400 Bad Request\r\n\r\n"
    return [
        Case("HTTP", lambda peer: peer.wait(0.1) or peer.send(http) or peer.end(), "not-tls", text="HTTP"),
        Case("SSH", greets(b"SSH-2.0-OpenSSH_9.2\r\n"), "not-tls", text="SSH"),
        Case("SMTP", greets(b"220 mail.example.com ESMTP\r\n"), "not-tls", text="SMTP"),
        Case("IMAP", greets(b"* OK ready\r\n"), "not-tls", text="IMAP"),
        Case("SIP", greets(sip), "plain-tcp", text="SIP"),
        Case("SIP, on a PSOM port", greets(sip), "plain-tcp", text="SIP", profile="edge-psom"),
        Case("SSH, on a PSOM port", greets(b"SSH-2.0-x\r\n"), "not-tls", text="SSH", profile="edge-psom"),
        Case("unknown text", greets(b"what do you want?\r\n"), "plain-tcp", text="what do you want?"),
        Case("text that colours terminals", greets(b"\x1b[31mSSH\x07\r\n"), "not-tls"),
        Case("half a word, then the end", lambda peer: peer.send(b"\x16") or peer.end(), "not-tls"),
        Case("a fatal alert", says(wire.alert(FATAL, 40)), "alert", text="handshake_failure"),
        Case("an alert of no known number", says(wire.alert(FATAL, 200)), "alert", text="200"),
        Case("an alert before our hello, on a PSOM port", greets(wire.alert(FATAL, 80)), "alert",
             profile="edge-psom"),
        Case("an echo", echo, "protocol"),
    ]


def echo(peer):
    while True:
        kind, data = peer.record()
        peer.send(record(kind, data))


# ---- the peer is the TLS client


def client(name, behaviour, error, shown=False, **more):
    return Case("reversed: " + name, behaviour, error, shown, profile="edge-psom", **more)


def dials(hello, act):
    """A ClientHello, our flight, then what the row is about."""
    def behaviour(peer):
        peer.send(hello)
        peer.until(wire.SERVER_HELLO_DONE)
        act(peer)
    return behaviour


def then(*parts):
    def act(peer):
        for part in parts:
            peer.send(part)
        peer.hold()
    return act


def waits_for_us(chain):
    """Says its ClientHello only when something came, on the same connection."""
    def behaviour(peer):
        peer.hello()
        peer.send(whole(wire.client_hello()))
        peer.until(wire.SERVER_HELLO_DONE)
        then(whole(wire.client_flight(chain)))(peer)
    return behaviour


def silent_first(chain, seconds):
    def behaviour(peer):
        peer.wait(seconds)
        dials(whole(wire.client_hello()), then(whole(wire.client_flight(chain))))(peer)
    return behaviour


def reversed_peers(chain):
    hello = whole(wire.client_hello())
    shows = whole(wire.client_flight(chain))
    return [
        client("speaks first", dials(hello, then(shows)), None, True),
        client("TLS 1.0", dials(whole(wire.client_hello(wire.TLS10)),
               then(records(HANDSHAKE, wire.client_flight(chain), version=wire.TLS10))), None, True),
        client("waits for us, then sends its own ClientHello", waits_for_us(chain), None, True),
        client("silent for 2 s, then speaks", silent_first(chain, 2), None, True,
               timeout_s=15),
        client("only its leaf", dials(hello, then(whole(wire.client_flight(chain[:1])))), None, True,
               finding="CHAIN_INCOMPLETE"),
        client("an empty Certificate", dials(hello, then(whole(wire.client_flight([])))),
               "empty-certificate"),
        client("an SSLv2-framed hello", dials(wire.sslv2_client_hello(), then(shows)), None, True),
        client("strict, unknown_ca", dials(hello, then(wire.alert(FATAL, 48))), "peer-refused-us"),
        client("strict, wants a name", dials(hello, then(wire.alert(FATAL, 42))), "peer-refused-us"),
        client("strict, closes", dials(hello, lambda peer: peer.end()), "peer-refused-us"),
        client("strict, resets", dials(hello, lambda peer: peer.reset()), "peer-refused-us"),
        client("a ClientHello of 2^24-1 bytes",
               greets(whole(message(wire.CLIENT_HELLO, bytes(100), 0xFFFFFF))), "limit"),
        client("a ClientHello with no suite we have",
               greets(whole(wire.client_hello(suites=(0x00FE, 0x00FF)))), "protocol"),
        # The first byte may come before or after we have begun to speak.
        client("slowloris ClientHello", lambda peer: peer.drip(hello, 0.5), "timeout|protocol", bound=TIMED_OUT),
        client("slowloris Certificate", dials(hello, lambda peer: peer.drip(shows, 0.05)), "timeout",
               bound=TIMED_OUT),
        client("records of one byte", dials(hello, then(records(HANDSHAKE, wire.client_flight(chain), 1))),
               None, True),
        client("1,000 certificates",
               dials(hello, then(whole(wire.client_flight([chain[0]] + [chain[-1]] * 999)))), "limit", True,
               finding=LARGE, unlike={"openssl": NO_ERROR}),
        client("no Certificate", dials(hello, then(whole(message(wire.CLIENT_KEY_EXCHANGE, bytes(130))))),
               "protocol"),
        client("endless warning alerts", dials(hello, lambda peer: peer.flood(wire.alert(WARNING, 90) * 99)),
               "limit"),
        client("closes in the ClientHello", lambda peer: peer.send(hello[:20]) or peer.end(), "closed"),
        client("resets in its Certificate",
               dials(hello, lambda peer: peer.send(shows[:300]) or peer.wait(0.3) or peer.reset()), "reset",
               unlike={"openssl": {"error": "peer-refused-us"}}),  # it sees whole records only
        client("application data instead of a hello", greets(record(APPLICATION_DATA, b"x" * 40)), "protocol"),
    ]


def mail(*acts):
    """A server of SMTP up to where it misbehaves."""
    def behaviour(peer):
        peer.send(b"220 a ESMTP\r\n")
        for act in acts:
            peer.said()
            act(peer)
        peer.hold()
    return behaviour


def says_in_clear(data):
    return lambda peer: peer.send(data)


def dialogue(name, behaviour, error, profile="smtp-mtls", **more):
    return Case(f"dialogue: {name}", behaviour, error, profile=profile, **more)


def hello_then(flight):
    def tls(peer):
        peer.hello()
        peer.send(flight)
    return tls


def mail_dialogues(chain):
    """What comes before TLS in lines, by servers that mean no good; profiles bring the dialogues."""
    offer, go = says_in_clear(b"250-a\r\n250 STARTTLS\r\n"), says_in_clear(b"220 go\r\n")
    flight = whole(wire.server_flight(chain))
    tls = hello_then(flight)
    return [
        dialogue("injected bytes behind the go-ahead", mail(offer, lambda peer: peer.send(b"220 go\r\n" + flight) or tls(peer)), None,
            shown=True, finding="BYTES_BEFORE_TLS"),
        dialogue("TLS behind it", mail(offer, lambda peer: go(peer) or tls(peer)), None, shown=True),
        dialogue("a greeting without an end", lambda peer: peer.flood(b"220-" + b"x" * 999), "limit"),
        dialogue("greeting lines without an end", lambda peer: peer.flood(b"220-a\r\n" * 99), "limit"),
        dialogue("a greeting that drips", lambda peer: peer.drip(b"220-" + b"x" * 999, 0.1), "timeout", bound=TIMED_OUT,
            timeout_s=2),
        dialogue("silence after EHLO", mail(lambda peer: None), "timeout", bound=TIMED_OUT, timeout_s=2),
        dialogue("capabilities without an end", mail(lambda peer: peer.flood(b"250-SIZE 1\r\n" * 99)), "limit"),
        dialogue("STARTTLS not offered", mail(says_in_clear(b"250 SIZE 1\r\n")), "not-tls"),
        dialogue("421 and an end", lambda peer: peer.send(b"421 4.3.2 busy\r\n") or peer.end(), "not-tls", text="421 4.3.2 busy"),
        dialogue("reset in its greeting", lambda peer: peer.send(b"22") or peer.reset(), "reset|closed"),
        dialogue("control characters in a refusal", mail(says_in_clear(b"250 STARTTLS\r\n"),
                                                         says_in_clear(b"454 \x1b[2J\x07no\r\n")), "not-tls", text="SMTP: "),
        dialogue("NUL bytes", lambda peer: peer.flood(bytes(4096)), "not-tls|limit"),
        dialogue("an alert in clear", mail(offer, says_in_clear(wire.alert(FATAL, 40))), "not-tls|closed|timeout", bound=TIMED_OUT,
            timeout_s=2),
        dialogue("a second go-ahead for ever", mail(offer, lambda peer: peer.flood(b"220 go\r\n" * 99)), "protocol|limit|not-tls"),
    ]


def binary_dialogues(chain):
    """The same in XML, ASN.1 and packets."""
    flight = whole(wire.server_flight(chain))
    tls = hello_then(flight)
    stream = b"<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'"
    mysql = b"\x0a8.0.36\0\x0b\0\0\0saltsalt\0\xff\xff\xff\x02\0\xff\xcf\x15" + bytes(10) + b"saltsaltsalt\0auth\0"
    return [
        dialogue("attributes without an end", lambda peer: peer.said() or peer.send(stream) or peer.flood(b" a='" + b"x" * 999 + b"'"),
            "limit", profile="xmpp-s2s"),
        dialogue("elements without an end", lambda peer: peer.said() or peer.send(stream + b"><stream:features>") or
            peer.flood(b"<a/>" * 999), "limit", profile="xmpp-s2s"),
        dialogue("an error of the stream", lambda peer: peer.said() or peer.send(stream + b"><stream:error/></stream:stream>") or peer.end(),
            "not-tls", profile="xmpp-s2s"),
        dialogue("an answer of 2 GB", lambda peer: peer.said() or peer.send(b"0\x84\x7f\xff\xff\xff") or peer.flood(bytes(4096)),
            "limit|not-tls|protocol", profile="ldap-syncrepl"),
        dialogue("a referral of nothing but referrals", lambda peer: peer.said() or peer.flood(b"0\x0c\x02\x01\x05x\x07\n\x01\x0a\x04\x00\x04\x00"),
            "limit|not-tls|protocol", profile="ldap-syncrepl"),
        dialogue("an error instead of S", lambda peer: peer.said() or peer.send(b"E\0\0\0\x0bSFATAL\0\0"), "not-tls", profile="postgres"),
        dialogue("S and more in clear", lambda peer: peer.said() or peer.send(b"S" + flight) or tls(peer) or peer.hold(), None, shown=True,
            profile="postgres", finding="BYTES_BEFORE_TLS"),
        dialogue("a packet of 16 MB", lambda peer: peer.send(b"\xff\xff\xff\0\n") or peer.flood(bytes(4096)), "limit|not-tls|protocol",
            profile="mysql"),
        dialogue("a server without TLS", lambda peer: peer.send(len(mysql).to_bytes(3, "little") + b"\0" +
                                                           mysql.replace(b"\xff\xff\xff", b"\xff\xf7\xff", 1)) or peer.hold(),
            "not-tls", profile="mysql"),
    ]


def all_cases(chain):
    return [*lying_lists(chain), *lengths(chain), *framing(chain), *splits(chain), *unwanted(chain),
            *slow(chain), *ends(chain), *again(chain), *services(), *reversed_peers(chain),
            *mail_dialogues(chain), *binary_dialogues(chain)]
