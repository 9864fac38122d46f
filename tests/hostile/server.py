# SPDX-License-Identifier: MIT
"""A server that misbehaves as it is told: one port a behaviour, one thread a connection."""
import selectors
import socket
import struct
import threading

import wire

LOOPBACK = "127.0.0.1"
READ_S = 60  # longer than any probe: ends threads, decides nothing


class Gone(Exception):
    """The prober has hung up."""


class Peer:
    """One accepted connection; what a behaviour acts with. Raises Gone when the prober left."""

    def __init__(self, sock, count, stopping):
        self._sock = sock
        self._stopping = stopping
        self._buffer = b""
        self.count = count  # connections to this port before this one
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(READ_S)

    def send(self, data):
        try:
            self._sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def _receive(self, size):
        while len(self._buffer) < size:
            try:
                data = self._sock.recv(65536)
            except OSError as error:
                raise Gone from error
            if not data:
                raise Gone
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def record(self):
        """(type, data) of the next record."""
        head = self._receive(5)
        return head[0], self._receive(int.from_bytes(head[3:], "big"))

    def until(self, wanted):
        """Read until a handshake message of this type has come whole; return it."""
        data = b""
        while True:
            kind, more = self.record()
            if kind == wire.ALERT:
                raise Gone
            data += more
            while len(data) >= 4 + int.from_bytes(data[1:4], "big"):
                end = 4 + int.from_bytes(data[1:4], "big")
                if data[0] == wanted:
                    return data[:end]
                data = data[end:]

    def said(self):
        """What has come in clear."""
        try:
            data = self._sock.recv(65536)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone

    def hello(self):
        return self.until(wire.CLIENT_HELLO)

    def wait(self, seconds):
        """Do nothing for this long: the behaviour, not a way to synchronise."""
        self._stopping.wait(seconds)

    def drip(self, data, pause_s):
        """A byte at a time."""
        for at in range(len(data)):
            self.send(data[at:at + 1])
            if pause_s:
                self.wait(pause_s)

    def flood(self, data):
        """For ever."""
        while not self._stopping.is_set():
            self.send(data)

    def hold(self):
        """Say nothing more, until the prober leaves."""
        try:
            while self._sock.recv(65536):
                pass
        except OSError:
            pass

    def reset(self):
        """End with RST instead of FIN."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def end(self):
        """FIN, then read what the prober still says."""
        try:
            self._sock.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise Gone from error
        self.hold()


class Server:
    """behaviours: callables of a Peer; `ports` are in their order."""

    def __init__(self, behaviours):
        self._stopping = threading.Event()
        self._selector = selectors.DefaultSelector()
        self.ports = []
        for behaviour in behaviours:
            listener = socket.create_server((LOOPBACK, 0), backlog=16)
            self._selector.register(listener, selectors.EVENT_READ, [behaviour, 0])
            self.ports.append(listener.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while not self._stopping.is_set():
            for key, _ in self._selector.select(0.1):
                try:
                    sock, _ = key.fileobj.accept()
                except OSError:
                    continue
                behaviour, count = key.data
                key.data[1] += 1
                threading.Thread(target=self._serve, args=(sock, behaviour, count),
                                 daemon=True).start()

    def _serve(self, sock, behaviour, count):
        with sock:
            try:
                behaviour(Peer(sock, count, self._stopping))
            except Gone:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()
        self._selector.close()
