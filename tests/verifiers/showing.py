# SPDX-License-Identifier: MIT
"""Show certificates to judges, with Python's TLS, which shows whatever it is given."""
import contextlib
import re
import socket
import ssl
import threading

from judge import DEADLINE_S, LOOPBACK

OK = b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def context(protocol, shown):
    made = ssl.SSLContext(protocol)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.minimum_version = made.maximum_version = ssl.TLSVersion.TLSv1_2
    if shown:
        made.load_cert_chain(shown.chain, shown.key)
    return made


def to_server(judge, port, shown):
    """"" where the server accepts the certificate (None: none is shown), else how it refuses."""
    with socket.create_connection((LOOPBACK, port), DEADLINE_S) as sock:
        if judge.before:
            sock.sendall(judge.before)
            sock.recv(1)
        try:
            with context(ssl.PROTOCOL_TLS_CLIENT, shown).wrap_socket(sock) as tls:
                if judge.hello:
                    tls.sendall(judge.hello)
                if not judge.answer:
                    return ""
                answer = tls.recv(4096)
        except TimeoutError:
            raise  # silence is no answer
        except ssl.SSLError as error:
            return error.reason or str(error)
        except ConnectionError:
            return "closed"
    if re.match(judge.answer, answer):
        return ""
    return answer[:12].decode(errors="replace") or "closed"


class Shown:
    """A server for each of the materials, until the end of the with."""

    def __init__(self, materials):
        self._contexts = {name: context(ssl.PROTOCOL_TLS_SERVER, m) for name, m in materials.items()}
        self._listeners = {}
        self.ports = {}

    def __enter__(self):
        for name, made in self._contexts.items():
            listener = socket.create_server((LOOPBACK, 0), backlog=64)
            self._listeners[name] = listener
            self.ports[name] = listener.getsockname()[1]
            threading.Thread(target=self._serve, args=(listener, made), daemon=True).start()
        return self

    def _serve(self, listener, made):
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(sock, made), daemon=True).start()

    @staticmethod
    def _attend(sock, made):
        sock.settimeout(DEADLINE_S)
        with sock, contextlib.suppress(OSError), made.wrap_socket(sock, server_side=True) as tls:
            if tls.recv(4096):
                tls.sendall(OK)
            tls.unwrap()

    def __exit__(self, *_):
        for listener in self._listeners.values():
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
