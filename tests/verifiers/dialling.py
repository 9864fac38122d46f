# SPDX-License-Identifier: MIT
"""Clients that look at the certificate of a server: one row each."""
import subprocess

import versions
from judge import DEADLINE_S, LOOPBACK, Client, find, nss, row
from ours import OURS

RUN_MAX_S = 60


def tool(command):
    """command(m, port) -> a command that succeeds with a server that it trusts."""
    def ask(m, ports):
        told = {}
        for port in ports:
            name, *rest = command(m, port)
            done = subprocess.run([find(name), *rest], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=DEADLINE_S, check=False)
            told[port] = "" if done.returncode == 0 else f"exit status {done.returncode}"
        return told
    return ask


def in_one_run(o):
    """A program of ours: asked for all ports at once."""
    def ask(m, ports):
        done = subprocess.run(o.dialling(m, ports), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=RUN_MAX_S,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(f"exit status {done.returncode}: {done.stderr.strip()}")
        told = {}
        for line in done.stdout.splitlines():
            port, answer, *words = line.split(maxsplit=2)
            told[int(port)] = "" if answer == "accepted" else "".join(words) or answer
        return told
    return ask


def s_client(m, port):
    return ["openssl", "s_client", "-connect", f"{LOOPBACK}:{port}", "-tls1_2", "-CAfile", m.root,
            "-verify_return_error", "-verify_ip", LOOPBACK]


def curl(m, port):
    return ["curl", "-q", "-s", "--tls-max", "1.2", "--cacert", m.root, f"https://{LOOPBACK}:{port}/"]


def wget(m, port):
    return ["wget", "--no-config", "--no-hsts", "-q", "-O", "-", "-t", "1", "--ca-certificate=" + m.root,
            "--secure-protocol=TLSv1_2", f"https://localhost:{port}/"]


def gnutls_cli(m, port):
    return ["gnutls-cli", "--x509cafile", m.root, "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2",
            "-p", str(port), LOOPBACK]


def tstclnt(m, port):
    return ["tstclnt", "-h", LOOPBACK, "-p", str(port), "-d", m.nss("none"), "-V", "tls1.2:tls1.2",
            "-O", "-Q"]


OPENSSL = row("openssl")

CLIENTS = [
    Client("openssl s_client", OPENSSL, ["openssl"], versions.openssl, ask=tool(s_client)),
    Client("curl", OPENSSL, ["curl"], versions.with_openssl(["curl", "--version"], r"curl (\S+)"),
           ask=tool(curl)),
    Client("wget", row("gnutls"), ["wget"], versions.with_gnutls(["wget", "--version"], r"Wget (\S+)"),
           ask=tool(wget)),
    Client("gnutls-cli", row("gnutls-purpose"), ["gnutls-cli"], versions.gnutls,
           ask=tool(gnutls_cli)),
    Client("NSS tstclnt", nss, ["tstclnt", "certutil"], versions.package("libnss3"),
           ask=tool(tstclnt)),
    *(Client(**o.fields, ask=in_one_run(o)) for o in OURS),
]
