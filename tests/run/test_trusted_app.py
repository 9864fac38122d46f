# SPDX-License-Identifier: MIT
"""Profile trusted-app: TLS told from plain TCP; the builds that crash (KB3141114)."""
import socket
import threading

import runtools
from runtools import Case, codes, ekuprobe

QUICK = "--timeout", "1.5", "--retries", "0"


class Answering:
    """A plain-TCP peer on ADDRESS that answers whatever it reads, and keeps what that was."""

    def __init__(self, answer, address="127.0.0.1"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.listener = socket.create_server((address, 0), family=family)
        self.port = self.listener.getsockname()[1]
        self.answer, self.heard = answer, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.heard.append(connection.recv(4096))
                connection.sendall(self.answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()


def judged(target, *arguments):
    [result] = runtools.document(target, *arguments, *QUICK)["results"]
    return result


class Plain(Case):
    def test_the_build_decides(self):
        with runtools.lab("0=plain") as running:
            target = f"127.0.0.1:{running.ports[0]}/trusted-app"
            for arguments, verdict in (
                    ((), "indeterminate"),
                    (("--product", "sfb2015"), "indeterminate"),
                    (("--product", "sfb2015", "--build", "6.0.9319.234"), "breaks"),
                    (("--product", "sfb2015", "--build", "6.0.9319.0"), "breaks"),
                    (("--build", "6.0.9319.102"), "breaks"),
                    (("--product", "sfb2015", "--build", "6.0.9319.235"), "ready"),
                    (("--product", "sfb2015", "--build", "6.0.9319.534"), "ready"),
                    (("--product", "sfb2019"), "ready")):
                result = judged(target, *arguments)
                with self.subTest(arguments=arguments):
                    self.assertEqual(result["verdict"], verdict)
                    self.assertIn("TRUSTED_APP_PLAIN_TCP", codes(result))
                    self.assertNotIn("TRUSTED_APP_IPV6", codes(result))
                    self.assertEqual(result["events"], [1000] if verdict == "breaks" else [])
                    self.assertIn("update-6.0.9319.235", result["remedies"])

    def test_a_peer_that_answers_in_plain_text_has_had_one_hello(self):
        with Answering(b"SIP/2.0 400 Bad Request\r\n\r\n") as peer:
            result = judged(f"127.0.0.1:{peer.port}/trusted-app", "--build", "6.0.9319.1")
        self.assertEqual(result["verdict"], "breaks")
        self.assertEqual([heard[:1] for heard in peer.heard], [b"\x16"])

    def test_one_that_hangs_up_may_be_either(self):
        with runtools.lab("0=close") as running:
            result = judged(f"127.0.0.1:{running.ports[0]}/trusted-app", "--build", "6.0.9319.1")
        self.assertEqual((result["verdict"], codes(result)), ("indeterminate", []))

    def test_ipv6_alone_is_its_own_finding(self):
        with Answering(b"SIP/2.0 400 Bad Request\r\n\r\n", "::1") as peer:
            result = judged(f"[::1]:{peer.port}/trusted-app", "--build", "6.0.9319.300")
            self.assertEqual(result["verdict"], "ready")
            self.assertIn("TRUSTED_APP_IPV6", codes(result))
            self.assertIn("trusted-app-ipv4", result["remedies"])


class Tls(Case):
    def test_it_is_ready_whatever_the_certificate(self):
        with runtools.lab("0=webserver,roles=normal", "0=expired,roles=normal,tls=1.3") as running:
            for port in running.ports:
                result = judged(f"127.0.0.1:{port}/trusted-app", "--build", "6.0.9319.1")
                self.assertEqual(result["verdict"], "ready")
                self.assertEqual(codes(result), ["TRUSTED_APP_TLS"])
                self.assertEqual(result["events"], [])


class Misuse(Case):
    def test_a_build_that_is_none(self):
        for build in "6.0.9319", "235", "6.0.9319.x", "6.0.9319.235.1", "", "9.9.9.9":
            done = ekuprobe("h", "--dry-run", "--build", build)
            self.assertEqual(done.returncode, 2, build)
            self.assertIn("6.0.9319.235", done.stderr)
        done = ekuprobe("h", "--dry-run", "--product", "lync2013", "--build", "6.0.9319.235")
        self.assertIn("a build of sfb2015, not of lync2013", done.stderr)


runtools.main()
