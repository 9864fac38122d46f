# SPDX-License-Identifier: MIT
"""A program at a terminal of its own: one that is typed to (Terminal), or one that only shows something (shown)."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

DEADLINE_S = 60


def received(fd, wait_s):
    """What a terminal was sent within that time; nothing also where its last user has left it."""
    if not select.select([fd], [], [], wait_s)[0]:
        return b""
    try:
        return os.read(fd, 65536)
    except OSError:
        return b""


def shown(words, *, columns=0, rows=0, streams=("stdout", "stderr"), env=None):
    """Exit status, and the octets that a terminal is sent which these streams of a program are; no others lead
    anywhere. A size of 0 is one that is not known."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    where = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL) | dict.fromkeys(streams, theirs)
    with subprocess.Popen(list(map(str, words)), env=env, **where) as program:
        os.close(theirs)
        try:
            pieces = list(iter(lambda: received(ours, DEADLINE_S), b""))
            return program.wait(DEADLINE_S), b"".join(pieces)
        finally:
            program.kill()
            os.close(ours)


class Terminal:
    def __init__(self, *words, env=None, folder="."):
        words = list(map(str, words))
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(folder)
                os.execvpe(words[0], words, dict(os.environ, **(env or {})))
            finally:
                os._exit(127)
        self.seen, self.left = "", None

    def read(self, wait_s):
        """Something came within that time."""
        got = received(self.fd, wait_s)
        self.seen += got.decode(errors="replace")
        return got != b""

    def plain(self):
        """What came, without what moves the cursor, colours or rings."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07", "", self.seen)

    def until(self, pattern):
        """What came till pattern matched, there or in plain(), or till nothing more can."""
        end = time.monotonic() + DEADLINE_S
        while not re.search(pattern, self.seen) and not re.search(pattern, self.plain()) and time.monotonic() < end:
            if not self.read(0.1) and self.ended():
                break
        return self.seen

    def type(self, text):
        os.write(self.fd, text.encode())

    def answer(self, pattern, text):
        """Type what is asked for, once it is not shown: a question stands there before the echo is off."""
        self.until(pattern)
        end = time.monotonic() + DEADLINE_S
        while termios.tcgetattr(self.fd)[3] & termios.ECHO and time.monotonic() < end and not self.ended():
            time.sleep(0.005)
        self.type(text)

    def ended(self):
        if self.left is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.left = os.waitstatus_to_exitcode(status) if pid else None
        return self.left is not None

    def hang_up(self):
        """Leave it to end by that."""
        os.close(self.fd)
        if self.left is None:
            self.left = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def status(self):
        """How it ended; None: it did not. Others may keep the terminal open behind it, as wine's console does."""
        end = time.monotonic() + DEADLINE_S
        while not self.ended() and time.monotonic() < end:
            self.read(0.05)
        while self.read(0):
            pass
        os.close(self.fd)
        return self.left
