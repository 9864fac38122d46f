# SPDX-License-Identifier: MIT
"""Names of a recipe to DER: distinguished names and subject alternative names."""

import ipaddress
import re

import der

ATTRIBUTES = {"CN": ("2.5.4.3", der.UTF8), "C": ("2.5.4.6", der.PRINTABLE),
              "L": ("2.5.4.7", der.UTF8), "O": ("2.5.4.10", der.UTF8),
              "OU": ("2.5.4.11", der.UTF8), "DC": ("0.9.2342.19200300.100.1.25", der.IA5)}
GENERAL_NAMES = {"email": 1, "dns": 2, "uri": 6}


def unescape(text):
    """Bytes of a text where \\xNN is one octet and \\uNNNN a character in UTF-8."""
    return re.sub(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))",
                  lambda m: bytes.fromhex(m[1].decode()) if m[1] else chr(int(m[2], 16)).encode(),
                  text.encode())


def attribute_value(text):
    kind, _, count = text.partition(":")
    return b"x" * int(count) if kind == "fill" else unescape(text)


def name(text):
    """A Name from RFC 4514 order ("CN=a, DC=b"): the DER begins with the last."""
    rdns = []
    for part in filter(None, re.split(r",\s*(?=[A-Z]+=)", text)):
        key, _, value = part.partition("=")
        oid, tag = ATTRIBUTES[key]
        rdns.append(der.tlv(der.SET, der.seq(der.oid(oid), der.tlv(tag, attribute_value(value)))))
    return der.seq(*reversed(rdns))


def general_name(item, for_constraint=False):
    kind, _, value = item.partition(":")
    if kind == "ip":
        if for_constraint:
            net = ipaddress.ip_network(value)
            packed = net.network_address.packed + net.netmask.packed
        else:
            packed = ipaddress.ip_address(value).packed
        return der.context(7, packed, constructed=False)
    if kind == "dir":
        return der.context(4, name(value))
    if kind == "upn":  # how AD writes a user: otherName 1.3.6.1.4.1.311.20.2.3
        upn = der.tlv(der.UTF8, unescape(value))
        return der.context(0, der.oid("1.3.6.1.4.1.311.20.2.3"), der.context(0, upn))
    if kind == "rid":
        return der.context(8, der.oid_body(value), constructed=False)
    return der.context(GENERAL_NAMES[kind], unescape(value), constructed=False)


def general_names(items):
    """fill:N stands for N DNS names."""
    names = []
    for item in items:
        kind, _, count = item.partition(":")
        names += [f"dns:host{n}.contoso.com" for n in range(1, int(count) + 1)] \
            if kind == "fill" else [item]
    return b"".join(map(general_name, names))
