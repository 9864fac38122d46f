# SPDX-License-Identifier: MIT
"""ekuprobe against psomlab: every scenario in both TLS roles, each version, and awkward peers."""
import argparse
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import unittest

import labtools
from labtools import DEADLINE_S, Lab

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
from der import integer, oid, seq, tlv  # noqa: E402
import schema  # noqa: E402

OPTIONS = argparse.Namespace()
VERSIONS = {"1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3"}


def lab(*listeners):
    return Lab(OPTIONS.lab, OPTIONS.scenarios, *listeners)


def results_of(*command):
    done = subprocess.run([*command, "--format", "json"], capture_output=True, timeout=DEADLINE_S)
    return schema.loads(done.stdout)["results"]


def probe(running, *arguments, profile="edge-psom"):
    """The results in the order of the lab's listeners."""
    targets = [f"127.0.0.1:{port}/{profile}" for port in running.ports]
    found = {r["port"]: r for r in results_of(OPTIONS.ekuprobe, *arguments, *targets)}
    return [found[port] for port in running.ports]


def judged(result, *more):
    """What certificates were judged to be; more: codes that the connection adds."""
    judgement = result["judgement"]
    return {"verdict": result["verdict"], "before": judgement["before"],
            "after": judgement["after"],
            "findings": sorted([finding["code"] for finding in result["findings"]] + list(more))}



# A PKCS#12 file (RFC 7292) by hand.
DATA = "1.2.840.113549.1.7.1"


def pkcs12_bag(kind, value):
    return seq(oid(f"1.2.840.113549.1.12.10.1.{kind}"), tlv(0xa0, value))


def pkcs12_file(*safes):
    return seq(integer(3), seq(oid(DATA), tlv(0xa0, tlv(4, seq(*safes)))))


def pkcs12(*bags):
    return pkcs12_file(seq(oid(DATA), tlv(0xa0, tlv(4, seq(*bags)))))


def shrouded(iterations):
    """A private key under PBES2: PBKDF2 with so many iterations, AES-256-CBC."""
    derivation = seq(oid("1.2.840.113549.1.5.12"), seq(tlv(4, bytes(8)), integer(iterations)))
    cipher = seq(oid("2.16.840.1.101.3.4.1.42"), tlv(4, bytes(16)))
    return pkcs12_bag(2, seq(seq(oid("1.2.840.113549.1.5.13"), seq(derivation, cipher)), tlv(4, bytes(32))))


class Scenarios(unittest.TestCase):
    def test_each_is_judged_as_its_files_are(self):
        chains = sorted(pathlib.Path(OPTIONS.scenarios).glob("*/chain.pem"))
        names = [chain.parent.name for chain in chains]
        self.assertIn("webserver", names)
        offline = {}
        for result in results_of(OPTIONS.certcheck, "--copies", "--profile", "edge-psom", *map(str, chains)):
            offline.setdefault(pathlib.Path(result["file"]).parent.name, []).append(result)
        for roles, unexpected in ("reversed", []), ("normal", ["TLS_ROLE_UNEXPECTED"]):
            with lab(*[f"0={name},roles={roles}" for name in names]) as running:
                results = probe(running, "--per-host", "0")
            for name, chain, result in zip(names, chains, results):
                with self.subTest(scenario=name, roles=roles):
                    leaf = result["certificates"][0]["sha256"]
                    files = [r for r in offline[name] if r["certificates"][0]["sha256"] == leaf]
                    self.assertEqual(len(files), 1)
                    self.assertEqual(judged(result), judged(files[0], *unexpected))
                    self.assertEqual(len(result["certificates"]),
                                     len(labtools.certificates_in(chain)))


class Protocol(unittest.TestCase):
    def test_each_version_in_each_role_and_a_polite_end(self):
        for roles, peer_role in ("reversed", "client"), ("normal", "server"):
            for profile in "edge-psom", "mtls":
                with lab(*[f"0=webserver,roles={roles},tls={v}" for v in VERSIONS]) as running:
                    for result, version in zip(probe(running, profile=profile), VERSIONS.values()):
                        with self.subTest(roles=roles, profile=profile, tls=version):
                            self.assertEqual(result["verdict"], "breaks")
                            self.assertEqual(result["tls"]["peer_role"], peer_role)
                            self.assertEqual(result["tls"]["version"], version)
                            self.assertIsNone(result["error"])
                    running.stop()
                    rude = [line for line in iter(running.lines.next_or_none, None)
                            if "reset" in line or line.endswith(": the peer closed")]
                    self.assertEqual(rude, [])

    def test_the_server_that_asks_for_a_certificate_names_its_cas(self):
        with lab("0=both,roles=normal", "0=both,roles=normal,tls=1.3") as running:
            for result in probe(running, profile="mtls"):
                self.assertIs(result["tls"]["client_certificate_requested"], True)
                self.assertEqual(len(result["tls"]["ca_names"]), 1)

    def test_1_2_is_preferred_where_1_3_can_be_had(self):
        with lab("0=both,tls=any", "0=both,tls=any,roles=normal") as running:
            for result in probe(running):
                self.assertEqual(result["tls"]["version"], "TLSv1.2")

    def test_any_key_exchange(self):
        listeners = [f"0=both,roles={roles},ciphers={cipher}"
                     for roles in ("reversed", "normal")
                     for cipher in ("AES128-SHA", "ECDHE-RSA-AES128-SHA", "DHE-RSA-AES128-SHA",
                                    "ECDHE-RSA-AES256-GCM-SHA384")]
        with lab(*listeners) as running:
            self.assertEqual([r["verdict"] for r in probe(running)], ["ready"] * len(listeners))

    def test_a_hello_later_than_our_patience_is_answered_in_its_role(self):
        with lab("0=both,delay-ms=500") as running:
            result = probe(running)[0]
        self.assertEqual((result["verdict"], result["tls"]["peer_role"]), ("ready", "client"))

    def test_ipv6(self):
        with lab("[::1]:0=webserver") as running:
            result = results_of(OPTIONS.ekuprobe, f"[::1]:{running.ports[0]}/edge-psom")[0]
        self.assertEqual((result["verdict"], result["address"]), ("breaks", "::1"))


class NoCertificate(unittest.TestCase):
    def expect(self, classes, *arguments, profile="edge-psom"):
        """classes: listener -> error.class"""
        with lab(*classes) as running:
            for listener, result in zip(classes, probe(running, *arguments, profile=profile)):
                with self.subTest(listener=listener):
                    self.assertEqual(result["verdict"], "no-certificate")
                    self.assertEqual(result["error"]["class"], classes[listener])

    def test_nothing_to_show(self):
        self.expect({"0=none": "empty-certificate", "0=none,tls=1.3": "empty-certificate"})

    def test_a_strict_peer_refuses_us(self):
        self.expect({"0=both,strict": "peer-refused-us", "0=both,strict,tls=1.3": "peer-refused-us"})

    def test_a_strict_peer_is_content_with_a_certificate_of_its_estate(self):
        folder = pathlib.Path(OPTIONS.scenarios, "both")
        with lab("0=webserver,strict", "0=webserver,strict,tls=1.3") as running:
            for result in probe(running, "--cert", folder / "chain.pem", "--key", folder / "key.pem"):
                self.assertEqual(result["verdict"], "breaks")
                self.assertIs(result["tls"]["our_certificate_accepted"], True)

    def test_what_becomes_of_our_certificate(self):
        """Known where there is a key to finish the handshake with."""
        folder = pathlib.Path(OPTIONS.scenarios, "self-signed")
        with lab("0=both,strict,roles=normal", "0=both,strict,roles=normal,tls=1.3") as running:
            for result in probe(running, "--cert", folder / "leaf.pem", "--key", folder / "key.pem"):
                self.assertIs(result["tls"]["our_certificate_accepted"], False)
                self.assertEqual((len(result["certificates"]), result["error"]["alert"]), (2, 48))
            for result in probe(running):
                self.assertIsNone(result["tls"]["our_certificate_accepted"])

    def test_certificate_and_key_in_one_file(self):
        """In any order, as nginx, haproxy and openssl pkcs12 -nodes have them."""
        folder = pathlib.Path(OPTIONS.scenarios, "both")
        leaf, issuers, key = ((folder / name).read_text() for name in ("leaf.pem", "issuers.pem", "key.pem"))
        with tempfile.TemporaryDirectory() as made, lab("0=webserver,strict") as running:
            for parts in (leaf, issuers, key), (key, leaf, issuers), (issuers, key, "Bag Attributes\n", leaf):
                own = pathlib.Path(made, "own.pem")
                own.write_text("".join(parts))
                self.assertIs(probe(running, "--cert", own)[0]["tls"]["our_certificate_accepted"], True)

    def test_pkcs12_of_older_windows(self):
        """RC2-40 lives in OpenSSL's legacy provider; what is missing is never called the password."""
        folder = pathlib.Path(OPTIONS.scenarios, "both")
        with tempfile.TemporaryDirectory() as made, lab("0=webserver,strict") as running:
            export = ["openssl", "pkcs12", "-export", "-legacy", "-in", folder / "chain.pem", "-inkey", folder / "key.pem",
                      "-passout", "pass:gehe\u00efm", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES"]
            secret = pathlib.Path(made, "secret")
            secret.write_bytes("gehe\u00efm\r\n".encode("utf-16"))  # as Notepad writes it
            pfx, odd = pathlib.Path(made, "old.pfx"), pathlib.Path(made, "odd.pfx")
            subprocess.run([*export, "-out", pfx], check=True, capture_output=True)
            data, sha1 = pfx.read_bytes(), bytes.fromhex("06052b0e03021a")
            at = data.rindex(sha1)  # of the MAC: now one that nobody knows
            odd.write_bytes(data[:at + 6] + b"\x6f" + data[at + 7:])
            for file in pfx, odd:
                result = probe(running, "--pfx", file, "--password-file", secret)[0]
                self.assertIs(result["tls"]["our_certificate_accepted"], True)

            def refused(file, why, **more):
                done = subprocess.run([OPTIONS.ekuprobe, "--pfx", file, "--password-file", secret, "127.0.0.1:9"], text=True,
                                      capture_output=True, timeout=DEADLINE_S, check=False, env=dict(os.environ, **more))
                self.assertEqual(done.returncode, 2)
                self.assertIn(why, done.stderr)

            refused(pfx, "(PBE-SHA1-RC2-40): it needs OpenSSL's legacy provider, which is not installed", OPENSSL_MODULES="/nonexistent")
            rc2 = bytes.fromhex("060a2a864886f70d010c0106")
            pathlib.Path(made, "new.pfx").write_bytes(odd.read_bytes().replace(rc2, rc2[:-1] + b"\x7f"))
            refused(pathlib.Path(made, "new.pfx"), "cannot be decrypted (unknown algorithm)")
            secret.write_text("falsch")
            refused(pfx, "the password does not open the PKCS#12 file")
            refused(odd, "the password does not open the PKCS#12 file")

    def test_the_same_from_pkcs12(self):
        folder = pathlib.Path(OPTIONS.scenarios, "both")
        with tempfile.TemporaryDirectory() as made, lab("0=webserver,strict") as running:
            pfx, secret = pathlib.Path(made, "own.pfx"), pathlib.Path(made, "secret")
            subprocess.run(["openssl", "pkcs12", "-export", "-in", folder / "chain.pem", "-inkey",
                            folder / "key.pem", "-passout", "pass:geheim", "-out", pfx],
                           check=True, capture_output=True)
            secret.write_text("geheim\n")
            result = probe(running, "--pfx", pfx, "--password-file", secret)[0]
            self.assertEqual(result["verdict"], "breaks")
            secret.write_text("falsch\n")
            for words, why in ((("--pfx", pfx), "password-protected"),
                               (("--pfx", pfx, "--password-file", secret), "does not open the PKCS#12 file"),
                               (("--pfx", secret), "not a PKCS#12 file"),
                               (("--pfx", pfx, "--cert", pfx), "omit --cert")):
                done = subprocess.run([OPTIONS.ekuprobe, *words, "127.0.0.1:9"], text=True,
                                      capture_output=True, timeout=DEADLINE_S, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertIn(why, done.stderr)

    def test_pkcs12_that_is_hostile(self):
        """Work on passwords is bounded before it is done, that of the private key too; nothing is taken for granted."""
        folder = pathlib.Path(OPTIONS.scenarios, "both")
        key = subprocess.run(["openssl", "pkcs8", "-topk8", "-nocrypt", "-in", folder / "key.pem", "-outform", "DER"],
                             check=True, capture_output=True).stdout
        plain = pkcs12_bag(1, key)
        chain = [ssl.PEM_cert_to_DER_cert(pem) for pem in
                 re.findall("-----BEGIN[^-]*-----[^-]*-----END[^-]*-----", (folder / "chain.pem").read_text())]
        certificate = b"".join(pkcs12_bag(3, seq(oid("1.2.840.113549.1.9.22.1"), tlv(0xa0, tlv(4, one)))) for one in chain)
        with tempfile.TemporaryDirectory() as made, lab("0=webserver,strict") as running:
            pfx = pathlib.Path(made, "own.pfx")
            pfx.write_bytes(pkcs12(certificate, plain))
            self.assertIs(probe(running, "--pfx", pfx)[0]["tls"]["our_certificate_accepted"], True)

            for data, why in (
                    (pkcs12(certificate, shrouded(0x7fffffff)), "takes more than a second"),
                    (pkcs12(certificate, *[shrouded(900000)] * 3), "takes more than a second"),
                    (pkcs12(certificate, shrouded(1)), "password-protected"),
                    (pkcs12(certificate), "it contains no certificate with its private key"),
                    (pkcs12(plain), "it contains no certificate with its private key"),
                    (pkcs12(certificate, pkcs12_bag(1, seq())), "the private key in the PKCS#12 file is damaged"),
                    (pkcs12(certificate, pkcs12_bag(2, seq())), "the private key in the PKCS#12 file is damaged"),
                    # CVE-2024-0727 and its kind: a ContentInfo without content, of the file and of a safe
                    (seq(integer(3), seq(oid(DATA))), "a PKCS#12 file that is damaged"),
                    (pkcs12_file(seq(oid(DATA))), "a PKCS#12 file that is damaged"),
                    (pkcs12_file(seq(oid("1.2.840.113549.1.7.6"))), "a PKCS#12 file that is damaged")):
                with self.subTest(why=why, size=len(data)):
                    pfx.write_bytes(data)
                    done = subprocess.run([OPTIONS.ekuprobe, "--pfx", pfx, "127.0.0.1:9"], text=True, capture_output=True,
                                          stdin=subprocess.DEVNULL, start_new_session=True, timeout=DEADLINE_S, check=False)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn(why, done.stderr)

    def test_no_tls_at_all(self):
        self.expect({"0=close": "closed", "0=silent": "timeout", "0=plain": "timeout"},
                    "--timeout", "2", "--retries", "0")


def main():
    parser = argparse.ArgumentParser()
    for name in "lab", "scenarios", "ekuprobe", "certcheck":
        parser.add_argument("--" + name, required=True)
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    cases_told.main(argv=[sys.argv[0], *rest], warnings="ignore")


if __name__ == "__main__":
    main()
