# SPDX-License-Identifier: MIT
"""A small DER writer that also writes what DER forbids.

Libraries refuse to produce broken encodings, and broken encodings are what
the tests need, so every function takes plain bytes and checks nothing.
"""

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 0x02, 0x03, 0x04, 0x05, 0x06
UTF8, PRINTABLE, IA5, UTC_TIME, GENERALIZED_TIME = 0x0C, 0x13, 0x16, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31


def length(n, octets=0):
    """Length octets; octets > 0 forces the long form in that many octets (X.690 8.1.3.5)."""
    if n < 0x80 and octets == 0:
        return bytes([n])
    octets = max(octets, (n.bit_length() + 7) // 8)
    return bytes([0x80 | octets]) + n.to_bytes(octets, "big")


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + length(len(body)) + body


def tlv_long(tag, body, octets):
    """BER: a length in more octets than it needs."""
    return bytes([tag]) + length(len(body), octets) + body


def tlv_indefinite(tag, body):
    """BER: a length that is not given, the content ends with two zero octets."""
    return bytes([tag, 0x80]) + body + b"\0\0"


def seq(*parts):
    return tlv(SEQUENCE, *parts)


def context(n, *parts, constructed=True):
    return tlv(0x80 | (0x20 if constructed else 0) | n, *parts)


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\0")


def integer(value):
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def bit_string(data, unused=0):
    return tlv(BIT_STRING, bytes([unused]), data)


def octet_string(data):
    return tlv(OCTET_STRING, data)


def arc(value):
    """One base-128 subidentifier (X.690 8.19.2)."""
    out = [value & 0x7F]
    while value > 0x7F:
        value >>= 7
        out.append(0x80 | value & 0x7F)
    return bytes(reversed(out))


def oid_body(dotted):
    first, second, *rest = (int(a) for a in dotted.split("."))
    return arc(first * 40 + second) + b"".join(map(arc, rest))


def oid(dotted):
    return tlv(OID, oid_body(dotted))


def split(data):
    """(tag, contents, rest) of the first TLV; for taking our own output apart."""
    size, at = data[1], 2
    if size & 0x80:
        at = 2 + (size & 0x7F)
        size = int.from_bytes(data[2:at], "big")
    return data[0], data[at:at + size], data[at + size:]
