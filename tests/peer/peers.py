# SPDX-License-Identifier: MIT
"""The peers: one row each. Nobody here wrote the TLS that they speak."""
import dataclasses
import pathlib
import typing

from material import PASSWORD
from processes import LOOPBACK, Program, Reverser, free_port

PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"
BREAKS = {"webserver": "breaks", "both": "ready"}
WEAK = "ALL:@SECLEVEL=0"
DOTTED = {"TLSv1": "TLS1.0", "TLSv1.2": "TLS1.2", "TLSv1.3": "TLS1.3"}


@dataclasses.dataclass
class Peer:
    name: str
    needs: typing.Sequence[str]  # programs
    start: typing.Callable  # Material -> (what has stop(), port)
    role: str  # the TLS role it takes
    version: str = "TLSv1.2"
    requested: bool = True  # it asks for a client certificate
    profile: str = ""
    verdicts: typing.Mapping[str, str] = dataclasses.field(default_factory=lambda: BREAKS)
    error: typing.Mapping[str, str] = dataclasses.field(default_factory=dict)
    chain: int = 2  # certificates it sends; the third is the root
    host: str = LOOPBACK
    everywhere: bool = False  # it cannot listen on loopback alone
    ours: bool = False  # we show it a certificate of the estate, with its key

    def __post_init__(self):
        self.profile = self.profile or ("mtls" if self.role == "server" else "edge-psom")


# ---- how each is started


def prints_port(pattern, *command):
    def start(material):
        program = Program(*(part(material) if callable(part) else part for part in command))
        return program, program.port_printed(pattern)
    return start


def listens(command):
    """command(material, port) -> command line of a program that does not tell when it listens."""
    def start(material):
        port = free_port()
        program = Program(*command(material, port))
        return program, program.wait_listening(port)
    return start


def dials(command):
    """command(material, port) -> command line of a TLS client that dials port."""
    def start(material):
        reverser = Reverser(lambda port: command(material, port))
        return reverser, reverser.port
    return start


def s_server(*options, host=LOOPBACK):
    return prints_port(r"^ACCEPT .*:(\d+)$", "openssl", "s_server", "-accept", host + ":0",
                       "-cert", lambda m: m.leaf, "-cert_chain", lambda m: m.issuers,
                       "-key", lambda m: m.key, *options)


def helper(interpreter, script, role, *how):
    return prints_port(r"^port (\d+)$", *interpreter, str(PROGRAMS / script), role,
                       lambda m: m.chain, lambda m: m.key, lambda m: m.root, *how)


def java(role, *how):
    weak = "-Djava.security.properties=" + str(PROGRAMS / "java.security")
    return prints_port(r"^port (\d+)$", "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", weak,
                       str(PROGRAMS / "JavaTls.java"), role, lambda m: m.pkcs12, PASSWORD, *how)


def python(role, *how):
    return helper(["/usr/bin/python3", "-B"], "python_tls.py", role, *how)


def gnutls_serv(m, port, version="TLSv1.2", asks=True):
    return ["gnutls-serv", "--port", str(port), "--priority",
            f"NORMAL:%VERIFY_ALLOW_SIGN_WITH_SHA1:-VERS-ALL:+VERS-{DOTTED[version]}",
            "--require-client-cert" if asks else "--disable-client-cert",
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
    return ["haproxy", "-db", "-f", m.file(f"haproxy-{port}.cfg", f"""
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend lab
  bind {LOOPBACK}:{port} ssl crt {m.combined} {wanted} ssl-min-ver TLSv{DOTTED[version][3:]} ssl-max-ver TLSv{DOTTED[version][3:]} ciphers {WEAK}
  http-request return status 204
""")]


def selfserv(m, port, version="TLSv1.2", asks=True):
    only = DOTTED[version].lower()
    return ["selfserv", "-d", m.nss, "-n", "lab", "-p", str(port), "-V", f"{only}:{only}", "-w", "",
            *(["-r", "-r"] if asks else [])]


def s_client(*options):
    return dials(lambda m, port: ["openssl", "s_client", "-connect", f"{LOOPBACK}:{port}",
                                  "-cert", m.leaf, "-cert_chain", m.issuers, "-key", m.key,
                                  *options])


def gnutls_cli(*options):
    return dials(lambda m, port: ["gnutls-cli", *options, "--port", str(port), "--x509certfile",
                                  m.chain, "--x509keyfile", m.key, LOOPBACK])


def curl(*options):
    return dials(lambda m, port: ["curl", "--silent", "--show-error", "--noproxy", "*", *options,
                                  "--cert", m.chain, "--key", m.key,
                                  f"https://{LOOPBACK}:{port}/"])


def wget(m, port):
    return ["wget", "--quiet", "--no-proxy", "--tries=1", "--no-check-certificate", "--certificate",
            m.chain, "--private-key", m.key, "-O", "-", f"https://{LOOPBACK}:{port}/"]


def socat(m, port):
    return ["socat", "-", f"OPENSSL:{LOOPBACK}:{port},verify=0,cert={m.chain},key={m.key}"]


def tstclnt(m, port):
    return ["tstclnt", "-h", LOOPBACK, "-p", str(port), "-d", m.nss, "-n", "lab", "-o", "-w", ""]


# ---- the tables

OPENSSL, PYTHON, JAVA, NODE = ["openssl"], ["/usr/bin/python3"], ["java", "javac"], ["node"]
NSS = ["certutil", "pk12util"]
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
    Peer("openssl s_server, TLS 1.0, RSA 1024", OPENSSL,
         s_server(*VERIFY, "-tls1", "-cipher", WEAK), "server", version="TLSv1",
         verdicts={"rsa1024": "ready"}),
    Peer("openssl s_server, EKU undecodable", OPENSSL, s_server(*VERIFY), "server",
         verdicts={"undecodable": "broken"}),
    Peer("gnutls-serv", ["gnutls-serv"], listens(gnutls_serv), "server", everywhere=True),
    Peer("stunnel", ["stunnel"], listens(stunnel), "server"),
    Peer("nginx", ["nginx"], listens(nginx), "server"),
    Peer("haproxy", ["haproxy"], listens(haproxy), "server"),
    Peer("NSS selfserv", ["selfserv", *NSS], listens(selfserv), "server", chain=3,
         everywhere=True),
    Peer("Python ssl", PYTHON, python("server"), "server"),
    Peer("Node tls", NODE, helper(NODE, "node_tls.js", "server"), "server"),
    Peer("Java JSSE", JAVA, java("server"), "server"),
]

NO_CERTIFICATE = {"webserver": "no-certificate", "both": "no-certificate"}
REFUSED_US = {"webserver": "peer-refused-us", "both": "peer-refused-us"}


def strict(name, needs, start):
    """A client that does not believe us and says so before it shows anything."""
    return Peer(name + ", strict", needs, start, "client", verdicts=NO_CERTIFICATE,
                error=REFUSED_US, chain=0)


CLIENTS = [
    Peer("openssl s_client, TLS 1.0", OPENSSL, s_client("-tls1", "-cipher", WEAK), "client",
         version="TLSv1"),
    Peer("openssl s_client, TLS 1.2", OPENSSL, s_client("-tls1_2"), "client"),
    Peer("openssl s_client, TLS 1.3", OPENSSL, s_client("-tls1_3"), "client", version="TLSv1.3"),
    Peer("openssl s_client, any version", OPENSSL, s_client(), "client"),
    Peer("Python ssl", PYTHON, python("client"), "client"),
    Peer("Node tls", NODE, helper(NODE, "node_tls.js", "client"), "client"),
    Peer("Java JSSE", JAVA, java("client"), "client"),
    Peer("gnutls-cli", ["gnutls-cli"], gnutls_cli("--insecure"), "client"),
    Peer("curl", ["curl"], curl("--insecure"), "client"),
    Peer("wget", ["wget"], dials(wget), "client"),
    Peer("socat", ["socat"], dials(socat), "client"),
    # NSS shows no certificate that lacks clientAuth: its silence is the finding.
    Peer("NSS tstclnt", ["tstclnt", *NSS], dials(tstclnt), "client",
         verdicts={"webserver": "no-certificate", "both": "ready"},
         error={"webserver": "empty-certificate"}),
    # Node checks our certificate after it has shown its own.
    Peer("Node tls, strict", NODE, helper(NODE, "node_tls.js", "strict"), "client"),
    strict("openssl s_client", OPENSSL, s_client("-tls1_2", "-verify_return_error")),
    strict("Python ssl", PYTHON, python("strict")),
    strict("Java JSSE", JAVA, java("strict")),
    strict("gnutls-cli", ["gnutls-cli"], gnutls_cli()),
    strict("curl", ["curl"], curl()),
]

# ---- each server in each version, asking for our certificate or not, getting it or not


def configured(command):
    """command(material, port, version, asks) -> what starts it for a version and asks"""
    return lambda version, asks: listens(lambda m, port: command(m, port, version, asks))


def s_server_of(version, asks):
    only = {"TLSv1": "-tls1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}[version]
    return s_server(only, "-cipher", WEAK, *(["-Verify", "1", "-verify_return_error", "-CAfile", lambda m: m.root]
                                            if asks else []))


def script(play):
    return lambda version, asks: play("server", version, "asks" if asks else "silent")


CONFIGURED = [
    ("openssl s_server", OPENSSL, s_server_of, {}),
    ("gnutls-serv", ["gnutls-serv"], configured(gnutls_serv), {"everywhere": True}),
    ("stunnel", ["stunnel"], configured(stunnel), {}),
    ("nginx", ["nginx"], configured(nginx), {}),
    ("haproxy", ["haproxy"], configured(haproxy), {}),
    ("NSS selfserv", ["selfserv", *NSS], configured(selfserv), {"everywhere": True, "chain": 3}),
    ("Python ssl", PYTHON, script(python), {}),
    ("Node tls", NODE, script(lambda *how: helper(NODE, "node_tls.js", *how)), {}),
    ("Java JSSE", JAVA, script(java), {}),
]


def matrix():
    for name, needs, start, more in CONFIGURED:
        for version in DOTTED:
            for asks, ours, words in ((False, False, "asks for nothing"),
                                      (True, False, "asks for a certificate, gets none"),
                                      (True, True, "asks for a certificate, gets ours")):
                yield Peer(f"{name}, {DOTTED[version]}, {words}", needs, start(version, asks), "server",
                           version=version, requested=asks, verdicts={"webserver": "breaks"},
                           ours=ours, **more)


PEERS = SERVERS + CLIENTS
MATRIX = list(matrix())
