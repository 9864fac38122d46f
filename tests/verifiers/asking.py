# SPDX-License-Identifier: MIT
"""Servers that ask clients for a certificate: one row each."""
import os
import pathlib
import shutil
import subprocess

import servers as peers
import versions
from judge import LOOPBACK, TLS, Program, Server, find, free_port, nss, real_root, row
from ours import OURS
from peer import listens

INITDB_MAX_S = 60
USER, GROUP = "nobody", "nogroup"


def apache(m, port):
    folder = m.folder(f"apache-{port}")
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
                        for name in ("mpm_event", "authz_core", "ssl"))
    return ["apache2", "-DFOREGROUND", "-f", m.file(f"apache-{port}.conf", f"""
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
Mutex file:{folder}
ErrorLog /dev/stderr
Listen {LOOPBACK}:{port}
{modules}
User {USER}
Group {GROUP}
DocumentRoot {folder}
SSLEngine on
SSLProtocol TLSv1.2
SSLCertificateFile {m.chain}
SSLCertificateKeyFile {m.key}
SSLCACertificateFile {m.root}
SSLVerifyClient require
SSLVerifyDepth 8
""")]


def mosquitto(m, port):
    return ["mosquitto", "-c", m.file(f"mosquitto-{port}.conf", f"""
user root
listener {port} {LOOPBACK}
cafile {m.root}
certfile {m.chain}
keyfile {m.key}
require_certificate true
allow_anonymous true
tls_version tlsv1.2
""")]


def slapd(m, port):
    folder = m.folder(f"slapd-{port}")
    return ["slapd", "-d", "0", "-h", f"ldaps://{LOOPBACK}:{port}/", "-f",
            m.file(f"slapd-{port}.conf", f"""
pidfile {folder}/pid
argsfile {folder}/args
TLSCACertificateFile {m.root}
TLSCertificateFile {m.chain}
TLSCertificateKeyFile {m.key}
TLSVerifyClient demand
""")]


POSTGRES = find("postgres") or next(
    (str(p) for p in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))), "postgres")


os.umask(0o022)  # PostgreSQL's folder is within ours


def postgres(m):
    """It does not run as root, and its key must be its own."""
    port, folder = free_port(), pathlib.Path(m.folder("postgres"))
    as_user = [find("setpriv"), "--reuid", USER, "--regid", GROUP, "--clear-groups"]
    for name in ("chain", "key", "root"):
        shutil.copy(getattr(m, name), folder / name)
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, USER, GROUP)
    (folder / "key").chmod(0o600)
    data, program = folder / "data", pathlib.Path(find(POSTGRES)).resolve()
    subprocess.run([*as_user, program.with_name("initdb"), "-D", data, "-A", "trust", "-N", "-U",
                    "lab"], check=True, capture_output=True, timeout=INITDB_MAX_S)
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust clientcert=verify-ca\n")
    settings = {"listen_addresses": LOOPBACK, "port": port, "unix_socket_directories": "",
                "ssl": "on", "ssl_cert_file": folder / "chain", "ssl_key_file": folder / "key",
                "ssl_ca_file": folder / "root", "ssl_max_protocol_version": "TLSv1.2"}
    running = Program(*as_user, str(program), "-D", str(data),
                      *(word for k, v in settings.items() for word in ("-c", f"{k}={v}")))
    running.lines.next("ready to accept connections")  # it listens before it can answer
    return running, port


def wants_real_root(m):
    return "" if real_root() else "changes its user, which cannot be done here"


def startup(*words):
    body = b"\0\3\0\0" + b"".join(word + b"\0" for word in words) + b"\0"
    return (len(body) + 4).to_bytes(4, "big") + body


HTTP = {"hello": b"GET / HTTP/1.0\r\n\r\n", "answer": rb"HTTP/1\.. (?!400)\d"}
PGSQL = {"before": bytes.fromhex("0000000804d2162f"), "answer": rb"R",
         "hello": startup(b"user", b"lab", b"database", b"postgres")}
MQTT = {"hello": bytes.fromhex("100c00044d5154540402000a0000"), "answer": rb"\x20\x02\x00\x00"}
LDAP = {"hello": bytes.fromhex("300c020101600702010304008000"), "answer": rb"0\x0c\x02\x01\x01\x61"}
WORD = {"hello": TLS, "answer": b"accepted"}

OPENSSL, GNUTLS = row("openssl"), row("gnutls")
ROOT = {"why_not": wants_real_root}

SERVERS = [
    Server("openssl s_server", OPENSSL, ["openssl"], versions.openssl,
           start=peers.s_server("-Verify", "8", "-verify_return_error", "-CAfile",
                                lambda m: m.root, "-tls1_2")),
    Server("nginx", OPENSSL, ["nginx"], versions.with_openssl(["nginx", "-v"], r"nginx/(\S+)"),
           start=listens(peers.nginx), **HTTP),
    Server("Apache httpd", OPENSSL, ["apache2"],
           versions.with_openssl(["apache2", "-v"], r"Apache/(\S+)"), start=listens(apache),
           **HTTP, **ROOT),
    Server("HAProxy", OPENSSL, ["haproxy"],
           versions.with_openssl(["haproxy", "-v"], r"version (\d+[.\d]+\d)"),
           start=listens(peers.haproxy), **HTTP),
    Server("stunnel", OPENSSL, ["stunnel"],
           versions.with_openssl(["stunnel", "-version"], r"stunnel (\S+)"),
           start=listens(peers.stunnel)),
    Server("PostgreSQL", OPENSSL, [POSTGRES],
           versions.with_openssl([POSTGRES, "--version"], r"(\d+\.\d+)"), start=postgres, **PGSQL,
           **ROOT),
    Server("mosquitto", OPENSSL, ["mosquitto"],
           versions.with_openssl(["mosquitto", "-h"], r"version (\S+)"), start=listens(mosquitto),
           everywhere=False, **MQTT),
    Server("gnutls-serv", GNUTLS, ["gnutls-serv"], versions.gnutls,
           start=listens(peers.gnutls_serv), everywhere=True, **HTTP),
    Server("slapd", lambda version: "openssl" if "OpenSSL" in version else "gnutls", ["slapd"], versions.slapd,
           start=listens(slapd), **LDAP),
    Server("NSS selfserv", nss, ["selfserv", "certutil", "pk12util"],
           versions.package("libnss3"), start=listens(peers.selfserv), everywhere=True, **HTTP),
    *(Server(**o.fields, start=o.start, **WORD) for o in OURS),
]
