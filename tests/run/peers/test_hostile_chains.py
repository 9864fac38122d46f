#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a hostile peer's chain costs, all of it: reading, signatures, paths, constraints, policies, the report.

The event loop waits while a peer is judged, so no peer may take more than 50 ms of it. Measured is CPU time, against
that of a plain chain in the same run; a machine that is busy with others only makes it slower, not the other way."""
import os
import random
import resource
import socket
import ssl
import subprocess
import threading
import unittest

import runtools
from der import integer, oid, seq, tlv
from runtools import Case, OPTIONS, documents, ekuprobe, printed

BOUND_MS = 50 * (20 if os.environ.get("EKUPROBE_SANITIZED") else 1)
RSA = seq(oid("1.2.840.113549.1.1.11"), tlv(5))  # sha256WithRSAEncryption
ECDSA = seq(oid("1.2.840.10045.4.3.2"))
DSA = seq(oid("2.16.840.1.101.3.4.3.2"))
CA = seq(oid("2.5.29.19"), tlv(1, b"\xff"), tlv(4, seq(tlv(1, b"\xff"))))
USAGES = seq(oid("2.5.29.37"), tlv(4, seq(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))))
EXPLICIT = seq(oid("2.5.29.36"), tlv(4, seq(tlv(0x80, b"\0"))))
NOISE = random.Random(1)


def odd(bits):
    return NOISE.getrandbits(bits) | 1 << bits - 1 | 1


def rsa_key(bits):
    """Its public exponent is the dearest that OpenSSL takes."""
    return seq(seq(oid("1.2.840.113549.1.1.1"), tlv(5)), tlv(3, b"\0", seq(integer(odd(bits)), integer(2 ** 64 - 59))))


def dsa_key(bits):
    parameters = seq(integer(odd(bits)), integer(odd(512)), integer(5))
    return seq(seq(oid("1.2.840.10040.4.1"), parameters), tlv(3, b"\0", integer(odd(bits - 1))))


def curve_key(curve, *more):
    key = subprocess.run(["openssl", "ecparam", "-name", curve, "-genkey", "-noout", *more], check=True, capture_output=True)
    return subprocess.run(["openssl", "pkey", "-pubout", "-outform", "DER"], input=key.stdout, check=True,
                          capture_output=True).stdout


def name(text):
    return seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(12, text.encode()))))


def certificate(subject, issuer, key, *extensions, algorithm=RSA, signature=b"\1" * 256):
    times = seq(tlv(23, b"200101000000Z"), tlv(23, b"400101000000Z"))
    tbs = seq(tlv(0xa0, integer(2)), integer(NOISE.getrandbits(63)), algorithm, name(issuer), times, name(subject), key,
              tlv(0xa3, seq(*extensions)))
    return seq(tbs, algorithm, tlv(3, b"\0", signature))


def names(n, size):
    return seq(oid("2.5.29.17"), tlv(4, seq(*(tlv(0x82, (b"%d" % i).ljust(size, b"a")) for i in range(n)))))


def subtrees(n, size):
    excluded = tlv(0xa1, *(seq(tlv(0x82, (b"b%d" % i).ljust(size, b"b"))) for i in range(n)))
    return seq(oid("2.5.29.30"), tlv(1, b"\xff"), tlv(4, seq(excluded)))


def policies(n):
    return seq(oid("2.5.29.32"), tlv(4, seq(*(seq(oid(f"1.2.3.{i}")) for i in range(n)))))


def mappings(n):
    return seq(oid("2.5.29.33"), tlv(4, seq(*(seq(oid(f"1.2.3.{i}"), oid(f"1.2.4.{i}")) for i in range(n)))))


class Chains(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_file = runtools.pathlib.Path(OPTIONS.scenarios, "both", "key.pem")
        cls.key = subprocess.run(["openssl", "pkey", "-in", cls.key_file, "-pubout", "-outform", "DER"], check=True,
                                 capture_output=True).stdout

    def leaf(self, *extensions, issuer="ca", subject="leaf", **more):
        return certificate(subject, issuer, self.key, USAGES, *extensions, **more)

    def serve(self, chain):
        """Its port, for as long as the test lasts."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(self.write("chain.pem", "".join(map(ssl.DER_cert_to_PEM_cert, chain))), self.key_file)
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def answer():
            while True:
                try:
                    connection, _ = listener.accept()
                    with connection, context.wrap_socket(connection, server_side=True) as tls:
                        tls.recv(1)
                except ssl.SSLError:
                    continue
                except OSError:
                    if listener.fileno() < 0:
                        return
        threading.Thread(target=answer, daemon=True).start()
        return listener.getsockname()[1]

    def cost_ms(self, chain, *options):
        """The least CPU time of three runs."""
        target, least = f"127.0.0.1:{self.serve(chain)}/mtls", float("inf")
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = ekuprobe(target, "--hello", "light", "--ca-file", self.root, "--format", "ndjson", *options)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            [result] = documents(printed(done))
            self.assertNotEqual(result["verdict"], "ready")
            self.assertGreater(len(result["certificates"]), 1)
        return least * 1000

    def chains(self):
        rsa, big = rsa_key(2048), rsa_key(16384)
        yield "RSA of 16384 bits", [self.leaf(signature=b"\1" * 2048), *(
            certificate("ca", "sub", rsa_key(16384), CA, signature=b"\1" * 2048) for _ in range(50))]
        for curve, size, *more in (("sect571r1", 71), ("sect571r1", 71, "-param_enc", "explicit"), ("brainpoolP512t1", 63),
                                   ("secp521r1", 65), ("secp384r1", 47), ("prime256v1", 31)):
            signature = seq(*(tlv(2, bytes([i]) * size) for i in (1, 2)))
            yield f"{curve} {more}", [self.leaf(algorithm=ECDSA, signature=signature), *(
                certificate("ca", "sub", curve_key(curve, *more), CA, algorithm=ECDSA, signature=signature) for _ in range(40))]
        yield "DSA", [self.leaf(algorithm=DSA, signature=seq(integer(1), integer(1))), *(
            certificate("ca", "sub", dsa_key(10000), CA, algorithm=DSA) for _ in range(30))]
        yield "many names, many constraints", [self.leaf(names(4000, 6)), *(
            certificate(*pair, rsa, CA, subtrees(300, 6)) for pair in (("ca", "sub"), ("sub", "root")) for _ in range(20))]
        yield "long names, long constraints", [self.leaf(names(4, 16000)), *(
            certificate("ca", "root", rsa, CA, subtrees(4, 16000)) for _ in range(2))]
        yield "policies, all mapped", [self.leaf(policies(1500)), *(
            certificate(*pair, rsa, CA, policies(120), mappings(100), EXPLICIT) for pair in (("ca", "sub"), ("sub", "root"))
            for _ in range(30))]
        yield "names of 16 KB", [self.leaf(subject="l" * 16000, issuer="c" * 16000), *(
            certificate("c" * 16000, "d" * 16000, rsa, CA) for _ in range(6))]
        yield "equal names", [self.leaf(), *(certificate("ca", "ca", rsa_key(1024), CA) for _ in range(98))]
        yield "a mesh", [self.leaf(issuer="0"), *(
            certificate(str(i), str(k), rsa, CA) for i in range(10) for k in range(10) if i != k)]
        yield "all of it", [self.leaf(names(2000, 6), policies(500), signature=b"\1" * 2048), *(
            certificate(*pair, big, CA, subtrees(100, 6), policies(60), mappings(60), EXPLICIT, signature=b"\1" * 2048)
            for pair in (("ca", "sub"), ("sub", "root")) for _ in range(20))]

    def test_no_chain_holds_up_the_others(self):
        self.root = self.write("root.pem", ssl.DER_cert_to_PEM_cert(certificate("root", "root", rsa_key(2048), CA)))
        plain = self.cost_ms([self.leaf(), certificate("ca", "root", rsa_key(2048), CA)])
        for what, chain in self.chains():
            for options in (), ("--verifier", "all", "--change", "dotnet-2017,renewal"):
                with self.subTest(what, others=bool(options)):
                    took = self.cost_ms(chain, *options) - plain
                    print(f"{what}: {took:.1f} ms, {sum(map(len, chain))} octets")
                    self.assertLess(took, BOUND_MS)


runtools.main()
