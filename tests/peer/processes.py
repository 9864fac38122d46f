# SPDX-License-Identifier: MIT
"""Start and end the programs of a peer, in a network of their own where that can be had."""
import atexit
import concurrent.futures
import contextlib
import fcntl
import itertools
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
from labtools import DEADLINE_S, START_S, Lines  # noqa: E402

LOOPBACK = "127.0.0.1"
SILENCE_S = 2
IN_NAMESPACE = "EKUPROBE_PEER_NAMESPACE"
# Debian keeps servers where the PATH of an ordinary user does not look.
PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

_ports = itertools.count(20000)  # below what the kernel gives to outgoing connections
_ports_lock = threading.Lock()


def find(program):
    return shutil.which(program, path=PATH)


def enter_namespace(*more):
    """Run this script again in a network namespace (and others, in unshare's words); return when we
    are in one or cannot be."""
    if os.environ.get(IN_NAMESPACE):
        raise_loopback()
        return True
    # An ordinary user stays one there: daemons that find themselves root change their user.
    for how in (["--net"], ["--map-current-user", "--keep-caps", "--net"]):
        command = [find("unshare") or "/bin/false", *how, *more]
        if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
            os.environ[IN_NAMESPACE] = "1"
            os.execv(command[0], [*command, sys.executable, "-B", *sys.argv])
    return False


def raise_loopback():
    siocgifflags, siocsifflags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sh22x", b"lo", 0)
        flags = struct.unpack("16sh22x", fcntl.ioctl(sock, siocgifflags, request))[1]
        fcntl.ioctl(sock, siocsifflags, struct.pack("16sh22x", b"lo", flags | up))


def free_port():
    """A port that nobody has and that is given out once a run."""
    with _ports_lock:
        for port in _ports:
            with socket.socket() as sock:
                try:
                    sock.bind((LOOPBACK, port))
                    return port
                except OSError:
                    continue
    raise RuntimeError("no free port")


class Program:
    """A program that runs until stop(), and dies when we do."""

    def __init__(self, *command, cwd=None):
        self.process = subprocess.Popen(
            [find("setpriv"), "--pdeathsig", "KILL", find(command[0]) or command[0], *command[1:]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=cwd)
        self.lines = Lines(self.process.stdout)

    def port_printed(self, pattern):
        return int(self.lines.next(pattern).group(1))

    def wait_listening(self, port):
        """Until the port accepts; a program that ended instead is an error with its last words."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                socket.create_connection((LOOPBACK, port), DEADLINE_S).close()
                return port
            except ConnectionRefusedError:
                pass
            try:
                self.process.wait(0.02)
                self.lines.next("no such line")
            except subprocess.TimeoutExpired:
                pass
        raise RuntimeError(f"port {port} never listened")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()

    def words(self):
        """What it said last; after stop()."""
        while self.lines.next_or_none() is not None:
            pass
        return self.lines.seen[-8:]


class Host:
    """
    One process of a program that is many peers, as some take longer to start than to do all their
    work: words on a line of its standard input, tabs between them, make a peer, and the answer is
    `port N`. What it says of that peer begins with `N: `. command() is asked when the first starts.
    """

    def __init__(self, command):
        self._command, self._lock, self._program = command, threading.Lock(), None

    def start(self, *words):
        with self._lock:
            if not self._program:
                self._program = Program(*self._command())
                atexit.register(self._program.stop)
            self._program.process.stdin.write(("\t".join(words) + "\n").encode())
            self._program.process.stdin.flush()
            port, why_not = self._program.lines.next(r"^(?:port (\d+)|no peer: (.*))$").groups()
        if why_not:
            raise RuntimeError(why_not)
        return Guest(self, int(port)), int(port)

    def said(self, port):
        with self._lock:
            self._program.lines.drain()
            return [line for line in self._program.lines.seen if line.startswith(f"{port}: ")]


class Guest:
    """A peer that a Host is; nobody asks for its port any more when it is stopped."""

    def __init__(self, host, port):
        self._host, self._port = host, port

    def stop(self):
        pass

    def words(self):
        return self._host.said(self._port)[-8:]


def end(program, connection):
    connection.close()
    program.stop()


class Dialled:
    """
    Connections from a program that dials; command(port) is the command line that dials port. The
    next one is always there already, so that a slow start is not taken for silence; one that would
    give up waiting for us is replaced by another after patience_s.
    """

    def __init__(self, command, patience_s=None):
        self._command = command
        self._patience_s = patience_s
        self._stopped = False
        self._making = concurrent.futures.ThreadPoolExecutor(1)
        self._lock = threading.Lock()
        self._next = self._begin()
        self._next.result(START_S)
        self._programs = []

    def _make(self):
        with socket.create_server((LOOPBACK, 0)) as listener:
            listener.settimeout(START_S)
            program = Program(*self._command(listener.getsockname()[1]))
            try:
                return program, listener.accept()[0]
            except OSError:
                program.stop()
                raise

    def _begin(self):
        made = self._making.submit(self._make)
        if self._patience_s:
            timer = threading.Timer(self._patience_s, self._renew, [made])
            timer.daemon = True
            timer.start()
        return made

    def _renew(self, old):
        with self._lock:
            if self._stopped or self._next is not old:
                return
            self._next = self._begin()
        with contextlib.suppress(OSError):
            end(*old.result())

    @contextlib.contextmanager
    def connection(self):
        with self._lock:
            taken, self._next = self._next, self._begin()
        program, connection = taken.result(START_S)
        self._programs.append(program)
        try:
            with connection:
                yield connection
        finally:
            program.stop()

    def stop(self):
        with self._lock:
            self._stopped = True
            self._making.shutdown()
            with contextlib.suppress(OSError):  # it never dialled, and is stopped already
                end(*self._next.result())

    def words(self):
        return [line for program in self._programs for line in program.words()]


@contextlib.contextmanager
def to_port(port):
    with socket.create_connection((LOOPBACK, port), DEADLINE_S) as inside:
        yield inside


# When a peer of ours begins, once it has a connection.


def at_once(outside):
    pass


def after_silence(outside):
    """Not a wait for anything: the silence is what the peer does."""
    time.sleep(SILENCE_S)


def after_us(outside):
    """
    Passes over what is said first, and only then begins. Who leaves without a word gets nothing:
    the program that is ready would be spent on him, and the next connection would wait for one.
    """
    if not outside.recv(65536):
        raise ConnectionAbortedError


class Relay:
    """
    Listens on `port` and joins each connection, when begin(outside) returns, to one that reach()
    makes: from a program that dials, or to one that listens but begins too soon. behind is what
    it reaches, to be stopped with it.
    """

    def __init__(self, reach, behind, begin=at_once):
        self._reach, self._behind, self._begin = reach, behind, begin
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                outside, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(outside,), daemon=True).start()

    def _join(self, outside):
        with outside:
            try:
                self._begin(outside)
                with self._reach() as inside:
                    back = threading.Thread(target=copy, args=(inside, outside), daemon=True)
                    back.start()
                    copy(outside, inside)
                    back.join(DEADLINE_S)
            except OSError:
                pass

    def stop(self):
        # close() alone leaves a blocked accept() blocked
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._behind.stop()

    def words(self):
        return self._behind.words()


def copy(source, sink):
    """Bytes, then the end of them."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
