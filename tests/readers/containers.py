# SPDX-License-Identifier: MIT
"""PKCS#7 and PKCS#12 octet by octet: in DER, in BER, and with every part left out in turn."""
import hashlib
import subprocess

from material import tlv

INTEGER, OCTETS, OID, SEQUENCE, SET, TAGGED = 2, 4, 6, 0x30, 0x31, 0xa0
SALT = b"salt"


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    body = bytes([40 * first + second])
    for arc in rest:
        septets = [arc & 127]
        while arc := arc >> 7:
            septets.append(arc & 127 | 128)
        body += bytes(reversed(septets))
    return tlv(OID, body)


def integer(n):
    return tlv(INTEGER, n.to_bytes(n.bit_length() // 8 + 1, "big"))


DATA, SIGNED, ENCRYPTED = (oid("1.2.840.113549.1.7." + n) for n in "126")
AES256 = "2.16.840.1.101.3.4.1.42"
SHA256 = "1.2.840.113549.2.9"


class Der:
    """How headers are written, and strings."""

    @staticmethod
    def item(tag, *parts):
        return tlv(tag, *parts)

    @staticmethod
    def octets(data, tag=OCTETS):
        return tlv(tag, data)


class Ber:
    """Indefinite lengths, strings in pieces."""

    @staticmethod
    def item(tag, *parts):
        return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"

    @staticmethod
    def octets(data, tag=OCTETS):
        pieces = [tlv(OCTETS, data[at:at + 100]) for at in range(0, len(data), 100)]
        return bytes([tag | 0x20, 0x80]) + b"".join(pieces[:-1]) + tlv(OCTETS | 0x20, pieces[-1]) + b"\0\0"


def pkcs7(certificates, form=Der, crls=()):
    """SignedData without signers."""
    parts = [integer(1), tlv(SET), form.item(SEQUENCE, DATA), form.item(TAGGED, *certificates)]
    if crls:
        parts.append(form.item(TAGGED | 1, *crls))
    return form.item(SEQUENCE, SIGNED, form.item(TAGGED, form.item(SEQUENCE, *parts, tlv(SET))))


def bag(number, value, form=Der):
    return form.item(SEQUENCE, oid(f"1.2.840.113549.1.12.10.1.{number}"), form.item(TAGGED, value))


def certificate_bag(der, form=Der):
    kind = oid("1.2.840.113549.1.9.22.1")
    return bag(3, form.item(SEQUENCE, kind, form.item(TAGGED, form.octets(der))), form)


def bags(certificates, form=Der):
    return form.item(SEQUENCE, *(certificate_bag(der, form) for der in certificates))


def plain(contents, form=Der):
    return form.item(SEQUENCE, DATA, form.item(TAGGED, form.octets(contents)))


def pbkdf2(iterations, prf=SHA256):
    return tlv(SEQUENCE, oid("1.2.840.113549.1.5.12"),
               tlv(SEQUENCE, tlv(OCTETS, SALT), integer(iterations), *([tlv(SEQUENCE, oid(prf), tlv(5))] if prf else [])))


def scrypt(n, r, p):
    return tlv(SEQUENCE, oid("1.3.6.1.4.1.11591.4.11"), tlv(SEQUENCE, tlv(OCTETS, SALT), *map(integer, (n, r, p))))


def pbes2(kdf):
    return tlv(SEQUENCE, oid("1.2.840.113549.1.5.13"), tlv(SEQUENCE, kdf, tlv(SEQUENCE, oid(AES256), tlv(OCTETS, bytes(16)))))


def encrypted(contents, algorithm, form=Der):
    """EncryptedData, of octets that are encrypted already."""
    info = form.item(SEQUENCE, DATA, algorithm, form.octets(contents, 0x80))
    return form.item(SEQUENCE, ENCRYPTED, form.item(TAGGED, form.item(SEQUENCE, integer(0), info)))


def locked(contents, password, form=Der, iterations=1):
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), SALT, iterations, 32)
    done = subprocess.run(["openssl", "enc", "-aes-256-cbc", "-K", key.hex(), "-iv", "00" * 16], input=contents,
                          check=True, capture_output=True)
    return encrypted(done.stdout, pbes2(pbkdf2(iterations)), form)


def mac(iterations, digest=bytes(20)):
    sha1 = tlv(SEQUENCE, oid("1.3.14.3.2.26"), tlv(5))
    return tlv(SEQUENCE, tlv(SEQUENCE, sha1, tlv(OCTETS, digest)), tlv(OCTETS, SALT), integer(iterations))


def pkcs12(safes, form=Der, end=b""):
    return form.item(SEQUENCE, integer(3), plain(form.item(SEQUENCE, *safes), form), end)


# Every part left out in turn

def signed_pkcs12(safes, form=Der, end=b""):
    """Its integrity by a signature (RFC 7292 3.1), here of no signer."""
    content = form.item(SEQUENCE, DATA, form.item(TAGGED, form.octets(form.item(SEQUENCE, *safes))))
    data = form.item(SEQUENCE, integer(1), tlv(SET), content, tlv(SET))
    return form.item(SEQUENCE, integer(3), form.item(SEQUENCE, SIGNED, form.item(TAGGED, data)), end)


def parsed(data, whole=()):
    """[(tag, children or octets)] of DER, looked for in OCTET STRINGs too, but not in the items
    that are whole; None: it is none."""
    out = []
    while data:
        if len(data) < 2:
            return None
        tag, n, at = data[0], data[1], 2
        if n == 0x80:
            return None
        if n > 0x80:
            at += n & 127
            n = int.from_bytes(data[2:at], "big")
        if len(data) < at + n:
            return None
        body = data[at:at + n]
        inner = None if data[:at + n] in whole else parsed(body, whole) if tag & 0x20 or tag == OCTETS and body[:1] in (b"\x30", b"\x04") else None
        if tag & 0x20 and inner is None and data[:at + n] not in whole:
            return None
        out.append((tag, body if inner is None else inner))
        data = data[at + n:]
    return out


def written(nodes):
    return b"".join(tlv(tag, written(body) if isinstance(body, list) else body) for tag, body in nodes)


# What stands in the place of a part.
CHANGES = {
    "left out": lambda tag, body: [],
    "empty": lambda tag, body: [(tag, b"")],
    "null": lambda tag, body: [(5, b"")],
    "twice": lambda tag, body: [(tag, body)] * 2,
    "of another type": lambda tag, body: [(OCTETS if tag != OCTETS else INTEGER, b"\1")],
    "primitive": lambda tag, body: [(tag ^ 0x20, written(body) if isinstance(body, list) else body)],
    "of zeros": lambda tag, body: [(tag, bytes(len(written(body) if isinstance(body, list) else body)))],
}


def changed(nodes, change):
    """All trees with one part changed."""
    for i, (tag, body) in enumerate(nodes):
        yield nodes[:i] + change(tag, body) + nodes[i + 1:]
        if isinstance(body, list):
            for inner in changed(body, change):
                yield nodes[:i] + [(tag, inner)] + nodes[i + 1:]


def variants(data, whole):
    """(what was done, octets): each once. Certificates and requests stay whole."""
    seen = {data}
    for name, change in CHANGES.items():
        for number, tree in enumerate(changed(parsed(data, whole), change)):
            octets = written(tree)
            if octets not in seen:
                seen.add(octets)
                yield f"{name}-{number}".replace(" ", "-"), octets


def samples(der, request, password):
    """Small containers with all of their optional parts."""
    crl = tlv(SEQUENCE, tlv(SEQUENCE), tlv(SEQUENCE), tlv(3, b"\0"))
    several = tlv(SEQUENCE, certificate_bag(der), bag(1, tlv(SEQUENCE)), bag(2, tlv(SEQUENCE)),
                  bag(4, tlv(SEQUENCE, oid("1.2.840.113549.1.9.23.1"), tlv(TAGGED, tlv(OCTETS, b"crl")))),
                  bag(5, tlv(SEQUENCE)), bag(6, bags([der])))
    wrapped = tlv(SEQUENCE, DATA, tlv(TAGGED, tlv(OCTETS, request)))
    message = tlv(SEQUENCE, tlv(SEQUENCE), tlv(SEQUENCE, tlv(TAGGED, integer(1), request)), tlv(SEQUENCE), tlv(SEQUENCE))
    cmc = tlv(SEQUENCE, oid("1.3.6.1.5.5.7.12.2"), tlv(TAGGED, tlv(OCTETS, message)))
    sign = lambda inner: tlv(SEQUENCE, SIGNED, tlv(TAGGED, tlv(SEQUENCE, integer(1), tlv(SET), inner, tlv(TAGGED, der),
                                                              tlv(TAGGED | 1, crl), tlv(SET))))
    other = tlv(SEQUENCE, oid("1.2.840.113549.1.7.3"), tlv(TAGGED, tlv(SEQUENCE)))
    return {"p7b": pkcs7([der, der], crls=[crl]), "p7b-signed": sign(wrapped), "p7b-cmc": sign(cmc),
            "p12-plain": pkcs12([plain(several), other]), "p12-mac": pkcs12([plain(bags([der]))], end=mac(1)),
            "p12-locked": pkcs12([locked(bags([der]), password), plain(bags([der]))]),
            "p12-scrypt": pkcs12([encrypted(bytes(64), pbes2(scrypt(2, 1, 1)))]),
            "p12-old": pkcs12([encrypted(bytes(64), tlv(SEQUENCE, oid("1.2.840.113549.1.12.1.6"),
                                                        tlv(SEQUENCE, tlv(OCTETS, SALT), integer(1))))])}
