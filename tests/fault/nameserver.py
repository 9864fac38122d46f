# SPDX-License-Identifier: MIT
"""A name server of the test's own on loopback, UDP and TCP: answers A queries as it is told."""
import socket
import struct
import threading

LOOPBACK = "127.0.0.1"
A, IN = 1, 1
TRUNCATED, ANSWER = 0x0200, 0x8180


def reply(query, addresses, truncated=False):
    """RFC 1035 4.1; every answer's name is a pointer to the question's."""
    end = query.index(b"\0", 12) + 5
    kind = struct.unpack("!H", query[end - 4:end - 2])[0]
    found = addresses if kind == A and not truncated else []
    head = query[:2] + struct.pack("!5H", ANSWER | (TRUNCATED if truncated else 0), 1, len(found), 0, 0)
    return head + query[12:end] + b"".join(
        struct.pack("!3HIH", 0xC00C, A, IN, 60, 4) + socket.inet_aton(a) for a in found)


class NameServer:
    """addresses: None never answers; delay_s: wait so long before each answer."""

    def __init__(self, addresses, delay_s=0.0):
        self._addresses, self._delay_s = addresses, delay_s
        self._stopping = threading.Event()
        self._tcp = socket.create_server((LOOPBACK, 0))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((LOOPBACK, self._tcp.getsockname()[1]))
        for serve in self._serve_udp, self._serve_tcp:
            threading.Thread(target=serve, daemon=True).start()

    @property
    def address(self):
        return "%s:%d" % self._tcp.getsockname()

    def _serve_udp(self):
        while not self._stopping.is_set():
            try:
                query, client = self._udp.recvfrom(4096)
            except OSError:
                return
            if query and self._addresses is not None:
                threading.Thread(target=self._answer, args=(query, client), daemon=True).start()

    def _answer(self, query, client):
        self._stopping.wait(self._delay_s)
        try:
            self._udp.sendto(reply(query, self._addresses, len(self._addresses) > 20), client)
        except OSError:
            pass  # the test is over

    def _serve_tcp(self):
        while not self._stopping.is_set():
            try:
                with self._tcp.accept()[0] as sock, sock.makefile("rb") as stream:
                    while head := stream.read(2):
                        answer = reply(stream.read(struct.unpack("!H", head)[0]), self._addresses)
                        sock.sendall(struct.pack("!H", len(answer)) + answer)
            except OSError:
                continue

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for sock in self._tcp, self._udp:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
