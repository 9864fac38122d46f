# SPDX-License-Identifier: MIT
"""Shards split any input without loss; a dry run says what would be probed."""
import runtools
from runtools import Case, ekuprobe


def listed(*arguments):
    done = ekuprobe("--dry-run", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


class Shards(Case):
    def test_every_target_is_in_exactly_one_share_wherever_it_is_asked(self):
        hosts = [f"edge{i:03}.contoso.com:8057" for i in range(300)]
        hosts += [f"fe{i:03}.contoso.com" for i in range(100)]
        listing = self.write("hosts.txt", "\n".join(hosts))
        reverse = self.write("reverse.txt", "\n".join(reversed(hosts)))
        every = listed("-i", listing)
        self.assertEqual(len(every), 600)
        shares = [listed("-i", listing, "--shard", f"{i}/4") for i in range(1, 5)]
        self.assertEqual(sorted(sum(shares, [])), sorted(every))
        for i, share in enumerate(shares, 1):
            self.assertGreater(len(share), 75)
            names = [line.split("\t")[0] for line in share]
            again = [line.split("\t")[0] for line in listed("-i", reverse, "--shard", f"{i}/4")]
            self.assertEqual(sorted(names), sorted(again))
            whole = [n.rsplit(":", 1)[0] for n in names if n.startswith("fe")]
            self.assertEqual({whole.count(host) for host in whole}, {3})

    def test_a_wrong_share_is_an_error_that_says_what_is_right(self):
        for wrong in "0/4", "5/4", "4", "1/0", "/4", "1/", "a/b", "-1/4", "1/4/2", "1 /4":
            done = ekuprobe("--shard", wrong, "h")
            self.assertEqual(done.returncode, 2, wrong)
            self.assertIn("--shard", done.stderr)
            self.assertIn("I from 1 to N", done.stderr)

    def test_an_empty_share_is_no_error(self):
        shares = [ekuprobe("--shard", f"{i}/2", "127.0.0.1:1/mtls", "--format", "ndjson")
                  for i in (1, 2)]
        self.assertEqual(sorted(done.returncode for done in shares), [0, 3])
        self.assertEqual(sorted(len(done.stdout.splitlines()) for done in shares), [0, 1])


    def test_a_share_decides_nothing_for_the_others(self):
        with runtools.lab("0=both,roles=normal") as running:
            [port] = running.ports
            seen = [ekuprobe("--shard", f"{i}/2", f"127.0.0.1:{port}/mtls") for i in (1, 2)]
        [done] = [one for one in seen if "1 is ready" in one.stdout]
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^Not decided: only share [12] of 2 was probed\.\n")
        self.assertRegex(done.stdout, r"share [12]/2\. ")


class DryRun(Case):
    def test_it_says_target_profile_product_and_origin(self):
        topology = self.write("t.xml", runtools.edge_topology(8057, 4443))
        lines = listed("--topology", topology, "h.example:8057")
        self.assertEqual([line.split("\t") for line in lines],
                         [["edge01.contoso.com:8057", "edge-psom", "lync2013",
                           f"{topology}: edgepool.contoso.com"],
                          ["h.example:8057", "edge-psom", "-", "argument"]])

    def test_product_fills_in_what_the_source_does_not_say(self):
        topology = self.write("t.xml", runtools.edge_topology(8057, 4443))
        lines = listed("--topology", topology, "--product", "sfb2015", "h.example:8057")
        self.assertEqual([line.split("\t")[2] for line in lines], ["lync2013", "sfb2015"])

    def test_product_decides_which_opt_out_is_advised(self):
        with runtools.lab("0=webserver") as running:
            target = f"127.0.0.1:{running.ports[0]}/edge-psom"
            [result] = runtools.document("--product", "lync2010", target)["results"]
        self.assertEqual((result["verdict"], result["product"]), ("breaks", "lync2010"))
        self.assertIn("opt-out-lync2010", result["remedies"])


runtools.main()
