#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What carries certificates: test_containers.py CERTCHECK TESTCERTS. Every carrier hands over the
octets it holds; damage to one part costs that part; nothing that may be left out is missed."""
import base64
import os
import pathlib
import resource
import subprocess
import sys
import unittest

import containers
import material
from containers import Ber, Der, bags, encrypted, locked, mac, pbes2, pbkdf2, pkcs12, pkcs7, plain, scrypt, tlv
from material import der_of

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import schema  # noqa: E402

CERTCHECK, CERTS = map(os.path.abspath, sys.argv[1:3])
SLOWER = int(os.environ.get("EKUPROBE_SLOWER", "1"))  # than a plain build: one with sanitizers
del sys.argv[1:]

PASSWORD = "x"
BOTH, WEB = (der_of(os.path.join(CERTS, "scenarios", name, "leaf.pem")) for name in ("both", "webserver"))
LIMIT = "takes more than a second"


def swapped(der, old, new):
    assert der.count(old) >= 1 and len(old) == len(new)
    return der.replace(old, new)


def with_body(der, change):
    """The certificate with its tbsCertificate's contents changed, lengths made good."""
    (tag, ((tbs, parts), *rest)), = containers.parsed(der)
    return containers.written([(tag, [(tbs, change(parts)), *rest])])


SERIAL = 1  # behind the version
ODD = {
    "usual": BOTH,
    # What OpenSSL refuses to decode
    "latin1": swapped(BOTH, b"edge", b"\xe9dge"),
    "padded-serial": with_body(BOTH, lambda parts: parts[:SERIAL] + [(2, b"\0\0\1")] + parts[SERIAL + 1:]),
    "long-length": b"\x30\x83\x00" + BOTH[2:],  # what it would write again in another form
    "negative-serial": with_body(BOTH, lambda parts: parts[:SERIAL] + [(2, b"\xff")] + parts[SERIAL + 1:]),
}


def under_another_number(store, number=b"\x7f"):
    """The store, and its first certificate under the number of another property: one that nobody knows."""
    return store.replace(b"\x20\0\0\0\1\0\0\0", number + b"\0\0\0\1\0\0\0", 1)


class Containers(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.openssl = material.Openssl()

    def run_it(self, *words, status=None, seconds=60):
        """(results, standard error); seconds of the processor's time."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run([CERTCHECK, "--at", "2020-01-01", "--format", "json", *words], capture_output=True,
                             timeout=120, env=dict(os.environ, CERTCHECK_PASSWORD=PASSWORD), start_new_session=True)
        after, err = resource.getrusage(resource.RUSAGE_CHILDREN), run.stderr.decode()
        self.assertLess(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, seconds, err)
        self.assertIn(run.returncode, (0, 1, 2, 3), err)
        if status is not None:
            self.assertEqual(run.returncode, status, err + run.stdout.decode())
        return schema.loads(run.stdout.decode())["results"], err

    def file(self, name, data):
        return self.openssl.write(name, data)

    @staticmethod
    def carriers(der):
        pem = lambda label, data: f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n"
        return {"der": der, "pem": pem("CERTIFICATE", der), "base64": base64.encodebytes(der),
                "utf16": pem("CERTIFICATE", der).encode("utf-16"),
                "p7b": pkcs7([der]), "p7b-ber": pkcs7([der], Ber), "p7b-pem": pem("PKCS7", pkcs7([der], Ber)),
                "p12": pkcs12([plain(bags([der]))]), "p12-ber": pkcs12([plain(bags([der], Ber), Ber)], Ber),
                "p12-locked": pkcs12([locked(bags([der]), PASSWORD)]),
                "p12-locked-ber": pkcs12([locked(bags([der], Ber), PASSWORD, Ber)], Ber),
                "sst": material.serialized_store([(der, None)])}

    def test_one_verdict_and_one_thumbprint(self):
        for odd, der in ODD.items():
            seen = {}
            for name, data in self.carriers(der).items():
                results, err = self.run_it(self.file(f"{odd}.{name}", data))
                self.assertEqual((len(results), err), (1, ""), (odd, name))
                one = results[0]
                seen[name] = (one["verdict"], one["judgement"], one["findings"], one["certificates"])
                self.assertEqual(one["certificates"][0]["sha1"], material.thumbprint(der).lower(), (odd, name))
            for name, answer in seen.items():
                self.assertEqual(answer, seen["der"], (odd, name))

    def test_what_cannot_be_read_costs_no_other(self):
        bad = tlv(0x30, tlv(0x30, tlv(2, b"\1")), tlv(3, b"\0"))
        for name, data in (("p7b", pkcs7([BOTH, bad, WEB])), ("p12", pkcs12([plain(bags([BOTH, bad, WEB]))])),
                           ("locked.p12", pkcs12([locked(bags([BOTH, bad, WEB]), PASSWORD)]))):
            with self.subTest(name):
                results, err = self.run_it("--each", self.file("bad." + name, data), status=2)
                self.assertEqual([r["verdict"] for r in results], ["ready", "breaks"])
                self.assertIn("certificate 2: ", err)
                self.assertNotIn("skipped", err)

    def test_a_damaged_part_costs_no_other(self):
        nothing = tlv(0x30, containers.ENCRYPTED)
        no_content = tlv(0x30, containers.ENCRYPTED, tlv(0xa0, tlv(0x30, containers.integer(0), tlv(
            0x30, containers.DATA, pbes2(pbkdf2(1))))))
        cut = plain(tlv(0x30, b"\x30\x84\xff\xff\xff\xff"))
        for name, safe in (("nothing", nothing), ("no-content", no_content), ("cut", cut)):
            with self.subTest(name):
                results, err = self.run_it(self.file(name + ".p12", pkcs12([safe])), status=2)
                self.assertEqual((results, "a PKCS#12 file that is damaged" in err), ([], True), err)
                results, err = self.run_it(self.file(name + "-and-more.p12", pkcs12([safe, plain(bags([WEB]))])), status=2)
                self.assertEqual(([r["verdict"] for r in results], "damaged" in err), (["breaks"], True), err)
        other = pkcs7([BOTH, WEB])
        results, err = self.run_it("--each", self.file("cut.p7b", other.replace(WEB[:4], b"\x30\x84\xff\xff")), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("cut.p7b: a certificate in the PKCS#7 message is damaged or cut off", err)

    def test_what_may_have_been_a_certificate_is_no_other_block(self):
        """... with its CA judged in its place; attribute certificates, secrets and the like are."""
        enveloped = tlv(0x30, containers.oid("1.2.840.113549.1.7.3"), tlv(0xa0, tlv(0x30, containers.integer(0))))
        kind = containers.oid("1.2.840.113549.1.9.22.1")
        for name, data in (("null.p7b", pkcs7([b"\5\0", BOTH])), ("primitive.p7b", pkcs7([b"\x10" + WEB[1:], BOTH])),
                           ("extended.p7b", pkcs7([b"\xa0" + WEB[1:], BOTH])),
                           ("kind.p12", pkcs12([plain(bags([WEB]).replace(kind, kind[:-1] + b"\7")), plain(bags([BOTH]))])),
                           ("bag.p12", pkcs12([plain(tlv(0x30, containers.bag(9, WEB))), plain(bags([BOTH]))])),
                           ("enveloped.p12", pkcs12([enveloped, plain(bags([BOTH]))]))):
            with self.subTest(name):
                results, err = self.run_it(self.file(name, data), status=2)
                self.assertEqual([r["verdict"] for r in results], ["ready"])
                self.assertRegex(err, "damaged|was not read")
        for name, data in (("key.p12", pkcs12([plain(tlv(0x30, containers.bag(2, containers.certificate_bag(WEB)))), plain(bags([BOTH]))])),
                           ("property.sst", under_another_number(material.serialized_store([(WEB, None), (BOTH, None)]))),
                           ("ctl.sst", under_another_number(material.serialized_store([(WEB, None), (BOTH, None)]), b"\x22")),
                           ("crl.sst", under_another_number(material.serialized_store([(WEB, None), (BOTH, None)]), b"\x21")),
                           ("tag.p7b", pkcs7([WEB]).replace(b"\xa0\x82" + len(WEB).to_bytes(2, "big"), b"\x20\x82" + len(WEB).to_bytes(2, "big"))
                            + pkcs7([BOTH])),
                           ("behind.sst", material.serialized_store([(BOTH, None)]) + WEB)):
            with self.subTest(name):
                results, err = self.run_it(self.file(name, data), status=2)
                self.assertEqual([r["verdict"] for r in results], ["ready"])
                self.assertIn("damaged", err)
        for name, data in (("attributes.p7b", pkcs7([b"\xa2" + WEB[1:], BOTH])),
                           ("secret.p12", pkcs12([plain(tlv(0x30, containers.bag(5, tlv(0x30)))), plain(bags([BOTH]))]))):
            _, err = self.run_it(self.file(name, data), status=0)
            self.assertIn("skipped 1 other block", err)

    def test_damage_is_told_in_a_directory_too(self):
        """... where a file of keys alone is passed over in silence."""
        folder = self.openssl.path("keys")
        os.mkdir(folder)
        key = containers.bag(2, tlv(0x30))
        with open(folder + "/a.p12", "wb") as f:
            f.write(pkcs12([plain(tlv(0x30, key)), tlv(0x30, containers.ENCRYPTED)]))
        with open(folder + "/b.p12", "wb") as f:
            f.write(pkcs12([plain(tlv(0x30, key))]))
        _, err = self.run_it(folder)
        self.assertIn("a.p12: a PKCS#12 file that is damaged", err)
        self.assertNotIn("b.p12: no certificate", err)

    def test_every_part_left_out(self):
        """Whatever is missing from a container: an answer for each, and the file beside it is judged."""
        folder = pathlib.Path(self.openssl.path("variants"))
        folder.mkdir()
        request = self.openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                               "r.key", "-subj", "/CN=a", "-outform", "DER")
        for name, data in containers.samples(BOTH, request, PASSWORD).items():
            self.run_it(self.file("whole-" + name, data), status=2 if name in ("p12-scrypt", "p12-old", "p12-mac") else None)
            for change, octets in containers.variants(data, (BOTH, request)):
                (folder / f"{name}-{change}").write_bytes(octets)
        n = len(list(folder.iterdir()))
        (folder / "zz.cer").write_bytes(WEB)
        self.assertGreater(n, 1000)
        results, err = self.run_it("--each", "--copies", str(folder))
        self.assertEqual((os.path.basename(results[-1]["file"]), results[-1]["verdict"]), ("zz.cer", "breaks"))
        told = {line.split(":")[1].strip() for line in err.splitlines()} | {r["file"] for r in results}
        self.assertEqual([f.name for f in sorted(folder.iterdir()) if str(f) not in told], [])

    def test_signed_instead_of_having_a_password(self):
        """RFC 7292's public-key integrity: named for what it is, never by the word damaged or password."""
        folder = pathlib.Path(self.openssl.path("signed"))
        folder.mkdir()
        (folder / "zz.cer").write_bytes(WEB)
        for name, form in ("der", Der), ("ber", Ber):
            (folder / f"{name}.p12").write_bytes(containers.signed_pkcs12([plain(bags([BOTH], form), form)], form))
            (folder / f"{name}-mac.p12").write_bytes(
                containers.signed_pkcs12([plain(bags([BOTH], form), form)], form, mac(1)))
        results, err = self.run_it(str(folder), status=1)
        self.assertEqual([r["verdict"] for r in results], ["breaks"])
        for name in "der", "ber", "der-mac", "ber-mac":
            says = f"{name}.p12: a PKCS#12 file that is protected by a signature instead of a password: export it again with one\n"
            self.assertIn(says, err)
            _, alone = self.run_it(str(folder / f"{name}.p12"), status=2)
            self.assertIn(says, alone)

    # Work that a file asks for
    def refused(self, name, data):
        _, err = self.run_it(self.file(name, data), status=2, seconds=3 * SLOWER)
        self.assertIn(LIMIT, err, name)

    def test_work_of_keys_is_bounded(self):
        octets = bytes(64)
        for name, kdf in (("n", scrypt(1 << 24, 1, 1)), ("p", scrypt(2, 1, 1 << 26)), ("r", scrypt(2, 1 << 20, 64)),
                          ("all", scrypt(1 << 14, 8, 64)), ("beyond", scrypt(1 << 70, 1, 1)),
                          ("pbkdf2", pbkdf2(3000000)), ("sha512", pbkdf2(2000000, "1.2.840.113549.2.11")),
                          ("sha1", pbkdf2(2000000, None))):
            self.refused(f"greedy-{name}.p12", pkcs12([encrypted(octets, pbes2(kdf))]))
        old = tlv(0x30, containers.oid("1.2.840.113549.1.12.1.3"), tlv(0x30, tlv(4, b"salt"), containers.integer(2000000)))
        self.refused("greedy-old.p12", pkcs12([encrypted(octets, old)]))
        self.refused("greedy-mac.p12", pkcs12([plain(bags([BOTH]))], end=mac(3000000)))

    def test_work_is_bounded_over_all_safes(self):
        some = encrypted(bytes(64), pbes2(pbkdf2(400000)))
        self.refused("safes.p12", pkcs12([some] * 8))
        self.refused("scrypts.p12", pkcs12([encrypted(bytes(64), pbes2(scrypt(1 << 14, 8, 1)))] * 20))
        self.refused("many.p12", pkcs12([encrypted(bytes(16), pbes2(pbkdf2(1)))] * 60000))
        pem = base64.encodebytes(pkcs12([locked(bags([BOTH]), PASSWORD, iterations=400000)])).decode()
        self.refused("blocks.pem", f"-----BEGIN PKCS12-----\n{pem}-----END PKCS12-----\n" * 8)
        # and over the passwords that are tried
        self.refused("tried.p12", pkcs12([plain(bags([BOTH]))], end=mac(1200000)))

    def test_what_careful_people_set_still_opens(self):
        for name, data in (("nss.p12", pkcs12([locked(bags([BOTH]), PASSWORD, iterations=600000)])),):
            results, _ = self.run_it(self.file(name, data), status=0)
            self.assertEqual([r["verdict"] for r in results], ["ready"])

    def test_counts_are_bounded_before_anything_is_decoded(self):
        _, err = self.run_it(self.file("many.p7b", pkcs7([tlv(0x30)] * 1000000)), status=2, seconds=3)
        self.assertIn("more than 65536 certificates in one file", err)


if __name__ == "__main__":
    cases_told.main()
