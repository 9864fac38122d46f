# SPDX-License-Identifier: MIT
"""TLS servers with one certificate, and with one for each kind of key."""
import contextlib
import itertools
import shutil
import socket
import ssl
import subprocess
import threading
import unittest

import runtools
from runtools import Case, codes, document


@unittest.skipIf(shutil.which("openssl") is None, "needs the openssl program")
class Certificates(Case):
    """A server with an RSA and an ECDSA certificate presents what the hello selects."""
    def certificate(self, name, usages, *key):
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-newkey", *key, "-days", "900", "-subj",
                        "/CN=edge01.contoso.com", "-addext", f"extendedKeyUsage={usages}", "-keyout",
                        self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem"],
                       check=True, capture_output=True)
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"

    @contextlib.contextmanager
    def server(self, *pairs, answers=None, names=None, newest=ssl.TLSVersion.TLSv1_2, ciphers="ALL"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = newest
        context.set_ciphers(ciphers + ":@SECLEVEL=0")
        context.sni_callback = names
        for pair in pairs:
            context.load_cert_chain(*pair)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self.serve, args=(context, listener, answers), daemon=True).start()
            yield f"127.0.0.1:{listener.getsockname()[1]}/"
            listener.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def serve(context, listener, answers):
        """To the connections after so many it listens, and closes them."""
        for i in itertools.count():
            try:
                one = listener.accept()[0]
            except OSError:
                return  # the test is over
            with contextlib.suppress(OSError), one:
                if answers is None or i < answers:
                    context.wrap_socket(one, server_side=True)
                else:
                    one.recv(4096)

    def test_both_are_judged_and_the_worst_counts(self):
        both, one = "serverAuth,clientAuth", "serverAuth"
        ec = "ec", "-pkeyopt", "ec_paramgen_curve:P-256"
        for rsa_usages, ec_usages in ((both, one), (one, both)):
            pairs = self.certificate("r", rsa_usages, "rsa:2048"), self.certificate("e", ec_usages, *ec)
            with self.server(*pairs) as target:
                [result] = document(target + "mtls")["results"]
                self.assertEqual(result["verdict"], "breaks")
                self.assertIn("SECOND_CERTIFICATE", codes(result))
                [fixed] = document(target + "tls-server", "--hello", "light")["results"]
                self.assertIn("SECOND_CERTIFICATE_POSSIBLE", codes(fixed))

    def test_a_server_that_refuses_its_name_is_not_ready(self):
        """Its clients name it, and get the alert instead of the certificate that it has for others."""
        pair = self.certificate("r", "serverAuth,clientAuth", "rsa:2048")

        def refuse(_connection, name, _context):
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME if name == "edge01.contoso.com" else None

        with self.server(pair, names=refuse) as target:
            port = target.split(":")[1].strip("/")
            for sni, verdict in ((), "indeterminate"), (("--sni", "none"), "ready"), (("--sni", "edge02.contoso.com"), "ready"):
                with self.subTest(sni=sni):
                    [result] = document(f"edge01.contoso.com:{port}/mtls", "--resolve", "edge01.contoso.com:*:127.0.0.1",
                                        *sni)["results"]
                    self.assertEqual(result["verdict"], verdict)
                    self.assertEqual("SERVER_NAME_REFUSED" in codes(result), not sni)

    def test_one_that_is_for_tls13_alone_is_judged(self):
        """The cipher suites of TLS 1.2 are for RSA, those of TLS 1.3 for any key."""
        rsa = self.certificate("r", "serverAuth,clientAuth", "rsa:2048")
        ec = self.certificate("e", "serverAuth", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        tls13 = {"newest": ssl.TLSVersion.TLSv1_3, "ciphers": "aRSA"}
        for ours in (), ("--cert", rsa[0], "--key", rsa[1]):  # to finish handshakes takes OpenSSL
            with self.subTest(ours), self.server(rsa, ec, **tls13) as target:
                [result] = document(target + "mtls", *ours)["results"]
                self.assertEqual(result["verdict"], "breaks")
                self.assertIn("SECOND_CERTIFICATE", codes(result))
        with self.server(rsa, **tls13) as target:
            [result] = document(target + "mtls")["results"]
        self.assertEqual(result["verdict"], "ready")
        self.assertEqual([c for c in codes(result) if c.startswith("SECOND")], [])

    def test_a_chain_that_begins_with_its_ca_is_not_ready(self):
        """The leaf after it, of Server Authentication alone, is what the peer meant."""
        ca, key = self.certificate("ca", "serverAuth,clientAuth", "rsa:2048")
        leaf = self.folder / "leaf.pem"
        subprocess.run(["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=fe01.contoso.com",
                        "-addext", "extendedKeyUsage=serverAuth", "-CA", ca, "-CAkey", key, "-out", leaf,
                        "-keyout", self.folder / "leaf.key"], check=True, capture_output=True)
        chain = self.write("chain.pem", ca.read_text() + leaf.read_text())
        with self.server((chain, key)) as target:
            [result] = document(target + "mtls")["results"]
        self.assertEqual((result["verdict"], len(result["certificates"])), ("indeterminate", 2))
        self.assertIn("CHAIN_STARTS_WITH_CA", codes(result))

    def test_a_server_that_has_one_is_as_before(self):
        with self.server(self.certificate("r", "serverAuth,clientAuth", "rsa:2048")) as target:
            [result] = document(target + "mtls")["results"]
        self.assertEqual(result["verdict"], "ready")
        self.assertEqual([c for c in codes(result) if c.startswith("SECOND")], [])

    def test_a_server_that_closes_has_not_answered(self):
        with self.server(self.certificate("r", "serverAuth,clientAuth", "rsa:2048"), answers=1) as target:
            [result] = document(target + "mtls")["results"]
        self.assertEqual(result["verdict"], "ready")
        self.assertIn("SECOND_CERTIFICATE_POSSIBLE", codes(result))


runtools.main()
