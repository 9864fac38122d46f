#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--verifier, --change and --public-cas, as a user calls them.

    verifying.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

EKUPROBE, CERTCHECK, TESTCERTS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
SCENARIOS = TESTCERTS / "scenarios"
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import cases_told  # noqa: E402


def run(*options, status=None):
    done = subprocess.run([CERTCHECK, "--at", "2026-11-28", *map(str, options)], capture_output=True, text=True,
                          timeout=30)
    if status is not None:
        assert done.returncode == status, f"{options}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def result(*options):
    return json.loads(run("--format", "json", *options).stdout)["results"][0]


def files(scenario, roots=True):
    folder = SCENARIOS / scenario
    return [*(["--ca-file", folder / "root.pem"] if roots else []), "--chain", folder / "issuers.pem",
            folder / "leaf.pem"]


def root_hash():
    return result("--each", SCENARIOS / "both" / "root.pem")["certificates"][0]["sha256"]


class Verifiers(unittest.TestCase):
    def answers(self, scenario, *options):
        return {(v["name"], v["usage"]): v["accepted"]
                for v in result("--verifier", "all", *options, *files(scenario))["verifiers"]}

    def test_matrix_of_a_certificate_for_servers(self):
        answers = self.answers("webserver")
        self.assertEqual(len(answers), 2 * len({name for name, _ in answers}))
        self.assertGreater(len(answers), 60)
        for name in "dotnet-framework", "openssl", "go", "java", "nss", "rustls":
            self.assertIs(answers[name, "serverAuth"], True, name)
            self.assertIs(answers[name, "clientAuth"], False, name)
        self.assertIs(answers["gnutls", "clientAuth"], True)
        self.assertIs(answers["postfix-server-ccerts", "clientAuth"], True)
        self.assertIsNone(answers["schannel", "clientAuth"])

    def test_any_divides_them(self):
        answers = self.answers("any")
        self.assertIs(answers["dotnet-framework", "clientAuth"], True)
        self.assertIs(answers["openssl", "clientAuth"], False)
        self.assertIs(answers["java", "clientAuth"], True)

    def test_text_is_a_matrix(self):
        text = run("--verifier", "openssl,gnutls,dotnet-httpclient", *files("webserver"), status=1).stdout
        self.assertRegex(text, r"verifiers +serverAuth +clientAuth\n")
        self.assertRegex(text, r"openssl +accepted \(listed\) +refused \(leaf\)\n")
        self.assertRegex(text, r"gnutls +not checked +not checked\n")
        self.assertRegex(text, r"dotnet-httpclient +not checked +withheld\n")

    def test_the_rules_of_2017_are_the_default(self):
        for scenario in "webserver", "both", "any", "undecodable", "app-policies":
            given = run("--format", "json", "--verifier", "dotnet-framework", *files(scenario)).stdout
            default = run("--format", "json", *files(scenario)).stdout
            strip = lambda text: [line for line in text.split("\n") if '"started"' not in line and '"finished"' not in line]
            self.assertEqual(strip(given), strip(default))

    def test_misuse(self):
        for options, words in [
                (["--verifier", "opensssl"], "--verifier: no such name: opensssl; did you mean openssl?"),
                (["--verifier", "xyzzy"], "--verifier: no such name: xyzzy\n"),
                (["--verifier", ""], "--verifier requires a name"),
                (["--change", "renewel"], "--change: no such name: renewel; did you mean renewal?"),
                (["--change", "all"], "--change: no such name: all"),
                (["--public-cas", "/nonexistent"], "/nonexistent: No such file")]:
            self.assertIn(words, run(*options, *files("both"), status=2).stderr)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as table:
            table.write("as-of\t2026-11-28\nroot\tabc\tContoso\tCN=x\n")
            table.flush()
            self.assertIn(table.name + ": line 2: a root is named by its SHA-256",
                          run("--public-cas", table.name, *files("both"), status=2).stderr)


class Changes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.table = pathlib.Path(cls.folder.name, "cas.txt")
        cls.table.write_text("as-of\t2026-11-01\nowner\tContoso\t2026-02-11\t2026-07-08\tdocumented\ta test\n"
                             f"root\t{root_hash()}\tContoso\tCN=Contoso Root CA,DC=contoso,DC=com\n")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def change(self, scenario, *options, roots=True):
        r = result("--change", "renewal", *options, *files(scenario, roots))
        return r["verdict"], r["changes"], r

    def test_a_private_ca_is_not_affected(self):
        verdict, changes, _ = self.change("both")
        self.assertEqual(verdict, "ready")
        self.assertEqual([(c["name"], c["verifier"], c["from"], c["by"]) for c in changes],
                         [("renewal", "openssl", None, None)])

    def test_a_public_ca_breaks_at_the_renewal(self):
        verdict, changes, r = self.change("both", "--public-cas", self.table)
        self.assertEqual(verdict, "breaks")
        self.assertEqual(changes, [{"name": "renewal", "verifier": "openssl", "verdict": "breaks", "before": True,
                                    "after": False, "from": "2026-02-11T00:00:00Z", "by": "2027-10-01T00:00:00Z"}])
        self.assertEqual([f["code"] for f in r["findings"] if f["severity"] == "error"],
                         ["RENEWAL_LOSES_CLIENT_AUTH"])
        self.assertEqual(r["judgement"]["by_usage"], {"serverAuth": "ready", "clientAuth": "breaks"})
        self.assertEqual(run("--change", "renewal", "--public-cas", self.table, *files("both")).returncode, 1)

    def test_the_receiver_decides(self):
        verdict, changes, _ = self.change("both", "--public-cas", self.table, "--verifier", "gnutls,java")
        self.assertEqual({c["verifier"]: c["verdict"] for c in changes}, {"gnutls": "ready", "java": "breaks"})
        self.assertEqual(verdict, "breaks")
        self.assertEqual(self.change("both", "--public-cas", self.table, "--verifier", "gnutls")[0], "ready")

    def test_what_has_lost_it_already(self):
        verdict, changes, r = self.change("webserver", "--public-cas", self.table)
        self.assertEqual(verdict, "breaks")
        self.assertEqual((changes[0]["from"], changes[0]["by"]), ("2016-01-01T00:00:00Z",) * 2)
        self.assertIn("RENEWED_WITHOUT_CLIENT_AUTH", [f["code"] for f in r["findings"]])

    def test_without_roots_the_claim_counts(self):
        verdict, _, r = self.change("both", "--public-cas", self.table, roots=False)
        self.assertEqual(verdict, "breaks")
        verdict, _, r = self.change("both", roots=False)
        self.assertEqual(verdict, "indeterminate")
        self.assertIn("RENEWAL_ROOT_UNKNOWN", [f["code"] for f in r["findings"]])

    def test_an_update_that_begins_to_check(self):
        r = result("--change", "ibm-mq-9.4.5,dotnet-2017", *files("webserver"))
        self.assertEqual({c["name"]: c["verdict"] for c in r["changes"]},
                         {"ibm-mq-9.4.5": "breaks", "dotnet-2017": "breaks"})
        r = result("--change", "envoy", *files("any"))
        self.assertEqual((r["verdict"], r["changes"][0]["before"], r["changes"][0]["after"]),
                         ("breaks", True, False))
        self.assertIn("UPDATE_WILL_REFUSE", [f["code"] for f in r["findings"]])

    def test_an_old_table_is_told(self):
        old = pathlib.Path(self.folder.name, "old.txt")
        old.write_text(self.table.read_text().replace("2026-11-01", "2026-01-02"))
        text = run("--change", "renewal", "--public-cas", old, *files("both"), status=1).stdout
        self.assertIn("dated 2026-01-02, more than 180 days ago", " ".join(text.split()))
        self.assertNotIn("180 days", run("--change", "renewal", "--public-cas", self.table, *files("both")).stdout)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])
