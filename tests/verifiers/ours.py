# SPDX-License-Identifier: MIT
"""How the programs of programs/ are called, each in both roles."""
from judge import (ANDROID_H, GO, PROGRAMS, Program, by_major, dotnet, dotnet_why_not, lacks,
                   row)
import versions

PORT_LINE = r"^port (\d+)$"


class Ours:
    """A program of ours: command(m) is its command line, pkcs12 how it wants its key."""

    def __init__(self, name, verifier, needs, version, command, pkcs12=False, **more):
        self.command, self.pkcs12 = command, pkcs12
        self.fields = {"name": name, "verifier": verifier, "needs": needs, "version": version,
                       **more}

    def start(self, m):
        keys = [m.pkcs12(), "lab"] if self.pkcs12 else [m.chain, m.key]
        program = Program(*self.command(m), "server", *keys, m.root)
        return program, program.port_printed(PORT_LINE)

    def dialling(self, m, ports):
        return [*self.command(m), "client", m.root, *map(str, ports)]


def fixed(*command):
    return lambda m: list(command)


def compiled(kind):
    return lambda m: [m.built(kind)]


OURS = [
    Ours("Python ssl", row("openssl"), ["/usr/bin/python3"], versions.python,
         fixed("/usr/bin/python3", "-B", str(PROGRAMS / "judge.py"))),
    Ours("Node tls", row("openssl"), ["node"], versions.node,
         fixed("node", str(PROGRAMS / "judge.js"))),
    Ours("Java JSSE", row("java"), ["java", "javac"], versions.java,
         lambda m: ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", m.built("java"),
                    "Judge"], pkcs12=True),
    Ours("Go crypto/tls", row("go"), [GO or "go"], versions.go, compiled("go")),
    Ours("GnuTLS with a purpose", row("gnutls-purpose"), ["cc"], versions.gnutls,
         compiled("gnutls"), why_not=lacks("gnutls/gnutls.h")),
    Ours("Mbed TLS", row("mbedtls"), ["cc"], versions.package("libmbedtls-dev"),
         compiled("mbedtls"), why_not=lacks("mbedtls/ssl.h")),
    Ours("BoringSSL", by_major("boringssl-2022", (14, "boringssl-2023")), ["cc"],
         versions.package("android-libboringssl"), compiled("boringssl"), why_not=lacks("openssl/is_boringssl.h", ANDROID_H)),
    Ours("Erlang ssl", by_major("erlang-25", (26, "erlang"), (27, "erlang-27")), ["erl", "escript"], versions.erlang,
         fixed("escript", str(PROGRAMS / "judge.escript"))),
    Ours(".NET SslStream", by_major("dotnet-linux-10", (11, "dotnet")), ["dotnet"], versions.dotnet,
         lambda m: dotnet(m.work), pkcs12=True, why_not=dotnet_why_not),
]
