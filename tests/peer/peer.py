# SPDX-License-Identifier: MIT
"""What a peer is: how it is started, what ekuprobe must find. Nobody here wrote the TLS it speaks."""
import dataclasses
import pathlib
import typing

import dotnet
import jvm
from material import PASSWORD
from processes import LOOPBACK, Dialled, Host, Program, Relay, free_port, to_port

PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"
BREAKS = {"webserver": "breaks", "both": "ready"}
WEAK = "ALL:@SECLEVEL=0"
DOTTED = {"TLSv1": "TLS1.0", "TLSv1.2": "TLS1.2", "TLSv1.3": "TLS1.3"}
OPENSSL, PYTHON, JAVA, NODE = ["openssl"], ["/usr/bin/python3"], ["java", "javac"], ["node"]
NSS, DOTNET = ["certutil", "pk12util"], ["dotnet"]


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
    error: typing.Mapping[str, str] = dataclasses.field(default_factory=dict)  # no certificate
    chain: int = 2  # certificates it sends; the third is the root
    host: str = LOOPBACK
    everywhere: bool = False  # it cannot listen on loopback alone
    ours: str = ""  # the scenario whose certificate we show it, with its key
    refusal: str = ""  # the error class when it then turns us away
    options: typing.Sequence[str] = ()  # ekuprobe's
    only: str = ""  # the one engine that can talk to it
    family: str = ""  # of a matrix: its row, with the version
    variant: str = ""  # and its column

    def __post_init__(self):
        self.profile = self.profile or ("mtls" if self.role == "server" else "edge-psom")
        if self.version == "TLSv1.3":
            self.only = "openssl"


def cell(family, needs, version, variant, start, role, **more):
    """A peer of a matrix."""
    return Peer(f"{family}, {DOTTED[version]}, {variant}", needs, start, role, version=version,
                family=family, variant=variant, **more)


# ---- how they are started


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


def dials(command, patience_s=None):
    """command(material, port) -> command line of a TLS client that dials port."""
    def start(material):
        dialled = Dialled(lambda port: command(material, port), patience_s)
        relay = Relay(dialled.connection, dialled)
        return relay, relay.port
    return start


def held_back(start, begin):
    """The same, but it begins when begin(connection) returns."""
    def held(material):
        running, port = start(material)
        relay = Relay(lambda: to_port(port), running, begin)
        return relay, relay.port
    return held


# ---- programs that are both servers and clients; kind is the kind of file (material.py)

PYTHON_TLS = Host(lambda: ["/usr/bin/python3", "-B", str(PROGRAMS / "python_tls.py")])
NODE_TLS = Host(lambda: [*NODE, str(PROGRAMS / "node_tls.js")])
JAVA_TLS = Host(lambda: [*jvm.command()[:-1], "-Djava.security.properties=" + str(PROGRAMS / "java.security"),
                         jvm.command()[-1]])
DOTNET_TLS = Host(dotnet.command)


def python(role, *how, kind="chain"):
    return lambda m: PYTHON_TLS.start(role, getattr(m, kind), m.key, m.root, *how)


def node(role, *how, kind="chain"):
    return lambda m: NODE_TLS.start(role, getattr(m, kind), m.key, m.root, *how)


def java(role, *how, kind="chain"):
    return lambda m: JAVA_TLS.start(role, m.pkcs12(kind), PASSWORD, m.root, *how)


def sslstream(role, *how):
    return lambda m: DOTNET_TLS.start(role, m.pkcs12(), PASSWORD, m.root, *how)
