# SPDX-License-Identifier: MIT
"""The tools measured, a row each: how each is told its targets and what it must have found."""
import dataclasses
import json
import pathlib
import re
import typing

HERE = pathlib.Path(__file__).resolve().parent
SERVER_AUTH = "1.3.6.1.5.5.7.3.1"


@dataclasses.dataclass
class Tool:
    name: str
    needs: str                  # a program on the PATH, or "" for our own
    command: typing.Callable    # (binaries, file of targets, targets) -> argument list
    found: typing.Callable      # output text -> certificates seen
    most: int = 10 ** 9         # targets a run: slow ones get fewer
    line: str = "{0}:{1}"       # a target in the file
    stdin: bool = False         # the file is the standard input
    ours: bool = False
    against: str = "floor, ECDHE and RSA key exchange"  # the floor that says the same hello


def floor(kx):
    return Tool(f"floor, {'RSA' if kx == 'rsa' else 'ECDHE and RSA'} key exchange", "",
                lambda b, file, targets: [b.floor, "-k", kx, "-c", "256"],
                lambda out: json.loads(out)["certificates"], stdin=True, against="")


def ekuprobe(name, *options, **more):
    return Tool(f"ekuprobe, {name}", "",
                lambda b, file, targets: [b.ekuprobe, "--format", "ndjson", "--per-host", "0",
                                          "--concurrency", "256", *options, "-i", file],
                lambda out: out.count('"indirect":false,"verdict":"ready"'),
                line="{0}:{1}/edge-psom", ours=True, **more)


def judged(name, *options, **more):
    """serverAuth only where clientAuth is required too: every one must be found to break."""
    tool = ekuprobe(name, "--tls-role", "server", *options, **more)
    return dataclasses.replace(
        tool, found=lambda out: len(re.findall(r'"indirect": ?false, ?"verdict": ?"breaks"', out)))


def nmap(b, file, targets):
    addresses = sorted({a for a, _ in targets})
    ports = sorted({p for _, p in targets})
    return ["nmap", "-n", "-Pn", "--script", "+ssl-cert", "-oX", "-", "-p",
            ",".join(map(str, ports)), *addresses]


FLOOR_WIDE, FLOOR_LIGHT = floor("mix"), floor("rsa")
WIDE = judged("wide hello", "--hello", "wide")
LIGHT = judged("light hello", "--hello", "light", against=FLOOR_LIGHT.name)

TOOLS = [
    FLOOR_WIDE,
    FLOOR_LIGHT,
    WIDE,
    LIGHT,
    judged("OpenSSL with early abort", "--engine", "openssl", most=3000),
    Tool("nmap ssl-cert", "nmap", nmap, lambda out: out.count('id="ssl-cert"'), most=1000),
    Tool("sslscan", "sslscan",
         lambda b, file, targets: ["sslscan", "--no-colour", "--no-ciphersuites", "--no-compression",
                                   "--no-fallback", "--no-groups", "--no-heartbleed",
                                   "--no-renegotiation", f"--targets={file}"],
         lambda out: out.count("Issuer:"), most=200),
    Tool("Node tls, 256 at once", "node",
         lambda b, file, targets: ["node", str(HERE / "probe_node.js"), file],
         lambda out: out.count(SERVER_AUTH), most=1000),
    Tool("Python ssl, 64 threads", "python3",
         lambda b, file, targets: ["/usr/bin/python3", "-B", str(HERE / "probe_python.py"), file],
         lambda out: out.count(SERVER_AUTH), most=1000),
]
