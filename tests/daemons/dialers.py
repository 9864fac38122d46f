# SPDX-License-Identifier: MIT
"""Programs and libraries that dial: openssl, GnuTLS, NSS, curl, wget, ldapsearch, Go, Java, .NET, Chromium."""
import contextlib
import functools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading

import dotnet
import jvm
import mounts
from place import DEADLINE_S, LOOPBACK, find
from processes import copy
from row import Client

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE.parent / "peer" / "programs"
PASSWORD = "lab"
WEB = "http-mtls"
GO = find("go") or next((str(p) for p in sorted(pathlib.Path("/usr/lib").glob("go-*/bin/go"))), "go")
building = threading.Lock()


def ends(command):
    """command(place, port, own) dials and ends by itself; own: are we to show our certificate."""
    def start(place, port, shows):
        words, variables = command(place, port, shows)
        place.variables.update(variables)
        place.run(*words, check=False)
    return start


def words(command, certificate=None, key=None):
    """A command line with options for the certificate and its key."""
    def made(place, port, shows):
        own = [certificate, place.chain, key, place.key] if shows else []
        return [*(part.format(port=port) for part in command), *own], {}
    return ends(made)


def s_client(*more):
    def made(place, port, shows):
        own = ["-cert", place.leaf, "-cert_chain", place.issuers, "-key", place.key] if shows else []
        return ["openssl", "s_client", "-connect", f"{LOOPBACK}:{port}", *own, *more], {}
    return ends(made)


def gnutls_cli(place, port, shows):
    own = ["--x509certfile", place.chain, "--x509keyfile", place.key] if shows else []
    return ["gnutls-cli", "--insecure", "--port", str(port), *own, LOOPBACK], {}


def curl(scheme, *more):
    return words(["curl", "--silent", "--insecure", "--noproxy", "*", "--max-time", str(DEADLINE_S), *more,
                  scheme + "://127.0.0.1:{port}/"], "--cert", "--key")


def wget(place, port, shows):
    own = [f"--certificate={place.chain}", f"--private-key={place.key}"] if shows else []
    return ["wget", "-q", "-O", "-", "--tries=1", "--no-proxy", "--no-check-certificate", *own,
            f"https://{LOOPBACK}:{port}/"], {}


def ldapsearch(place, port, shows):
    own = {"LDAPTLS_CERT": place.chain, "LDAPTLS_KEY": place.key} if shows else {}
    return ["ldapsearch", "-ZZ", "-x", "-H", f"ldap://{LOOPBACK}:{port}", "-b", "", "-s", "base"], \
        {"LDAPTLS_REQCERT": "never", **own}


# ---- the key in the form of others


def pkcs12(place):
    path = place / "lab.p12"
    place.run("openssl", "pkcs12", "-export", "-in", place.chain, "-inkey", place.key, "-name", "lab",
              "-passout", "pass:" + PASSWORD, "-out", path)
    return path


def nss(place, folder, shows):
    place.folder(folder)
    database = "sql:" + place / folder
    place.run("certutil", "-N", "-d", database, "--empty-password")
    if shows:
        place.run("pk12util", "-i", pkcs12(place), "-d", database, "-W", PASSWORD)
    place.run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,", "-i", place.root)
    return database


def tstclnt(place, port, shows):
    own = ["-n", "lab"] if shows else []
    return ["tstclnt", "-h", LOOPBACK, "-p", str(port), "-d", nss(place, "nss", shows), "-o", "-C", *own], {}


@functools.cache
def built_go(work):
    out = work / "dial"
    subprocess.run([GO, "build", "-o", str(out), str(HERE / "programs" / "dial.go")], check=True, capture_output=True,
                   timeout=300, env={**os.environ, "GOCACHE": str(work / "go-cache"), "GO111MODULE": "off",
                                     "CGO_ENABLED": "0"})
    return str(out)


def go(place, port, shows):
    with building:
        program = place.copy(built_go(place.work))
    return [program, f"{LOOPBACK}:{port}", *([place.chain, place.key] if shows else [])], {}


# ---- those of tests/peer, which listen and then are the TLS client: joined to us


class Joined:
    def __init__(self, *ports):
        self._ends = [socket.create_connection((LOOPBACK, port), DEADLINE_S) for port in ports]
        for a, b in self._ends, self._ends[::-1]:
            threading.Thread(target=copy, args=(a, b), daemon=True).start()

    def close(self):
        for end in self._ends:
            end.close()


def turned(command):
    def start(place, port, shows):
        listening = place.start(*command(place, shows))
        place.closing(contextlib.closing(Joined(listening.port_printed(r"^port (\d+)$"), port)))
    return start


def java(place, shows):
    with building:
        jvm.work = place.work / "java"
        for one in jvm.classes().glob("*.class"):
            place.copy(one)
    return ["java", *jvm.OPTIONS, "-cp", str(place.path), "JavaTls", "client" if shows else "none", pkcs12(place), PASSWORD,
            place.root]


def net(place):
    with building:
        dotnet.work = place.work / "dotnet"
        *_, program = dotnet.command()
    own = pathlib.Path(place.folder("dotnet"))
    place.folder("dotnet/home")
    shutil.copytree(pathlib.Path(program).parent, own / "bin", dirs_exist_ok=True)
    for path in own / "bin", *(own / "bin").rglob("*"): # built under any umask, read as nobody
        path.chmod(0o755 if path.is_dir() else 0o644)
    settings = dotnet.sdk.settings(own) | {"OPENSSL_CONF": place.copy(dotnet.sdk.HERE / "openssl.cnf")}
    return ["env", *(f"{name}={value}" for name, value in settings.items()), "dotnet",
            str(own / "bin" / pathlib.Path(program).name)]


def sslstream(role):
    return turned(lambda place, shows: [*net(place), role if shows else "none", pkcs12(place), PASSWORD, place.root])


def httpclient(place, port, shows):
    del shows
    return [*net(place), "http", pkcs12(place), PASSWORD, place.root, "any", f"https://{LOOPBACK}:{port}/"], {}


# ---- a browser


# It hangs up when it is asked for a certificate, and comes back with the one chosen: by policy, without a user.
POLICY = json.dumps({"AutoSelectCertificateForUrls": [json.dumps({"pattern": "*", "filter": {}})]})


def chromium(place, port, shows):
    place.folder(".pki")
    nss(place, ".pki/nssdb", shows)
    place.start("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--ignore-certificate-errors", f"--user-data-dir={place / 'profile'}", f"https://{LOOPBACK}:{port}/")


NET = ["dotnet", "--version"]
ROWS = [
    Client("openssl s_client, TLS 1.2", "openssl", ["openssl"], s_client("-tls1_2"), "sip-mtls"),
    Client("openssl s_client, TLS 1.3", "openssl", ["openssl"], s_client("-tls1_3"), "sip-mtls"),
    Client("openssl s_client, SMTP", "openssl", ["openssl"], s_client("-starttls", "smtp"), "smtp-mtls"),
    Client("openssl s_client, XMPP", "openssl", ["openssl"], s_client("-starttls", "xmpp-server"), "xmpp-s2s"),
    Client("openssl s_client, LDAP", "openssl", ["openssl"], s_client("-starttls", "ldap"), "ldap-syncrepl"),
    Client("openssl s_client, PostgreSQL", "openssl", ["openssl"], s_client("-starttls", "postgres"), "postgres"),
    Client("openssl s_client, MySQL", "openssl", ["openssl"], s_client("-starttls", "mysql"), "mysql"),
    Client("gnutls-cli", "gnutls-bin", ["gnutls-cli"], ends(gnutls_cli), WEB),
    Client("curl", "curl", ["curl"], curl("https"), WEB),
    Client("curl, SMTP", "curl", ["curl"], curl("smtp", "--ssl-reqd", "--mail-from", "a@a", "--mail-rcpt", "b@b"), "smtp-mtls"),
    Client("wget", "wget", ["wget"], ends(wget), WEB),
    Client("ldapsearch", "ldap-utils", ["ldapsearch"], ends(ldapsearch), "ldap-syncrepl"),
    Client("Go crypto/tls", "golang-go", [GO], ends(go), WEB, version=[GO, "version"]),
    Client("Java JSSE", "default-jdk-headless", ["java", "javac"], turned(java), WEB, version=["java", "-version"]),
    Client(".NET SslStream, collection", "dotnet", ["dotnet"], sslstream("collection"), WEB, version=NET),
    Client(".NET SslStream, selection callback", "dotnet", ["dotnet"], sslstream("client"), WEB, version=NET),
    Client(".NET SslStream, context", "dotnet", ["dotnet"], sslstream("chain"), WEB, version=NET),
    Client("NSS tstclnt", "libnss3-tools", ["tstclnt", "certutil", "pk12util"], ends(tstclnt), WEB, withholds=True),
    Client(".NET HttpClient", "dotnet", ["dotnet"], ends(httpclient), WEB, withholds=True, none=False, version=NET),
    Client("Chromium", "chromium", ["chromium", "certutil", "pk12util", "/etc/chromium"], chromium, WEB, as_root=True,
           withholds=True, setup=lambda folder: mounts.folder("/etc/chromium", folder, {"policies/managed/lab.json": POLICY})),
]
