# SPDX-License-Identifier: MIT
"""
ekuprobe against TLS peers that nobody here wrote, in both TLS roles.

Prints a line a case and `N passed, N failed, N skipped` last. Exit status: 0 all that ran passed,
1 something failed, 77 nothing could run.
"""
import argparse
import concurrent.futures
import itertools
import pathlib
import subprocess
import sys
import tempfile

import clients
import dotnet
import jvm
import processes
import servers
import table
from material import Material
from peer import DOTNET

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

SKIPPED = 77
STARTERS = 4
TOGETHER = 32  # peers asked in one run: a key of ours and the peers' silences are then paid once
RUN_MAX_S = 120  # the key alone may take ten seconds on a busy machine
EXIT_STATUS = {"ready": 0, "breaks": 1, "broken": 1, "no-certificate": 3}
SETS = {"named": servers.SERVERS + clients.CLIENTS, "servers": servers.MATRIX,
        "clients": clients.MATRIX}
ENGINES = "hello", "openssl"


def label(peer):
    return f"{peer.name} (TLS {peer.role})"


class Case:
    """A peer with the certificate of a scenario."""

    def __init__(self, peer, material):
        self.peer, self.material = peer, material
        self.running = self.port = None
        self.result = None  # of the default engine
        self.wrong = []

    def start(self):
        try:
            self.running, self.port = self.peer.start(self.material)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            self.wrong.append(f"the peer did not start: {error}")

    def stop(self):
        if self.running:
            self.running.stop()
            if self.wrong:
                self.wrong += [f"the peer said: {line}" for line in self.running.words()]

    def target(self):
        return f"{self.peer.host}:{self.port}"


def ekuprobe(program, cases, *options):
    """(exit status, results by target) of one run over the peers of cases; program: a command."""
    targets = [f"{case.target()}/{case.peer.profile}" for case in cases]
    done = subprocess.run([*program, "--format", "json", "--per-host", "0", *options,
                           *cases[0].peer.options, *targets], capture_output=True, text=True,
                          timeout=RUN_MAX_S)
    if not done.stdout:
        raise RuntimeError(f"no output, exit status {done.returncode}: {done.stderr.strip()}")
    results = {result["target"]: result for result in schema.loads(done.stdout)["results"]}
    if done.returncode > max(EXIT_STATUS.values()):  # a tool that watches it has something to say
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr.strip()}")
    if sorted(results) != sorted(case.target() for case in cases):
        raise RuntimeError(f"results for {sorted(results)} where {targets} were asked for")
    return done.returncode, results


def status_due(results):
    seen = {EXIT_STATUS.get(result["verdict"], 3) for result in results.values()}
    return 1 if 1 in seen else max(seen)


def differences(peer, material, result):
    """What is not as it must be, in words."""
    tls = result["tls"] or {}
    error = peer.error.get(material.name)
    sent = [] if error else material.hashes[:peer.chain]
    requested = peer.requested if peer.role == "server" else True  # we ask every TLS client
    accepted = not peer.refusal if peer.ours else None
    checks = [
        ("verdict", result["verdict"], peer.verdicts[material.name]),
        ("tls.peer_role", tls.get("peer_role"), peer.role),
        ("error.class", (result["error"] or {}).get("class"), error or peer.refusal or None),
        ("sha256 of the certificates", [c["sha256"] for c in result["certificates"]], sent),
        ("tls.version", tls.get("version"), peer.version),
        ("tls.client_certificate_requested", tls.get("client_certificate_requested"), requested),
        ("tls.our_certificate_accepted", tls.get("our_certificate_accepted"), accepted),
    ]
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


class Run:
    def __init__(self, options, folder):
        self.options = options
        self.program = [options.ekuprobe]
        names = {n for peers in SETS.values() for peer in peers for n in (*peer.verdicts, peer.ours)}
        self.materials = {name: Material(options.scenarios, name, pathlib.Path(folder, "scenarios"))
                          for name in names - {""}}

    def one_way(self, cases, *options):
        """Ask all; each result and the exit status are right."""
        ours = self.materials.get(cases[0].peer.ours)
        own = ["--cert", ours.chain, "--key", ours.key] if ours else []
        status, results = ekuprobe(self.program, cases, *own, *options)
        due = status_due(results)
        for case in cases:
            case.result = results[case.target()]
            case.wrong += differences(case.peer, case.material, case.result)
            case.wrong += [f"exit status is {status}, not {due}"] if status != due else []

    def every_way(self, cases):
        self.one_way(cases)
        if not cases[0].peer.ours:  # with a key OpenSSL alone talks
            self.both_engines(cases)

    def both_engines(self, cases):
        """Each engine is right by itself; and they agree, but where only one can talk to it."""
        told = {e: ekuprobe(self.program, cases, "--engine", e)[1] for e in ENGINES}
        for case in cases:
            seen = {e: told[e][case.target()] for e in ENGINES}
            for engine, result in seen.items():
                if case.peer.only in ("", engine):
                    case.wrong += [f"{engine}: {line}" for line in
                                   differences(case.peer, case.material, result)]
                elif result["certificates"]:
                    case.wrong.append(f"{engine} can talk to it too")
            if not case.peer.only:
                case.wrong += disagreements(seen["hello"], seen["openssl"])

    def batch(self, cases, starters, ask):
        """ask(cases) of those that start."""
        try:
            list(starters.map(Case.start, cases))
            there = [case for case in cases if case.running]
            if there:
                ask(there)
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            for case in cases:
                case.wrong.append(f"{type(error).__name__}: {error}")
        finally:
            list(starters.map(Case.stop, cases))


def batches(cases):
    """Those that one run of ekuprobe can ask, some at a time; the slow beside the slow."""
    def common(case):
        return case.peer.ours, *case.peer.options
    ordered = sorted(cases, key=lambda case: (common(case), case.peer.variant))
    for _, group in itertools.groupby(ordered, common):
        alike = list(group)
        yield from (alike[i:i + TOGETHER] for i in range(0, len(alike), TOGETHER))


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


def chosen(options):
    peers = [peer for name in options.peers.split(",") for peer in SETS[name]]
    return [peer for peer in peers if options.only in label(peer)]


def tell(case, more=""):
    print(f"{'FAIL' if case.wrong else 'pass'}: {label(case.peer)}, {case.material.name}{more}",
          flush=True)
    for line in case.wrong:
        print("      " + line, flush=True)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", required=True)
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--work", required=True, help="folder for what is built and kept")
    parser.add_argument("--peers", default="named", help=f"comma list of {', '.join(SETS)}")
    parser.add_argument("--engines", action="store_true", help="each engine too, and that they agree")
    parser.add_argument("--table", help="write what was seen to this file, Markdown (all peers)")
    parser.add_argument("--only", default="", help="peers whose label has this text")
    return parser.parse_args()


def main():
    options = parse_options()
    apart = processes.enter_namespace()
    dotnet.work, jvm.work = (pathlib.Path(options.work).resolve() / name for name in ("dotnet", "java"))
    skipped, cases = 0, []
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(STARTERS) as starters:
        run = Run(options, folder)
        for peer in chosen(options):
            if reason := why_not(peer, apart):
                print(f"skip: {label(peer)} ({reason})", flush=True)
                skipped += 1
                continue
            cases += [Case(peer, run.materials[name]) for name in peer.verdicts]
        for batch in batches(cases):
            run.batch(batch, starters, run.every_way if options.engines else run.one_way)
            for case in batch:
                tell(case, f" ({case.peer.only} only)" if case.peer.only else "")
    if options.table:
        pathlib.Path(options.table).write_text(table.page([c for c in cases if c.result]))
    failed = sum(bool(case.wrong) for case in cases)
    print(f"{len(cases) - failed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0 if cases else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
