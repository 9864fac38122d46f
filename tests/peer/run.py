# SPDX-License-Identifier: MIT
"""
ekuprobe against TLS peers that nobody here wrote, in both TLS roles.

Prints a line a case and `N passed, N failed, N skipped` last. Exit status: 0 all that ran passed,
1 something failed, 77 nothing could run.
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile

import processes
import table
import labtools
from material import Material
from peers import MATRIX, PEERS

SKIPPED = 77
EXIT_STATUS = {"ready": 0, "breaks": 1, "broken": 1, "no-certificate": 3}


def ekuprobe(options, peer, port, own):
    """(exit status, the one result) of a run."""
    done = subprocess.run([options.ekuprobe, "--format", "json", "--engine", options.engine, *own,
                           f"{peer.host}:{port}/{peer.profile}"], capture_output=True,
                          text=True, timeout=processes.DEADLINE_S)
    if not done.stdout:
        raise RuntimeError(f"no output, exit status {done.returncode}: {done.stderr.strip()}")
    results = json.loads(done.stdout)["results"]
    if len(results) != 1:
        raise RuntimeError(f"{len(results)} results where one is due")
    return done.returncode, results[0]


def differences(peer, material, status, result):
    """What is not as it must be, in words."""
    tls = result.get("tls") or {}
    verdict = peer.verdicts[material.name]
    error = peer.error.get(material.name)
    sent = [] if error else material.hashes[:peer.chain]
    checks = [
        ("verdict", result["verdict"], verdict),
        ("exit status", status, EXIT_STATUS[verdict]),
        ("tls.peer_role", tls.get("peer_role"), peer.role),
        ("error.class", (result["error"] or {}).get("class"), error),
        ("sha256 of the certificates", [c["sha256"] for c in result["certificates"]], sent),
    ]
    if not error:
        checks.append(("tls.version", tls.get("version"), peer.version))
    requested = peer.requested if peer.role == "server" else True # we ask every TLS client
    checks.append(("tls.client_certificate_requested", tls.get("client_certificate_requested"), requested))
    wrong = [f"{name} is {is_!r}, not {due!r}" for name, is_, due in checks if is_ != due]
    if wrong:
        wrong.append(f"error {result['error']}, timing {result['timing_ms']}")
    return wrong


def python_sees(own, peer, port):
    """The certificates the peer shows to Python: tells a broken peer from a broken prober."""
    server = peer.role == "client"
    context = labtools.open_context(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    if server:
        context.load_cert_chain(*own)
        context.verify_mode = ssl.CERT_OPTIONAL
    if peer.version != "TLSv1.3":  # some clients show a stranger nothing at 1.3
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    seen = labtools.record_certificates(context)
    try:
        with socket.create_connection((peer.host.strip("[]"), port), 5) as sock:
            context.wrap_socket(sock, server_side=server).close()
    except (ssl.SSLError, OSError):
        pass
    return [hashlib.sha256(der).hexdigest() for der in seen]


class Run:
    def __init__(self, options, folder):
        self.options = options
        self.own = labtools.own_certificate(folder)
        self.rows = []  # (peer, material, result) for the table
        self.materials = {name: Material(options.scenarios, name, pathlib.Path(folder, "scenarios"))
                          for name in {name for peer in PEERS + MATRIX for name in peer.verdicts}}

    def examine(self, peer, material, port):
        if self.options.ekuprobe:
            own = ["--cert", self.materials["both"].chain, "--key", self.materials["both"].key]
            status, result = ekuprobe(self.options, peer, port, own if peer.ours else [])
            self.rows.append((peer, material, result))
            return differences(peer, material, status, result)
        seen = python_sees(self.own, peer, port)
        due = [] if material.name in peer.error else material.hashes[:peer.chain]
        return [] if seen == due else [f"shows {seen}, not {due}"]

    def case(self, peer, material):
        try:
            running, port = peer.start(material)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            return [f"the peer did not start: {error}"]
        try:
            return self.examine(peer, material, port)
        except (RuntimeError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            return [f"{type(error).__name__}: {error}"]
        finally:
            running.stop()


def why_not(peer, apart):
    """Why a peer cannot be had here, or nothing."""
    for program in peer.needs:
        if not processes.find(program):
            return f"{program}: program not found" if len(peer.needs) > 1 else "program not found"
    if peer.everywhere and not apart:
        return "listens on all interfaces, and no network namespace can be made"
    return None


def label(peer):
    return f"{peer.name} (TLS {peer.role})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", help="the program; without it Python looks at the peers")
    parser.add_argument("--engine", default="auto", help="ekuprobe's, default %(default)s")
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--first", action="store_true", help="only the first scenario of a peer")
    parser.add_argument("--matrix", action="store_true",
                        help="each server in each version, asking for our certificate or not")
    parser.add_argument("--everything", action="store_true", help="the others too")
    parser.add_argument("--table", help="write what was seen to this file, Markdown")
    parser.add_argument("--only", default="", help="peers whose label has this text")
    options = parser.parse_args()
    apart = processes.enter_namespace()
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(3) as pool:
        run = Run(options, folder)
        waiting = []
        for peer in PEERS + MATRIX if options.everything else MATRIX if options.matrix else PEERS:
            if options.only not in label(peer):
                continue
            reason = why_not(peer, apart)
            if reason:
                print(f"skip: {label(peer)} ({reason})", flush=True)
                skipped += 1
                continue
            for name in list(peer.verdicts)[:1 if options.first else None]:
                material = run.materials[name]
                waiting.append((peer, material, pool.submit(run.case, peer, material)))
        for peer, material, future in waiting:
            wrong = future.result()
            passed, failed = passed + (not wrong), failed + bool(wrong)
            print(f"{'FAIL' if wrong else 'pass'}: {label(peer)}, {material.name}", flush=True)
            for line in wrong:
                print("      " + line, flush=True)
    if options.table:
        pathlib.Path(options.table).write_text(table.page(run.rows))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0 if passed else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
