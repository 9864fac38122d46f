# SPDX-License-Identifier: MIT
"""A slapd of our own on free loopback ports, with the forest of forest.py. Never a service."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import forest

# Attribute types and the class of certificate templates, under Microsoft's OIDs (MS-ADA3, MS-ADSC).
MULTI, SINGLE = "", " SINGLE-VALUE"
STRING, NUMBER, OCTETS = "1.3.6.1.4.1.1466.115.121.1.15", "1.3.6.1.4.1.1466.115.121.1.27", "1.3.6.1.4.1.1466.115.121.1.40"
DN = "1.3.6.1.4.1.1466.115.121.1.12"
TYPES = [
    ("1.2.840.113556.1.4.38", "flags", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.145", "revision", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1327", "pKIDefaultKeySpec", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1328", "pKIKeyUsage", OCTETS, SINGLE),
    ("1.2.840.113556.1.4.1329", "pKIMaxIssuingDepth", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1333", "pKIExtendedKeyUsage", STRING, MULTI),
    ("1.2.840.113556.1.4.1434", "msPKI-Template-Schema-Version", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1435", "msPKI-Template-Minor-Revision", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1436", "msPKI-Cert-Template-OID", STRING, SINGLE),
    ("1.2.840.113556.1.4.1437", "msPKI-Supersede-Templates", STRING, MULTI),
    ("1.2.840.113556.1.4.1431", "msPKI-Private-Key-Flag", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1432", "msPKI-Certificate-Name-Flag", NUMBER, SINGLE),
    ("1.2.840.113556.1.4.1674", "msPKI-Certificate-Application-Policy", STRING, MULTI),
]
MATCHING = {STRING: "caseIgnoreMatch", NUMBER: "integerMatch", OCTETS: "octetStringMatch"}


def schema():
    out = "".join(f"attributetype ( {oid} NAME '{name}' EQUALITY {MATCHING[syntax]} SYNTAX {syntax}{values} )\n"
                  for oid, name, syntax, values in TYPES)
    names = " $ ".join(name for _, name, _, _ in TYPES)
    return out + ("objectclass ( 1.2.840.113556.1.5.177 NAME 'pKICertificateTemplate' SUP top STRUCTURAL "
                  f"MUST cn MAY ( displayName $ name $ {names} ) )\n"
                  "objectclass ( 1.2.840.113556.1.3.23 NAME 'container' SUP top STRUCTURAL MUST cn )\n")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Directory:
    """slapd, with TLS where there is a certificate. context is what its rootDSE names (None: it is
    no Active Directory); settings are lines of slapd.conf, before the database and in it; more is
    LDIF beside the forest."""
    ROOT, PASSWORD = "cn=reader,dc=contoso,dc=com", "Gehe!m"
    READER = "cn=pki,dc=contoso,dc=com" # no root: limits hold

    def __init__(self, certificate=None, key=None, context=forest.CONTEXT, settings=("", ""), rows=forest.ROWS, more=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slapd"))
        (self.folder / "data").mkdir()
        (self.folder / "ad.schema").write_text(schema())
        # A rootDSE as Active Directory has it: read from a file of ours.
        (self.folder / "rootdse.ldif").write_text(
            "dn:\nobjectClass: top\nobjectClass: extensibleObject\n" +
            (f"configurationNamingContext: {context}\n" if context else ""))
        (self.folder / "slapd.conf").write_text(self.settings(certificate, key, *settings))
        (self.folder / "forest.ldif").write_text(self.entries(rows) + more)
        self.has_tls = certificate is not None
        self.run_tool("slapadd", "-q", "-l", "forest.ldif")
        self.start()

    def settings(self, certificate, key, server, database):
        extra = ("attributetype ( 1.2.840.113556.1.4.480 NAME 'configurationNamingContext' EQUALITY "
                 f"distinguishedNameMatch SYNTAX {DN} )\n")
        return ("include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n"
                f"include /etc/ldap/schema/inetorgperson.schema\n{extra}include {self.folder}/ad.schema\n"
                f"modulepath /usr/lib/ldap\nmoduleload back_mdb\nrootDSE {self.folder}/rootdse.ldif\n"
                f"pidfile {self.folder}/pid\nsizelimit 500\n" +
                (f"TLSCertificateFile {certificate}\nTLSCertificateKeyFile {key}\n" if certificate else "") + server +
                f"database mdb\nsuffix \"DC=contoso,DC=com\"\ndirectory {self.folder}/data\n"
                f"rootdn \"{self.ROOT}\"\nrootpw {self.PASSWORD}\n{database}"
                "access to attrs=userPassword by anonymous auth\naccess to * by * read\n")

    def entries(self, rows):
        out = "dn: DC=contoso,DC=com\nobjectClass: domain\ndc: contoso\n\n"
        out += f"dn: {self.READER}\nobjectClass: person\ncn: pki\nsn: pki\nuserPassword: {self.PASSWORD}\n\n"
        path = forest.CONTEXT
        for name in ("", "CN=Services,", "CN=Public Key Services,", "CN=Certificate Templates,"):
            path = name + path
            cn = path.split(",")[0][3:]
            out += f"dn: {path}\nobjectClass: container\ncn: {cn}\n\n"
        return out + forest.ldif(rows, change=False)

    def run_tool(self, tool, *words):
        program = shutil.which(tool) or "/usr/sbin/" + tool
        run = subprocess.run([program, "-f", "slapd.conf", *words], cwd=self.folder, capture_output=True, timeout=60)
        assert run.returncode == 0, run.stderr.decode()

    def start(self):
        for _ in range(5): # a port can be taken between the look and the start
            self.port, self.tls_port = free_port(), free_port()
            self.plain, self.tls = f"ldap://127.0.0.1:{self.port}", f"ldaps://127.0.0.1:{self.tls_port}"
            self.process = subprocess.Popen(
                [shutil.which("slapd") or "/usr/sbin/slapd", "-d", "0", "-f", "slapd.conf", "-h",
                 f"{self.plain} {self.tls}" if self.has_tls else self.plain], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.ready():
                return
            self.stop()
        raise RuntimeError("slapd does not start")

    def ready(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.tls_port if self.has_tls else self.port), 1).close()
                return True
            except OSError:
                time.sleep(0.02)
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder)


def available():
    return os.path.exists("/usr/sbin/slapd") or shutil.which("slapd") is not None
