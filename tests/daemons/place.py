# SPDX-License-Identifier: MIT
"""Where a daemon runs: a folder of its own, a user without rights, no longer than its case."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import time

for folder in "peer", "run", "support":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / folder))
import processes  # noqa: E402
from processes import DEADLINE_S, LOOPBACK, Program, find, free_port  # noqa: E402
from labtools import Lines  # noqa: E402

# Packages that Debian installs beside no other of their kind are unpacked there (script/setup peers).
UNPACKED = os.environ.get("EKUPROBE_UNPACKED", "")
processes.PATH += f":{UNPACKED}/usr/sbin"

USER, GROUP = "nobody", "nogroup"
os.umask(0o022)  # whose folders are within ours, and programs that it starts too
STOP_S = 5
LOG_LINES = 40


def installed(path):
    """A file of a package, wherever that is."""
    return path if os.path.exists(path) or not os.path.exists(UNPACKED + path) else UNPACKED + path


def is_root():
    """Root of the machine, and not of a user namespace that has no other users."""
    return os.geteuid() == 0 and pathlib.Path("/proc/self/uid_map").read_text().split()[2] != "1"


def unprivileged():
    return ["--reuid", USER, "--regid", GROUP, "--clear-groups"] if is_root() else []


class Daemon(Program):
    """In a session of its own, so that what it starts ends with it."""

    def __init__(self, command, variables, folder, as_root=False):
        rights = [] if as_root else unprivileged()
        self.process = subprocess.Popen(
            [find("setpriv"), *rights, "--pdeathsig", "KILL", find(command[0]) or command[0], *command[1:]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder,
            env=variables, start_new_session=True)
        self.lines = Lines(self.process.stdout)

    def wait_path(self, path):
        """Until it has made this file."""
        end = time.monotonic() + DEADLINE_S
        while not pathlib.Path(path).exists():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"never made {path}")
            time.sleep(0.02)

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()


class Place:
    """The folder of one case; its files belong to the user that the daemon is."""

    def __init__(self, folder, material):
        self.path, self.daemons, self.logs = pathlib.Path(folder), [], []
        self._open = contextlib.ExitStack()
        self.path.mkdir(parents=True)
        self.path.chmod(0o755)
        self._own(self.path)
        for kind in "chain", "leaf", "issuers", "root", "key":
            text = pathlib.Path(getattr(material, kind)).read_bytes()
            setattr(self, kind, self.write(kind + ".pem", text, 0o600 if kind == "key" else 0o644))
        self.combined = self.write("combined.pem", material.read("chain") + material.read("key"), 0o600)
        self.user = USER if is_root() else pwd.getpwuid(os.geteuid()).pw_name
        self.variables = {"PATH": processes.PATH, "HOME": str(self.path),
                          "TMPDIR": str(self.path), "LANG": "C.UTF-8"}

    def __truediv__(self, name):
        return str(self.path / name)

    @staticmethod
    def _own(path):
        if is_root():
            os.chown(path, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)

    def write(self, name, text, mode=0o644):
        path = self.path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        self._own(path)
        return str(path)

    def copy(self, path):
        """A file of ours, wherever that is: its user may not enter our folders."""
        path = pathlib.Path(path)
        return self.write(path.name, path.read_bytes(), 0o755)

    def folder(self, name):
        path = self.path / name
        path.mkdir(exist_ok=True)
        self._own(path)
        return str(path)

    def log(self, name):
        """A file that the daemon writes its log to."""
        self.logs.append(self.path / name)
        return str(self.path / name)

    def run(self, *command, as_root=False, check=True, given=None):
        """A command that ends by itself."""
        rights = [find("setpriv"), *unprivileged()] if is_root() and not as_root else []
        done = subprocess.run([*rights, find(command[0]) or command[0], *command[1:]], input=given,
                              stdin=None if given else subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=3 * DEADLINE_S, env=self.variables, cwd=self.path,
                              check=False)
        if check and done.returncode:
            raise RuntimeError(f"{command[0]}: {(done.stderr + done.stdout).strip()[-400:]}")
        return done.stdout + done.stderr

    def start(self, *command, as_root=False, port=None, **variables):
        """A daemon; waited for until it listens where a port is given."""
        daemon = Daemon(command, {**self.variables, **variables}, self.path, as_root)
        self.daemons.append(daemon)
        if port:
            daemon.wait_listening(port)
        return daemon

    def closing(self, context):
        """Entered now, left when the case ends."""
        return self._open.enter_context(context)

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.stop()
        self._open.close()

    def words(self):
        """What the daemons said and logged; after stop()."""
        said = [line for daemon in self.daemons for line in daemon.words()]
        for log in self.logs:
            if log.exists():
                said += log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        return said

    def clear(self):
        shutil.rmtree(self.path, ignore_errors=True)


__all__ = ["DEADLINE_S", "LOOPBACK", "Place", "find", "free_port", "installed", "is_root"]
