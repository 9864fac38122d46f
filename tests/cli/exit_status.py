#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Exit statuses: every mix of verdicts under every --fail-on, as the manual says.

    exit_status.py EKUPROBE CERTCHECK TESTCERTS
"""
import concurrent.futures
import itertools
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
VERDICTS = ("ready", "indeterminate", "breaks", "broken", "no-certificate", "unreachable")
DEFAULT = {"breaks", "broken"}


def subsets(items):
    return [set(s) for n in range(len(items) + 1) for s in itertools.combinations(items, n)]


def expected(verdicts, fail_on):
    if verdicts & fail_on:
        return 1
    return 0 if verdicts == {"ready"} else 3


def run(program, *arguments):
    return subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def leaf(scenario):
    return os.path.join(CERTS, "scenarios", scenario, "leaf.pem")


FILES = {"ready": leaf("both"), "breaks": leaf("webserver"), "broken": leaf("undecodable"),
         "indeterminate": leaf("trailing")}


def silent_server():
    """Accepts and closes: no certificate."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                server.accept()[0].close()
            except OSError:
                return
    threading.Thread(target=serve, daemon=True).start()
    return server


def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def results():
    """One result a verdict, each from a real run."""
    found = {}
    for path in FILES.values():
        row = schema.loads(run(CERTCHECK, "--format", "ndjson", path).stdout)
        found[row["verdict"]] = row
    server = silent_server()
    for port in server.getsockname()[1], closed_port():
        row = schema.loads(run(EKUPROBE, "--format", "ndjson", "--retries", "0", "127.0.0.1:%d" % port).stdout)
        found[row["verdict"]] = row
    server.close()
    assert set(found) == set(VERDICTS), found.keys()
    return found


def nagios(verdicts, fail_on):
    if verdicts & (fail_on | DEFAULT):
        return 2
    return 0 if verdicts == {"ready"} else 3


def cases(folder):
    rows = results()
    yield CERTCHECK, ["--fail-on", "", FILES["breaks"]], 3, "an empty list fails on nothing"
    for mix in filter(None, subsets(tuple(FILES))):
        files = [FILES[v] for v in sorted(mix)]
        yield CERTCHECK, ["-q", *files], expected(mix, DEFAULT), mix
        for fail_on in filter(None, subsets(VERDICTS)):
            yield CERTCHECK, ["-q", "--fail-on", ",".join(sorted(fail_on)), *files], expected(mix, fail_on), (mix, fail_on)
        yield CERTCHECK, ["-q", "--fail-on", "none", *files], expected(mix, set()), (mix, "none")
    for i, mix in enumerate(filter(None, subsets(VERDICTS))):
        path = folder / ("mix%d.ndjson" % i)
        path.write_text("".join(json.dumps(rows[v]) + "\n" for v in sorted(mix)))
        yield EKUPROBE, ["-q", "--merge", str(path)], expected(mix, DEFAULT), mix
        yield EKUPROBE, ["--format", "nagios", "--merge", str(path)], nagios(mix, DEFAULT), (mix, "nagios")
        for fail_on in [s for s in subsets(VERDICTS) if len(s) not in (2, 3, 4)]:
            word = ",".join(sorted(fail_on)) or "none"
            yield EKUPROBE, ["-q", "--fail-on", word, "--merge", str(path)], expected(mix, fail_on), (mix, fail_on)
        for verdict in VERDICTS:
            yield (EKUPROBE, ["--format", "nagios", "--fail-on", verdict, "--merge", str(path)],
                   nagios(mix, {verdict}), (mix, verdict, "nagios"))
    # An input or output error is told by 2, whatever was judged.
    for verdict, path in FILES.items():
        yield CERTCHECK, ["-q", path, "/nonexistent.pem"], 2, (verdict, "and a file that is not there")
        yield CERTCHECK, ["-q", "--fail-on", verdict, "/nonexistent.pem", path], 2, verdict
        # A plug-in says UNKNOWN instead, unless it has worse to say.
        worst = 2 if verdict in DEFAULT else 3
        yield CERTCHECK, ["--format", "nagios", "/nonexistent.pem", path], worst, (verdict, "nagios, a missing file")
        yield CERTCHECK, ["--format", "nagios", "--report", "json:/nonexistent/x", path], 3, "nagios, no report"
    yield CERTCHECK, ["--format", "nagios", "--bogus"], 3, "nagios, misuse"
    yield EKUPROBE, ["--format", "nagios", "127.0.0.1:0"], 3, "nagios, not a target"
    for word in ("ready breaks", "ready;breaks", "Ready", ",ready", "ready,,breaks", "all"):
        yield CERTCHECK, ["--fail-on", word, FILES["ready"]], 2, word


def check(case):
    program, arguments, status, what = case
    done = run(program, *arguments)
    return None if done.returncode == status else "%s: %d instead of %d; %s %s" % (
        what, done.returncode, status, done.stdout[-300:], done.stderr[-300:])


def main():
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        chosen = itertools.islice(cases(pathlib.Path(folder)), 0, None, int(os.environ.get("EKUPROBE_EVERY", "1")))
        outcomes = list(pool.map(check, chosen))
    failures = [o for o in outcomes if o]
    print("\n".join(failures[:20]))
    print("%d passed, %d failed" % (len(outcomes) - len(failures), len(failures)))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
