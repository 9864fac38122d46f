# SPDX-License-Identifier: MIT
"""
ekuprobe under valgrind's memcheck against some of the peers: each role, engine and kind of ending.
An error or a definite leak fails. Output and exit status as run.py's.
"""
import argparse
import concurrent.futures
import dataclasses
import shutil
import sys
import tempfile

import clients
import processes
import run
import servers
from peer import OPENSSL, Peer

ERROR_STATUS = 99
VALGRIND = ["valgrind", "--quiet", f"--error-exitcode={ERROR_STATUS}", "--leak-check=full",
            "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"]
# Nothing is to time out at a fiftieth of the speed; but who accepts our certificate does so by
# silence, and is waited for.
SLOW = ["--timeout", "300", "--connect-timeout", "60", "--listen-first", "5000"]

# Of the engine auto: servers; clients we have a key for; clients we must make one for (a short one).
AUTO = [
    ["openssl s_server, TLS 1.0, client certificate required",
     "openssl s_server, TLS 1.3, client certificate required",
     "openssl s_server, TLS 1.2, no client certificate wanted",
     "openssl s_server, EKU undecodable", "NSS selfserv, SSL 3.0 with RC4", "haproxy"],
    ["openssl s_client, TLS 1.0", "openssl s_client, TLS 1.2", "openssl s_client, TLS 1.3"],
    ["openssl s_client, strict", "NSS tstclnt"],
]
SERVERS = [peer for peer in servers.MATRIX if peer.family == "openssl s_server"]
NAMED = {run.label(peer): peer for peer in servers.SERVERS + clients.CLIENTS}


def named(names):
    return [peer for peer in NAMED.values() if peer.name in names]


def reversed_full(version):
    """A client that goes through a whole handshake with us: we have a key, and need not make one."""
    return Peer(f"openssl s_client, {version}, gets ours", OPENSSL, clients.s_client(version),
                "client", version=version, verdicts={"webserver": "breaks"}, ours="both")


# The engine, and the peers of one run.
RUNS = [
    ("auto", named(AUTO[0])),
    ("auto", [dataclasses.replace(peer, ours="both") for peer in named(AUTO[1])]),
    ("auto", named(AUTO[2])),
    ("hello", [peer for peer in SERVERS if not peer.ours and peer.only == ""]),
    ("openssl", [peer for peer in SERVERS if not peer.ours]),
    ("openssl", [peer for peer in SERVERS if peer.ours == "both"]
     + [reversed_full(version) for version in ("TLSv1", "TLSv1.2", "TLSv1.3")]),
    ("openssl", [peer for peer in SERVERS if peer.ours == "webserver"]),
]


def cases_of(peers, materials, apart):
    for peer in peers:
        if reason := run.why_not(peer, apart):
            print(f"skip: {run.label(peer)} ({reason})", flush=True)
            continue
        yield run.Case(peer, materials[list(peer.verdicts)[0]])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", required=True)
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--short-key", required=True, help="the library made of short_key.c")
    options = parser.parse_args()
    if not processes.find("valgrind"):
        print("skip: valgrind (program not found)")
        return run.SKIPPED
    apart = processes.enter_namespace()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(run.STARTERS) as starters:
        runner = run.Run(options, folder)
        short = shutil.copy(options.short_key, folder)  # LD_PRELOAD is a list: its paths have no blanks
        runner.program = ["env", f"LD_PRELOAD={short}", *VALGRIND, options.ekuprobe]
        for engine, peers in RUNS:
            cases = list(cases_of(peers, runner.materials, apart))
            runner.batch(cases, starters, lambda some: runner.one_way(some, "--engine", engine, *SLOW))
            for case in cases:
                run.tell(case, f", --engine {engine}")
                passed, failed = passed + (not case.wrong), failed + bool(case.wrong)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0 if passed else run.SKIPPED


if __name__ == "__main__":
    sys.exit(main())
