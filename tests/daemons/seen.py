# SPDX-License-Identifier: MIT
"""What ekuprobe saw: its two ways of running, and the rows of docs/peers.md."""
import re
import signal
import subprocess

from place import DEADLINE_S
import schema

INBOUND = {"both": ("ready",), "webserver": ("breaks", "broken")}


def probe(program, *words):
    done = subprocess.run([program, "--format", "json", "--timeout", "15", *words], capture_output=True,
                          text=True, timeout=3 * DEADLINE_S, check=False)
    if not done.stdout:
        raise RuntimeError(f"no output, exit status {done.returncode}: {done.stderr.strip()}")
    return schema.loads(done.stdout)


class Listener:
    """ekuprobe --listen for one peer."""

    def __init__(self, program, row, ours):
        more = ["--domain", row.domain] if row.domain else []
        self.process = subprocess.Popen(
            [program, "--format", "json", "--listen", f"0/{row.door}", "--count", "1", "--duration", str(DEADLINE_S),
             "--ca-file", ours.root, "--chain", ours.issuers, "--cert", ours.chain, "--key", ours.key, *more],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        line = self.process.stderr.readline().decode()
        found = re.search(r"listening on .*:(\d+) \(", line)
        if not found:
            raise RuntimeError(line + self.process.stderr.read().decode())
        self.port = int(found[1])

    def end(self):
        """The one result; those who came and showed nothing do not count."""
        out, error = self.process.communicate(timeout=3 * DEADLINE_S)
        results = schema.loads(out.decode())["results"]
        counted = [r for r in results if r["certificates"] or r["withheld"]]
        if len(counted) != 1:
            raise RuntimeError(f"results {[(r['verdict'], (r['error'] or {}).get('text')) for r in results]}; {error.decode()}")
        return counted[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
