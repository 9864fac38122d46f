# SPDX-License-Identifier: MIT
"""Many targets of which few answer: how they are told, and how gently they are asked."""
import time

import runtools
from runtools import Case, document, ekuprobe


class Sweeps(Case):
    """A network in which hardly anything listens is read in a few lines."""
    def test_those_alike_fold_and_the_rest_stands_out(self):
        with runtools.lab("127.66.1.77:0=webserver,roles=normal") as running:
            network = "127.66.1.0/24", "--ports", str(running.ports[0])
            done, details = ekuprobe(*network), ekuprobe(*network, "-v")
            whole = [ekuprobe(*network, "--format", f).stdout.splitlines() for f in ("ndjson", "csv")]
        text = done.stdout.splitlines()
        self.assertEqual([len(lines) for lines in whole], [256, 257])
        self.assertEqual(len(document(*network)["results"]), 256)
        self.assertLess(len(text), 40)
        first = text[[line.startswith("ENDPOINT") for line in text].index(True) + 1]
        self.assertTrue(first.startswith(f"127.66.1.77:{running.ports[0]}"), first)
        self.assertEqual(text[0], "Not decided: 255 servers were not reached. The other connection stays up.")
        [line] = [x for x in text if x.startswith("255 endpoints")]
        self.assertIn("127.66.1.0:", line)
        self.assertGreater(len(details.stdout.splitlines()), 255)

    def test_a_few_dozen_hosts_of_a_list_are_told_by_name(self):
        port = runtools.closed_port()
        names = [f"127.66.{i}.1:{port}" for i in range(48)]
        text = ekuprobe("-i", self.write("list.txt", "".join(f"{n}/edge-psom\n" for n in names))).stdout
        for name in names:
            self.assertRegex(text, rf"(?m)^{name} +edge-psom +unreachable$")
        more = ekuprobe("-i", self.write("list.txt", "".join(f"127.66.{i}.1:{port}/edge-psom\n" for i in range(49))))
        self.assertRegex(more.stdout, r"\n\n49 endpoints, 127\.66\.0\.1:\d+ to 127\.66\.48\.1:\d+ \(-v lists\n?")


class Gentle(Case):
    def test_no_more_connections_a_second_than_asked_for(self):
        with runtools.lab(*["0=both,roles=normal"] * 16) as running:
            began = time.monotonic()
            results = document(*[f"127.0.0.1:{p}/mtls" for p in running.ports], "--rate", "20",
                               "--per-host", "0")["results"]
            took_s = time.monotonic() - began
        self.assertEqual([r["verdict"] for r in results], ["ready"] * 16)
        self.assertGreater(took_s, 15 / 20 * 0.9)

    def test_two_at_a_time_of_one_address_unless_asked(self):
        """Silent peers hold their connection for the whole timeout."""
        with runtools.lab(*["0=silent"] * 6) as running:
            targets = [f"127.0.0.1:{p}/mtls" for p in running.ports]
            quick = "--timeout", "0.4", "--retries", "0"
            for per_host, rounds in (([], 3), (["--per-host", "0"], 1)):
                began = time.monotonic()
                document(*targets, *quick, *per_host)
                took_s = time.monotonic() - began
                self.assertGreater(took_s, rounds * 0.4 * 0.9)


runtools.main()
