# SPDX-License-Identifier: MIT
"""
ekuprobe against the floor and other tools on one lab in one run; see docs/bench.md.

Never fails by the clock: only a tool of ours that does not find every certificate is an error.
"""
import argparse
import contextlib
import json
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("lab", "peer", "hostile")]
import dialogue  # noqa: E402
import plot  # noqa: E402
import processes  # noqa: E402
import server  # noqa: E402
import tools  # noqa: E402
from lab import Lab  # noqa: E402

SKIPPED = 77
DEAD_TIMEOUT_S = 5
TOOL_TIMEOUT_S = 600


class Bench:
    def __init__(self, options, folder):
        self.options, self._folder = options, pathlib.Path(folder)
        self.failed = []

    def _file(self, lines):
        path = self._folder / "targets"
        path.write_text("".join(line + "\n" for line in lines))
        return str(path)

    def measured(self, command, stdin=None):
        """(cost, output) of one run of a command."""
        cost, out = self._folder / "cost", self._folder / "out"
        with open(stdin or "/dev/null", "rb") as source, open(out, "wb") as sink:
            subprocess.run([self.options.measure, str(cost), *command], stdin=source, stdout=sink,
                           stderr=subprocess.DEVNULL, timeout=TOOL_TIMEOUT_S, check=True)
        return json.loads(cost.read_text()), out.read_text(errors="replace")

    def run(self, lab, tool):
        """The cost of one run of a tool, and what it found."""
        targets = lab.targets[:tool.most]
        file = self._file(tool.line.format(*target) for target in targets)
        server_s = lab.cpu_s()
        cost, out = self.measured(tool.command(self.options, file, targets),
                                  file if tool.stdin else None)
        return cost | {"server_s": lab.cpu_s() - server_s, "found": tool.found(out)}

    def row(self, tool, runs, n):
        """Medians of one tool: a dictionary for the table."""
        found = min(run["found"] for run in runs)
        if found != n and (tool.ours or not tool.needs):
            self.failed.append(f"{tool.name}: {found} certificates of {n}")

        def median(value):
            return statistics.median(value(run) for run in runs)
        return {"name": tool.name, "targets": n, "found": found, "ours": tool.ours,
                "against": tool.against, "per_s": n / median(lambda run: run["seconds"]),
                "client_us": median(lambda run: run["user_s"] + run["system_s"]) / n * 1e6,
                "server_us": median(lambda run: run["server_s"]) / n * 1e6,
                "rss_mib": median(lambda run: run["rss_kib"]) / 1024}

    def tools_table(self, lab):
        """Round by round, not tool by tool: what else the machine does meets all alike."""
        wanted = [tool for tool in tools.TOOLS if self.options.tools.search(tool.name)]
        there = [tool for tool in wanted if not tool.needs or processes.find(tool.needs)]
        runs = {tool.name: [] for tool in there}
        for number in range(self.options.runs):
            for tool in there:
                print(f"{number + 1}: {tool.name} ...", file=sys.stderr, flush=True)
                runs[tool.name].append(self.run(lab, tool))
        rows = [self.row(tool, runs[tool.name], min(tool.most, len(lab.targets))) for tool in there]
        return rows, [tool.name for tool in wanted if tool not in there]

    def scaled(self, lab, targets, concurrency):
        """One run of ekuprobe; names give as many distinct targets as wanted."""
        names = -(-targets // len(lab.ports))
        hosts = [(f"h{i}", lab.addresses[i % len(lab.addresses)]) for i in range(names)]
        lines = [f"{host}:{port}/edge-psom" for host, _ in hosts for port in lab.ports][:targets]
        file = self._file(lines)
        resolve = [word for host, address in hosts
                   for word in ("--resolve", f"{host}:*:{address}")]
        cost, out = self.measured([
            self.options.ekuprobe, "--format", "ndjson", "--per-host", "0", "--tls-role", "server",
            "--hello", "light", "--concurrency", str(concurrency), *resolve, "-i", file])
        if out.count("\n") != targets:
            self.failed.append(f"{targets} targets, {concurrency} at once: {out.count(chr(10))} results")
        return {"targets": targets, "concurrency": concurrency, "per_s": targets / cost["seconds"],
                "client_us": (cost["user_s"] + cost["system_s"]) / targets * 1e6,
                "rss_mib": cost["rss_kib"] / 1024}

    def scale_table(self, lab):
        most = len(lab.targets)
        rows = [self.scaled(lab, most, c) for c in self.options.concurrencies]
        return rows + [self.scaled(lab, n, 256) for n in self.options.counts]

    def dead(self, lab):
        """Ten dead or stalled endpoints in a thousand: when the good results and the end came."""
        good = lab.targets[:990]
        with contextlib.ExitStack() as stack:
            bad = dead_endpoints(stack)
            lines = [f"{a}:{p}/edge-psom" for a, p in [*good, *(("127.0.0.1", port) for port in bad)]]
            command = [self.options.ekuprobe, "--format", "ndjson", "--per-host", "0", "--tls-role",
                       "server", "--timeout", str(DEAD_TIMEOUT_S), "-i", self._file(lines)]
            began = time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            at = [time.monotonic() - began for line in process.stdout if b'"breaks"' in line]
            process.wait()
            ended = time.monotonic() - began
        if len(at) != len(good):
            self.failed.append(f"dead endpoints: {len(at)} good results of {len(good)}")
        return {"good": len(at), "good_s": at[-1] if at else 0, "end_s": ended}


def dead_endpoints(stack):
    """Ports: 4 accept and stay silent, 3 drop SYNs, 1 half a record, 1 closes, 1 refuses."""
    def silent(peer):
        peer.hold()

    def half(peer):
        peer.hello()
        peer.send(b"\x16\x03\x03\x40")
        peer.hold()

    running = stack.enter_context(server.Server([silent] * 4 + [half] + [lambda peer: None]))
    ports = list(running.ports)
    for _ in range(3):
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # the queue of those not yet accepted is full
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        ports.append(listener.getsockname()[1])
    refusing = stack.enter_context(socket.socket())
    refusing.bind(("127.0.0.1", 0))
    return ports + [refusing.getsockname()[1]]


def table(rows):
    """Endpoints a second against the floor with the same hello, CPU against the wide floor."""
    by_name = {row["name"]: row for row in rows}
    lines = ["| tool | targets | found | endpoints/s | x floor | client µs | x floor | server µs | RSS MiB |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for row in rows:
        rate = row["per_s"] / by_name.get(row["against"], row)["per_s"]
        cost = row["client_us"] / by_name.get(tools.FLOOR_WIDE.name, row)["client_us"]
        lines.append("| {name} | {targets} | {found} | {per_s:,.0f} | {rate:.2f} | {client_us:,.1f} | "
                     "{cost:.1f} | {server_us:,.0f} | {rss_mib:.1f} |".format(rate=rate, cost=cost, **row))
    return lines


def report(options, rows, missing, scale, dead):
    """The page, Markdown."""
    lines = ["# Measured", "",
             f"Made by `script/bench`: nginx with two workers, {options.addresses} loopback addresses x "
             f"{options.ports} TLS 1.2 ports, {options.ports} RSA 2048 leaf certificates with their issuer; "
             f"medians of {options.runs}, round by round. Client and server share the machine. The floor is a "
             "TCP connect, a canned ClientHello, a read to the end of the Certificate, and nothing else "
             "(`tests/bench/floor.c`): endpoints a second are compared with the floor of the same hello, client "
             "CPU with the floor of both key exchanges. ekuprobe judges each certificate and writes NDJSON.",
             "", "![CPU an endpoint](bench.svg)", "", *table(rows)]
    lines += ["", "Not installed: " + (", ".join(missing) or "none of them") + ".", "",
              "## Against concurrency and number of targets", "",
              "Light hello; one run each. Beyond the lab's ports the targets are further names of theirs.", "",
              "| targets | at once | endpoints/s | client µs | RSS MiB |", "|--:|--:|--:|--:|--:|"]
    lines += ["| {targets:,} | {concurrency} | {per_s:,.0f} | {client_us:,.1f} | {rss_mib:.1f} |".format(**row)
              for row in scale]
    lines += ["", "## Ten dead endpoints in a thousand", "",
              "Four accept and stay silent, three drop the SYN, one stops in a record header, one closes, one "
              f"refuses; `--timeout {DEAD_TIMEOUT_S}`. {dead['good']} good results were there after "
              f"{dead['good_s']:.2f} s, the run ended after {dead['end_s']:.2f} s.", "",
              "## Before TLS, and listening", "",
              f"{options.dialogues:,} targets and peers on loopback, canned; medians of {options.runs} "
              "(`tests/bench/dialogue.py`). The floor says and hears the same octets and does nothing else (`floor.c`, "
              "`floor_listen.c`). A dialogue is to cost no more than 1.5 times the direct probe.", "",
              *dialogue.table(argparse.Namespace(**{**vars(options), "targets": options.dialogues})), ""]
    return "\n".join(lines)


def written_by_hand(path):
    """What other scripts measure stands behind what this one does, and stays."""
    at = path.read_text().find("\n## The page of 10,000 endpoints") if path.exists() else -1
    return path.read_text()[at:] if at >= 0 else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "ekuprobe", "floor", "floor-listen", "measure", "scenarios":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--addresses", type=int, default=10)
    parser.add_argument("--ports", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tools", type=re.compile, default=re.compile(""), metavar="REGEX",
                        help="only these, and only their table")
    parser.add_argument("--quick", action="store_true", help="a small lab, to see that it works")
    parser.add_argument("--write", help="folder for bench.md and bench.svg")
    options = parser.parse_args()
    options.dialogues = 1000
    options.concurrencies, options.counts = [16, 64, 256, 1024, 4096], [100, 1000, 10000, 100000]
    if options.quick:
        options.addresses, options.ports, options.runs = 2, 20, 1
        options.concurrencies, options.counts, options.dialogues = [16], [100], 20
    nginx = processes.find("nginx")
    if not nginx:
        print("skip: bench (nginx: program not found)")
        return SKIPPED
    processes.enter_namespace()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        with Lab(nginx, folder, options.addresses, options.ports) as lab:
            rows, missing = bench.tools_table(lab)
            if options.tools.pattern:
                print("\n".join(table(rows)))
                return finish(bench)
            page = report(options, rows, missing, bench.scale_table(lab), bench.dead(lab))
    chart = plot.bars("Client CPU an endpoint", "microseconds, logarithmic",
                      [(row["name"], row["client_us"], row["ours"]) for row in rows])
    print(page)
    if options.write:
        path = pathlib.Path(options.write, "bench.md")
        path.write_text(page + written_by_hand(path))
        pathlib.Path(options.write, "bench.svg").write_text(chart)
    return finish(bench)


def finish(bench):
    for line in bench.failed:
        print("FAIL:", line)
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
