# SPDX-License-Identifier: MIT
"""What tests need to use psomlab: start it, wait until it listens, read its lines."""
import contextlib
import os
import pathlib
import queue
import re
import ssl
import subprocess
import threading
import warnings

DEADLINE_S = 20  # how long anything here may take before the test fails
START_S = 60  # how long a program may take to say its next word: Java on a busy machine
LISTENING = re.compile(r"listening (\S+):(\d+) scenario=(\S+) roles=(\S+) tls=(\S+)$")

# The tests speak TLS 1.0 on purpose.
warnings.filterwarnings("ignore", message="ssl.TLSVersion")


class Lines:
    """The lines of a pipe as they come, each waited for with a deadline."""

    def __init__(self, pipe):
        self.seen = []
        self._queue = queue.Queue()
        threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    def _read(self, pipe):
        for line in pipe:
            self._queue.put(line.decode(errors="replace").rstrip("\r\n"))
        self._queue.put(None)

    def next_or_none(self):
        """The next line, None at the end or when none comes in time."""
        try:
            line = self._queue.get(timeout=START_S)
        except queue.Empty:
            return None
        if line is not None:
            self.seen.append(line)
        return line

    def drain(self):
        """What has come is seen; nothing is waited for."""
        with contextlib.suppress(queue.Empty):
            while (line := self._queue.get_nowait()) is not None:
                self.seen.append(line)

    def next(self, pattern=""):
        """The match of the next line that has pattern; RuntimeError when none comes."""
        while (line := self.next_or_none()) is not None:
            match = re.search(pattern, line)
            if match:
                return match
        raise RuntimeError(f"no line with {pattern!r} after: " + " | ".join(self.seen[-8:]))


class Lab:
    """A running psomlab; `ports` and `hosts` are in the order of the listeners."""

    def __init__(self, program, certs, *arguments):
        self.process = subprocess.Popen([program, "--certs", certs, *arguments],
                                        stdout=subprocess.PIPE)
        self.lines = Lines(self.process.stdout)
        self.hosts, self.ports = [], []
        while True:
            line = self.lines.next().string
            if line == "ready":
                return
            host, port, *_ = LISTENING.match(line).groups()
            self.hosts.append(host.strip("[]"))
            self.ports.append(int(port))

    def connection(self):
        """The line of the next connection that has ended."""
        return self.lines.next("^connection ").string

    def stop(self):
        self.process.terminate()
        status = self.process.wait(DEADLINE_S)
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def certificates_in(path):
    """The DER certificates of a PEM file, in its order."""
    text = pathlib.Path(path).read_text()
    return [ssl.PEM_cert_to_DER_cert(pem.strip() + "\n-----END CERTIFICATE-----\n")
            for pem in text.split("-----END CERTIFICATE-----")[:-1]]


def scenario_chain(certs, name):
    """What a scenario sends."""
    return certificates_in(pathlib.Path(certs, name, "chain.pem"))


def own_certificate(folder):
    """Files (certificate, key) of a throw-away that nobody has reason to trust."""
    certificate, key = os.path.join(folder, "own.pem"), os.path.join(folder, "own-key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=prober.example", "-addext",
                    "extendedKeyUsage=serverAuth,clientAuth", "-keyout", key,
                    "-out", certificate], check=True, capture_output=True)
    return certificate, key


def open_context(protocol, version=None):
    """An SSLContext that speaks anything from TLS 1.0 and trusts everybody."""
    context = ssl.SSLContext(protocol)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = version or ssl.TLSVersion.TLSv1
    context.maximum_version = version or ssl.TLSVersion.MAXIMUM_SUPPORTED
    return context


def certificates_of(message, tls13):
    """The DER list of a Certificate handshake message (RFC 5246 7.4.2, RFC 8446 4.4.2)."""
    at = 4 + (1 + message[4] if tls13 else 0) + 3
    found = []
    while at < len(message):
        length = int.from_bytes(message[at:at + 3], "big")
        found.append(message[at + 3:at + 3 + length])
        at += 3 + length
        if tls13:
            at += 2 + int.from_bytes(message[at:at + 2], "big")
    return found


def record_certificates(context):
    """A list that receives the peer's DER certificates even when the handshake then fails."""
    seen = []

    def note(_connection, direction, version, content, message_type, data):
        if direction == "read" and content.name == "HANDSHAKE" and message_type.name == "CERTIFICATE":
            seen.extend(certificates_of(data, version == ssl.TLSVersion.TLSv1_3))

    context._msg_callback = note  # the one way to a chain that fails verification
    return seen
