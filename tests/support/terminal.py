# SPDX-License-Identifier: MIT
"""A program at a terminal of its own."""
import os
import pty
import re
import select
import termios
import time

DEADLINE_S = 60


class Terminal:
    def __init__(self, *words, env=None):
        words = list(map(str, words))
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(words[0], words, dict(os.environ, **(env or {})))
        self.seen, self.left = "", None

    def read(self, wait_s):
        """Something came within that time."""
        if not select.select([self.fd], [], [], wait_s)[0]:
            return False
        try:
            got = os.read(self.fd, 65536)
        except OSError:  # the terminal ends with its last user
            return False
        self.seen += got.decode(errors="replace")
        return got != b""

    def until(self, pattern):
        """What came till pattern matched, or till nothing more can."""
        end = time.monotonic() + DEADLINE_S
        while not re.search(pattern, self.seen) and time.monotonic() < end:
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

    def status(self):
        """How it ended; None: it did not. Others may keep the terminal open behind it, as wine's console does."""
        end = time.monotonic() + DEADLINE_S
        while not self.ended() and time.monotonic() < end:
            self.read(0.05)
        while self.read(0):
            pass
        os.close(self.fd)
        return self.left
