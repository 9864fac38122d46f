#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Forecasts of what public CAs stop in 2026 and 2027, case by case.

    sunset.py EKUPROBE CERTCHECK MADE      MADE: what testcerts/make.py made of sunset.txt
"""
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

CERTCHECK, SCENARIOS = sys.argv[2], pathlib.Path(sys.argv[3], "scenarios")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import cases_told  # noqa: E402

OWNER = "owner\tContoso\t2026-02-11\t2026-07-08\tdocumented\ta test\n"


def run(*options):
    return subprocess.run([CERTCHECK, "--at", "2026-09-15", *map(str, options)], capture_output=True, text=True,
                          timeout=30)


def result(name, *options, roots=True):
    folder = SCENARIOS / name
    files = [*(["--ca-file", folder / "root.pem"] if roots else []), "--chain", folder / "issuers.pem"]
    files = [f for f in files if str(f).startswith("--") or f.stat().st_size > 0]
    if files[-1] == "--chain":
        files.pop()
    done = run("--format", "json", *options, *files, folder / "leaf.pem")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)["results"][0]


def codes(r):
    return [f["code"] for f in r["findings"]]


class Made(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = json.loads(run("--each", "--format", "json", SCENARIOS / "nested" / "root.pem").stdout)["results"][0]
        cls.root = "\t".join(("root", root["certificates"][0]["sha256"], "Contoso", root["certificates"][0]["subject"]))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def table(self, *rows, day="2026-09-01"):
        path = pathlib.Path(self.folder.name, "cas.txt")
        path.write_text("".join((f"as-of\t{day}\n", *rows, self.root + "\n")))
        return path


class Sunset(Made):
    def renewal(self, name, *options, rows=(OWNER,), roots=True):
        return result(name, "--change", "renewal", "--public-cas", self.table(*rows), *options, roots=roots)

    def test_each_days_are_those_of_the_ca_and_of_the_certificate(self):
        for name, dates in (("generation-2024", ("2026-07-08", "2026-11-30")), ("long", ("2026-07-08", "2027-10-01")),
                            ("leap", ("2026-02-11", "2027-10-01")), ("on-the-day", ("2026-02-11", "2026-09-01")),
                            ("the-day-after", ("2026-07-08", "2026-09-01"))):
            with self.subTest(name):
                r = self.renewal(name, *(["--at", "2026-08-01"] if dates[1] == "2026-09-01" else []))
                self.assertEqual(r["verdict"], "breaks")
                self.assertEqual([r["changes"][0][k][:10] for k in ("from", "by")], list(dates))

    def test_an_owner_without_days_has_the_last_of_all(self):
        r = self.renewal("long", rows=())
        self.assertEqual((r["verdict"], r["changes"][0]["from"], r["changes"][0]["by"][:10]),
                         ("breaks", None, "2027-10-01"))

    def test_what_was_renewed_already(self):
        r = self.renewal("generation-y")
        self.assertEqual((r["verdict"], r["changes"][0]["from"][:10]), ("breaks", "2026-09-01"))
        self.assertIn("RENEWED_WITHOUT_CLIENT_AUTH", codes(r))

    def test_the_opt_out_is_that_of_the_net_framework(self):
        for verifiers, want in (("dotnet-framework", "ready"), ("openssl", "breaks"), ("dotnet-framework,openssl", "breaks")):
            self.assertEqual(self.renewal("long", "--opted-out", "--verifier", verifiers)["verdict"], want, verifiers)
        self.assertEqual(self.renewal("long", "--verifier", "dotnet-framework")["verdict"], "breaks")
        late = self.renewal("long", "--opted-out", "--verifier", "dotnet-framework", "--at", "2040-01-01")
        self.assertEqual(late["verdict"], "broken")
        done = run("--opted-out", "--change", "renewal", "--profile", "edge-psom", "--public-cas", self.table(OWNER), "--ca-file",
                   SCENARIOS / "nested" / "root.pem", SCENARIOS / "long" / "chain.pem")
        self.assertRegex(" ".join(done.stdout.split()), r"^Safe to renew: .* This holds where the opt-out is set\.")

    def test_sources_that_conflict_are_both_told(self):
        r = self.renewal("long", rows=(OWNER, "owner\tContoso\t2026-02-11\t2027-02-10\treseller\ta shop\n"))
        self.assertEqual(r["verdict"], "breaks")
        said = [f["message"] for f in r["findings"] if f["code"] == "RENEWAL_DATES_CONFLICT"]
        self.assertIn("between 2026-07-08 (a test) and 2027-02-10 (a shop)", said[0])
        self.assertNotIn("RENEWAL_DATES_CONFLICT", codes(self.renewal("long")))

    def test_without_roots_the_claim_is_told_as_one(self):
        r = self.renewal("long", roots=False)
        said = [f["message"] for f in r["findings"] if f["code"] == "RENEWAL_ROOT_CLAIMED"]
        self.assertEqual(r["verdict"], "breaks")
        self.assertIn("trust was not judged", said[0])
        self.assertIn("CN=Contoso Root CA", said[0])
        self.assertNotIn("RENEWAL_ROOT_CLAIMED", codes(self.renewal("long")))

    def test_twins_settle_nothing_and_are_named(self):
        for verifier in "dotnet-framework", "openssl", "go", "gnutls-purpose":
            with self.subTest(verifier):
                r = result("twins", "--verifier", verifier, "--change", "renewal")  # a private root
                self.assertEqual(r["verdict"], "indeterminate")
                self.assertEqual({v["usage"]: (v["accepted"], v["reason"]) for v in r["verifiers"]}["clientAuth"],
                                 (None, "paths"))
                said = [f["message"] for f in r["findings"] if f["code"] == "VERIFIERS_CHOICE_DECIDES"]
                self.assertEqual(said[0].count("Root YR (serial "), 2)
        r = result("twins", "--verifier", "java", "--change", "renewal")  # CAs do not count there
        self.assertEqual((r["verdict"], codes(r).count("VERIFIERS_CHOICE_DECIDES")), ("ready", 0))
        r = result("twins")
        self.assertEqual(r["verdict"], "indeterminate")
        self.assertIn("ISSUER_CHOICE_DECIDES", codes(r))

    def test_an_expired_twin_is_no_choice(self):
        r = result("expired-twin", "--verifier", "openssl", "--change", "renewal")
        self.assertEqual(r["verdict"], "ready")

    def test_the_anchor_that_is_reached_counts(self):
        self.assertEqual(self.renewal("cross-signed")["verdict"], "ready")  # Fabrikam's root is private
        chain = ["--ca-file", SCENARIOS / "nested" / "root.pem", "--chain", SCENARIOS / "cross-signed" / "issuers.pem",
                 SCENARIOS / "cross-signed" / "leaf.pem"]
        done = run("--format", "json", "--change", "renewal", "--public-cas", self.table(OWNER), *chain)
        self.assertEqual(json.loads(done.stdout)["results"][0]["verdict"], "breaks")

    def test_both_anchors_trusted_settle_nothing(self):
        both = pathlib.Path(self.folder.name, "both.pem")
        roots = [(SCENARIOS / name / "root.pem").read_text() for name in ("nested", "cross-signed")]
        for order in roots, roots[::-1]:
            both.write_text("".join(order))
            done = run("--format", "json", "--change", "renewal", "--public-cas", self.table(OWNER), "--ca-file", both,
                       "--chain", SCENARIOS / "cross-signed" / "issuers.pem", SCENARIOS / "cross-signed" / "leaf.pem")
            r = json.loads(done.stdout)["results"][0]
            said = [f["message"] for f in r["findings"] if f["code"] == "RENEWAL_ANCHOR_DECIDES"]
            self.assertEqual((r["verdict"], len(said)), ("indeterminate", 1), r["findings"])
            self.assertIn("Contoso Root CA, Fabrikam Root", said[0])
            self.assertNotIn("RENEWAL_ROOT_UNKNOWN", codes(r))

    def test_a_root_of_a_public_name_is_not_taken_for_private(self):
        other = self.root.split("\t")
        other[1] = "00" * 32
        path = self.table(OWNER)
        path.write_text("as-of\t2026-09-01\n" + OWNER + "\t".join(other) + "\n")
        r = result("long", "--change", "renewal", "--public-cas", path)
        self.assertEqual(r["verdict"], "indeterminate")
        self.assertIn("RENEWAL_ROOT_UNKNOWN", codes(r))

    def test_a_policy_of_the_forum_is_no_private_cas(self):
        r = result("forum", "--change", "renewal")
        self.assertEqual(r["verdict"], "indeterminate")
        self.assertIn("RENEWAL_ROOT_UNKNOWN", codes(r))

    def test_odd_chains(self):
        self.assertEqual(result("self-signed", "--change", "renewal")["verdict"], "ready")
        r = self.renewal("nested", "--verifier", "openssl,java")
        self.assertEqual({c["verifier"]: c["before"] for c in r["changes"]}, {"openssl": True, "java": True})
        r = result("client-below-bare", "--usage", "client", "--verifier", "google-cloud-lb")
        self.assertEqual([(v["accepted"], v["reason"]) for v in r["verifiers"]], [(False, "missing")])


class Remedies(Made):
    """What to do is told by change and receiver; nothing of 2017, nothing that the CA has stopped."""

    def remedies(self, profile, name="generation-2024"):
        r = result(name, "--profile", profile, "--public-cas", self.table(OWNER))
        self.assertEqual((r["verdict"], r["events"]), ("breaks", []), profile)
        return r["remedies"]

    def test_each_receiver_has_its_own(self):
        for profile, want in (("smtp-mtls", {"relax-postfix", "relax-sendmail", "split-smtp"}),
                              ("xmpp-s2s", {"relax-ejabberd"}), ("kafka", {"relax-java", "split-kafka"}),
                              ("mq", {"relax-ibm-mq"}), ("etcd-peer", {"split-etcd"}), ("mysql", {"drop-mysql"}),
                              ("http-mtls", {"relax-nginx", "relax-apache", "relax-haproxy", "relax-http-sys"})):
            got = self.remedies(profile)
            self.assertLessEqual(want | {"no-client-certificate", "private-client-ca"}, set(got), profile)
            self.assertFalse([r for r in got if r.startswith(("opt-out", "reissue", "template", "request"))], got)
            self.assertLess(got.index("no-client-certificate"), got.index("private-client-ca"))
        self.assertNotIn("relax-nginx", self.remedies("kafka"))
        self.assertNotIn("private-client-ca", result("nested")["remedies"])

    def test_files(self):
        folder = pathlib.Path(self.folder.name, "remedies")
        done = run("--profile", "smtp-mtls", "--public-cas", self.table(OWNER), "--ca-file",
                   SCENARIOS / "nested" / "root.pem", "--remedy", folder, SCENARIOS / "generation-2024" / "chain.pem")
        self.assertEqual(done.returncode, 1, done.stderr)
        names = sorted(f.name for f in folder.iterdir())
        self.assertIn("receiver-postfix.cf", names)
        self.assertFalse([n for n in names if n.startswith(("optout", "new-template"))], names)
        request = next(f for f in folder.iterdir() if f.suffix == ".inf").read_text("utf-16")
        self.assertIn("1.3.6.1.5.5.7.3.2", request)
        self.assertNotIn("1.3.6.1.5.5.7.3.1", request)
        self.assertIn("private CA", request)
        self.assertIn("tls_trust_server_ccerts = yes", (folder / "receiver-postfix.cf").read_text())


class Uncertified(unittest.TestCase):
    """Requests and templates: what verifiers will make of what they ask for."""

    def test_requests(self):
        with tempfile.TemporaryDirectory() as folder:
            request = pathlib.Path(folder, "a.csr")
            subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-keyout", pathlib.Path(folder, "k"), "-subj", "/CN=a", "-addext",
                            "extendedKeyUsage=serverAuth", "-out", request], check=True, capture_output=True)
            one = json.loads(run("--format", "json", "--verifier", "openssl,gnutls", request).stdout)["results"][0]
            self.assertEqual([(v["name"], v["usage"], v["accepted"]) for v in one["verifiers"]],
                             [("openssl", "serverAuth", True), ("openssl", "clientAuth", False),
                              ("gnutls", "serverAuth", True), ("gnutls", "clientAuth", True)])
            self.assertEqual((one["changes"], json.loads(run("--format", "json", request).stdout)["results"][0]
                              ["verifiers"]), ([], []))


class Fleet(Made):
    """Which of these certificates stop working as clients, when, at which receivers."""

    def ask(self, form, *names, options=()):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder.name))
        for name in names:
            (folder / f"{name}.pem").write_bytes((SCENARIOS / name / "chain.pem").read_bytes())
        out = folder.parent / f"report.{form}"
        done = run("--change", "renewal", "--verifier", "openssl,gnutls,java", "--public-cas", self.table(OWNER),
                   "--ca-file", SCENARIOS / "nested" / "root.pem", "--report", f"{form}:{out}", *options, folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        return out.read_text()

    def test_text_is_by_date(self):
        text = self.ask("text", "long", "generation-2024", "self-signed")
        table = text[text.index("What stops working"):]
        self.assertLess(table.index("2026-11-30  2026-07-08  renewal"), table.index("2027-10-01  2026-07-08  renewal"))
        self.assertEqual(table.count("openssl, java"), 2)
        self.assertNotIn("self-signed", table)
        self.assertNotIn("What stops working", run(SCENARIOS / "long" / "chain.pem").stdout)

    def test_html_has_a_timeline(self):
        page = self.ask("html", "long", "generation-2024")
        kicker = re.search('<p class="kicker">(.*?)</p>', page)[1]
        self.assertIn("the renewal of a certificate by a public CA", kicker)
        self.assertNotIn("2017", kicker)
        section = page[page.index('aria-labelledby="forecast"'):]
        self.assertIn('<a href="#forecast">', page)
        self.assertEqual(section.count("<circle class=\"breaks\""), 2)
        self.assertRegex(section, r"<td>76</td>")  # days from 2026-09-15 to 2026-11-30
        self.assertIn("openssl, java", section)
        self.assertRegex(section, r'<time datetime="2026-11-30T00:00:00Z" title="2026-11-30 00:00:00 UTC">30 November 2026</time>')
        self.assertEqual(section.count('<circle class="expiry"'), 2)
        self.assertRegex(section, '<span class="sub">[0-9]+ days left</span> <a href="#c[0-9]+">')
        self.assertEqual(page.count("style="), 0)  # the page's policy forbids them

    def test_prometheus_has_the_days_left(self):
        text = self.ask("prometheus", "long", "generation-2024")
        for verifier in "openssl", "java":
            self.assertRegex(text, r'ekuprobe_change_break_days\{file="[^"]*generation-2024.pem",profile="",tool="certcheck",'
                                   r'change="renewal",verifier="%s"\} 76\n' % verifier)
        self.assertNotIn('break_days{file="x",verifier="gnutls"', text)
        self.assertRegex(text, r'ekuprobe_change_breaks\{[^}]*long.pem[^}]*verifier="gnutls"\} 0\n')
        self.assertRegex(text, r'ekuprobe_verifier_accepts\{[^}]*usage="clientAuth",verifier="java"\} 1\n')

    def test_nagios_says_the_first(self):
        self.assertIn(" first_break_days=76\n", self.ask("nagios", "long", "generation-2024"))

    def test_the_other_formats_have_changes_and_verifiers(self):
        said = "renewal, openssl: breaks, at the earliest from 2026-07-08, at the latest by 2026-11-30"
        row = list(csv.DictReader(self.ask("csv", "generation-2024").splitlines()))[0]
        self.assertEqual((row["changes"].split("; ")[0], row["breaks_by"], row["assumed"]),
                         (said, "2026-11-30T00:00:00Z", "false"))
        self.assertIn("java clientAuth: accepted (listed)", row["verifiers"])
        self.assertIn("change " + said, self.ask("junit", "generation-2024"))
        log = json.loads(self.ask("sarif", "generation-2024"))["runs"][0]["results"]
        self.assertEqual({(c["verifier"], c["verdict"]) for c in log[0]["properties"]["changes"]},
                         {("openssl", "breaks"), ("gnutls", "ready"), ("java", "breaks")})


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])
