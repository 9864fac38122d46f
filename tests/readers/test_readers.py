#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Certificates and requests in PEM, DER, base64 and CMS: test_readers.py CERTCHECK TESTCERTS."""
import base64

import material
import reading
from der import seq, tlv
from material import der_of
from reading import BOTH, WEBSERVER, KEY, CHAIN, read


def block(label, der):
    return f"-----BEGIN {label}-----\n{base64.encodebytes(der).decode()}-----END {label}-----\n"


def version_1(certificate):
    """It without its version and its extensions; the signature no longer fits."""
    def items(body):
        at = 0
        while at < len(body):
            octets = body[at + 1] & 127 if body[at + 1] & 128 else 0
            n = int.from_bytes(body[at + 2:at + 2 + octets], "big") if octets else body[at + 1]
            yield body[at], body[at + 2 + octets:at + 2 + octets + n]
            at += 2 + octets + n

    (_, whole), = items(certificate)
    (_, tbs), *signature = items(whole)
    kept = [tlv(tag, body) for tag, body in items(tbs) if tag not in (0xa0, 0xa3)]
    return seq(seq(*kept), *(tlv(tag, body) for tag, body in signature))


def revocations():
    """A CRL, which begins as a certificate of version 1 does, up to its date (RFC 5280 5.1)."""
    algorithm = seq(tlv(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), tlv(5))
    name = seq(tlv(0x31, seq(tlv(6, b"\x55\x04\x03"), tlv(0x0c, b"Contoso Issuing CA 1"))))
    date = tlv(0x17, b"250101000000Z")
    revoked = seq(*(seq(tlv(2, bytes([number])), date) for number in range(1, 40)))
    return seq(seq(tlv(2, b"\1"), algorithm, name, date, date, revoked), algorithm, tlv(3, bytes(257)))


class Readers(reading.Reading):
    # PEM
    def test_comments_and_keys_between_blocks(self):
        text = "".join(["subject=CN = x\n", read(BOTH).decode(), read(KEY).decode(), "friendlyName: -----\n",
                        read(KEY).decode(), read(WEBSERVER).decode()])
        path = self.file("mixed.pem", text)
        results, err = self.judged("--each", path)
        self.assertEqual([r["verdict"] for r in results], ["ready", "breaks"])
        self.assertIn("mixed.pem: skipped 2 private keys", err)
        lines = text.split("\n")
        for r in results:
            self.assertEqual(lines[r["line"] - 1], "-----BEGIN CERTIFICATE-----")

    def test_indented_quoted_and_windows_lines(self):
        pem = read(WEBSERVER).decode()
        for name, text in (("indented", "  Row 1:\n" + pem.replace("\n", "\n    ")),
                           ("quoted", '"Issued","Raw"\n"x","' + pem.rstrip("\n") + '"\n'),
                           ("crlf", pem.replace("\n", "\r\n"))):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name + ".pem", text)), ["breaks"])

    def test_one_damaged_block_is_named_and_the_rest_judged(self):
        bad = read(BOTH).decode().replace("MII", "M*I", 1)
        path = self.file("bad.pem", read(BOTH).decode() + bad + read(WEBSERVER).decode())
        results, err = self.judged("--each", path, status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready", "breaks"])
        self.assertRegex(err, r"bad\.pem: line \d+: a PEM block is damaged or cut off")

    def test_what_lost_its_begin_line_is_named(self):
        """A mail client's dash or a careless copy: nothing of the file may be judged in silence."""
        whole, headless = read(BOTH).decode(), read(WEBSERVER).decode().replace("-----BEGIN", "----BEGIN", 1)
        for name, text, line in (("behind", whole + headless, whole.count("\n") + 1), ("before", headless + whole, 1)):
            with self.subTest(name):
                results, err = self.judged(self.file(name + ".pem", text), status=2)
                self.assertEqual([r["verdict"] for r in results], ["ready"])
                self.assertIn(f"{name}.pem: line {line}: a PEM block is damaged or cut off", err)

    def test_a_bent_begin_line_is_no_text_between_blocks(self):
        """The leaf would be lost in silence, and the CA below it judged in its place."""
        leaf, both = read(WEBSERVER).decode(), read(BOTH).decode()
        bent = {"lower": leaf.lower(), "four": leaf.replace("-----", "----"), "spaced": leaf.replace("-----BEGIN", "----- BEGIN"),
                "tab": leaf.replace("BEGIN ", "BEGIN\t"), "nbsp": leaf.replace("BEGIN ", "BEGIN\u00a0"), "joined": leaf.replace("BEGIN ", "BEGIN"),
                **{f"U+{ord(dash):04X}": leaf.replace("-", dash) for dash in "\u2010\u2013\u2014\u2015\u2212\ufe63\uff0d"}}
        for name, text in bent.items():
            with self.subTest(name):
                _, err = self.judged(self.file("bent.pem", text + both), status=2)
                self.assertIn("bent.pem: line 1: a PEM block is damaged or cut off", err)
        for dash in b"\x96", b"\x97": # Windows-1252
            _, err = self.judged(self.file("bent.pem", leaf.encode().replace(b"-", dash) + both.encode()), status=2)
            self.assertIn("bent.pem: line 1: a PEM block is damaged or cut off", err)
        self.judged(self.file("text.pem", "Where certificates begin: a certificate below\n" + both))
        for name, label in (("typo", "CERTIFCATE"), ("user", "USER CERTIFICATE"), ("blank", "CERTIFICATE ")):
            with self.subTest(name):
                results, _ = self.judged(self.file(name + ".pem", leaf.replace("CERTIFICATE", label) + both), status=1)
                self.assertEqual([r["verdict"] for r in results], ["breaks", "ready"])

    def test_no_label_hides_a_certificate(self):
        """Version 1, PKCS#7, damage: the CA behind it was judged alone, and was ready."""
        both = read(BOTH).decode()
        chain = self.openssl("crl2pkcs7", "-nocrl", "-certfile", CHAIN, "-outform", "DER")
        for label, der, status in (("HOST CERT", version_1(der_of(WEBSERVER)), 0), ("CHAIN", chain, 1)):
            with self.subTest(label):
                results, err = self.judged("--each", self.file("unlisted.pem", block(label, der) + both), status=status)
                self.assertGreater(len(results), 1)
                self.assertNotIn("skipped", err)
        whole = der_of(WEBSERVER)
        for label in "USER CERTIFICATE", "Certificate":
            for kind, der in ("cut", whole[:-9]), ("before", b"\0" + whole), ("indefinite", b"\x30\x80" + whole[4:] + b"\0\0"):
                with self.subTest(label, kind=kind):
                    _, err = self.judged(self.file("unlisted.pem", block(label, der) + both), status=2)
                    self.assertIn("unlisted.pem: certificate 1: not a certificate", err)
        results, err = self.judged(self.file("attribute.pem", block("ATTRIBUTE CERTIFICATE", seq(seq(b"\2\1\1"))) + both))
        self.assertIn("skipped 1 other block", err)
        damaged = block("User Certificate", whole).replace("MII", "M*I", 1)
        results, err = self.judged(self.file("damaged.pem", damaged + both), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("damaged.pem: line 1: a PEM block is damaged or cut off", err)
        results, err = self.judged(self.file("pgp.pem", damaged.replace("User Certificate", "PGP MESSAGE") + both))
        self.assertIn("skipped 1 other block", err)

    def test_der_behind_der_and_pem_behind_der(self):
        both, webserver = der_of(BOTH), der_of(WEBSERVER)
        for between in b"", b"\n", b"\r\n":
            self.assertEqual(self.verdicts(self.file("two.cer", both + between + webserver)), ["ready", "breaks"])
        results, err = self.judged(self.file("mixed.cer", both + b"\n" + read(WEBSERVER)), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("mixed.cer: PEM follows DER", err)
        for between in b"", b"\n", b"\nthe other one\n":
            results, err = self.judged(self.file("mixed.pem", read(BOTH).strip() + between + webserver), status=2)
            self.assertEqual([r["verdict"] for r in results], ["ready"])
            self.assertIn("mixed.pem: DER follows PEM", err)
        for data in read(BOTH) + webserver + b"\n" + read(BOTH), read(BOTH) + b"0 of them\n" + webserver:
            _, err = self.judged(self.file("mixed.pem", data), status=2)
            self.assertIn("mixed.pem: DER follows PEM", err)
        self.judged(self.file("text.pem", read(BOTH) + b"0 certificates are missing\n0\n"))

    def test_nothing_between_is_passed_over(self):
        """What tar, mails, secrets and PowerShell's >> put beside a good certificate."""
        pem, der, leaf = read(BOTH), der_of(BOTH), der_of(WEBSERVER)
        digits, p7 = base64.encodebytes(leaf), self.openssl("crl2pkcs7", "-nocrl", "-certfile", WEBSERVER, "-outform", "DER")
        indefinite = b"\x30\x80" + p7[4:] + b"\0\0"
        wide, secret = read(WEBSERVER).decode().encode("utf-16"), b"tls.crt: " + base64.b64encode(read(WEBSERVER))
        for name, data, says in (
                ("blank", der + b" " + leaf, "more follows"), ("zeros", der + bytes(512) + leaf, "more follows"),
                ("digits", der + b"\n" + digits, "more follows"), ("block", block("CERTIFICATE", der + b"\0" + leaf).encode(), "more follows"),
                ("cut", der + b"\0" + leaf[:200], "more follows"), ("version-1", der + b"\0" + version_1(leaf), "more follows"),
                ("wide", der + wide, "more follows"), ("tar", pem + bytes(512) + leaf, "DER follows PEM"),
                ("p7", pem + b"  " + p7, "DER follows PEM"), ("indefinite", pem + indefinite, "DER follows PEM"),
                ("base64", pem + digits, "base64 without a BEGIN line"), ("before", digits + b"\n" + pem, "base64 without a BEGIN line"),
                ("mail", pem + b"Content-Transfer-Encoding: base64\r\n\r\n" + digits.replace(b"\n", b"\r\n"), "base64 without"),
                ("xml", pem + b"<X509Certificate>" + digits.replace(b"\n", b""), "base64 without"), ("secret", pem + secret, "base64 without"),
                ("appended", pem + wide, "in UTF-16"), ("appended-le", pem + wide[2:], "in UTF-16"),
                ("appended-be", pem + wide.decode("utf-16").encode("utf-16-be"), "in UTF-16"),
                ("to-wide", pem.decode().encode("utf-16") + read(WEBSERVER), "in UTF-16")):
            with self.subTest(name):
                results, err = self.judged(self.file(name + ".pem", data), status=2)
                self.assertEqual([r["verdict"] for r in results], ["ready"])
                self.assertIn(f"{name}.pem: ", err)
                self.assertIn(says, err)
        self.judged(self.file("text.pem", pem + b"M MI MII MIIB\nMIICerts are below: BEGIN\n" + bytes(64) + pem), status=0)
        crl = revocations()
        for name, data in (("crl", pem + crl), ("crl64", pem + base64.encodebytes(crl)), ("crl64.der", der + b"\n" + base64.encodebytes(crl))):
            self.judged(self.file(name + ".pem", data), status=0)
        request = self.openssl("req", "-new", "-key", KEY, "-subj", "/CN=a", "-outform", "DER")
        _, err = self.judged(self.file("request.pem", pem + request), status=2)
        self.assertIn("DER follows PEM", err)

    def test_damage_does_not_make_a_key_of_a_certificate(self):
        """A tbsCertificate that ends too early, before what looks like an OCTET STRING."""
        leaf, both = bytearray(der_of(WEBSERVER)), der_of(BOTH)
        at = next(at for at in range(300, len(leaf) - 300) if leaf[at] == 4 and leaf[at + 1] < 0x80)
        leaf[6:8] = (at - 8).to_bytes(2, "big")
        for name, data in (("bare.cer", bytes(leaf) + both), ("pem.cer", block("CERTIFICATE", bytes(leaf)).encode() + read(BOTH))):
            results, err = self.judged(self.file(name, data), status=2)
            self.assertEqual([r["verdict"] for r in results], ["ready"])
            self.assertIn(f"{name}: certificate 1: not a certificate", err)

    def test_der_behind_ber(self):
        p7 = self.openssl("crl2pkcs7", "-nocrl", "-certfile", BOTH, "-outform", "DER")
        p7 = b"\x30\x80" + p7[4:] + b"\0\0"
        self.assertEqual(self.verdicts(self.file("two.p7b", p7 + der_of(WEBSERVER))), ["ready", "breaks"])
        _, err = self.judged(self.file("mixed.p7b", p7 + read(WEBSERVER)), status=2)
        self.assertIn("PEM follows DER", err)

    def test_utf16(self):
        text = read(WEBSERVER).decode()
        for name, data in (("le", b"\xff\xfe" + text.encode("utf-16-le")),
                           ("be", b"\xfe\xff" + text.encode("utf-16-be")),
                           ("nomark", text.encode("utf-16-le")), ("utf8", b"\xef\xbb\xbf" + text.encode())):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name + ".pem", data)), ["breaks"])

    def test_base64_without_armour(self):
        body = base64.encodebytes(der_of(WEBSERVER))
        self.assertEqual(self.verdicts(self.file("bare.txt", body)), ["breaks"])
        self.assertEqual(self.verdicts(self.file("bare16.txt", body.decode().encode("utf-16"))), ["breaks"])

    def test_standard_input(self):
        results, _ = self.judged("-", data=read(WEBSERVER))
        self.assertEqual([(r["file"], r["verdict"]) for r in results], [("-", "breaks")])

    # PKCS#7
    def test_pkcs7(self):
        for form in ("PEM", "DER"):
            data = self.openssl("crl2pkcs7", "-nocrl", "-certfile", CHAIN, "-outform", form)
            path = self.file("certs." + form, data)
            with self.subTest(form):
                results, _ = self.judged(path)
                self.assertEqual([r["verdict"] for r in results], ["breaks"])
                self.assertEqual(len(results[0]["judgement"]["path"]), 2) # the issuer was offered
        encoded = base64.encodebytes(data).decode()
        path = self.file("certutil.cer", f"-----BEGIN CERTIFICATE-----\n{encoded}-----END CERTIFICATE-----\n")
        self.assertEqual(self.verdicts(path), ["breaks"])

    def test_signed_pkcs7(self):
        data = self.openssl("smime", "-sign", "-signer", BOTH, "-inkey", KEY, "-outform", "DER",
                            "-nodetach", data=b"hello")
        self.assertEqual(self.verdicts(self.file("signed.p7m", data)), ["ready"])

    def test_pkcs7_cut_or_encrypted(self):
        data = self.openssl("crl2pkcs7", "-nocrl", "-certfile", CHAIN, "-outform", "DER")
        _, _, err = self.run_it(self.file("cut.p7b", data[:-40]), status=2)
        self.assertIn("cut.p7b: a PKCS#7 message that is damaged or cut off", err)
        data = self.openssl("cms", "-encrypt", "-aes128", "-outform", "DER", BOTH, data=b"x")
        _, _, err = self.run_it(self.file("enveloped.p7m", data), status=2)
        self.assertIn("an encrypted PKCS#7 message", err)

    # PKCS#10
    def request(self, eku="serverAuth", form="DER", *more):
        return self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "request.key", "-subj",
                            "/CN=edge01.contoso.com", "-addext", "extendedKeyUsage=" + eku, "-outform", form, *more)

    def test_request(self):
        for form, more in (("DER", []), ("PEM", []), ("PEM", ["-newhdr"])):
            with self.subTest(form=form, more=more):
                path = self.file("request", self.request("serverAuth", form, *more))
                results, _ = self.judged(path)
                self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])
                self.assertIn("REQUEST_IS_A_WISH", [f["code"] for f in results[0]["findings"]])
                _, out, _ = self.run_it(path, status=1)
                self.assertIn("an enterprise CA uses the usages of its", out)
        self.assertEqual(self.verdicts(self.file("r2", self.request("serverAuth,clientAuth"))), ["ready"])

    def test_request_in_microsofts_attribute(self):
        der = self.request("clientAuth")
        swapped = der.replace(bytes.fromhex("06092a864886f70d01090e"), bytes.fromhex("060a2b06010401823702010e"))
        swapped = self.relength(der, swapped)
        extra = self.file("ms.req", swapped)
        results, _ = self.judged("--usage", "client", extra)
        self.assertEqual(results[0]["verdict"], "ready")
        self.assertEqual(results[0]["certificates"][0]["eku"]["state"], "list")

    @staticmethod
    def relength(before, after):
        """One octet more in the attribute: request, info, attributes and attribute grow by one."""
        grown = bytearray(after)
        at = after.index(bytes.fromhex("060a2b06010401823702010e"))
        grown[at - 1] += 1 # the attribute
        grown[at - 3] += 1 # [0]
        for position in (2, 6):
            size = int.from_bytes(before[position:position + 2], "big") + 1
            grown[position:position + 2] = size.to_bytes(2, "big")
        return bytes(grown)

    def test_request_in_cms_and_cmc(self):
        signed = self.openssl("cms", "-sign", "-binary", "-nodetach", "-signer", BOTH, "-inkey", KEY,
                              "-outform", "DER", data=self.request())
        results, _ = self.judged(self.file("renew.req", signed))
        self.assertEqual([r["kind"] for r in results], ["request", "certificate"])
        data = material.tlv(0x30, material.tlv(0x30), material.tlv(
            0x30, material.tlv(0xa0, material.tlv(2, b"\1"), self.request())),
            material.tlv(0x30), material.tlv(0x30))
        cmc = self.openssl("cms", "-sign", "-binary", "-nodetach", "-nocerts", "-econtent_type",
                           "1.3.6.1.5.5.7.12.2", "-signer", BOTH, "-inkey", KEY, "-outform", "DER", data=data)
        pem = ("-----BEGIN NEW CERTIFICATE REQUEST-----\n" + base64.encodebytes(cmc).decode() +
               "-----END NEW CERTIFICATE REQUEST-----\n")
        results, _ = self.judged(self.file("cmc.req", pem))
        self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])

    def test_damaged_request(self):
        der = bytearray(self.request())
        der[4 + 4] = 0x31 # the version's tag
        pem = ("-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(bytes(der)).decode() +
               "-----END CERTIFICATE REQUEST-----\n")
        _, _, err = self.run_it(self.file("spoilt.req", pem), status=2)
        self.assertIn("not a request: cannot read version", err)


if __name__ == "__main__":
    reading.main()
