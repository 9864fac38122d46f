# SPDX-License-Identifier: MIT
"""DER by hand: for what no tool writes."""


def tlv(tag, *parts):
    body = b"".join(parts)
    octets = b"" if len(body) < 128 else len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, len(body) if not octets else 0x80 | len(octets)]) + octets + body


def seq(*parts):
    return tlv(0x30, *parts)


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    body = b""
    for arc in first * 40 + second, *rest:
        septets = [arc & 127]
        while arc := arc >> 7:
            septets.append(128 | arc & 127)
        body += bytes(reversed(septets))
    return tlv(6, body)
