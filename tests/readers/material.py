# SPDX-License-Identifier: MIT
"""Files as Windows and OpenSSL write them, from the certificates of testcerts."""
import base64
import hashlib
import os
import re
import struct
import subprocess
import tempfile

PASSWORD = "gehe\u00efm"


def der_of(pem):
    """The DER of a PEM file's first block."""
    with open(pem, encoding="ascii") as f:
        text = f.read()
    body = re.search("-----BEGIN [^-]+-----(.*?)-----END", text, re.S).group(1)
    return base64.b64decode(body)


def thumbprint(der):
    return hashlib.sha1(der).hexdigest().upper()


def serialized_store(entries):
    """.sst: entries are (DER, EKU property or None)."""
    def record(number, data):
        return struct.pack("<III", number, 1, len(data)) + data

    out = struct.pack("<I", 0) + b"CERT"
    for der, usages in entries:
        out += record(3, hashlib.sha1(der).digest()) + record(11, "Freundlich\0".encode("utf-16-le"))
        if usages is not None:
            out += record(9, usages)
        out += record(32, der)
    return out + bytes(12)


def hex_dump(data, indent):
    lines = []
    for i in range(0, len(data), 16):
        row = data[i:i + 16]
        text = "".join(chr(b) if 32 <= b < 127 else "." for b in row)
        lines.append("%s%04x  %-49s  %s" % (indent, i, row.hex(" "), text))
    return "\r\n".join(lines) + "\r\n"


# What certutil calls things, in three languages.
LABELS = {
    "en": ("Certificate", "Issuer", "Subject", "Certificate Extensions", "Enhanced Key Usage",
           "Server Authentication", "Client Authentication", "Application Policies", "Cert Hash"),
    "de": ("Zertifikat", "Aussteller", "Antragsteller", "Zertifikaterweiterungen",
           "Erweiterte Schl\u00fcsselverwendung", "Serverauthentifizierung", "Clientauthentifizierung",
           "Anwendungsrichtlinien", "Zertifikathash"),
    "ja": ("\u8a3c\u660e\u66f8", "\u767a\u884c\u8005", "\u30b5\u30d6\u30b8\u30a7\u30af\u30c8",
           "\u8a3c\u660e\u66f8\u306e\u62e1\u5f35", "\u62e1\u5f35\u30ad\u30fc\u4f7f\u7528\u6cd5",
           "\u30b5\u30fc\u30d0\u30fc\u8a8d\u8a3c", "\u30af\u30e9\u30a4\u30a2\u30f3\u30c8\u8a8d\u8a3c",
           "\u30a2\u30d7\u30ea\u30b1\u30fc\u30b7\u30e7\u30f3 \u30dd\u30ea\u30b7\u30fc",
           "\u8a3c\u660e\u66f8\u30cf\u30c3\u30b7\u30e5"),
}


def extensions_dump(language, usages, application, hex_dumps=True):
    """The extensions of one certificate, the usages last, as certutil prints them; its names for
    OIDs stand beside them in the Enhanced Key Usage alone."""
    c, issuer, subject, extensions, eku, server, client, policies, cert_hash = LABELS[language]
    names = {"S": (server, "1.3.6.1.5.5.7.3.1"), "C": (client, "1.3.6.1.5.5.7.3.2")}
    out = (f"{extensions}: {2 if application is None else 3}\r\n    2.5.29.15: Flags = 1(Critical), Length = 4\r\n"
           f"    Key Usage\r\n        Words, Words (a0)\r\n\r\n")
    if application is not None:
        value = policy_value(application)
        out += f"    1.3.6.1.4.1.311.21.10: Flags = 0, Length = {len(value):x}\r\n    {policies}\r\n"
        for n, word in enumerate(application, 1):
            out += f"        [{n}]{policies}:\r\n             Policy Identifier={names[word][0]}\r\n"
        out += "\r\n" + (hex_dump(value, "        ") + "\r\n" if hex_dumps else "")
    value = usage_value(usages)
    out += f"    2.5.29.37: Flags = 0, Length = {len(value):x}\r\n    {eku}\r\n"
    out += "".join("        %s (%s)\r\n" % names[word] for word in usages)
    return out + ("\r\n" + hex_dump(value, "        ") if hex_dumps else "") + "\r\n"


def store_dump(language, entries, verbose=True, hex_dumps=True):
    """certutil [-v] -store: entries are (name, usage words, policies or None, thumbprint). After
    the extensions come the signature's octets, and hashes of more than the certificate."""
    c, issuer, subject, extensions, eku, server, client, policies, cert_hash = LABELS[language]
    out = 'My "Personal"\r\n'
    for i, (name, usages, application, digest) in enumerate(entries):
        out += f"================ {c} {i} ================\r\n"
        if not verbose:
            out += (f"Serial: 6100000{i}\r\n{issuer}: CN=Contoso CA\r\n{subject}: CN={name}\r\n"
                    f"{cert_hash}(sha1): {digest}\r\n\r\n")
            continue
        out += (f"X509 {c}:\r\n{issuer}:\r\n    CN=Contoso CA\r\n    DC=contoso\r\n  "
                f"Name Hash(sha1): {'ab' * 20}\r\n\r\n{subject}:\r\n    CN={name}\r\n  "
                f"Name Hash(sha1): {'cd' * 20}\r\n\r\n")
        out += extensions_dump(language, usages, application, hex_dumps)
        out += ("Signature Algorithm:\r\n    Algorithm ObjectId: 1.2.840.113549.1.1.11 sha256RSA\r\n"
                "Signature: UnusedBits=0\r\n" + hex_dump(bytes(range(64)), "    ") +
                f"Key Id Hash(sha1): {'ef' * 20}\r\n{cert_hash}(md5): {'ee' * 16}\r\n"
                f"{cert_hash}(sha1): {digest}\r\n\r\n")
    return out + "CertUtil: -store\r\n"


ROWS = {"en": "Row", "de": "Zeile", "ja": "\u884c"}


def view_dump(language, entries):
    """certutil -view with the extensions for columns and no certificate among them."""
    out = ""
    for i, (name, usages, application, _) in enumerate(entries, 1):
        out += (f'{ROWS[language]} {i}:\r\n  Request ID: 0x{i} ({i})\r\n'
                f'  Issued Distinguished Name: "CN={name}"\r\n\r\n')
        out += extensions_dump(language, usages, application)
    return out + f"Maximum {ROWS[language]} Index: {len(entries)}\r\n\r\n{len(entries)} Rows\r\nCertUtil: -view\r\n"


def usage_value(usages):
    body = b"".join(bytes.fromhex("06082b0601050507030" + {"S": "1", "C": "2"}[u]) for u in usages)
    return bytes([0x30, len(body)]) + body


def policy_value(usages):
    oids = {"S": "06082b06010505070301", "C": "06082b06010505070302"}
    body = b"".join(bytes.fromhex("300a" + oids[u]) for u in usages)
    return bytes([0x30, len(body)]) + body


def use_list(entries):
    """Get-CsCertificate | Out-File: entries are (use, thumbprint)."""
    return "".join(
        "\r\nIssuer           : CN=Contoso CA, DC=contoso\r\nNotAfter         : 1/1/2046\r\n"
        f"AlternativeNames : {{edge01.contoso.com,\r\n                   sip.contoso.com}}\r\n"
        f"Thumbprint       : {digest}\r\nUse              : {use}\r\n\r\n" for use, digest in entries)


def use_table(entries):
    """Get-CsCertificate | Format-Table Subject, Use, Thumbprint."""
    out = "\r\n%-12s %-19s %s\r\n%-12s %-19s %s\r\n" % ("Subject", "Use", "Thumbprint", "-" * 7, "-" * 3, "-" * 10)
    return out + "".join("%-12s %-19s %s\r\n" % ("CN=K\u00fcste", use, digest) for use, digest in entries) + "\r\n"


def tlv(tag, *parts):
    body = b"".join(parts)
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = (n.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + n.to_bytes(size, "big") + body


class Openssl:
    """The openssl program in a folder of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def __call__(self, *words, data=None):
        run = subprocess.run(["openssl", *words], input=data, capture_output=True, cwd=self.folder,
                             timeout=60)
        assert run.returncode == 0, run.stderr.decode()
        return run.stdout
