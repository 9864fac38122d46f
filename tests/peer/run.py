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

import clients
import dotnet
import processes
import servers
import table
import labtools
from material import Material
from peer import DOTNET

SKIPPED = 77
WORKERS = 5
SETS = {"named": servers.SERVERS + clients.CLIENTS, "servers": servers.MATRIX,
        "clients": clients.MATRIX}
ENGINES = "hello", "openssl"
EXIT_STATUS = {"ready": 0, "breaks": 1, "broken": 1, "no-certificate": 3}


def ekuprobe(program, peer, port, *options):
    """(exit status, the one result) of a run."""
    done = subprocess.run([program, "--format", "json", *options, *peer.options,
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
        ("error.class", (result["error"] or {}).get("class"), error or peer.refusal or None),
        ("sha256 of the certificates", [c["sha256"] for c in result["certificates"]], sent),
    ]
    if not error:
        checks.append(("tls.version", tls.get("version"), peer.version))
    requested = peer.requested if peer.role == "server" else True  # we ask every TLS client
    checks.append(("tls.client_certificate_requested", tls.get("client_certificate_requested"),
                   requested))
    wrong = [f"{name} is {is_!r}, not {due!r}" for name, is_, due in checks if is_ != due]
    if wrong:
        wrong.append(f"error {result['error']}, timing {result['timing_ms']}")
    return wrong


def disagreements(hello, openssl):
    """What two engines say otherwise of one peer, in words."""
    def told(result):
        tls, error = result["tls"] or {}, result["error"] or {}
        return {"chain": [c["sha256"] for c in result["certificates"]],
                "CA names": tls.get("ca_names"), "role": tls.get("peer_role"),
                "requested": tls.get("client_certificate_requested"),
                "version": tls.get("version"), "error": error.get("class"),
                "alert": error.get("alert"), "verdict": result["verdict"]}
    one, other = told(hello), told(openssl)
    return [f"{name}: the hello engine has {one[name]!r}, OpenSSL {other[name]!r}"
            for name in one if one[name] != other[name]]


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
        names = {n for peers in SETS.values() for peer in peers for n in (*peer.verdicts, peer.ours)}
        self.materials = {name: Material(options.scenarios, name, pathlib.Path(folder, "scenarios"))
                          for name in names - {""}}

    def examine(self, peer, material, port):
        if not self.options.ekuprobe:
            seen = python_sees(self.own, peer, port)
            due = [] if material.name in peer.error else material.hashes[:peer.chain]
            return [] if seen == due else [f"shows {seen}, not {due}"]
        if self.options.engines:
            return self.engines(peer, material, port)
        ours = self.materials.get(peer.ours)
        own = ["--cert", ours.chain, "--key", ours.key] if ours else []
        status, result = ekuprobe(self.options.ekuprobe, peer, port, *own)
        self.rows.append((peer, material, result))
        return differences(peer, material, status, result)

    def engines(self, peer, material, port):
        """Each engine is right by itself; and they agree, but where only one can talk to it."""
        seen, wrong = [], []
        for engine in ENGINES:
            status, result = ekuprobe(self.options.ekuprobe, peer, port, "--engine", engine)
            seen.append(result)
            if peer.only in ("", engine):
                wrong += [f"{engine}: {line}" for line in differences(peer, material, status, result)]
            elif result["certificates"]:
                wrong.append(f"{engine} can talk to it too")
        return wrong if peer.only else wrong + disagreements(*seen)

    def case(self, peer, material):
        try:
            running, port = peer.start(material)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            return [f"the peer did not start: {error}"]
        try:
            wrong = self.examine(peer, material, port)
        except (RuntimeError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            wrong = [f"{type(error).__name__}: {error}"]
        finally:
            running.stop()
        return wrong and wrong + [f"the peer said: {line}" for line in running.words()]


def why_not(peer, apart):
    """Why a peer cannot be had here, or nothing."""
    for program in peer.needs:
        if not processes.find(program):
            return f"{program}: program not found" if len(peer.needs) > 1 else "program not found"
    if peer.needs is DOTNET and dotnet.why_not():
        return dotnet.why_not()
    if peer.everywhere and not apart:
        return "listens on all interfaces, and no network namespace can be made"
    return None


def label(peer):
    return f"{peer.name} (TLS {peer.role})"


def chosen(options):
    peers = [peer for name in options.peers.split(",") for peer in SETS[name]]
    return [peer for peer in peers
            if options.only in label(peer) and not (options.engines and peer.ours)]


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", help="the program; without it Python looks at the peers")
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--work", required=True, help="folder for what is built and kept")
    parser.add_argument("--peers", default="named", help=f"comma list of {', '.join(SETS)}")
    parser.add_argument("--engines", action="store_true", help="each engine, and that they agree")
    parser.add_argument("--first", action="store_true", help="only the first scenario of a peer")
    parser.add_argument("--table", help="write what was seen to this file, Markdown")
    parser.add_argument("--only", default="", help="peers whose label has this text")
    return parser.parse_args()


def main():
    options = parse_options()
    apart = processes.enter_namespace()
    dotnet.work = pathlib.Path(options.work).resolve() / "dotnet"
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        run = Run(options, folder)
        waiting = []
        for peer in chosen(options):
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
            alone = f" ({peer.only} only)" if options.engines and peer.only else ""
            print(f"{'FAIL' if wrong else 'pass'}: {label(peer)}, {material.name}{alone}", flush=True)
            for line in wrong:
                print("      " + line, flush=True)
    if options.table:
        pathlib.Path(options.table).write_text(table.page(run.rows))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0 if passed else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
