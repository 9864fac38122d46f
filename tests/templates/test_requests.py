#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Requests that name their template, joined with the templates given: test_requests.py CERTCHECK."""
import os
import subprocess
import unittest

import forest
from certcheck import Case, codes, messages

import cases_told  # noqa: E402  certcheck knows where it is

EDGE_OID = forest.FOREST + ".9999.1"
FIELDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../dumps/data/store-v-en.txt")
NAME_PAIR = bytes.fromhex("060a2b0601040182370d0201")


def tlv(tag, *parts):
    body = b"".join(parts)
    size = (len(body).bit_length() + 7) // 8
    return bytes([tag, len(body)] if len(body) < 128 else [tag, 0x80 | size]) + \
        (b"" if len(body) < 128 else len(body).to_bytes(size, "big")) + body


def inside(der):
    """Tag and contents of the first item, and what comes after it."""
    size = der[1] & 0x7f if der[1] & 0x80 else 0
    length = int.from_bytes(der[2:2 + size], "big") if size else der[1]
    return der[0], der[2 + size:2 + size + length], der[2 + size + length:]


def with_attribute(request, attribute):
    """A request with one attribute more; its signature is no longer one, and nobody asks."""
    _, info, signature = inside(inside(request)[1])
    items = []
    while info:
        _, _, rest = inside(info)
        items.append(info[:len(info) - len(rest)])
        info = rest
    items[3] = tlv(0xa0, inside(items[3])[1], attribute)
    return tlv(0x30, tlv(0x30, *items), signature)


def name_pair(name, value):
    text = lambda s: tlv(0x1e, s.encode("utf-16-be"))
    return tlv(0x30, NAME_PAIR, tlv(0x31, tlv(0x30, text(name), text(value))))


class Requests(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(os.path.join(cls.folder, "forest.ldf"), "w", encoding="utf-8") as f:
            f.write(forest.ldif())
        cls.forest = os.path.join(cls.folder, "forest.ldf")

    def request(self, name, *extensions, attribute=None, eku="extendedKeyUsage=serverAuth,clientAuth"):
        """A request for both usages; extensions as openssl.cnf writes them."""
        lines = ["[req]", "distinguished_name=d", "req_extensions=e", "prompt=no", "[d]", "CN=edge01.contoso.com", "[e]",
                 "subjectAltName=DNS:edge01.contoso.com", eku, *extensions, "[t]", f"o=OID:{EDGE_OID}", "a=INTEGER:100",
                 "b=INTEGER:1"]
        settings = self.file("request.cnf", "\n".join(lines) + "\n")
        der = subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                              "-keyout", "/dev/null", "-config", settings, "-outform", "DER"], check=True, capture_output=True, timeout=60).stdout
        return self.file(name, der if attribute is None else with_attribute(der, attribute))

    def by_name(self, template="WebServer"):
        return self.request(f"{template:.9}.req", f"1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:{template}")

    def by_oid(self):
        return self.request("oid.req", "1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:t")

    def by_attribute(self, template="WebServer"):
        return self.request("attribute.req", attribute=name_pair("CertificateTemplate", template))

    def one(self, *words, **more):
        results, err = self.judged(*words, **more)
        return [r for r in results if r["kind"] == "request"][0], err

    def test_each_way_of_naming_is_said(self):
        for path, shown in ((self.by_name(), "WebServer"), (self.by_attribute("LyncEdge"), "LyncEdge"),
                            (self.by_oid(), EDGE_OID + ", version 100.1"),
                            (self.request("both.req", "1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:t",
                                          "1.3.6.1.4.1.311.20.2=ASN1:UTF8:X"), f"X ({EDGE_OID}, version 100.1)")):
            with self.subTest(path):
                result, _ = self.one(path, status=0)
                self.assertIn("the request names the template " + shown, messages(result))
                self.assertIn("REQUEST_IS_A_WISH", codes(result))
                out, _ = self.run_it(path)
                self.assertIn("the request names the template", out)

    def test_joined_by_what_it_names(self):
        for path, template, verdict in ((self.by_name(), "WebServer", "breaks"), (self.by_oid(), "LyncEdge", "ready"),
                                        (self.by_attribute(), "WebServer", "breaks"),
                                        (self.by_name("lyncedge"), "LyncEdge", "ready")):
            with self.subTest(path=path, template=template):
                for words in (["--template", self.forest, path], [path, self.forest], [self.forest, path],
                              ["--template-for", "sfb2015", path, self.forest]):
                    result, _ = self.one(*words)
                    self.assertEqual(result["verdict"], verdict)
                    self.assertIn(f"judged with the usages of the template {template}, which the CA uses instead of "
                                  "those in the request", messages(result))
                    self.assertFalse(codes(result) & {"REQUEST_IS_A_WISH", "TEMPLATE_NOT_GIVEN"})
                out, _ = self.run_it("--template", self.forest, path)
                self.assertRegex(out, r"\nREQUEST +TEMPLATE +VERDICT +BY USAGE +SUBJECT\n\S+ +" + template + " +" + verdict)
                self.assertIn("1 request: 1 " + {"ready": "is ready"}.get(verdict, verdict) + ".", out)
                self.assertIn(f"judged with the usages of the template {template}", out.replace("\n             ", " "))

    def test_a_page_has_requests_in_a_table_of_their_own(self):
        out, _ = self.run_it("--format", "html", "--template", self.forest, self.by_name())
        body = out.partition('id="requests-table"')[2].partition("</table>")[0]
        self.assertIn('data-label="Template">WebServer</td>', body)
        self.assertIn("<h1>Do not submit yet: a certificate from the request would be rejected after the May 2017 update.</h1>", out)

    def test_templates_and_requests_of_a_directory(self):
        folder = self.path("mixed")
        os.mkdir(folder)
        for name, data in (("a.req", self.by_name()), ("z.ldf", self.forest)):
            os.link(data, os.path.join(folder, name))
        result, _ = self.one(folder)
        self.assertEqual(result["verdict"], "breaks")
        self.assertIn("TEMPLATE_STAMPS", codes(result))

    def test_template_of_the_command_line_wins_and_says_so(self):
        result, _ = self.one("--template", self.forest + ":WebServer", self.by_oid(), status=1)
        self.assertEqual(result["verdict"], "breaks")
        self.assertIn("REQUEST_NAMES_ANOTHER_TEMPLATE", codes(result))
        result, _ = self.one("--template", self.forest + ":LyncEdge", self.by_oid(), status=0)
        self.assertIn("REQUEST_NAMES_TEMPLATE", codes(result))

    def test_the_one_that_is_named_need_not_share_the_faults_of_others(self):
        bad = "dn: CN=Bad\nobjectClass: pKICertificateTemplate\ncn: Bad\npKIExtendedKeyUsage: Server Authentication\n\n"
        partly = self.file("partly.ldf", forest.ldif(forest.ROWS[-1:]) + "\n" + bad)
        name = forest.ROWS[-1][0]
        result, err = self.one("--template", f"{partly}:LyncEdge", self.by_oid(), status=0)
        self.assertIn("TEMPLATE_STAMPS", codes(result), name)
        self.assertIn("a usage of the template is not an OID (template Bad)", err)
        for words in (partly, f"{partly}:Bad"):
            self.run_it("--template", words, self.by_oid(), status=2)

    def test_one_of_many_must_be_named(self):
        nameless = self.request("nameless.req")
        out, err = self.run_it("--format", "ndjson", "--template", self.forest, nameless, status=2)
        self.assertEqual(out, "")
        self.assertIn(f"nameless.req: the request names no template; say which of {self.forest} will issue it "
                      "(--template FILE:NAME): User, UserSignature, ", err)
        self.assertIn(", LyncEdge\n", err)
        other = self.by_name("Nowhere")
        _, err = self.run_it("--template", self.forest, other, status=2)
        self.assertIn(f"names the template Nowhere, which is not in {self.forest}: User, ", err)
        self.run_it("--template", self.forest, os.devnull, status=2)
        only = self.file("only.ldf", forest.ldif(forest.ROWS[-1:]))
        result, _ = self.one("--template", only, nameless, status=0)
        self.assertIn("TEMPLATE_STAMPS", codes(result))

    def test_a_certificate_needs_no_template(self):
        key = self.path("key.pem")
        path = self.path("leaf.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                        key, "-subj", "/CN=a", "-out",
                        path], check=True, capture_output=True)
        self.run_it("--template", self.forest, path, status=0)

    def test_names_the_template_of_another_forest(self):
        result, _ = self.one(self.by_name("Nowhere"), self.forest)
        self.assertIn("TEMPLATE_NOT_GIVEN", codes(result))
        self.assertIn("REQUEST_IS_A_WISH", codes(result))
        result, _ = self.one(self.by_name("Web Server"), self.forest) # a display name means nothing to a CA
        self.assertIn("TEMPLATE_NOT_GIVEN", codes(result))

    def test_what_names_no_template(self):
        long = "A" * 300
        for path in (self.request("bad.req", "1.3.6.1.4.1.311.21.7=DER:04010203", "1.3.6.1.4.1.311.20.2=DER:1e09"),
                     self.request("pair.req", attribute=name_pair("rmd", "WebServer")),
                     self.request("empty.req", "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:")):
            with self.subTest(path):
                result, _ = self.one(path, self.forest)
                self.assertEqual(codes(result), {"REQUEST_IS_A_WISH"})
        result, _ = self.one(self.by_name(long), self.forest)
        self.assertIn("TEMPLATE_NOT_GIVEN", codes(result))

    def test_hostile_name(self):
        result, _ = self.one(self.request("hostile.req", attribute=name_pair("certificatetemplate", "A\x1b[2J\u202e")))
        self.assertIn("the request names the template A\\x1b[2J\\u{202e}", messages(result))

    def test_a_template_shown_in_part_settles_nothing(self):
        part = self.file("part.ldf", "dn: CN=WebServer\nobjectClass: pKICertificateTemplate\ncn: WebServer\n\n")
        result, _ = self.one("--template", part, self.by_name(), status=3)
        self.assertEqual(result["verdict"], "indeterminate")
        self.assertIn("TEMPLATE_INCOMPLETE", codes(result))

    def test_a_change_that_was_not_judged_is_not_ready(self):
        """Of what is no certificate, whatever it lists, with or without the CA, alone or beside the rules of 2017."""
        wild = self.request("wild.req", eku="extendedKeyUsage=anyExtendedKeyUsage")
        both = self.request("both.req")
        for change, path in (("envoy", wild), ("renewal", both), ("envoy", self.forest), ("renewal", self.forest),
                             ("ibm-mq-9.4.5", FIELDS)):
            with self.subTest(change=change, path=path):
                results, _ = self.judged("--change", change, path, status=3)
                for result in results:
                    self.assertEqual(result["verdict"], "indeterminate")
                    self.assertEqual({(c["name"], c["verdict"]) for c in result["changes"]}, {(change, "indeterminate")})
                    self.assertIn("CHANGE_NOT_JUDGED", codes(result))
                out, _ = self.run_it("--change", change, path)
                self.assertRegex(out, "^Not decided for ")
                if path == self.forest:
                    self.assertIn("not judged for the change requested)", " ".join(out.split()))
        result, _ = self.one("--profile", "kafka", both, status=3)
        self.assertEqual(result["verdict"], "indeterminate")

    def test_what_the_rules_of_2017_say_stands_beside_another_change(self):
        both, server = self.request("both.req"), self.request("server.req", eku="extendedKeyUsage=serverAuth")
        for path, verdict, status, said in ((both, "ready", 3, "Fit to submit: "), (server, "breaks", 1, "Do not submit yet: ")):
            result, _ = self.one("--change", "dotnet-2017,envoy", path, status=status)
            self.assertEqual([c["verdict"] for c in result["changes"]], [verdict, "indeterminate"])
            out, _ = self.run_it("--change", "dotnet-2017,envoy", path)
            self.assertTrue(out.startswith(said), out)
            self.assertIn("Not decided for Envoy's fix", out.replace("\n", " "))
        out, _ = self.run_it("--change", "dotnet-2017,envoy", self.forest, status=1)
        self.assertRegex(out.replace("\n", " "), "^Request from a template that fits: .* Not decided for Envoy's fix")

    def test_the_opt_out_gives_no_request_a_usage(self):
        server = self.request("server.req", eku="extendedKeyUsage=serverAuth")
        out, _ = self.run_it("--opted-out", server, status=0)
        self.assertTrue(out.startswith("Fit to submit where the opt-out is set: "), out)
        self.assertNotIn("has the usages required", out.replace("\n", " "))

    def test_the_opt_out_makes_no_template_fit(self):
        plain, _ = self.judged(self.forest)
        opted_out, _ = self.judged("--opted-out", self.forest)
        fits = lambda results: {r["template"]["name"]: r["template"]["fit"] for r in results}
        self.assertEqual(fits(opted_out), fits(plain))
        self.assertEqual(fits(plain)["WebServer"], "adaptable")

    def test_a_request_that_names_no_usages_says_so(self):
        path = self.request("none.req", eku="")
        result, _ = self.one(path, status=0)
        self.assertEqual(result["verdict"], "ready")
        out, _ = self.run_it(path)
        self.assertTrue(out.replace("\n", " ").startswith("Fit to submit: the request names no usages; "), out)
        out, _ = self.run_it("--template", self.forest + ":LyncEdge", path, status=0)
        self.assertIn("has the usages required", out.replace("\n", " "))


if __name__ == "__main__":
    cases_told.main()
