# SPDX-License-Identifier: MIT
"""
Daemons of Debian's packages and ekuprobe: dialled with what they say before TLS, listened to when they
are the clients, or passed as proxies; each with clientAuth, without, and without a certificate.

Prints a line a case and `N passed, N failed, N skipped` last. Exit status: 0 all that ran passed,
1 something failed, 77 nothing could run.
"""
import argparse
import concurrent.futures
import importlib
import itertools
import pathlib
import subprocess
import sys
import tempfile

from place import Place, find, is_root
import mounts
import page
import processes
import seen
from labtools import Lab
from material import Material
from row import Client, Server, Way

SKIPPED = 77
TOGETHER = 2
FAMILIES = "mail", "xmpp", "databases", "telephony", "services", "ways", "dialers"
VERDICTS = {"both": "ready", "webserver": "breaks"}


class Look:
    """One case: a row with one certificate; result and what is wrong with it."""

    def __init__(self, row, certificate, how=""):
        self.row, self.certificate, self.how = row, certificate, how
        self.result, self.wrong, self.said = None, [], []

    def label(self):
        kind = {Server: "in", Client: "out", Way: "way"}[type(self.row)]
        return f"{self.row.name} ({kind}), {self.certificate}{self.how and ', ' + self.how}"

    def expect(self, name, is_, due):
        if is_ != due:
            self.wrong.append(f"{name} is {is_!r}, not {due!r}")


class Run:
    def __init__(self, options, folder):
        self.options, self.folder, self._number = options, pathlib.Path(folder), itertools.count()
        self.materials = {name: Material(options.scenarios, name, self.folder / "scenarios") for name in VERDICTS}

    def place(self, certificate):
        place = Place(self.folder / f"case-{next(self._number)}", self.materials[certificate])
        place.work = pathlib.Path(self.options.work).resolve()
        return place

    def dial(self, look):
        asks = look.how == "requests one"
        place = self.place(look.certificate)
        try:
            port = look.row.start(place, asks)
            for words in self.ways_in(look.row):
                self.dial_once(look, port, words, asks)
        finally:
            self.end(place, look)

    @staticmethod
    def ways_in(row):
        yield ["--starttls", row.starttls] if row.starttls else []
        if row.starttls and row.greets:
            yield ["--starttls", "auto"]

    def dial_once(self, look, port, words, asks):
        document = seen.probe(self.options.ekuprobe, f"127.0.0.1:{port}/mtls", *words, *look.row.options)
        result = look.result = document["results"][0]
        tls = result["tls"] or {}
        look.expect("verdict", result["verdict"], VERDICTS[look.certificate])
        look.expect("error", result["error"], None)
        auto = words[-1:] == ["auto"] and look.row.auto
        look.expect("starttls", tls.get("starttls"), auto or look.row.starttls or None)
        look.expect("leaf", [c["sha256"] for c in result["certificates"]][:1],
                    self.materials[look.certificate].hashes[:1])
        if tls.get("client_certificate_requested") is not None:
            look.expect("client_certificate_requested", tls["client_certificate_requested"], asks or look.row.always)

    def listen(self, look):
        shows = look.certificate != "none"
        place = self.place(look.certificate if shows else "both")
        ours = self.materials["both"]  # some check ours first
        try:
            with seen.Listener(self.options.ekuprobe, look.row, ours) as listener:
                look.row.start(place, listener.port, shows)
                look.result = result = listener.end()
            withheld = not shows or (look.row.withholds and look.certificate == "webserver")
            look.expect("direction", result["direction"], "inbound")
            look.expect("withheld", result["withheld"], withheld)
            if withheld:
                look.expect("verdict", result["verdict"], "no-certificate")
            else:
                verdicts = seen.INBOUND[look.certificate]
                look.expect("verdict", result["verdict"], result["verdict"] if result["verdict"] in verdicts else verdicts)
                look.expect("leaf", [c["sha256"] for c in result["certificates"]][:1],
                            self.materials[look.certificate].hashes[:1])
        finally:
            self.end(place, look)

    def pass_through(self, look):
        place = self.place("both")
        try:
            url = look.row.start(place)
            with Lab(self.options.lab, self.options.scenarios, f"0={look.certificate},roles=normal") as lab:
                document = seen.probe(self.options.ekuprobe, f"127.0.0.1:{lab.ports[0]}/mtls", "--proxy", url)
            look.result = document["results"][0]
            look.expect("verdict", look.result["verdict"], VERDICTS[look.certificate])
            look.expect("error", look.result["error"], None)
        finally:
            self.end(place, look)

    def end(self, place, look):
        place.stop()
        look.said = place.words()
        place.clear()

    def take(self, look):
        do = {Server: self.dial, Client: self.listen, Way: self.pass_through}[type(look.row)]
        try:
            do(look)
        except (RuntimeError, OSError, ValueError, LookupError, subprocess.SubprocessError) as error:
            look.wrong.append(f"{type(error).__name__}: {error}")
        tell(look, self.options.words)
        return look


def looks(row):
    if isinstance(row, Client):
        return [Look(row, name) for name in (*VERDICTS, *(["none"] if row.none else []))]
    plain = [Look(row, name) for name in VERDICTS]
    return plain + ([Look(row, "both", "requests one")] if isinstance(row, Server) and row.asks and not row.always else [])


def tell(look, words):
    lines = [f"{'FAIL' if look.wrong else 'pass'}: {look.label()}", *("      " + line for line in look.wrong)]
    if look.wrong or words:
        lines += ["      it said: " + line for line in look.said]
    print("\n".join(lines) + "\n", end="", flush=True)


def why_not(row, apart):
    missing = [n for n in row.needs if not (pathlib.Path(n).exists() if "/" in n else find(n))]
    if missing:
        return f"{missing[0]}: not found; Debian: {row.package}"
    if row.as_root and not is_root():
        return "runs as root only"
    return None if apart else "no network namespace can be made"


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", required=True)
    parser.add_argument("--lab", required=True)
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--work", required=True, help="folder for what is built and kept")
    parser.add_argument("--family", default=",".join(FAMILIES))
    parser.add_argument("--only", default="", help="cases whose label has this text")
    parser.add_argument("--words", action="store_true", help="print what the daemons say")
    parser.add_argument("--table", help="write what was seen to this file, Markdown")
    return parser.parse_args()


def main():
    options = parse_options()
    apart = processes.enter_namespace("--mount")
    rows = [row for name in options.family.split(",") for row in importlib.import_module(name).ROWS]
    chosen, skipped = [], 0
    for row in rows:
        these = [look for look in looks(row) if options.only in look.label()]
        if these and (reason := why_not(row, apart)):
            print(f"skip: {row.name} ({reason})", flush=True)
            skipped += 1
        else:
            chosen += these
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        pathlib.Path(folder).chmod(0o755)  # a daemon may be another user
        if is_root():
            mounts.users(folder)
            for setup in {look.row.setup for look in chosen if getattr(look.row, "setup", None)}:
                setup(folder)
        done = list(pool.map(Run(options, folder).take, chosen))
    if options.table:
        pathlib.Path(options.table).write_text(page.page(done))
    failed = sum(bool(look.wrong) for look in done)
    print(f"{len(done) - failed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0 if done else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
