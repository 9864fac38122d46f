# SPDX-License-Identifier: MIT
"""A PSOM port that is closed off is judged by what other ports of the server show; pools."""
import pathlib
import re

import runtools
from runtools import Case, codes, document, ekuprobe, schema

NAMES = "edge01.contoso.com", "edge02.contoso.com", "edge03.contoso.com"


class Edge(Case):
    def estate(self, psom, replica, machines=NAMES[:1], addresses=None):
        """Options for an Edge pool whose machines are loopback addresses."""
        topology = self.write("topology.xml", runtools.edge_topology(psom, replica, machines))
        options = ["--topology", topology]
        for i, name in enumerate(machines):
            address = addresses[i] if addresses else "127.0.0.1"
            for port in psom, replica:
                options += ["--resolve", f"{name}:{port}:{address}"]
        return options


class Fallback(Edge):
    def test_the_replication_port_stands_in_and_the_result_says_so(self):
        closed = runtools.closed_port()
        with runtools.lab("0=webserver,roles=normal") as running:
            port = running.ports[0]
            [result] = document(*self.estate(closed, port))["results"]
        self.assertEqual(result["target"], f"edge01.contoso.com:{closed}")
        self.assertEqual((result["port"], result["profile"]), (closed, "edge-psom"))
        self.assertEqual((result["verdict"], result["indirect"]), ("breaks", True))
        self.assertEqual(result["error"]["class"], "refused")
        self.assertIn("PSOM_PORT_UNREACHABLE", codes(result))
        self.assertNotIn("TLS_ROLE_UNEXPECTED", codes(result))
        [finding] = [f for f in result["findings"] if f["code"] == "PSOM_PORT_UNREACHABLE"]
        self.assertEqual(finding["severity"], "warning")
        self.assertIn(f"refused on {closed}, read on {port}", finding["message"])
        self.assertEqual(result["events"], [41025, 41026])

    def test_no_fallback_leaves_it_unreachable(self):
        closed = runtools.closed_port()
        with runtools.lab("0=webserver,roles=normal") as running:
            done = document(*self.estate(closed, running.ports[0]), "--no-fallback")
        [result] = done["results"]
        self.assertEqual((result["verdict"], result["indirect"]), ("unreachable", False))

    def test_where_no_other_port_answers_the_first_error_stands(self):
        closed, other = runtools.closed_port(), runtools.closed_port()
        [result] = document(*self.estate(closed, other))["results"]
        self.assertEqual((result["verdict"], result["indirect"]), ("unreachable", False))
        self.assertEqual((result["port"], result["error"]["class"]), (closed, "refused"))
        self.assertNotIn("PSOM_PORT_UNREACHABLE", codes(result))

    def test_a_port_that_answers_is_not_read_elsewhere(self):
        with runtools.lab("0=both", "0=webserver,roles=normal") as running:
            [result] = document(*self.estate(*running.ports))["results"]
        self.assertEqual((result["verdict"], result["indirect"]), ("ready", False))

    def test_a_front_end_only_when_asked_for(self):
        """5061, 444, 443 and 4443 of an address nobody uses: nothing there, nothing learnt."""
        for option in (), ("--fallback",):
            [result] = document("127.77.0.1:8061/fe-psom", *option)["results"]
            self.assertEqual((result["verdict"], result["indirect"]), ("unreachable", False))


class Pools(Edge):
    def pool(self, *scenarios):
        """A pool whose machines show these scenarios, each on its own address and one port."""
        addresses = [f"127.0.0.{i}" for i in range(2, 2 + len(scenarios))]
        with runtools.lab(f"{addresses[0]}:0={scenarios[0]}") as first:
            port = first.ports[0]
            rest = [f"{a}:{port}={s}" for a, s in zip(addresses[1:], scenarios[1:])]
            with runtools.lab(*rest):
                return document(*self.estate(port, 4443, NAMES[:len(scenarios)], addresses))

    def test_one_certificate_on_all_machines_is_as_it_should_be(self):
        results = self.pool("both", "both")["results"]
        self.assertEqual([r["verdict"] for r in results], ["ready", "ready"])
        for result in results:
            self.assertNotIn("POOL_CERTIFICATES_DIFFER", codes(result))

    def test_different_ones_are_a_warning_on_all_machines(self):
        results = self.pool("both", "webserver", "both")["results"]
        self.assertEqual(sorted(r["verdict"] for r in results), ["breaks", "ready", "ready"])
        for result in results:
            [finding] = [f for f in result["findings"] if f["code"] == "POOL_CERTIFICATES_DIFFER"]
            self.assertIn("edgepool.contoso.com", finding["message"])
            self.assertIn("same-certificate", result["remedies"])


class Topologies(Case):
    """What a topology names and nobody can probe leaves the run undecided, like --skip-bad."""
    FRONT_ENDS = "fe01.contoso.com", "fe02.contoso.com"
    SOURCE = "tests/inventory/topologies/contoso.tbxml"
    NOTE = "servers or ports of a topology could not be made targets and were not probed"

    def asked(self, old, new, scenario, *more):
        """Of Front Ends of that kind and an Edge that is ready; the file has new for old."""
        text = (pathlib.Path(runtools.OPTIONS.source) / self.SOURCE).read_text(encoding="utf-8-sig")
        self.assertEqual(text.count(old), 1)
        topology = self.write("topology.tbxml", text.replace(old, new))
        servers = {name: {8060: scenario, 8061: scenario} for name in self.FRONT_ENDS}
        servers["edge01.contoso.com"] = {8057: "edge-both"}
        root = pathlib.Path(runtools.OPTIONS.scenarios).parent / "root.pem"
        with runtools.estate(servers) as options:
            done = ekuprobe("--topology", topology, "--ca-file", root, *options, *more, "--format", "json",
                            "--report", f"html:{self.folder}/r.html", "--report", f"text:{self.folder}/r.txt")
        return done, schema.loads(done.stdout), " ".join((self.folder / "r.txt").read_text().split())

    def test_a_service_whose_cluster_is_not_there(self):
        done, found, text = self.asked('InstalledOn="c2"', 'InstalledOn="c9"', "fe-both")
        self.assertIn("the cluster of EdgeServer is not in the file; skipped", done.stderr)
        self.assertEqual({r["verdict"] for r in found["results"]}, {"ready"})
        self.assertEqual(done.returncode, 3)
        self.assertIn("Not decided: 1 input could not be read", text)
        self.assertNotIn("Safe to install", text)
        self.assertIn("The run was not complete", text)
        self.assertFalse(found["complete"])
        self.assertIn(self.NOTE, found["notes"])
        self.assertIn(self.NOTE, text)
        self.assertIn(self.NOTE, (self.folder / "r.html").read_text())

    def test_no_format_tells_the_rest_as_the_whole(self):
        says = {"csv": r"(?m)^[^\n]*\bunread\b[^\n]*1 input could not be read",
                "junit": r'errors="1"[\s\S]*name="unread"[\s\S]*1 input could not be read',
                "sarif": r'"executionSuccessful": ?false[\s\S]*1 input could not be read',
                "prometheus": r'ekuprobe_last_run_complete\{tool="ekuprobe"\} 0',
                "nagios": r"^EKUPROBE UNKNOWN - Not decided: 1 input could not be read",
                "html": r"<h1[^>]*>[\s\S]{0,80}Not decided: 1 input could not be read"}
        reports = [x for name in says for x in ("--report", f"{name}:{self.folder}/all.{name}")]
        self.asked('InstalledOn="c2"', 'InstalledOn="c9"', "fe-both", *reports)
        for name, words in says.items():
            self.assertRegex((self.folder / f"all.{name}").read_text(), words, name)

    def test_nothing_left_says_why(self):
        text = (pathlib.Path(runtools.OPTIONS.source) / self.SOURCE).read_text(encoding="utf-8-sig")
        topology = self.write("topology.tbxml", re.sub('InstalledOn="c[0-9]"', 'InstalledOn="c9"', text))
        done = ekuprobe("--topology", topology, "--dry-run")
        self.assertEqual(done.returncode, 2)
        self.assertIn("the cluster of EdgeServer is not in the file; skipped", done.stderr)
        self.assertIn("no PSOM port in its topology", done.stderr.splitlines()[-1])

    def test_what_breaks_counts_more(self):
        done, _, _ = self.asked('InstalledOn="c2"', 'InstalledOn="c9"', "fe-webserver")
        self.assertEqual(done.returncode, 1)

    def test_a_whole_topology_is_decided(self):
        done, found, text = self.asked('InstalledOn="c2"', 'InstalledOn="c2"', "fe-both")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("Safe to install", text)
        self.assertNotIn(self.NOTE, found["notes"])


runtools.main()
