# SPDX-License-Identifier: MIT
"""Runs of certcheck, each again and again, and each time another allocation fails,
OpenSSL's among them.

  certcheck.py PROGRAM TESTCERTS STEP [SCENARIO...]

Every one of the first and of the last is tried and of those between every
STEP-th: the greater part is OpenSSL's start. Either the run succeeds all the same,
with the very same output, or it ends with status 2 and says so in a line. Never
a crash, a leak (under AddressSanitizer), another verdict or half a report.
"""

import base64
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / folder) for folder in ("readers", "templates", "support")]
import asks  # noqa: E402
import forest  # noqa: E402
import material  # noqa: E402

EVERY_ONE_AT_THE_ENDS = 150
OPENSSL_LOCKS = 2  # what OPENSSL_init_crypto makes within its own pthread_once
SANITIZER = 99
LEAKS = pathlib.Path(__file__).resolve().with_name("leaks.supp")


def environment(folder, extra):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    env["ASAN_OPTIONS"] = f"exitcode={SANITIZER}:detect_leaks=1:fast_unwind_on_malloc=0"
    env["LSAN_OPTIONS"] = f"suppressions={LEAKS}:print_suppressions=0:exitcode={SANITIZER}"
    env["UBSAN_OPTIONS"] = f"exitcode={SANITIZER}:print_stacktrace=1"
    env["FAULT_COUNT"] = str(folder / "count")
    env.update(extra)
    return env


class Runs:
    def __init__(self, program, arguments, folder, env=None):
        self.folder = folder
        self.env = env or {}
        formats = asks.formats(program, "json", "ndjson", "nagios") # what tells of a fault on standard output
        self.reports = [folder / f"report.{f}" for f in formats]
        self.command = [program, "--at", "2020-01-01", "--format", "json",
                        *(f"--report={f}:{path}" for f, path in zip(formats, self.reports)), *arguments]
        self.status, self.output, self.errors, self.written = self.run({})
        # Without memory to know a copy by, each copy is told: nothing is lost.
        made = self.count()
        self.command.append("--copies")
        self.with_copies = self.run({})[1::2]
        self.command.pop()
        (folder / "count").write_text(str(made))

    def run(self, extra, timeout_s=120):
        for path in self.reports:
            path.unlink(missing_ok=True)
        done = subprocess.run(self.command, env=environment(self.folder, {**self.env, **extra}),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s,
                              check=False)
        written = [p.read_bytes() if p.exists() else None for p in self.reports]
        return done.returncode, done.stdout, done.stderr, written

    def count(self):
        return int((self.folder / "count").read_text())

    def left_behind(self):
        names = {p.name for p in self.reports} | {"count"}
        left = [p for p in self.folder.iterdir() if p.name not in names]
        for path in left:
            path.unlink()
        return [p.name for p in left]

    def complaint(self, n):
        status, output, errors, written = self.run({"FAULT_AT": str(n)})
        lines = errors.decode("utf-8", "replace").splitlines()
        left = self.left_behind()
        if status < 0:
            return f"died of signal {-status}"
        if left:
            return f"left behind: {left}"
        if status == self.status:
            if (output, written) not in ((self.output, self.written), self.with_copies):
                return "success, but another output"
            return None if errors == self.errors else f"success, but says: {lines}"
        if status != 2:
            return f"status {status}: {lines[:20]}"
        if not lines or not all(line.startswith("certcheck: ") for line in lines):
            return f"status 2, says: {lines}"
        return None


def begin_with(runs):
    """The first allocation that may fail: OpenSSL 3.5 tells of its first locks through what it is just setting up,
    and waits for itself for ever."""
    if ssl.OPENSSL_VERSION_INFO < (3, 5):
        return 1
    try:
        runs.run({"FAULT_AT": "1"}, timeout_s=20)
        return 1
    except subprocess.TimeoutExpired:
        print(f"skip: the first {OPENSSL_LOCKS} allocations ({ssl.OPENSSL_VERSION} waits for itself where they fail)")
        return OPENSSL_LOCKS + 1


def places(begin, count, step, first):
    last = min(EVERY_ONE_AT_THE_ENDS, count // 2)
    first = min(first, last)
    todo = [*range(1, first + 1), *range(first + 1, count - last, step), *range(count - last, count + 1)]
    return [n for n in todo if n >= begin]


def judging(made):
    """Paths, store properties and roots: what is judged, and all that is reported."""
    cases = made / "cases"
    return ["--expires-within", "30", "--store-property", cases / "row-53" / "property.txt",
            "--chain", cases / "twin-ekus" / "issuers.pem", "--ca-file", cases / "row-53" / "root.pem",
            cases / "row-53" / "leaf.pem", cases / "signature-pss" / "leaf.der",
            cases / "key-ec-ca" / "leaf.pem", made / "scenarios" / "both" / "chain.pem"]


def readers(made, folder):
    """A scenario for each format; the files are in a folder, where what cannot be read is
    but a warning: want of memory never is."""
    leaf = made / "scenarios" / "both" / "leaf.pem"
    der, key = material.der_of(leaf), (leaf.parent / "key.pem").read_text()
    openssl = material.Openssl()
    pem = leaf.read_text()
    export = ["pkcs12", "-export", "-in", leaf, "-inkey", leaf.parent / "key.pem", "-passout", "pass:x"]
    entries = [("edge01", "S", "SC", "11" * 20), ("edge02", "SC", None, "22" * 20)]
    request = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null",
               "-subj", "/CN=a", "-outform", "DER", "-addext", "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer"]
    signed = ["cms", "-sign", "-binary", "-nodetach", "-signer", leaf, "-inkey", leaf.parent / "key.pem", "-outform", "DER"]
    files = {
        "pem": {"a.pem": pem + key + pem.replace("MII", "M*I", 1) + pem, "b.pem": pem.encode("utf-16")},
        "der": {"a.cer": der, "b.txt": base64.encodebytes(der), "bad.cer": der[:90]},
        "pkcs7": {"a.p7b": openssl("crl2pkcs7", "-nocrl", "-certfile", leaf, "-outform", "DER")},
        "pkcs12": {"a.pfx": openssl(*export, "-iter", "1"), "b.pfx": openssl(*export, "-iter", "1", "-legacy")},
        "cms": {"a.req": openssl(*signed, data=openssl(*request))},
        "store": {"a.sst": material.serialized_store([(der, None), (der, material.usage_value("S"))])},
        "dumps": {"a.txt": material.store_dump("ja", entries, hex_dumps=False), "b.txt": material.view_dump("de", entries)},
        "lists": {"a.cer": der, "b.txt": material.use_list([("Default", material.thumbprint(der)), ("x", "AB" * 20)])},
        "templates": {"a.ldf": forest.ldif(forest.ROWS[-3:]), "b.txt": forest.dump("ja", forest.ROWS[-2:], True).encode("utf-16"),
                      "c.txt": forest.ds(forest.ROWS[-2:]), "d.req": openssl(*request)},
    }
    for name, several in files.items():
        place = folder / name
        place.mkdir()
        for file, data in several.items():
            (place / file).write_bytes(data if isinstance(data, bytes) else data.encode())
    out = {name: [folder / name] for name in files}
    out["templates"] = ["--template-for", "sfb2015", folder / "templates"]
    web = folder / "web.ldf"
    web.write_text(forest.ldif([row for row in forest.ROWS if row[0] in ("WebServer", "LyncEdge")]))
    out["stamped"] = ["--template", web, folder / "templates" / "d.req", "--template-for", "lync"]
    return out


def run(name, runs, begin, step, first):
    if runs.status not in (0, 1, 2, 3):
        sys.exit(f"{name}: status {runs.status} without any failure: {runs.errors}")
    count, failed = runs.count(), 0
    todo = places(begin, count, step, first)
    for n in todo:
        complaint = runs.complaint(n)
        if complaint is not None:
            failed += 1
            print(f"{name} {n}: {complaint}")
    print(f"{name}: {count} allocations, {len(todo)} failed in turn, {failed} badly")
    return failed


def main():
    program, made, step = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    wanted, failed, begin = sys.argv[4:], 0, None
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # reports are fsynced
    with tempfile.TemporaryDirectory(dir=memory) as inputs:
        scenarios = {"judging": judging(made), **readers(made, pathlib.Path(inputs))}
        for name, arguments in scenarios.items():
            if wanted and name not in wanted:
                continue
            with tempfile.TemporaryDirectory(dir=memory) as folder:
                runs = Runs(program, arguments, pathlib.Path(folder), {"CERTCHECK_PASSWORD": "x"})
                begin = begin or begin_with(runs)
                # How a run starts is the same for all of them.
                failed += run(name, runs, begin, step if name == "judging" else 10 * step + 1,
                              EVERY_ONE_AT_THE_ENDS if name == "judging" else 0)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
