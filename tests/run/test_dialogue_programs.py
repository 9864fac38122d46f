# SPDX-License-Identifier: MIT
"""Daemons that others wrote, with what is said in clear before TLS: as servers that are probed, and as clients
that connect to --listen, each with clientAuth, without it, and with no certificate."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from labtools import DEADLINE_S
from runtools import Case, closed_port, document, lab, main
from test_listen import Listener, scenario

PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin"
MODULES = "/usr/lib/ldap"


def find(program):
    return shutil.which(program, path=PATH)


class Programs(Case):
    def needs(self, program, *files):
        missing = [name for name in (program,) if not find(name)] + [f for f in files if not pathlib.Path(f).exists()]
        if missing:
            self.skipTest("not installed: " + ", ".join(missing))

    @contextlib.contextmanager
    def running(self, *command, port=None):
        with subprocess.Popen([find(command[0]), *command[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            try:
                if port:
                    self.wait_for(port, process)
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(DEADLINE_S)
                except subprocess.TimeoutExpired:
                    process.kill()

    def wait_for(self, port, process):
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
        self.fail(f"nothing listens: exit status {process.poll()}")

    def pair(self, name):
        return scenario(name) / "chain.pem", scenario(name) / "key.pem"

    def slapd(self, lines):
        folder = self.folder / "slapd"
        folder.mkdir(exist_ok=True)
        return self.write("slapd.conf", f"include /etc/ldap/schema/core.schema\npidfile {folder}/pid\nargsfile {folder}/args\n"
                                        f"TLSCACertificateFile {scenario('both') / 'root.pem'}\n{lines}")

    def test_slapd_as_a_server(self):
        self.needs("slapd", "/etc/ldap/schema/core.schema")
        for name, verify, verdict in (("both", "never", "ready"), ("webserver", "never", "breaks"), ("both", "demand", "ready")):
            with self.subTest(certificate=name, verify=verify):
                chain, key = self.pair(name)
                port = closed_port()
                conf = self.slapd(f"TLSCertificateFile {chain}\nTLSCertificateKeyFile {key}\nTLSVerifyClient {verify}\n")
                with self.running("slapd", "-d", "0", "-h", f"ldap://127.0.0.1:{port}/", "-f", str(conf), port=port):
                    r = document("--starttls", "ldap", "--timeout", "10", f"127.0.0.1:{port}/mtls")["results"][0]
                    self.assertEqual((r["verdict"], r["error"], r["tls"]["starttls"]), (verdict, None, "ldap"))
                    self.assertEqual(len(r["certificates"]), len(chain.read_text().split("BEGIN CERT")) - 1)
                    auto = document("--starttls", "auto", "--timeout", "10", f"127.0.0.1:{port}/ldap-syncrepl")["results"][0]
                    self.assertEqual((auto["error"], auto["tls"]["starttls"]), (None, "ldap"))

    def test_vsftpd_as_a_server(self):
        self.needs("vsftpd")
        empty = self.folder / "empty"
        empty.mkdir()
        for name, required, verdict in (("both", "NO", "ready"), ("webserver", "NO", "breaks"), ("both", "YES", "ready")):
            with self.subTest(certificate=name, requires_one=required):
                chain, key = self.pair(name)
                port = closed_port()
                conf = self.write("vsftpd.conf", f"listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\n"
                                  f"anonymous_enable=NO\nlocal_enable=YES\nsecure_chroot_dir={empty}\nssl_enable=YES\n"
                                  f"rsa_cert_file={chain}\nrsa_private_key_file={key}\nrequire_cert={required}\n"
                                  f"ca_certs_file={scenario('both') / 'root.pem'}\nssl_ciphers=HIGH\n")
                with self.running("vsftpd", str(conf), port=port):
                    for words in ["--starttls", "ftp"], ["--starttls", "auto"]:
                        r = document(*words, "--timeout", "10", f"127.0.0.1:{port}/mtls")["results"][0]
                        self.assertEqual((r["verdict"], r["error"], r["tls"]["starttls"]), (verdict, None, "ftp"))

    def test_tinyproxy_on_the_way(self):
        self.needs("tinyproxy")
        port = closed_port()
        conf = self.write("tinyproxy.conf", f"Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\n")
        with lab("0=webserver,roles=normal") as server, self.running("tinyproxy", "-d", "-c", str(conf), port=port):
            r = document("--proxy", f"http://127.0.0.1:{port}", "--timeout", "10", f"127.0.0.1:{server.ports[0]}/mtls")["results"][0]
            self.assertEqual((r["verdict"], r["error"]), ("breaks", None))
            r = document("--proxy", f"http://127.0.0.1:{port}", "--timeout", "10", "--retries", "0",
                         f"127.0.0.1:{closed_port()}/mtls")["results"][0]
            self.assertEqual(r["verdict"], "unreachable")
            self.assertIn("proxy", r["error"]["text"])

    def from_peer(self, door, start, verdict, withheld):
        chain, key = self.pair("both")  # some check ours first
        with Listener("--count", "1", "--ca-file", scenario("both") / "root.pem", "--cert", chain, "--key", key,
                      doors=(door,)) as listener, \
                start(listener.port):
            [r] = listener.end()["results"]
        self.assertEqual((r["direction"], r["withheld"]), ("inbound", withheld))
        self.assertIn(r["verdict"], verdict)

    def each_certificate(self, door, start):
        for name, verdict in (("both", ("ready",)), ("webserver", ("breaks", "broken")), (None, ("no-certificate",))):
            with self.subTest(certificate=name):
                self.from_peer(door, lambda port, name=name: start(port, name), verdict, name is None)

    def test_slapd_replicates(self):
        self.needs("slapd", "/etc/ldap/schema/core.schema", f"{MODULES}/back_mdb.so")

        def start(port, name):
            database = self.folder / f"database-{name}"
            database.mkdir()
            tls = f"tls_cert={self.pair(name)[0]} tls_key={self.pair(name)[1]}" if name else ""
            conf = self.slapd(f'modulepath {MODULES}\nmoduleload back_mdb\ndatabase mdb\nsuffix "dc=lab"\ndirectory {database}\n'
                              f'rootdn "cn=a,dc=lab"\nsyncrepl rid=1 provider=ldap://127.0.0.1:{port} starttls=critical '
                              'type=refreshOnly interval=00:00:00:01 retry="1 +" searchbase="dc=lab" bindmethod=simple '
                              f'binddn="cn=a,dc=lab" credentials=a {tls} tls_reqcert=never\n')
            own = closed_port()
            return self.running("slapd", "-d", "0", "-h", f"ldap://127.0.0.1:{own}/", "-f", str(conf))
        self.each_certificate("0/ldap-syncrepl", start)

    def test_mosquitto_bridges(self):
        self.needs("mosquitto")

        def start(port, name):
            tls = f"bridge_certfile {self.pair(name)[0]}\nbridge_keyfile {self.pair(name)[1]}\n" if name else ""
            conf = self.write("mosquitto.conf", f"user root\nlistener {closed_port()} 127.0.0.1\nallow_anonymous true\n"
                              f"connection lab\naddress 127.0.0.1:{port}\ntopic # both\nbridge_insecure true\n"
                              f"bridge_cafile {scenario('both') / 'root.pem'}\n{tls}")
            return self.running("mosquitto", "-c", str(conf))
        self.each_certificate("0/mqtt", start)


if __name__ == "__main__":
    main()
