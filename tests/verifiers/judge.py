# SPDX-License-Identifier: MIT
"""What a judge is: a program that looks at certificates, and the row that says how it does."""
import dataclasses
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import typing

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peer"))
sys.path.insert(0, str(HERE.parent / "dotnet"))
import sdk  # noqa: E402
from material import Material, once, run  # noqa: E402
from processes import DEADLINE_S, LOOPBACK, PATH, Program, find, free_port  # noqa: E402

PROGRAMS = HERE / "programs"
CLIENT, SERVER = "clientAuth", "serverAuth"  # the usage that is judged
COMPILE_MAX_S = 120
TLS = b""  # the handshake says it all: whoever is refused does not get to the end of it


def printed(command, pattern):
    """The first group of pattern in what a command prints."""
    done = subprocess.run([find(command[0]) or command[0], *command[1:]], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          timeout=DEADLINE_S, check=False)
    found = re.search(pattern, done.stdout.decode(errors="replace"))
    return found.group(1) if found else "?"


class Own(Material):
    """What the judges have themselves: a chain and a key, and every root that is trusted."""

    def __init__(self, scenarios, name, folder, roots, work):
        super().__init__(scenarios, name, folder)
        self.roots, self.work = roots, work
        self.root = self.file("roots.pem", "".join(pathlib.Path(p).read_text() for p in roots))

    @once
    def nss(self, kind="chain"):
        database = "sql:" + self.folder("nss-" + kind)
        run("certutil", "-N", "-d", database, "--empty-password")
        if kind != "none":
            run("pk12util", "-i", self.pkcs12(), "-d", database, "-W", "lab")
        for i, root in enumerate(self.roots):
            run("certutil", "-A", "-d", database, "-n", f"root {i}", "-t", "CT,C,", "-i", root)
        return database

    def built(self, kind):
        with building:
            return build(kind, self.work, self.folder("build"))


building = threading.Lock()


@functools.cache
def build(kind, work, folder):
    """A program of ours, compiled: made anew only where its source is newer."""
    name, command = COMPILED[kind]
    source, out = PROGRAMS / name, work / kind
    if not out.exists() or source.stat().st_mtime > out.stat().st_mtime:
        half = pathlib.Path(folder, kind)
        subprocess.run([part.format(source=source, out=half) for part in command], check=True,
                       capture_output=True, timeout=COMPILE_MAX_S, cwd=folder,
                       env={**os.environ, "GOCACHE": str(work / "go-cache"), "GO111MODULE": "off",
                            "CGO_ENABLED": "0"})
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(half, out)
    return str(out)


GO = find("go") or next((str(p) for p in sorted(pathlib.Path("/usr/lib").glob("go-*/bin/go"))), "")
ANDROID_H = "/usr/include/android"  # BoringSSL
ANDROID = next(map(str, pathlib.Path("/usr/lib").glob("*/android")), "")
CC = ["cc", "-O1", "-o", "{out}", "{source}"]
COMPILED = {"go": ("judge.go", [GO, "build", "-o", "{out}", "{source}"]),
            "gnutls": ("judge_gnutls.c", [*CC, "-lgnutls"]),
            "mbedtls": ("judge_mbedtls.c", [*CC, "-lmbedtls", "-lmbedx509", "-lmbedcrypto"]),
            "boringssl": ("judge_boringssl.c", [*CC, f"-I{ANDROID_H}", f"-L{ANDROID}",
                                                f"-Wl,-rpath,{ANDROID}", "-lssl", "-lcrypto"]),
            "java": ("Judge.java", ["javac", "-d", "{out}", "{source}"])}


def dotnet_why_not(m):
    return sdk.find(m.work / "dotnet")[1]


def dotnet(work):
    """The command line of our C# program, up to its own arguments."""
    with building:
        return built_dotnet(work)


@functools.cache
def built_dotnet(work):
    folder = work / "dotnet"
    source = PROGRAMS / "dotnet" / "Program.cs"
    program = str(sdk.compile_alone(sdk.find(folder)[0], "judge", [source], folder))
    settings = [f"{name}={value}" for name, value in sdk.settings(folder).items()]
    return [find("env"), *settings, "dotnet", program]


def lacks(header, where="/usr/include"):
    """What a program of ours needs to be compiled."""
    return lambda m: "" if pathlib.Path(where, header).exists() else f"not installed: {header}"


def real_root():
    """Whether programs can change their user: a namespace may call us root where we are not."""
    return pathlib.Path("/proc/self/uid_map").read_text().split() == ["0", "0", "4294967295"]


@dataclasses.dataclass
class Judge:
    name: str
    verifier: typing.Callable  # version -> the name of its row
    needs: typing.Sequence[str]  # programs
    version: typing.Callable  # -> text
    why_not: typing.Callable = lambda m: ""  # Own -> why it cannot be had here, beside programs
    everywhere: bool = False  # it cannot listen on loopback alone

    def missing(self, m, apart):
        """Why it cannot be had here, or nothing."""
        lacking = [program for program in self.needs if not find(program)]
        if lacking:
            return "not installed: " + ", ".join(lacking)
        if self.everywhere and not apart:
            return "listens on all interfaces, and no network namespace can be made"
        return self.why_not(m)


@dataclasses.dataclass
class Server(Judge):
    """It looks at what clients show."""
    usage = CLIENT
    start: typing.Callable = None  # Own -> (what has stop(), port)
    before: bytes = b""  # said before TLS; answered by one octet
    hello: bytes = TLS  # said when the handshake is done
    answer: bytes = b""  # how the answer to it begins: a regular expression


@dataclasses.dataclass
class Client(Judge):
    """It looks at what servers show."""
    usage = SERVER
    ask: typing.Callable = None  # (Own, ports) -> {port: "" or how it refused}


def row(name):
    return lambda version: name


def nss(version):
    """Debian's version has an epoch."""
    return "nss" if int(re.search(r"3\.(\d+)", version).group(1)) < 110 else "nss-3.110"


def by_major(first, *later):
    """The row of a program whose rule changed with major versions: the first row, then (version, row) in their order."""
    def chosen(version):
        major = int(re.search(r"\d+", version).group())
        return [first, *(name for since, name in later if since <= major)][-1]
    return chosen
