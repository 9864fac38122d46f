# SPDX-License-Identifier: MIT
"""
What a machine and its network may refuse: descriptors, ports, routes, names, answers.

Runs in a network namespace of its own. What needs one is skipped, by name, where none can be made.
"""
import argparse
import collections
import contextlib
import json
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / folder) for folder in ("lab", "peer", "hostile")]
import processes  # noqa: E402
import wire  # noqa: E402
from cases import says, whole  # noqa: E402
from labtools import scenario_chain  # noqa: E402
from nameserver import LOOPBACK, NameServer  # noqa: E402
from server import Server  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import schema  # noqa: E402

OPTIONS = argparse.Namespace()
PATIENCE_S = 100  # for a machine that does ten things at once; decides nothing
SLACK_S = 60 # a busy machine; what is tested is that the time is bounded
PORT_RANGE = "/proc/sys/net/ipv4/ip_local_port_range"


class Run:
    """ekuprobe's results and cost."""

    def __init__(self, targets, *arguments, **more):
        with tempfile.TemporaryDirectory() as folder:
            cost = pathlib.Path(folder, "cost")
            done = subprocess.run(
                [OPTIONS.measure, str(cost), OPTIONS.ekuprobe, "--format", "ndjson", *arguments,
                 "-i", "-"], input="\n".join(targets).encode(), capture_output=True,
                timeout=PATIENCE_S, check=True, **more)
            self.cost = json.loads(cost.read_text())
        self.results = [schema.loads(line) for line in done.stdout.splitlines()]
        self.said = done.stderr.decode()

    def errors(self):
        return collections.Counter((r["error"] or {}).get("class") for r in self.results)

    def verdicts(self):
        return collections.Counter(r["verdict"] for r in self.results)


def honest_servers(n):
    chain = scenario_chain(OPTIONS.scenarios, "webserver")
    return Server([says(whole(wire.server_flight(chain)))] * n)


@contextlib.contextmanager
def refusing_port():
    """Bound and not listening: nobody else can come to listen there meanwhile."""
    with socket.socket() as sock:
        sock.bind(("", 0))
        yield sock.getsockname()[1]


class Descriptors(unittest.TestCase):
    def test_a_low_limit_lowers_the_concurrency_and_says_so(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        with honest_servers(100) as server:
            run = Run([f"{LOOPBACK}:{port}/mtls" for port in server.ports], "--per-host", "0",
                      preexec_fn=limit)
        self.assertIn("concurrency lowered", run.said)
        self.assertEqual(run.verdicts(), {"breaks": 100})

    def test_emfile_waits_and_goes_on(self):
        """The limit is as it seems, but most of the descriptors are taken already."""
        spare = [socket.socket() for _ in range(70)]
        for sock in spare:
            sock.set_inheritable(True)
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (110, 110))
        with honest_servers(150) as server:
            run = Run([f"{LOOPBACK}:{port}/mtls" for port in server.ports], "--per-host", "0",
                      close_fds=False, preexec_fn=limit)
        for sock in spare:
            sock.close()
        self.assertEqual(run.verdicts(), {"breaks": 150})


class Refused(unittest.TestCase):
    def test_5000_at_once(self):
        with refusing_port() as port:
            run = Run([f"127.{a}.{b}.1:{port}/mtls" for a in range(1, 21) for b in range(250)])
        self.assertEqual(len(run.results), 5000)
        self.assertEqual(run.errors(), {"refused": 5000})
        self.assertEqual(run.verdicts(), {"unreachable": 5000})


class Names(unittest.TestCase):
    def test_a_slow_server_costs_its_time_once(self):
        with honest_servers(5) as server, NameServer([LOOPBACK], delay_s=1) as names:
            run = Run([f"edge.lab.example:{port}/mtls" for port in server.ports],
                      "--dns-servers", names.address, "--timeout", "10")
        self.assertEqual(run.verdicts(), {"breaks": 5})
        self.assertTrue(all(1000 <= r["timing_ms"]["resolve"] < 10000 for r in run.results))

    def test_a_dead_server_costs_the_timeout(self):
        with NameServer(None) as names:
            run = Run([f"edge{i}.lab.example:443" for i in range(300)],
                      "--dns-servers", names.address, "--timeout", "2")
        self.assertEqual(run.errors(), {"timeout": 300})
        self.assertEqual({r["error"]["stage"] for r in run.results}, {"resolve"})
        self.assertLess(run.cost["seconds"], 2 * 2 + SLACK_S)  # 300 of them, 256 at once

    def test_of_500_addresses_four_are_tried(self):
        """One of them is alive: as the fourth it is found, as the fifth it is not."""
        for place, verdict in (3, "breaks"), (4, "unreachable"):
            addresses = [f"127.1.{i % 250}.{i // 250 + 1}" for i in range(500)]
            addresses[place] = LOOPBACK
            with honest_servers(1) as server, NameServer(addresses) as names:
                run = Run([f"edge.lab.example:{server.ports[0]}/mtls"], "--dns-servers", names.address)
            with self.subTest(place=place):
                self.assertEqual(run.verdicts(), {verdict: 1})


class Ports(unittest.TestCase):
    def setUp(self):
        if not OPTIONS.apart:
            self.skipTest("no network namespace can be made")
        before = pathlib.Path(PORT_RANGE).read_text()
        self.addCleanup(pathlib.Path(PORT_RANGE).write_text, before)

    def take_all(self, first):
        """
        Hold every port the kernel may give to a connection.

        They are below its usual ones: a port that an earlier connection still occupies cannot be
        held, and a connection to another server gets it nevertheless.
        """
        pathlib.Path(PORT_RANGE).write_text(f"{first} {first + 7}")
        taken = [socket.socket() for _ in range(8)]
        for port, sock in enumerate(taken, first):
            sock.bind(("", port))
        return taken

    def test_none_left_is_said(self):
        with honest_servers(3) as server:
            taken = self.take_all(20000)
            run = Run([f"{LOOPBACK}:{port}/mtls" for port in server.ports], "--timeout", "2",
                      "--connect-timeout", "1")
            for sock in taken:
                sock.close()
        self.assertEqual(run.errors(), {"resource": 3})
        self.assertLess(run.cost["seconds"], 2 + SLACK_S)

    def test_one_that_comes_free_is_used(self):
        with honest_servers(3) as server:
            taken = self.take_all(20010)
            free = threading.Timer(1, lambda: [sock.close() for sock in taken])
            free.start()
            run = Run([f"{LOOPBACK}:{port}/mtls" for port in server.ports])
            free.join()
        self.assertEqual(run.verdicts(), {"breaks": 3})


class Nowhere(unittest.TestCase):
    def setUp(self):
        if not OPTIONS.apart:
            self.skipTest("no network namespace can be made")

    def test_no_route(self):
        run = Run(["192.0.2.1:443", "[2001:db8::1]:443"])
        self.assertEqual(run.errors(), {"unroutable": 2})
        self.assertLess(run.cost["seconds"], SLACK_S)

    def test_20000_that_do_not_answer(self):
        """A device that leads nowhere takes every packet and returns none."""
        ip = processes.find("ip")
        made = ip and subprocess.run(
            ["sh", "-c", f"{ip} tuntap add dev void mode tun && {ip} addr add 198.18.0.1/15 dev void"
             f" && {ip} link set void up"], capture_output=True, check=False).returncode == 0
        if not made:
            self.skipTest("no tun device can be made")
        self.addCleanup(subprocess.run, [ip, "link", "del", "void"], check=False)
        n, concurrency, timeout_s = 20000, 4000, 2
        few = self.unanswered(n // 20, concurrency // 20, timeout_s)
        many = self.unanswered(n, concurrency, timeout_s)
        self.assertLess(many.cost["seconds"], n / concurrency * timeout_s + SLACK_S)
        per_connection = (many.cost["rss_kib"] - few.cost["rss_kib"]) / (concurrency - concurrency // 20)
        print(f"20,000 unanswered: {many.cost['seconds']:.1f} s, {many.cost['rss_kib']} KiB, "
              f"{per_connection:.2f} KiB a connection")
        if not OPTIONS.sanitized:
            self.assertLess(per_connection, 40)

    def unanswered(self, n, concurrency, timeout_s):
        run = Run([f"198.18.{1 + i // 250}.{1 + i % 250}:8057" for i in range(n)], "--timeout",
                  str(timeout_s), "--retries", "0", "--concurrency", str(concurrency), "--no-fallback")
        self.assertEqual(len(run.results), n)
        self.assertEqual(run.errors(), {"timeout": n})
        return run


def main():
    parser = argparse.ArgumentParser()
    for name in "ekuprobe", "measure", "scenarios":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--sanitized", action="store_true", help="memory is no measure")
    options, rest = parser.parse_known_args()
    options.apart = processes.enter_namespace()
    OPTIONS.__dict__.update(vars(options))
    cases_told.main(argv=[sys.argv[0], *rest], warnings="ignore")


if __name__ == "__main__":
    main()
