# SPDX-License-Identifier: MIT
"""Peers that play the TLS server: one row each."""
from peer import (DOTNET, DOTTED, JAVA, LOOPBACK, NODE, NSS, OPENSSL, PYTHON, WEAK, Peer, cell,
                  java, listens, node, prints_port, python, sslstream)


def s_server(*options, host=LOOPBACK):
    return prints_port(r"^ACCEPT .*:(\d+)$", "openssl", "s_server", "-accept", host + ":0",
                       "-cert", lambda m: m.leaf, "-cert_chain", lambda m: m.issuers,
                       "-key", lambda m: m.key, *options)


def gnutls_serv(m, port, version="TLSv1.2", asks=True):
    return ["gnutls-serv", "--port", str(port), "--priority",
            f"NORMAL:%VERIFY_ALLOW_SIGN_WITH_SHA1:-VERS-ALL:+VERS-{DOTTED[version]}",
            *(["--require-client-cert", "--verify-client-cert"] if asks else ["--disable-client-cert"]),
            "--x509cafile", m.root, "--x509certfile", m.chain, "--x509keyfile", m.key]


def stunnel(m, port, version="TLSv1.2", asks=True):
    wanted = f"CAfile = {m.root}\nrequireCert = yes\nverifyChain = yes" if asks else ""
    return ["stunnel", m.file(f"stunnel-{port}.conf", f"""
foreground = yes
pid =
syslog = no
[lab]
accept = {LOOPBACK}:{port}
connect = {LOOPBACK}:{port}
cert = {m.chain}
key = {m.key}
sslVersionMin = {version}
sslVersionMax = {version}
ciphers = {WEAK}
{wanted}
""")]


def nginx(m, port, version="TLSv1.2", asks=True):
    folder = m.folder(f"nginx-{port}")
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};"
                      for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return ["nginx", "-e", "stderr", "-p", folder, "-c", m.file(f"nginx-{port}.conf", f"""
daemon off;
master_process off;
user root root;
pid {folder}/pid;
error_log stderr info;
events {{ worker_connections 16; }}
http {{
  access_log off;
  {paths}
  server {{
    listen {LOOPBACK}:{port} ssl;
    ssl_certificate {m.chain};
    ssl_certificate_key {m.key};
    ssl_protocols {version};
    ssl_ciphers {WEAK};
    ssl_client_certificate {m.root};
    ssl_verify_client {"on" if asks else "off"};
  }}
}}
""")]


def haproxy(m, port, version="TLSv1.2", asks=True):
    wanted = f"ca-file {m.root} verify required" if asks else ""
    only = "TLSv" + DOTTED[version][3:]
    return ["haproxy", "-db", "-f", m.file(f"haproxy-{port}.cfg", f"""
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend lab
  bind {LOOPBACK}:{port} ssl crt {m.combined} {wanted} ssl-min-ver {only} ssl-max-ver {only} ciphers {WEAK}
  http-request return status 204
""")]


def selfserv(m, port, version="TLSv1.2", asks=True):
    only = "ssl3" if version == "SSLv3" else DOTTED[version].lower()
    return ["selfserv", "-d", m.nss(), "-n", "lab", "-p", str(port), "-V", f"{only}:{only}", "-w", "",
            *(["-r", "-r"] if asks else [])]


# ---- the tables

VERIFY = ["-Verify", "1"]

SERVERS = [
    Peer("openssl s_server, TLS 1.0, client certificate required", OPENSSL,
         s_server(*VERIFY, "-tls1", "-cipher", WEAK), "server", version="TLSv1"),
    Peer("openssl s_server, TLS 1.2, client certificate required", OPENSSL,
         s_server(*VERIFY, "-tls1_2"), "server"),
    Peer("openssl s_server, TLS 1.3, client certificate required", OPENSSL,
         s_server(*VERIFY, "-tls1_3"), "server", version="TLSv1.3"),
    Peer("openssl s_server, TLS 1.2, no client certificate wanted", OPENSSL,
         s_server("-tls1_2"), "server", requested=False, profile="tls-server",
         verdicts={"webserver": "ready", "both": "ready"}),
    Peer("openssl s_server as an Edge in normal roles", OPENSSL, s_server(*VERIFY), "server",
         profile="edge-psom"),
    Peer("openssl s_server, IPv6", OPENSSL, s_server(*VERIFY, host="[::1]"), "server",
         host="[::1]"),
    Peer("openssl s_server, ECDSA", OPENSSL, s_server(*VERIFY), "server",
         verdicts={"ec": "ready"}),
    Peer("openssl s_server, brainpool and secp256k1 alone", OPENSSL,
         s_server(*VERIFY, "-tls1_2", "-cipher", "ECDHE:@SECLEVEL=0",
                  "-curves", "brainpoolP384r1:secp256k1"), "server"),
    Peer("openssl s_server, TLS 1.0, RSA 1024", OPENSSL,
         s_server(*VERIFY, "-tls1", "-cipher", WEAK), "server", version="TLSv1",
         verdicts={"rsa1024": "ready"}),
    Peer("openssl s_server, EKU undecodable", OPENSSL, s_server(*VERIFY), "server",
         verdicts={"undecodable": "broken"}),
    Peer("gnutls-serv", ["gnutls-serv"], listens(gnutls_serv), "server", everywhere=True),
    # It compresses its certificate for who offers to read that (RFC 8879), as we never do.
    Peer("gnutls-serv, TLS 1.3, compressed certificate", ["gnutls-serv"],
         listens(lambda m, port: gnutls_serv(m, port, "TLSv1.3") + ["--compress-cert=zlib"]),
         "server", version="TLSv1.3", everywhere=True),
    Peer("stunnel", ["stunnel"], listens(stunnel), "server"),
    Peer("nginx", ["nginx"], listens(nginx), "server"),
    Peer("haproxy", ["haproxy"], listens(haproxy), "server"),
    Peer("NSS selfserv", ["selfserv", *NSS], listens(selfserv), "server", chain=3,
         everywhere=True),
    Peer("Python ssl", PYTHON, python("server"), "server"),
    Peer("Node tls", NODE, node("server"), "server"),
    Peer("Java JSSE", JAVA, java("server"), "server"),
    Peer(".NET SslStream", DOTNET, sslstream("server"), "server"),
    # What no OpenSSL of today speaks.
    Peer("NSS selfserv, SSL 3.0 with RC4", ["selfserv", *NSS],
         listens(lambda m, port: selfserv(m, port, "SSLv3") + ["-c", ":0005"]), "server",
         version="SSLv3", chain=3, everywhere=True, only="hello"),
]

# ---- each server in each version, asking for our certificate or not, getting it or not


def configured(command):
    """command(material, port, version, asks) -> what starts it for a version and asks"""
    return lambda version, asks: listens(lambda m, port: command(m, port, version, asks))


def s_server_of(version, asks):
    only = {"TLSv1": "-tls1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}[version]
    verify = ["-Verify", "1", "-verify_return_error", "-CAfile", lambda m: m.root] if asks else []
    return s_server(only, "-cipher", WEAK, *verify)


def plays(play):
    return lambda version, asks: play("server", version, "asks" if asks else "silent")


CONFIGURED = [
    ("openssl s_server", OPENSSL, s_server_of, {}),
    ("gnutls-serv", ["gnutls-serv"], configured(gnutls_serv), {"everywhere": True}),
    ("stunnel", ["stunnel"], configured(stunnel), {}),
    ("nginx", ["nginx"], configured(nginx), {}),
    ("haproxy", ["haproxy"], configured(haproxy), {}),
    ("NSS selfserv", ["selfserv", *NSS], configured(selfserv), {"everywhere": True, "chain": 3}),
    ("Python ssl", PYTHON, plays(python), {}),
    ("Node tls", NODE, plays(node), {}),
    ("Java JSSE", JAVA, plays(java), {}),
    (".NET SslStream", DOTNET, plays(sslstream), {}),
]


# What it is shown when it is shown ours: the scenario.
ASKS = {"asks for nothing": "", "asks for a certificate, gets none": "",
        "asks for a certificate, gets ours": "both",
        "asks for a certificate, gets one for servers only": "webserver"}
# How it turns the last away; nginx does so in HTTP, gnutls-serv does not look at the usage.
REFUSALS = {"Node tls": "closed", ".NET SslStream": "closed", "nginx": "", "gnutls-serv": ""}


# Who refuses may take his time for it, and silence would be consent; it costs nothing to wait.
PATIENCE = ["--listen-first", "3500"]


def refusal(name, ours):
    how = REFUSALS.get(name, "alert") if ours == "webserver" else ""
    return {"refusal": how, "options": PATIENCE if how else []}


def matrix():
    for name, needs, start, more in CONFIGURED:
        for version in DOTTED:
            for words, ours in ASKS.items():
                asks = words != "asks for nothing"
                yield cell(name, needs, version, words, start(version, asks), "server",
                           requested=asks, verdicts={"webserver": "breaks"}, ours=ours,
                           **refusal(name, ours), **more)


MATRIX = list(matrix())
