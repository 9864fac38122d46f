# SPDX-License-Identifier: MIT
"""
Peers that play the TLS client: reversed roles. Most dial, and are turned round by a relay.

Each takes a version, None for what it likes, and how: it shows its chain, its leaf, has none, or is
strict and believes nobody.
"""
from material import PASSWORD
from peer import (BREAKS, DOTNET, DOTTED, JAVA, LOOPBACK, NODE, NSS, OPENSSL, PYTHON, WEAK, Peer,
                  cell, dials, held_back, java, node, python, sslstream)
from processes import after_silence, after_us
import dotnet

CHAIN, LEAF, NONE, STRICT = "chain", "leaf", "none", "strict"


def own(m, how, certificate, key):
    """The options for our certificate and its key."""
    return [] if how == NONE else [certificate, m.leaf if how == LEAF else m.chain, key, m.key]


def s_client(version=None, how=CHAIN):
    only = {None: [], "TLSv1": ["-tls1"], "TLSv1.2": ["-tls1_2"], "TLSv1.3": ["-tls1_3"]}[version]

    def command(m, port):
        shown = [] if how == NONE else ["-cert", m.leaf, "-key", m.key]
        issuers = ["-cert_chain", m.issuers] if how in (CHAIN, STRICT) else []
        return ["openssl", "s_client", "-connect", f"{LOOPBACK}:{port}", *shown, *issuers, *only,
                *(["-cipher", WEAK] if version else []),
                *(["-verify_return_error"] if how == STRICT else [])]
    return dials(command)


GNUTLS_PATIENCE_S = 15  # of the 40 s that its handshake may take from the dial on


def gnutls_priority(version):
    if not version:
        return "NORMAL"
    return f"NORMAL:%VERIFY_ALLOW_SIGN_WITH_SHA1:-VERS-ALL:+VERS-{DOTTED[version]}"


def gnutls_cli(version=None, how=CHAIN):
    return dials(lambda m, port: [
        "gnutls-cli", *([] if how == STRICT else ["--insecure"]),
        "--priority", gnutls_priority(version), "--port", str(port),
        *own(m, how, "--x509certfile", "--x509keyfile"), LOOPBACK], GNUTLS_PATIENCE_S)


def compressing(m, port):
    """Compresses its certificate for who offers to read that (RFC 8879), as we never do."""
    return ["gnutls-cli", "--insecure", "--priority", gnutls_priority("TLSv1.3"), "--port", str(port),
            "--compress-cert=zlib", *own(m, CHAIN, "--x509certfile", "--x509keyfile"), LOOPBACK]


def curl(version=None, how=CHAIN):
    only = []
    if version:
        number = DOTTED[version][3:]
        only = ["--tlsv" + number, "--tls-max", number, "--ciphers", WEAK]
    return dials(lambda m, port: [
        "curl", "--silent", "--show-error", "--noproxy", "*",
        *([] if how == STRICT else ["--insecure"]), *only, *own(m, how, "--cert", "--key"),
        f"https://{LOOPBACK}:{port}/"])


def wget(version=None, how=CHAIN):
    return dials(lambda m, port: [
        "wget", "--quiet", "--no-proxy", "--tries=1", "--ciphers=" + gnutls_priority(version),
        *([] if how == STRICT else ["--no-check-certificate"]),
        *own(m, how, "--certificate", "--private-key"), "-O", "-", f"https://{LOOPBACK}:{port}/"])


def socat(version=None, how=CHAIN):
    only = ""
    if version:
        only = (f",openssl-min-proto-version={DOTTED[version]},cipher={WEAK}"
                f",openssl-max-proto-version={DOTTED[version]}")

    def command(m, port):
        shown = "" if how == NONE else f",cert={m.leaf if how == LEAF else m.chain},key={m.key}"
        verify = "" if how == STRICT else ",verify=0"
        return ["socat", "-", f"OPENSSL:{LOOPBACK}:{port}{shown}{verify}{only}"]
    return dials(command)


def stunnel(version=None, how=CHAIN):
    def command(m, port):
        shown = "" if how == NONE else f"cert = {m.leaf if how == LEAF else m.chain}\nkey = {m.key}"
        checks = f"CAfile = {m.root}\nverifyChain = yes" if how == STRICT else ""
        only = ""
        if version:
            only = f"sslVersionMin = {version}\nsslVersionMax = {version}\nciphers = {WEAK}"
        # without a listener of its own it joins its standard input and output
        return ["stunnel", m.file(f"stunnel-client-{port}.conf", f"""
foreground = yes
pid =
syslog = no
client = yes
connect = {LOOPBACK}:{port}
{shown}
{checks}
{only}
""")]
    return dials(command)


def tstclnt(version=None, how=CHAIN):
    only = ["-V", f"{DOTTED[version].lower()}:{DOTTED[version].lower()}"] if version else []
    kind = CHAIN if how == STRICT else how
    return dials(lambda m, port: [
        "tstclnt", "-h", LOOPBACK, "-p", str(port), "-d", m.nss(kind), "-w", "", *only,
        *([] if how == NONE else ["-n", "lab"]), *([] if how == STRICT else ["-o"])])


def played_by(play):
    """A program of ours that listens and plays the client: play(role, [version, asks], kind)."""
    def start(version=None, how=CHAIN):
        role = how if how in (NONE, STRICT) else "client"
        kind = LEAF if how == LEAF else CHAIN
        return play(role, *([version, "asks"] if version else []), kind=kind)
    return start


def net(version=None, how=CHAIN):
    role = {CHAIN: "chain", LEAF: "client"}.get(how, how)
    return sslstream(role, *([version, "asks"] if version else []))


def httpclient(version=None, how=LEAF):
    return dials(lambda m, port: [*dotnet.command(), "http", m.pkcs12(), PASSWORD, m.root,
                                  version or "any", f"https://{LOOPBACK}:{port}/"])


# ---- the tables

NO_CERTIFICATE = {"webserver": "no-certificate", "both": "no-certificate"}
REFUSED_US = {"webserver": "peer-refused-us", "both": "peer-refused-us"}
WITHHELD = {"verdicts": {"webserver": "no-certificate", "both": "ready"},
            "error": {"webserver": "empty-certificate"}}


def strict(name, needs, start):
    """A client that does not believe us and says so before it shows anything."""
    return Peer(name + ", strict", needs, start(how=STRICT), "client", verdicts=NO_CERTIFICATE,
                error=REFUSED_US, chain=0)


CLIENTS = [
    Peer("openssl s_client, TLS 1.0", OPENSSL, s_client("TLSv1"), "client", version="TLSv1"),
    Peer("openssl s_client, TLS 1.2", OPENSSL, s_client("TLSv1.2"), "client"),
    Peer("openssl s_client, TLS 1.3", OPENSSL, s_client("TLSv1.3"), "client", version="TLSv1.3"),
    Peer("openssl s_client, any version", OPENSSL, s_client(), "client"),
    Peer("Python ssl", PYTHON, played_by(python)(), "client"),
    Peer("Node tls", NODE, played_by(node)(), "client"),
    Peer("Java JSSE", JAVA, played_by(java)(), "client"),
    Peer("gnutls-cli", ["gnutls-cli"], gnutls_cli(), "client"),
    Peer("gnutls-cli, TLS 1.3, compressed certificate", ["gnutls-cli"], dials(compressing, GNUTLS_PATIENCE_S), "client",
         version="TLSv1.3"),
    Peer("curl", ["curl"], curl(), "client"),
    Peer("wget", ["wget"], wget(), "client"),
    Peer("socat", ["socat"], socat(), "client"),
    Peer("stunnel", ["stunnel"], stunnel(), "client"),
    # NSS shows no certificate that lacks clientAuth: its silence is the finding.
    Peer("NSS tstclnt", ["tstclnt", *NSS], tstclnt(), "client", **WITHHELD),
    # SslStream shows what its selection callback gives it, and a collection's leaf as well.
    Peer(".NET SslStream, selection callback", DOTNET, net(how=LEAF), "client", chain=1),
    Peer(".NET SslStream, collection", DOTNET, sslstream("collection"), "client", chain=1),
    # HttpClient chooses for itself.
    Peer(".NET HttpClient", DOTNET, httpclient(), "client", chain=1, **WITHHELD),
    # These check our certificate after they have shown their own.
    Peer("Node tls, strict", NODE, played_by(node)(how=STRICT), "client"),
    Peer(".NET SslStream, strict", DOTNET, net(how=STRICT), "client", chain=1),
    Peer("wget, strict", ["wget"], wget(how=STRICT), "client"),
    strict("openssl s_client", OPENSSL, s_client),
    strict("Python ssl", PYTHON, played_by(python)),
    strict("Java JSSE", JAVA, played_by(java)),
    strict("gnutls-cli", ["gnutls-cli"], gnutls_cli),
    strict("curl", ["curl"], curl),
    strict("stunnel", ["stunnel"], stunnel),
]

# ---- each client in each version: what it shows, what it thinks of us, when it begins

CONFIGURED = [
    ("openssl s_client", OPENSSL, s_client),
    ("gnutls-cli", ["gnutls-cli"], gnutls_cli),
    ("Python ssl", PYTHON, played_by(python)),
    ("Node tls", NODE, played_by(node)),
    ("Java JSSE", JAVA, played_by(java)),
    ("NSS tstclnt", ["tstclnt", *NSS], tstclnt),
    ("stunnel", ["stunnel"], stunnel),
    ("curl", ["curl"], curl),
    ("wget", ["wget"], wget),
    ("socat", ["socat"], socat),
    (".NET SslStream", DOTNET, net),
]
WORDS = {CHAIN: "shows its chain", LEAF: "shows its leaf only", NONE: "has no certificate",
         STRICT: "does not trust us"}
# These do not trust us and show theirs all the same: they look at ours later. What .NET's
# callback gives is the leaf.
LOOKS_LATER = {"Node tls": {"TLSv1": 2, "TLSv1.2": 2}, "wget": dict.fromkeys(DOTTED, 2),
               ".NET SslStream": dict.fromkeys(DOTTED, 1)}
# NSS has nothing to show that lacks clientAuth.
SCENARIO = {"NSS tstclnt": "both"}
# Half of the time is for silence, and what waits for us must hear from us again after it.
SHORT = ["--timeout", "6"]
BEGINS = {"silent for 2 s": (after_silence, []), "waits for our hello": (after_us, SHORT)}


def expected(name, version, how):
    """What is to be found, as fields of a peer."""
    scenario = SCENARIO.get(name, "webserver")
    if how == NONE:
        error = "empty-certificate"
    elif how == STRICT and version not in LOOKS_LATER.get(name, ()):
        error = "peer-refused-us"
    else:
        chain = {LEAF: 1, STRICT: LOOKS_LATER.get(name, {}).get(version)}.get(how, 2)
        return {"verdicts": {scenario: BREAKS[scenario]}, "chain": chain}
    return {"verdicts": {scenario: "no-certificate"}, "error": {scenario: error}}


def variants():
    """(client, version, how, words, start, options)"""
    for client in CONFIGURED:
        start = client[2]
        for version in DOTTED:
            for how, words in WORDS.items():
                yield client, version, how, words, start(version, how), []
            for words, (begin, options) in BEGINS.items():
                yield client, version, CHAIN, words, held_back(start(version), begin), options
    for version in "TLSv1", "TLSv1.2":
        yield (("Java JSSE", JAVA), version, CHAIN, "SSLv2-framed hello",
               java("sslv2", version, "asks"), [])


MATRIX = [cell(name, needs, version, words, start, "client", options=options,
               **expected(name, version, how))
          for (name, needs, *_), version, how, words, start, options in variants()]
