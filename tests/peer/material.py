# SPDX-License-Identifier: MIT
"""The files of one scenario, in the forms that the programs want."""
import functools
import hashlib
import pathlib
import subprocess
import threading

from processes import DEADLINE_S
from labtools import certificates_in

PASSWORD = "lab"


def run(*command):
    subprocess.run(command, check=True, capture_output=True, timeout=DEADLINE_S)


def once(make):
    """Made when first asked for, by one thread, of each kind."""
    @functools.wraps(make)
    def made(self, kind="chain"):
        with self._lock:
            if (make, kind) not in self._made:
                self._made[make, kind] = make(self, kind)
            return self._made[make, kind]
    return made


class Material:
    def __init__(self, scenarios, name, folder):
        self.name = name
        self._source = pathlib.Path(scenarios, name).resolve()
        self._folder = pathlib.Path(folder, name)
        self._folder.mkdir(parents=True)
        self._lock, self._made = threading.RLock(), {}
        chain = certificates_in(self._source / "chain.pem") + certificates_in(self._source / "root.pem")
        self.hashes = [hashlib.sha256(der).hexdigest() for der in chain]
        for kind in "leaf", "chain", "issuers", "root", "key":
            setattr(self, kind, self._link(kind + ".pem"))

    def _link(self, name):
        """A path that stands in any configuration: that of the checkout may have blanks and quotes."""
        path = self._folder / name
        path.symlink_to(self._source / name)
        return str(path)

    def file(self, name, text):
        """A configuration file of a program, in a folder of this scenario."""
        path = self._folder / name
        path.write_text(text)
        return str(path)

    def folder(self, name):
        path = self._folder / name
        path.mkdir(exist_ok=True)
        return str(path)

    def read(self, kind):
        return pathlib.Path(getattr(self, kind)).read_text()

    @functools.cached_property
    def combined(self):
        """Chain and key in one PEM file."""
        return self.file("combined.pem", self.read("chain") + self.read("key"))

    @once
    def pkcs12(self, kind="chain"):
        """Leaf and key, with its issuers or, of kind leaf, without."""
        path = str(self._folder / f"{kind}.p12")
        run("openssl", "pkcs12", "-export", "-in", getattr(self, kind), "-inkey", self.key, "-name",
            "lab", "-passout", "pass:" + PASSWORD, "-out", path)
        return path

    @once
    def nss(self, kind="chain"):
        """An NSS database with the certificate under the name `lab`; of kind none, without."""
        database = "sql:" + self.folder("nss-" + kind)
        run("certutil", "-N", "-d", database, "--empty-password")
        if kind != "none":
            run("pk12util", "-i", self.pkcs12(kind), "-d", database, "-W", PASSWORD)
        run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,", "-i", self.root)
        return database
