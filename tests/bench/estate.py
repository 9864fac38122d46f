#!/usr/bin/env python3
"""Write the results of a synthetic estate of N endpoints as NDJSON: those of a small run on the lab, with other names,
keys' hashes and dates. ekuprobe --merge makes reports of them.
usage: estate.py PSOMLAB EKUPROBE SCENARIOS N >estate.ndjson"""

import base64
import hashlib
import json
import random
import subprocess
import sys

SITES = ("amsterd", "berlin1", "chicago", "dublin1", "frankft", "helsink", "londons", "madrid1", "newyork", "osaka01",
         "paris01", "sydney1", "tokyo01", "toronto", "warsaw1", "zurich1")  # each as long as "contoso"
SHARES = (("webserver", 18), ("both", 68), ("expired", 2), ("ca-constrained", 2), ("duplicate-eku", 1),
          ("undecodable", 1), ("silent", 2))


def base(lab, ekuprobe, scenarios):
    """What the lab's scenarios look like as results, by name."""
    names = [name for name, _ in SHARES]
    running = subprocess.Popen([lab, "--certs", scenarios, "--roles", "normal", *(f"0={n}" for n in names)],
                               stdout=subprocess.PIPE, text=True)
    try:
        ports = []
        for line in running.stdout:
            if line.strip() == "ready":
                break
            ports.append(line.split()[1])
        out = subprocess.run([ekuprobe, "--format", "ndjson", "--timeout", "2", "--retries", "0",
                              *(f"{p}/edge-psom" for p in ports), "127.0.0.1:1/edge-psom"],
                             stdout=subprocess.PIPE, text=True, check=False).stdout
    finally:
        running.terminate()
        running.wait()
    results = {r["target"]: r for r in map(json.loads, out.splitlines())}
    found = {name: results[f"{p}/edge-psom" if f"{p}/edge-psom" in results else p] for name, p in zip(names, ports)}
    for r in results.values():
        r["replay"].pop("run", None)  # each line is to stand for a run of its own
    found["closed"] = next(r for r in results.values() if r["verdict"] == "unreachable")
    return found


def renamed(result, name, domain, year):
    """The same result for another server: its certificate has the name, at the same length, in its DER."""
    text = json.dumps(result)
    if result["certificates"]:
        cert, old_der = result["certificates"][0], result["replay"]["certificates"][0]
        der = base64.b64decode(old_der).replace(b"edge01.contoso", name.encode() + b"." + domain.encode())
        der = der.replace(b"20460101", b"%d0%d11" % (year, year % 9 + 1))
        for old, new in ((old_der, base64.b64encode(der).decode()),
                         (cert["sha256"], hashlib.sha256(der).hexdigest()),
                         (cert["sha1"], hashlib.sha1(der).hexdigest())):
            text = text.replace(old, new)
    return json.loads(text)


def main():
    lab, ekuprobe, scenarios, n = *sys.argv[1:4], int(sys.argv[4])
    random.seed(1)
    found = base(lab, ekuprobe, scenarios)
    kinds = [name for name, share in SHARES for _ in range(share)] + ["closed"] * 6
    for i in range(n):
        edge = i % 3 == 0
        name, domain = f"{'e' if edge else 'f'}{i:05d}", SITES[i % len(SITES)]
        r = renamed(found[random.choice(kinds)], name, domain, 2027 + i % 4)
        port = 8057 if edge else 8060 + i % 2
        host = f"{name}.{domain}.com"
        r.update(target=f"{host}:{port}", host=host, port=port, profile="edge-psom" if edge else "fe-psom",
                 product="sfb2015")
        print(json.dumps(r, separators=(",", ":")))


main()
