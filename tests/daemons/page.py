# SPDX-License-Identifier: MIT
"""The part of docs/peers.md about daemons: a line a peer, of what was seen of it."""
import gzip
import pathlib
import re
import subprocess

from place import UNPACKED, find
from row import Client, Server, Way


def told_by(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def version(row):
    """Of its package, wherever that is, without Debian's revision."""
    if getattr(row, "version", ()):
        command = [find(row.version[0]) or row.version[0], *row.version[1:]]
        return re.search(r"\d+(\.\d+)+", told_by(*command)).group()
    told = told_by("dpkg-query", "-W", "-f", "${Version}", row.package)
    log = pathlib.Path(UNPACKED, "usr/share/doc", row.package, "changelog.Debian.gz")
    if UNPACKED and log.exists():
        told = re.search(r"\((.*?)\)", gzip.decompress(log.read_bytes()).decode()).group(1)
    found = re.match(r"(?:\d+:)?([0-9][0-9a-z.]*)", told)
    return found.group(1) if found else "-"


def spoken(look):
    tls = look.result["tls"] or {}
    return f"{tls.get('version') or '-'}, {tls.get('engine') or '-'}"


def told(look):
    """One cell."""
    if look is None or look.result is None:
        return "-"
    result = look.result
    n = len(result["certificates"])
    if result["direction"] == "inbound" and result["withheld"]:
        return "presented none" if look.certificate == "none" else "withheld it"
    if result["error"]:
        return result["error"]["text"].replace("|", "\\|")
    return f"{result['verdict']}, {n} certificate{'s' if n != 1 else ''}"


def cells_of(row, looks):
    by = {(look.certificate, look.how): look for look in looks}
    both, server = by.get(("both", "")), by.get(("webserver", ""))
    if isinstance(row, Way):
        return [told(both), told(server)]
    if isinstance(row, Client):
        return [row.door, spoken(both), told(both), told(server), told(by.get(("none", "")))]
    asks = "always" if row.always else "when told to" if row.asks else "never"
    return [row.starttls or "-", spoken(both), told(both), told(server), asks]


PARTS = (
    (Server, "Daemons that were dialled", "With what they say before TLS.",
     ["peer", "version", "before TLS", "TLS, engine", "both usages", "Server Authentication", "requests a certificate"]),
    (Client, "Peers that dialled us", "They connected to `--listen`, with a certificate of both usages, with one of Server "
     "Authentication alone, and with none.",
     ["peer", "version", "listening with", "TLS, engine", "both usages", "Server Authentication", "none"]),
    (Way, "Proxies on the way", "What the targets behind them showed.", ["proxy", "version", "both usages", "Server Authentication"]),
)


def line(cells):
    return "| " + " | ".join(cells) + " |\n"


def page(looks):
    text = ""
    for kind, title, about, head in PARTS:
        text += f"\n## {title}\n\n{about}\n\n" + line(head) + "|---" * len(head) + "|\n"
        rows = {id(look.row): look.row for look in looks if isinstance(look.row, kind) and look.result}
        for row in sorted(rows.values(), key=lambda row: row.name.lower()):
            text += line([row.name, version(row), *cells_of(row, [look for look in looks if look.row is row])])
    return text
