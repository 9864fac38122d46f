# SPDX-License-Identifier: MIT
"""A PSOM port that is closed off is judged by what other ports of the server show; pools."""
import runtools
from runtools import Case, codes, document

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


runtools.main()
