# SPDX-License-Identifier: MIT
"""
What a dialogue before TLS costs the client: STARTTLS of SMTP beside TLS from the first byte, and a peer
that connects to --listen. Canned servers and clients answer at once and reckon nothing, so the time of the
processor is the program's own.

    dialogue.py --ekuprobe PROGRAM --scenarios FOLDER [--targets N] [--runs N]

Prints a table of medians. The target is 1.5 times the direct probe; it never fails by the clock, but a
certificate that is not found is an error.
"""
import argparse
import base64
import json
import pathlib
import re
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "hostile"))
import wire  # noqa: E402

LOOPBACK = "127.0.0.1"
MAX_S = 300


def chain_of(folder):
    blocks = pathlib.Path(folder, "webserver", "chain.pem").read_text().split("-----BEGIN CERTIFICATE-----")[1:]
    return [base64.b64decode("".join(block.split("-----END")[0].split())) for block in blocks]


class Canned:
    """Sends `script` piece by piece, one for each thing it hears; the first at once where it greets."""

    def __init__(self, script, greets):
        self.script, self.greets = script, greets
        self.listener = socket.create_server((LOOPBACK, 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    sock, _ = self.listener.accept()
                    if self.greets:
                        sock.sendall(self.script[0])
                    self.selector.register(sock, selectors.EVENT_READ, [int(self.greets)])
                    continue
                self._hear(key)

    def _hear(self, key):
        try:
            heard = key.fileobj.recv(65536)
            if heard and key.data[0] < len(self.script):
                key.fileobj.sendall(self.script[key.data[0]])
                key.data[0] += 1
        except OSError:
            heard = b""
        if not heard:
            self.selector.unregister(key.fileobj)
            key.fileobj.close()


def cost(command, found, count, given=None):
    """Microseconds of processor time a certificate; count(output): how many there are."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=MAX_S, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    n = count(done.stdout)
    if n != found:
        sys.exit(f"{n} certificates of {found}: {done.stderr}")
    return ((after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)) / n * 1e6


def shown(out):
    return sum(bool(json.loads(line)["certificates"]) for line in out.splitlines())


def floor(options, script, greets, *words):
    """The same by tests/bench/floor.c, which does nothing else."""
    server = Canned(script, greets)
    targets = f"{LOOPBACK}:{server.port}\n" * options.targets
    return [cost([options.floor, "-c", "64", *words], options.targets, lambda out: json.loads(out)["certificates"], targets)
            for _ in range(options.runs)]


def dial(options, script, greets, words):
    server = Canned(script, greets)
    command = [options.ekuprobe, "--format", "ndjson", "--engine", "hello", *words,
               *(x for i in range(options.targets) for x in ("--resolve", f"h{i}.bench.example:*:{LOOPBACK}")),
               "--per-host", "64", *(f"h{i}.bench.example:{server.port}/mtls" for i in range(options.targets))]
    return [cost(command, options.targets, shown) for _ in range(options.runs)]


def peers(port, n, chain):
    """Peers from many addresses, each of whom counts as one."""
    hello = wire.records(wire.HANDSHAKE, wire.client_hello())
    shows = wire.records(wire.HANDSHAKE, wire.client_flight(chain))
    for i in range(n):
        with socket.create_connection((LOOPBACK, port), source_address=(f"127.{1 + i // 250}.0.{1 + i % 250}", 0)) as sock:
            sock.sendall(hello)
            heard = b""
            while b"\x0e\0\0\0" not in heard:  # ServerHelloDone
                heard += sock.recv(65536)
            sock.sendall(shows)
            while sock.recv(65536):
                pass


def listen(options, chain, command, port_line):
    """What a program costs for each peer; port_line(program): its line with the port last."""
    costs = []
    for _ in range(options.runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            port = int(re.search(rb":?(\d+)( \(|$)", port_line(program).strip())[1])
            drain = threading.Thread(target=program.stdout.read)
            drain.start()
            peers(port, options.targets, chain)
            drain.join(MAX_S)
            if program.wait(MAX_S) not in (0, 1, 3):
                sys.exit("listening failed")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(((after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)) / options.targets * 1e6)
    return costs


def rows(options):
    """(what, client CPU, the floor's) of each: medians."""
    chain = chain_of(options.scenarios)
    flight = wire.records(wire.HANDSHAKE, wire.server_flight(chain))
    smtp = [b"220 a ESMTP\r\n", b"250-a\r\n250 STARTTLS\r\n", b"220 go\r\n", flight]
    ours = [options.ekuprobe, "--listen", "0/mtls", "--count", str(options.targets), "--duration", "120", "--format", "ndjson"]
    least = [options.floor_listen, str(options.targets), flight.hex()]
    return [(name, statistics.median(cost_us), statistics.median(floor_us)) for name, cost_us, floor_us in (
        ("TLS from the first byte", dial(options, [flight], False, []), floor(options, [flight], False)),
        ("SMTP, STARTTLS", dial(options, smtp, True, ["--starttls", "smtp"]), floor(options, smtp, True, "-s")),
        ("a peer that connects (`--listen`)", listen(options, chain, ours, lambda p: p.stderr.readline()),
         listen(options, chain, least, lambda p: p.stdout.readline())))]


def table(options):
    found = rows(options)
    direct = found[0][1]
    return ["| what | client CPU, \u00b5s | of the direct probe | floor, \u00b5s | x floor |", "|---|--:|--:|--:|--:|",
            *(f"| {name} | {us:.0f} | {us / direct:.2f} | {least:.0f} | {us / least:.1f} |" for name, us, least in found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "ekuprobe", "floor", "floor-listen", "scenarios":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--targets", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    print("\n".join(table(parser.parse_args())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
