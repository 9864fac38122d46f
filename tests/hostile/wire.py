# SPDX-License-Identifier: MIT
"""TLS up to 1.2 as bytes, right or wrong as the test wants it. RFC 5246 unless said otherwise."""
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA, HEARTBEAT = 20, 21, 22, 23, 24
HELLO_REQUEST, CLIENT_HELLO, SERVER_HELLO, CERTIFICATE = 0, 1, 2, 11
SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE, CLIENT_KEY_EXCHANGE = 12, 13, 14, 16
WARNING, FATAL = 1, 2
TLS10, TLS12 = 0x0301, 0x0303
AES128_SHA = 0x002F  # RSA key exchange: no signature before ServerHelloDone
RECORD_MAX = 1 << 14


def number(value, size):
    return value.to_bytes(size, "big")


def vector(data, size):
    return number(len(data), size) + data


def record(kind, data, version=TLS12, length=None):
    return number(kind, 1) + number(version, 2) + number(len(data) if length is None else length, 2) + data


def records(kind, data, size=RECORD_MAX, version=TLS12):
    """Data in as many records as it takes."""
    return b"".join(record(kind, data[at:at + size], version) for at in range(0, len(data), size))


def message(kind, body=b"", length=None):
    return number(kind, 1) + number(len(body) if length is None else length, 3) + body


def alert(level, description):
    return record(ALERT, bytes([level, description]))


def server_hello(version=TLS12, suite=AES128_SHA, compression=0, extensions=b""):
    body = (number(version, 2) + bytes(range(32)) + vector(b"", 1) + number(suite, 2)
            + number(compression, 1))
    return message(SERVER_HELLO, body + (vector(extensions, 2) if extensions else b""))


def certificate(chain):
    return message(CERTIFICATE, vector(b"".join(vector(der, 3) for der in chain), 3))


def certificate_request(names=()):
    body = vector(b"\1", 1) + vector(b"\4\1\2\1", 2)
    return message(CERTIFICATE_REQUEST, body + vector(b"".join(vector(n, 2) for n in names), 2))


def server_flight(chain):
    """The messages of a TLS 1.2 server that wants a client certificate."""
    return server_hello() + certificate(chain) + certificate_request() + message(SERVER_HELLO_DONE)


def client_hello(version=TLS12, suites=(AES128_SHA, 0x00FF)):
    """No extension at all, but the renegotiation SCSV (RFC 5746 3.3)."""
    return message(CLIENT_HELLO, number(version, 2) + bytes(range(32)) + vector(b"", 1)
                   + vector(b"".join(number(s, 2) for s in suites), 2) + vector(b"\0", 1))


def sslv2_client_hello(version=TLS12, suites=(AES128_SHA, 0x00FF)):
    """RFC 5246 E.2."""
    specs = b"".join(number(s, 3) for s in suites)
    body = (number(CLIENT_HELLO, 1) + number(version, 2) + number(len(specs), 2) + number(0, 2)
            + number(16, 2) + specs + bytes(range(16)))
    return number(0x8000 | len(body), 2) + body


def client_flight(chain):
    """What follows a ServerHelloDone: Certificate, ClientKeyExchange of no use to anybody."""
    key = message(CLIENT_KEY_EXCHANGE, vector(bytes(256), 2))
    return certificate(chain) + key
