#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--remedy: the files of both programs, read as Windows reads them.

    test_remedy.py --ekuprobe PROGRAM --certcheck PROGRAM --certs DIRECTORY --tools DIRECTORY
"""
import argparse
import json
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import unittest

from cryptography import x509

import windows

OPTIONS = argparse.Namespace()
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import tools  # noqa: E402
sys.path.insert(0, str(HERE.parent / "support"))
import cases_told  # noqa: E402
PRODUCTS = {
    "lync2010": ("v2.0.50727", "Microsoft Lync Server 2010"),
    "lync2013": ("v4.0.30319", "Microsoft Lync Server 2013"),
    "sfb2015": ("v4.0.30319", "Skype for Business Server 2015"),
    "sfb2019": ("v4.0.30319", "Skype for Business Server 2019"),
}
FIX = "switche[sd] off a security fix"


def scenario(name, file="chain.pem"):
    return str(pathlib.Path(OPTIONS.certs, "scenarios", name, file))


def run(program, *arguments, **more):
    return subprocess.run([program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, **more)


def certcheck(*arguments, **more):
    return run(OPTIONS.certcheck, *arguments, **more)


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "remedies"

    def write(self, *arguments, status=1):
        done = certcheck("--remedy", self.out, *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def names(self):
        return sorted(p.name for p in self.out.iterdir())

    def request(self):
        return next(self.out.glob("request-*.inf"))


class Registry(Case):
    def exported(self, runtime, root, data):
        """What regedit exports: our comments are all there is besides."""
        path = f"C:\\\\Program Files\\\\{root}\\\\Web Conferencing\\\\DATAMCUSVC.exe"
        key = rf"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\{runtime}"
        text = ("Windows Registry Editor Version 5.00\r\n\r\n"
                f"[{key}\\System.Net.ServicePointManager.RequireCertificateEKUs]\r\n"
                f'"{path}"={data}\r\n\r\n')
        return b"\xff\xfe" + text.encode("utf-16-le")

    def without_comments(self, path):
        kept = [line for line in windows.lines(windows.utf16(path)) if not line.startswith(";")]
        return b"\xff\xfe" + "".join(line + "\r\n" for line in kept).encode("utf-16-le")

    def test_every_product_where_none_is_known(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        for product, (runtime, root) in PRODUCTS.items():
            self.assertEqual(self.without_comments(self.out / f"optout-{product}.reg"),
                             self.exported(runtime, root, "dword:00000000"))
            self.assertEqual(self.without_comments(self.out / f"optout-{product}-rollback.reg"),
                             self.exported(runtime, root, "-"))

    def test_one_product_where_it_is_known(self):
        self.write("--profile", "edge-psom", "--product", "lync2010", scenario("webserver"))
        self.assertEqual([n for n in self.names() if n.startswith("optout")],
                         ["optout-lync2010-rollback.reg", "optout-lync2010.ps1", "optout-lync2010.reg"])

    def test_says_first_what_it_does(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        for path in self.out.glob("optout-*"):
            if path.suffix == ".ps1":
                first = path.read_bytes().decode("utf-8-sig").split("\r\n")[0]
            else:  # regedit wants its own words in the first line
                header, first = windows.lines(windows.utf16(path))[:2]
                self.assertEqual(header, "Windows Registry Editor Version 5.00")
            self.assertRegex(first, FIX, path)

    def test_no_opt_out_where_it_would_not_help(self):
        self.write("--profile", "mtls", scenario("webserver"))
        self.assertFalse([n for n in self.names() if n.startswith("optout")])
        self.assertEqual(len(self.names()), 2)


class Request(Case):
    def test_names_usages_and_key(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        inf = windows.inf(self.request())
        leaf = x509.load_pem_x509_certificate(pathlib.Path(scenario("webserver", "leaf.pem")).read_bytes())
        new = dict(inf["NewRequest"])
        self.assertEqual(dict(windows.x500(new["Subject"])), {"CN": "edge01.contoso.com", "O": "Contoso"})
        self.assertEqual((new["KeyLength"], new["Exportable"], new["MachineKeySet"]), ("2048", "TRUE", "TRUE"))
        self.assertEqual(inf["EnhancedKeyUsageExtension"], [("OID", "1.3.6.1.5.5.7.3.1"), ("OID", "1.3.6.1.5.5.7.3.2")])
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        wanted = ["dns=%s&" % n for n in names.get_values_for_type(x509.DNSName)]
        wanted += ["ipaddress=%s&" % n for n in names.get_values_for_type(x509.IPAddress)]
        self.assertEqual(inf["Extensions"][0], ("2.5.29.17", "{text}"))
        self.assertEqual([v for n, v in inf["Extensions"] if n == "_continue_"], wanted)

    def test_a_front_end_keeps_its_key(self):
        self.write("--profile", "fe-psom", scenario("fe-webserver"))
        self.assertEqual(dict(windows.inf(self.request())["NewRequest"])["Exportable"], "FALSE")

    def test_one_request_a_certificate(self):
        self.write("--profile", "edge-psom", scenario("webserver"), scenario("webserver", "leaf.der"),
                   scenario("client-only"), scenario("fe-webserver"))
        self.assertEqual(len(list(self.out.glob("request-*.inf"))), 2)
        shown = windows.utf16(next(self.out.glob("request-edge01*")))
        self.assertIn("webserver/chain.pem", shown)
        self.assertIn("webserver/leaf.der", shown)

    def test_one_subject_and_thumbprint_are_two_requests(self):
        """SHA-1 collides for who wants it; the files are named by it, as Windows shows it."""
        row = json.loads(certcheck("--format", "ndjson", "--profile", "edge-psom", scenario("webserver")).stdout)
        for name in "file", "index", "kind":
            del row[name]
        row.update(target="edge01:8057", host="edge01", port=8057, address=None, tls=None, product=None,
                   timing_ms=None, origin=None)
        other = json.loads(json.dumps(row).replace(row["certificates"][0]["sha256"], "00" * 32))
        other.update(target="edge02:8057", host="edge02")
        ledger = self.folder / "two.nd"
        ledger.write_text("".join(json.dumps(r) + "\n" for r in (row, other)))
        done = run(OPTIONS.ekuprobe, "--merge", ledger, "--remedy", self.out)
        self.assertEqual(done.returncode, 1, done.stderr)
        sha1 = row["certificates"][0]["sha1"]
        names = [n for n in self.names() if n.startswith("request-")]
        self.assertEqual([n.split(sha1)[1] for n in names], ["-2.inf", ".inf"])

    def test_all_or_none(self):
        """A file that appears meanwhile is left alone, and then none of the others is written."""
        process = subprocess.Popen([OPTIONS.certcheck, "--profile", "edge-psom", "--product", "sfb2015",
                                    "--remedy", self.out, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        while not self.out.is_dir():
            self.assertIsNone(process.poll())
        (self.out / "new-template.txt").write_text("mine")
        _, error = process.communicate(pathlib.Path(scenario("webserver")).read_text(), timeout=60)
        self.assertEqual(process.returncode, 2, error)
        # Before or after the program looked whether it is there.
        self.assertRegex(error, "new-template.txt: (File exists|already exists)")
        self.assertEqual(self.names(), ["new-template.txt"])
        self.assertEqual((self.out / "new-template.txt").read_text(), "mine")

    def test_hostile_names(self):
        self.write("--profile", "edge-psom", scenario("hostile-names"))
        path = self.request()
        self.assertRegex(path.name, r"\Arequest-[a-z0-9._-]+\.inf\Z")
        inf = windows.inf(path)
        self.assertEqual(set(inf), {"Version", "NewRequest", "EnhancedKeyUsageExtension", "Extensions"})
        self.assertEqual([v for n, v in inf["Extensions"]],
                         ["{text}", "dns=edge01.contoso.com&", "ipaddress=127.0.0.1&"])
        text = windows.utf16(path)
        self.assertIn("; omitted: CN==cmd|", text)
        self.assertFalse([c for c in text if (ord(c) < 32 and c not in "\r\n") or ord(c) in (0x202E, 0x7F)])

    def test_quotes_percent_and_other_scripts(self):
        self.certificate([("CN", 'a"b%temp%,c'), ("O", "Contoso \u682a\u5f0f\u4f1a\u793e; \u201cX\u201d"), ("OU", " lead\\")])
        self.write("--profile", "edge-psom", self.folder / "made.pem")
        subject = dict(windows.inf(self.request())["NewRequest"])["Subject"]
        self.assertEqual(dict(windows.x500(subject)),
                         {"CN": 'a"b%temp%,c', "O": "Contoso \u682a\u5f0f\u4f1a\u793e; \u201cX\u201d", "OU": " lead\\"})

    def certificate(self, attributes):
        import datetime
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        oids = {"CN": x509.NameOID.COMMON_NAME, "O": x509.NameOID.ORGANIZATION_NAME,
                "OU": x509.NameOID.ORGANIZATIONAL_UNIT_NAME}
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(oids[t], v) for t, v in attributes])
        usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])
        now = datetime.datetime(2020, 1, 1)
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                .serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=20000))
                .add_extension(usage, False).sign(key, hashes.SHA256()))
        (self.folder / "made.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def test_a_ca_that_excludes_the_usage_is_named(self):
        self.write("--profile", "edge-psom", scenario("ca-constrained"))
        self.assertIn("; Send this request to another CA: ", windows.utf16(self.request()))


class Script(Case):
    def hosts(self, path):
        text = path.read_bytes().decode("utf-8-sig")
        windows.lines(text)
        return windows.powershell_strings(text.split("$Peers = @(")[1].split("\r\n)\r\n")[0])

    def merged(self, hosts):
        """Hosts of any text come from results that are merged."""
        one = json.loads(certcheck("--format", "ndjson", "--profile", "edge-psom", scenario("webserver")).stdout)
        del one["file"], one["index"], one["kind"]
        rows = [dict(one, target=f"{h}:8057", host=h, port=8057, address=None, tls=None, product="sfb2015",
                     timing_ms=None) for h in hosts]
        path = self.folder / "results.ndjson"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        done = run(OPTIONS.ekuprobe, "--merge", path, "--remedy", self.out)
        self.assertEqual(done.returncode, 1, done.stderr)
        return self.out / "optout-sfb2015.ps1"

    def test_peers_are_quoted(self):
        hosts = ["edge01.contoso.com", "a'; Remove-Item C:\\ -Recurse #", "b\u2019; calc \u2018", "\u201a\u201b''",
                 "$(calc)`n", "\u682a\u5f0f.example"]
        self.assertEqual(sorted(self.hosts(self.merged(hosts))), sorted(hosts))
        self.syntax(self.out / "optout-sfb2015.ps1")

    def test_syntax(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        self.syntax(*self.out.glob("*.ps1"))

    def syntax(self, *paths):
        parser = tools.find(OPTIONS.tools, "PowerShell parser")
        if parser is None:
            self.skipTest("the PowerShell parser is not installed")
        checker = ["node", str(HERE.parent / "tools" / "powershell.mjs"), str(parser.parent)]
        done = subprocess.run(checker + list(map(str, paths)), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        broken = self.folder / "broken.ps1"  # the checker does find errors
        broken.write_text(paths[0].read_text("utf-8-sig").replace("@(", "@('", 1))
        self.assertEqual(subprocess.run(checker + [str(broken)], capture_output=True, timeout=60).returncode, 1)

    def test_does_nothing_unasked(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        text = (self.out / "optout-lync2010.ps1").read_bytes().decode("utf-8-sig")
        body = text[text.index("\r\n$path = "):]
        self.assertLess(body.index("if (-not ($Apply -or $Rollback))"), body.index("Set-OptOut"))
        self.assertIn("SupportsShouldProcess = $true", text)
        self.assertIn("'Lync'", text)
        self.assertNotIn("@TITLE@", text)
        self.assertIn("v2.0.50727", text)


class Directory(Case):
    def test_nothing_breaks_nothing_is_there(self):
        self.write("--profile", "edge-psom", scenario("both"), status=0)
        self.assertFalse(self.out.exists())

    def test_existing_files_stay(self):
        self.write("--profile", "edge-psom", scenario("webserver"))
        before = {p.name: p.read_bytes() for p in self.out.iterdir()}
        for name in before:
            with self.subTest(name):
                for other in self.out.iterdir():
                    other.unlink()
                (self.out / name).write_bytes(b"mine")
                done = self.write("--profile", "edge-psom", scenario("webserver"), status=2)
                self.assertIn(f"{self.out}/{name}: already exists", done.stderr)
                self.assertEqual((done.stdout, self.names()), ("", [name]))
                self.assertEqual((self.out / name).read_bytes(), b"mine")
        self.write("--force", "--profile", "edge-psom", scenario("webserver"))
        self.assertEqual({p.name: p.read_bytes() for p in self.out.iterdir()}, before)

    def test_other_files_do_not_matter(self):
        self.out.mkdir()
        (self.out / "notes.txt").write_text("mine")
        self.write("--profile", "edge-psom", scenario("webserver"))
        self.assertEqual((self.out / "notes.txt").read_text(), "mine")

    def test_refused_before_the_first_connection(self):
        self.out.mkdir()
        (self.out / "new-template.txt").write_text("mine")
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            target = "127.0.0.1:%d/tls-server" % server.getsockname()[1]
            for directory in (self.out, self.folder / "no" / "such", self.out / "new-template.txt"):
                done = run(OPTIONS.ekuprobe, "--remedy", directory, target)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(str(directory), done.stderr)
            server.setblocking(False)
            self.assertRaises(BlockingIOError, server.accept)

    def test_full_disk_leaves_nothing_half_written(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
        self.out.mkdir()
        done = certcheck("--remedy", self.out, "--profile", "edge-psom", scenario("webserver"), preexec_fn=limit)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual(self.names(), [])

    def test_page_names_the_requests(self):
        self.write("--profile", "edge-psom", scenario("webserver"), scenario("fe-webserver"))
        page = (self.out / "new-template.txt").read_bytes().decode("utf-8-sig")
        for path in self.out.glob("request-*.inf"):
            self.assertIn(path.name, page)
        for word in "certtmpl.msc", "Client Authentication", "certutil -SetCATemplates", "Request-CsCertificate":
            self.assertIn(word, page)


def main():
    parser = argparse.ArgumentParser()
    for name in "ekuprobe", "certcheck", "certs", "tools":
        parser.add_argument("--" + name, required=True)
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    cases_told.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
