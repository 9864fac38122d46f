# SPDX-License-Identifier: MIT
"""An LDAP server on loopback that answers as it is told: what no well-behaved one does."""
import socket
import threading

BIND, BIND_ANSWER, SEARCH, ENTRY, DONE, REFERENCE = 0x60, 0x61, 0x63, 0x64, 0x65, 0x73
EXTENDED, EXTENDED_ANSWER, UNBIND = 0x77, 0x78, 0x42
BASE = b"CN=Configuration,DC=contoso,DC=com"
PAGED = b"1.2.840.113556.1.4.319"


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag, 0x84]) + len(body).to_bytes(4, "big") + body


def text(s, tag=4):
    return tlv(tag, s if isinstance(s, bytes) else s.encode())


def result(tag, code=0, diagnostic="", referrals=()):
    """LDAPResult (RFC 4511 4.1.9)."""
    urls = [tlv(0xa3, *map(text, referrals))] if referrals else []
    return tlv(tag, tlv(10, bytes([code])), text(""), text(diagnostic), *urls)


def entry(dn, attributes):
    lists = [tlv(0x30, text(name), tlv(0x31, *map(text, values))) for name, values in attributes]
    return tlv(ENTRY, text(dn), tlv(0x30, *lists))


def page(cookie):
    """The control that says whether there is more (RFC 2696)."""
    value = tlv(0x30, tlv(2, b"\0"), text(cookie))
    return tlv(0xa0, tlv(0x30, text(PAGED), text(value)))


ROOT_DSE = [entry("", [("configurationNamingContext", [BASE])]), result(DONE)]


def template(name):
    return entry(f"CN={name}", [("cn", [name]), ("objectClass", ["top", "pKICertificateTemplate"]), ("flags", ["66113"]),
                                ("msPKI-Certificate-Name-Flag", ["1"]),
                                ("pKIExtendedKeyUsage", ["1.3.6.1.5.5.7.3.1"])])


class Scripted:
    """answers: what to say to each request in turn, as a list of operations (bytes; a pair is
    an operation with controls); None: nothing more is said. delay_s: between their octets; pause_s: before each answer."""

    def __init__(self, *answers, delay_s=0.0, pause_s=0.0):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = "ldap://127.0.0.1:%d" % self._listener.getsockname()[1]
        self._answers, self._delay_s, self._pause_s = answers, delay_s, pause_s
        self._stopping = threading.Event()
        self._held = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
                self._held.append(sock)
                self._converse(sock)
            except OSError:
                continue

    def _converse(self, sock):
        with sock.makefile("rb") as stream:
            for answer in self._answers:
                number = self._request(stream)
                if answer is None or number is None:
                    break
                self._stopping.wait(self._pause_s)
                self._send(sock, b"".join(
                    tlv(0x30, number, *(operation if isinstance(operation, tuple) else (operation,))) for operation in answer))
            self._stopping.wait(60)

    @staticmethod
    def _request(stream):
        """The messageID of the next request, with its header."""
        head = stream.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 0x7f if head[1] & 0x80 else 0
        length = int.from_bytes(stream.read(size), "big") if size else head[1]
        body = stream.read(length)
        return body[:2 + body[1]]

    def _send(self, sock, message):
        if not self._delay_s:
            sock.sendall(message)
            return
        for octet in message:
            self._stopping.wait(self._delay_s)
            sock.sendall(bytes([octet]))

    def close(self):
        self._stopping.set()
        for sock in [self._listener, *self._held]:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
