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


def cost(command, found):
    """Microseconds of processor time a certificate."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, timeout=MAX_S, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    n = sum(bool(json.loads(line)["certificates"]) for line in done.stdout.splitlines())
    if n != found:
        sys.exit(f"{n} certificates of {found}: {done.stderr}")
    return ((after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)) / n * 1e6


def dial(options, script, greets, words):
    server = Canned(script, greets)
    command = [options.ekuprobe, "--format", "ndjson", "--engine", "hello", *words,
               *(x for i in range(options.targets) for x in ("--resolve", f"h{i}.bench.example:*:{LOOPBACK}")),
               "--per-host", "64", *(f"h{i}.bench.example:{server.port}/mtls" for i in range(options.targets))]
    return [cost(command, options.targets) for _ in range(options.runs)]


def listen(options, chain):
    """Peers from many addresses, each of whom counts as one."""
    hello = wire.records(wire.HANDSHAKE, wire.client_hello())
    shows = wire.records(wire.HANDSHAKE, wire.client_flight(chain))
    costs = []
    for _ in range(options.runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with subprocess.Popen([options.ekuprobe, "--listen", "0/mtls", "--count", str(options.targets), "--duration", "120",
                               "--format", "ndjson"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as program:
            port = int(program.stderr.readline().rpartition(":")[2].split(" ")[0])
            for i in range(options.targets):
                with socket.create_connection((LOOPBACK, port), source_address=(f"127.{1 + i // 250}.0.{1 + i % 250}", 0)) as sock:
                    sock.sendall(hello)
                    heard = b""
                    while b"\x0e\0\0\0" not in heard:  # ServerHelloDone
                        heard += sock.recv(65536)
                    sock.sendall(shows)
                    while sock.recv(65536):
                        pass
            if program.wait(MAX_S) not in (0, 1, 3):
                sys.exit("--listen failed")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(((after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)) / options.targets * 1e6)
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", required=True)
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--targets", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    chain = chain_of(options.scenarios)
    flight = wire.records(wire.HANDSHAKE, wire.server_flight(chain))
    smtp = [b"220 a ESMTP\r\n", b"250-a\r\n250 STARTTLS\r\n", b"220 go\r\n", flight]
    direct = statistics.median(dial(options, [flight], False, []))
    rows = [("TLS from the first byte", direct),
            ("SMTP, STARTTLS", statistics.median(dial(options, smtp, True, ["--starttls", "smtp"]))),
            ("a peer that connects (--listen)", statistics.median(listen(options, chain)))]
    print("| what | client CPU, \u00b5s | of the direct probe |\n|---|---|---|")
    for name, us in rows:
        print(f"| {name} | {us:.0f} | {us / direct:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
