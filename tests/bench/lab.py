# SPDX-License-Identifier: MIT
"""
The lab of the benchmark: nginx with two workers on loopback addresses times TLS ports.

Every port has a leaf certificate of its own (RSA 2048, serverAuth only) with its issuer. One key
serves them all: what a signature costs the server does not depend on which key made it.
"""
import datetime
import os
import pathlib
import socket
import subprocess
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FIRST_PORT = 20000  # below what the kernel gives to outgoing connections
WORKERS = 2
DEADLINE_S = 60
PEM = serialization.Encoding.PEM


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject, key, issuer, issuer_key, extensions):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer))
               .public_key(key.public_key()).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(days=1))
               .not_valid_after(now + datetime.timedelta(days=30)))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(PEM)


def _write_certificates(folder, ports):
    issuer_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    issuer = _certificate("Bench Issuing CA", issuer_key, "Bench Root CA", issuer_key,
                          [(x509.BasicConstraints(True, None), True)])
    for port in ports:
        host = f"host{port}.bench.example"
        leaf = _certificate(host, key, "Bench Issuing CA", issuer_key, [
            (x509.SubjectAlternativeName([x509.DNSName(host)]), False),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
            (x509.KeyUsage(True, False, True, False, False, False, False, False, False), True)])
        (folder / f"{port}.pem").write_bytes(leaf + issuer)
    (folder / "key.pem").write_bytes(key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def _configuration(folder, addresses, ports):
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};"
                          for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    servers = "\n".join(
        "server { %s ssl_certificate %s/%d.pem; return 204; }"
        % (" ".join(f"listen {a}:{port} ssl;" for a in addresses), folder, port) for port in ports)
    user = "user root root;" if os.geteuid() == 0 else ""
    return f"""daemon off;
{user}
worker_processes {WORKERS};
worker_rlimit_nofile {2 * len(addresses) * len(ports) + 8192};
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections {len(addresses) * len(ports) + 6000}; multi_accept on; }}
http {{
  access_log off;
  {temporary}
  ssl_certificate_key {folder}/key.pem;
  ssl_protocols TLSv1.2;
  ssl_ciphers DEFAULT:@SECLEVEL=0;
  ssl_session_cache off;
  {servers}
}}
"""


class Lab:
    """Running between __enter__ and __exit__; `targets` are (address, port) pairs."""

    def __init__(self, nginx, folder, addresses, ports):
        self._nginx, self._folder = nginx, pathlib.Path(folder)
        self.addresses = [f"127.0.1.{i + 1}" for i in range(addresses)]
        self.ports = list(range(FIRST_PORT, FIRST_PORT + ports))
        self.targets = [(a, p) for p in self.ports for a in self.addresses]
        self._process = None

    def __enter__(self):
        _write_certificates(self._folder, self.ports)
        path = self._folder / "nginx.conf"
        path.write_text(_configuration(self._folder, self.addresses, self.ports))
        self._process = subprocess.Popen([self._nginx, "-e", str(self._folder / "error.log"), "-p",
                                          str(self._folder), "-c", str(path)])
        end = time.monotonic() + DEADLINE_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                raise RuntimeError((self._folder / "error.log").read_text()[-2000:])
            time.sleep(0.05)
        return self

    def _answers(self):
        try:
            socket.create_connection((self.addresses[-1], self.ports[-1]), 1).close()
            return len(self._workers()) == WORKERS
        except OSError:
            return False

    def _workers(self):
        path = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def cpu_s(self):
        """CPU time of the workers so far."""
        ticks = 0
        for pid in self._workers():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
