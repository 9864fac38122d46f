# SPDX-License-Identifier: MIT
"""--listen, and clients that others wrote: each with a certificate, with another one, with none."""
import os
import shutil
import signal
import subprocess

import runtools
from labtools import DEADLINE_S
from runtools import Case, main
from test_listen import Listener, scenario


def s_client(*more):
    def command(port, pair):
        shown = ["-cert", pair[0], "-cert_chain", pair[0], "-key", pair[1]] if pair else []
        return ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *shown, *more], {}
    return command


def gnutls_cli(port, pair):
    shown = ["--x509certfile", pair[0], "--x509keyfile", pair[1]] if pair else []
    return ["gnutls-cli", "--insecure", "--port", str(port), *shown, "127.0.0.1"], {}


def curl(scheme, *more):
    def command(port, pair):
        shown = ["--cert", pair[0], "--key", pair[1]] if pair else []
        return ["curl", "--silent", "--insecure", "--noproxy", "*", "--max-time", str(DEADLINE_S), *more, *shown,
                f"{scheme}://127.0.0.1:{port}/"], {}
    return command


def wget(port, pair):
    shown = ["--certificate=" + pair[0], "--private-key=" + pair[1]] if pair else []
    return ["wget", "-q", "-O", "-", "--tries=1", "--no-proxy", "--no-check-certificate", *shown,
            f"https://127.0.0.1:{port}/"], {}


def psql(port, pair):
    shown = f" sslcert={pair[0]} sslkey={pair[1]}" if pair else " sslcert=/nonexistent"
    return ["psql", "-w", f"host=127.0.0.1 port={port} user=a dbname=a sslmode=require{shown}", "-c", "select 1"], {}


def ldapsearch(port, pair):
    variables = {"LDAPTLS_REQCERT": "never"}
    if pair:
        variables |= {"LDAPTLS_CERT": pair[0], "LDAPTLS_KEY": pair[1]}
    return ["ldapsearch", "-ZZ", "-x", "-H", f"ldap://127.0.0.1:{port}", "-b", "", "-s", "base"], variables


# program, door, command
PROGRAMS = [
    ("openssl, TLS 1.2", "0/sip-mtls", s_client("-tls1_2")),
    ("openssl, TLS 1.3", "0/sip-mtls", s_client("-tls1_3")),
    ("openssl, SMTP", "0/smtp-mtls", s_client("-starttls", "smtp")),
    ("openssl, XMPP", "0/xmpp-s2s", s_client("-starttls", "xmpp-server")),
    ("openssl, LDAP", "0/ldap-syncrepl", s_client("-starttls", "ldap")),
    ("openssl, PostgreSQL", "0/postgres", s_client("-starttls", "postgres")),
    ("openssl, MySQL", "0/mysql", s_client("-starttls", "mysql")),
    ("gnutls-cli", "0/http-mtls", gnutls_cli),
    ("curl", "0/http-mtls", curl("https")),
    ("curl, SMTP", "0/smtp-mtls", curl("smtp", "--ssl-reqd", "--mail-from", "a@a", "--mail-rcpt", "b@b")),
    ("wget", "0/http-mtls", wget),
    ("psql", "0/postgres", psql),
    ("ldapsearch", "0/ldap-syncrepl", ldapsearch),
]


class Programs(Case):
    def files(self, name):
        """psql takes no key that others may read."""
        key = self.folder / f"{name}.key"
        key.write_bytes((scenario(name) / "key.pem").read_bytes())
        key.chmod(0o600)
        return str(scenario(name) / "chain.pem"), str(key)

    def one(self, door, command, pair):
        root = scenario("both") / "root.pem"
        with Listener("--count", "1", "--ca-file", root, doors=(door,)) as listener:
            words, variables = command(listener.port, pair)
            home = {"HOME": str(self.folder), "PATH": os.environ["PATH"]}
            subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE_S,
                           env={**home, **variables}, check=False)
            results = listener.end(signal.SIGINT)["results"]
        self.assertEqual(len(results), 1)
        return results[0]

    def test_each(self):
        for name, door, command in PROGRAMS:
            program = command(1, None)[0][0]
            if shutil.which(program) is None:
                print(f"skip: {name} (there is no {program})")
                continue
            with self.subTest(program=name):
                r = self.one(door, command, self.files("both"))
                self.assertEqual((r["verdict"], r["withheld"]), ("ready", False))
                self.assertGreaterEqual(len(r["certificates"]), 1)
                r = self.one(door, command, self.files("webserver"))
                self.assertIn(r["verdict"], ("breaks", "broken"))
                r = self.one(door, command, None)
                self.assertEqual((r["verdict"], r["withheld"]), ("no-certificate", True))


if __name__ == "__main__":
    main()
