# SPDX-License-Identifier: MIT
"""A forest's Certificate Templates container in the shape of a real one: the 33 templates that an
enterprise CA brings, and one duplicated with both usages. Written out as LDIF and as certutil's dumps."""
import base64

OIDS = {"server": "1.3.6.1.5.5.7.3.1", "client": "1.3.6.1.5.5.7.3.2", "code": "1.3.6.1.5.5.7.3.3",
        "email": "1.3.6.1.5.5.7.3.4", "ocsp": "1.3.6.1.5.5.7.3.9", "efs": "1.3.6.1.4.1.311.10.3.4",
        "recovery": "1.3.6.1.4.1.311.10.3.4.1", "trust": "1.3.6.1.4.1.311.10.3.1",
        "agent": "1.3.6.1.4.1.311.20.2.1", "logon": "1.3.6.1.4.1.311.20.2.2", "ike": "1.3.6.1.5.5.8.2.2",
        "exchange": "1.3.6.1.4.1.311.21.5", "keyrecovery": "1.3.6.1.4.1.311.21.6",
        "replication": "1.3.6.1.4.1.311.21.19", "kdc": "1.3.6.1.5.2.3.5"}
FOREST = "1.3.6.1.4.1.311.21.8.1234567.7654321.1357911.2468101.3691215.12"
CONTEXT = "CN=Configuration,DC=contoso,DC=com"
CONTAINER = "CN=Certificate Templates,CN=Public Key Services,CN=Services," + CONTEXT
CA, MACHINE, SUBJECT = 0x80, 0x40, 1

# CN, display name, schema version, suffix of the OID, usages, key usage, flags, subject from the request
ROWS = [
    ("User", "User", 1, "1.1", "efs email client", "a0", 0, False),
    ("UserSignature", "User Signature Only", 1, "1.2", "email client", "80", 0, False),
    ("SmartcardUser", "Smartcard User", 1, "1.3", "email client logon", "a0", 0, False),
    ("ClientAuth", "Authenticated Session", 1, "1.4", "client", "80", 0, False),
    ("SmartcardLogon", "Smartcard Logon", 1, "1.5", "client logon", "a0", 0, False),
    ("EFS", "Basic EFS", 1, "1.6", "efs", "20", 0, False),
    ("Administrator", "Administrator", 1, "1.7", "trust efs email client", "a0", 0, False),
    ("EFSRecovery", "EFS Recovery Agent", 1, "1.8", "recovery", "20", 0, False),
    ("CodeSigning", "Code Signing", 1, "1.9", "code", "80", 0, False),
    ("CTLSigning", "Trust List Signing", 1, "1.10", "trust", "80", 0, False),
    ("EnrollmentAgent", "Enrollment Agent", 1, "1.11", "agent", "80", 0, False),
    ("EnrollmentAgentOffline", "Exchange Enrollment Agent (Offline request)", 1, "1.12", "agent", "80", 0, True),
    ("MachineEnrollmentAgent", "Enrollment Agent (Computer)", 1, "1.13", "agent", "80", MACHINE, False),
    ("Machine", "Computer", 1, "1.14", "client server", "a0", MACHINE, False),
    ("DomainController", "Domain Controller", 1, "1.15", "client server", "a0", MACHINE, False),
    ("WebServer", "Web Server", 1, "1.16", "server", "a0", MACHINE, True),
    ("CA", "Root Certification Authority", 1, "1.17", "", "86", MACHINE | CA, True),
    ("SubCA", "Subordinate Certification Authority", 1, "1.18", "", "86", MACHINE | CA, True),
    ("IPSECIntermediateOnline", "IPSec", 1, "1.19", "ike", "a0", MACHINE, False),
    ("IPSECIntermediateOffline", "IPSec (Offline request)", 1, "1.20", "ike", "a0", MACHINE, True),
    ("OfflineRouter", "Router (Offline request)", 1, "1.21", "client", "a0", MACHINE, True),
    ("CEPEncryption", "CEP Encryption", 1, "1.22", "agent", "20", MACHINE, True),
    ("ExchangeUser", "Exchange User", 1, "1.23", "email", "20", 0, True),
    ("ExchangeUserSignature", "Exchange Signature Only", 1, "1.24", "email", "80", 0, True),
    ("CrossCA", "Cross Certification Authority", 2, "1.25", "", "86", 0x800, True),
    ("CAExchange", "CA Exchange", 2, "1.26", "exchange", "20", MACHINE, True),
    ("KeyRecoveryAgent", "Key Recovery Agent", 2, "1.27", "keyrecovery", "20", 0, False),
    ("DomainControllerAuthentication", "Domain Controller Authentication", 2, "1.28", "client server logon",
     "a0", MACHINE, False),
    ("DirectoryEmailReplication", "Directory Email Replication", 2, "1.29", "replication", "a0", MACHINE, False),
    ("Workstation", "Workstation Authentication", 2, "1.30", "client", "a0", MACHINE, False),
    ("RASAndIASServer", "RAS and IAS Server", 2, "1.31", "client server", "a0", MACHINE, False),
    ("OCSPResponseSigning", "OCSP Response Signing", 3, "1.32", "ocsp", "80", MACHINE, False),
    ("KerberosAuthentication", "Kerberos Authentication", 2, "1.33", "client server logon kdc", "a0", MACHINE,
     False),
    ("LyncEdge", "Lync Edge (Kanten-Server \u00fc)", 2, "9999.1", "server client", "a0", MACHINE, True),
]
SUPERSEDES = {"LyncEdge": ["WebServer"]}


def oids(row):
    return [OIDS[word] for word in row[4].split()]


def attributes(row):
    """The directory's attributes, values as bytes."""
    cn, display, schema, suffix, _, key_usage, flags, subject = row
    out = [("objectClass", "top"), ("objectClass", "pKICertificateTemplate"), ("cn", cn),
           ("displayName", display), ("name", cn), ("flags", str(flags | 0x10000)),
           ("revision", "100" if schema > 1 else "4"), ("pKIDefaultKeySpec", "1"),
           ("pKIKeyUsage", bytes.fromhex(key_usage) + (b"\0" if key_usage == "a0" else b"")),
           ("pKIMaxIssuingDepth", "-1" if flags & CA else "0")]
    out += [("pKIExtendedKeyUsage", oid) for oid in oids(row)]
    if schema > 1:
        out += [("msPKI-Certificate-Application-Policy", oid) for oid in oids(row)]
        out += [("msPKI-Supersede-Templates", other) for other in SUPERSEDES.get(cn, [])]
    out += [("msPKI-Template-Schema-Version", str(schema)), ("msPKI-Template-Minor-Revision", "1"),
            ("msPKI-Cert-Template-OID", FOREST + "." + suffix), ("msPKI-Private-Key-Flag", "16842752"),
            ("msPKI-Certificate-Name-Flag", "1" if subject else "-1509949440")]
    return [(name, value if isinstance(value, bytes) else value.encode()) for name, value in out]


def ldif_line(name, value):
    plain = all(32 <= b < 127 for b in value) and value[:1] not in (b" ", b":", b"<")
    line = f"{name}: {value.decode()}" if plain else f"{name}:: {base64.b64encode(value).decode()}"
    return "\n ".join(line[i:i + 76] for i in range(0, len(line), 76)) + "\n"


def ldif(rows=None, change=True):
    """As ldifde -f writes it: folded, base64 where needed."""
    out = ""
    for row in ROWS if rows is None else rows:
        out += ldif_line("dn", f"CN={row[0]},{CONTAINER}".encode())
        out += "changetype: add\n" if change else ""
        out += "".join(ldif_line(*a) for a in attributes(row)) + "\n"
    return out


# Template, friendly words for OIDs and extensions: what certutil translates.
WORDS = {"en": ("Template", "ObjectIds", "Server Authentication", "Enhanced Key Usage", "Key Usage"),
         "de": ("Vorlage", "Objektkennungen", "Serverauthentifizierung", "Erweiterte Schl\u00fcsselverwendung",
                "Schl\u00fcsselverwendung"),
         "ja": ("\u30c6\u30f3\u30d7\u30ec\u30fc\u30c8", "\u30aa\u30d6\u30b8\u30a7\u30af\u30c8 ID",
                "\u30b5\u30fc\u30d0\u30fc\u8a8d\u8a3c", "\u62e1\u5f35\u30ad\u30fc\u4f7f\u7528\u6cd5",
                "\u30ad\u30fc\u4f7f\u7528\u6cd5")}


def number(n):
    return f"{n:x}" + (f" ({n})" if n > 9 else "")


def policies(row, word):
    """The stamped Application Policies: words, and -v has the octets too."""
    body = b"".join(bytes([0x30, len(der) + 2, 6, len(der)]) + der for der in map(der_of, oids(row)))
    value = bytes([0x30, len(body)]) + body
    lines = "".join(f"        {i:04x}  {value[i:i + 16].hex(' ')}\r\n" for i in range(0, len(value), 16))
    return (f"  Extension[2]:\r\n    1.3.6.1.4.1.311.21.10: Flags = 0, Length = {len(value):x}\r\n    {word}\r\n" +
            "".join(f"        [{n}]{word}:\r\n             Policy Identifier={word}\r\n"
                    for n, _ in enumerate(oids(row), 1)) + "\r\n" + lines + "\r\n")


def der_of(dotted):
    """Contents octets of an OID."""
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for arc in [first * 40 + second, *rest]:
        septets = [arc & 0x7f]
        while arc := arc >> 7:
            septets.append(arc & 0x7f | 0x80)
        out += bytes(reversed(septets))
    return out


def dump(language, rows=ROWS, supersedes=False):
    """certutil -v -template; older ones do not print what a template supersedes."""
    template, ids, word, eku, ku = WORDS[language]
    out = f"Name: Active Directory Enrollment Policy\r\nUrl: ldap:\r\n{len(rows)} {template}:\r\n"
    for i, row in enumerate(rows):
        cn, display, schema, suffix, _, key_usage, flags, subject = row
        listed = "".join(f"    {oid} {word}\r\n" for oid in oids(row))
        count = f"{len(oids(row))} {ids}:\r\n{listed}\r\n" if listed else ""
        out += (f"\r\n  {template}[{i}]:\r\n  TemplatePropCommonName = {cn}\r\n"
                f"  TemplatePropFriendlyName = {display}\r\n  TemplatePropEKUs =\r\n{count}"
                f"  TemplatePropMajorRevision = {number(100 if schema > 1 else 4)}\r\n"
                f"  TemplatePropSchemaVersion = {schema}\r\n  TemplatePropMinorRevision = 1\r\n"
                f"  TemplatePropMinimumKeySize = 800 (2048)\r\n  TemplatePropOID =\r\n"
                f"    {FOREST}.{suffix} {display}\r\n\r\n")
        if supersedes and cn in SUPERSEDES:
            out += "  TemplatePropSupersede =\r\n" + "".join(f"    {n}: {other}\r\n" for n, other in
                                                            enumerate(SUPERSEDES[cn])) + "\r\n"
        if schema > 1:
            out += f"  TemplatePropV1ApplicationPolicy =\r\n{count}"
        out += (f"  TemplatePropSubjectNameFlags = {number(1 if subject else 0xa6000000)}\r\n"
                f"  TemplatePropGeneralFlags = {number(flags | 0x10000)}\r\n    CT_FLAG -- 40 (64)\r\n"
                f"  TemplatePropExtensions =\r\n2 Extensions:\r\n  Extension[0]:\r\n"
                f"    2.5.29.37: Flags = 0, Length = c\r\n    {eku}\r\n" +
                "".join(f"        {word} ({oid})\r\n" for oid in oids(row)) +
                f"\r\n  Extension[1]:\r\n    2.5.29.15: Flags = 1(Critical), Length = 4\r\n    {ku}\r\n"
                f"        {word}, {word} ({key_usage})\r\n\r\n" + (policies(row, word) if schema > 1 and oids(row) else "") +
                "  TemplatePropValidityPeriod = 2 Years\r\n")
    return out + "CertUtil: -Template\r\n"


def ds(rows=ROWS):
    """certutil -dstemplate."""
    out = '[Version]\r\nSignature = "$Windows NT$"\r\n\r\n'
    for row in rows:
        out += f"[{row[0]}]\r\n"
        values = {}
        for name, value in attributes(row):
            values.setdefault(name, []).append(value)
        for name, several in values.items():
            if name == "pKIKeyUsage":
                text = f'"{several[0].hex(" ")}"'
            elif name == "flags":
                text = f'"{several[0].decode()}", CT_FLAG_MACHINE_TYPE -- 40 (64)'
            elif name in ("pKIExtendedKeyUsage", "msPKI-Certificate-Application-Policy"):
                text = ", ".join(f'"{v.decode()}" Words' for v in several)
            else:
                text = ", ".join(f'"{v.decode()}"' for v in several)
            out += f"    {name} = {text}\r\n"
        out += "\r\n"
    return out
