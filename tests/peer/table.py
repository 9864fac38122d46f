# SPDX-License-Identifier: MIT
"""The page docs/peers.md: what each peer showed and did, in Markdown."""
import re

from peer import DOTTED

HEAD = """# Peers

What ekuprobe obtained from TLS programs that nobody here wrote, each configured by `tests/peer` and `tests/daemons` (the
last three tables). Made by `tests/peer/make_table.sh`; do not edit.

## Each peer as it comes

*Role* is the TLS role the peer took, *asked us* whether it wanted a certificate of ours, *CA names* those of its request.
A certificate with the WebServer template's usage breaks wherever a client's is required, one with both usages is ready.

| peer | its certificate | role | version | engine | certificates | asked us | CA names | verdict | what it did to us |
|---|---|---|---|---|--:|---|--:|---|---|
"""
SERVERS = """
## Servers, by version and what they ask for

How many certificates were obtained and by which engine; how many CA names its request had; what the server did with a
certificate of ours, one with both usages and one with the WebServer template's. (nginx turns the latter away in HTTP, when
TLS is done; gnutls-serv does not look at the usage.)

"""
CLIENTS = """
## Clients, by version and how they behave

The roles reversed: the peer accepts our connection and plays the TLS client. How many certificates were obtained and by
which engine, or why none was.

"""
ASKED = {True: "yes", False: "no", None: "?"}


def did(result):
    """What the peer did to us."""
    tls, error = result["tls"] or {}, result["error"] or {}
    if error:
        return error["text"].replace("|", "\\|")
    if tls.get("our_certificate_accepted"):
        return "took our certificate"
    if tls.get("peer_role") == "client":
        return "let ours pass, showed its own"
    return "let us leave"


def row(case):
    peer, result = case.peer, case.result
    tls = result["tls"] or {}
    # Where it is the client, the request was ours.
    client = tls.get("peer_role") == "client"
    asked = "-" if client else ASKED[tls.get("client_certificate_requested")]
    names = "-" if client else len(tls.get("ca_names") or [])
    cells = (peer.name, case.material.name, tls.get("peer_role") or "-", tls.get("version") or "-",
             tls.get("engine") or "-", len(result["certificates"]), asked, names, result["verdict"],
             did(result))
    return "| " + " | ".join(map(str, cells)) + " |\n"


def short(peer, result):
    """One cell of a matrix."""
    tls, error = result["tls"] or {}, result["error"] or {}
    words = []
    if result["certificates"]:
        words.append(f"{len(result['certificates'])}, {tls['engine']}")
    if peer.role == "server" and peer.requested and not peer.ours:
        names = len(tls["ca_names"])
        words.append("1 name" if names == 1 else f"{names} names")
    if error:
        alert = re.search(r"alert \d+ \((\w+)\)", error["text"])
        refused = error["class"] == "peer-refused-us"
        words.append(alert.group(1) if alert else "closed on ours" if refused else error["class"])
    elif peer.ours:
        words.append("took it")
    return ", ".join(words)


def matrix(cases):
    columns = list(dict.fromkeys(case.peer.variant for case in cases))
    found = {(c.peer.family, c.peer.version, c.peer.variant): short(c.peer, c.result) for c in cases}
    lines = ["| peer | version | " + " | ".join(columns) + " |\n",
             "|---" * (len(columns) + 2) + "|\n"]
    for family, version in dict.fromkeys((case.peer.family, case.peer.version) for case in cases):
        cells = [found.get((family, version, column), "") for column in columns]
        lines.append("| " + " | ".join([family, DOTTED[version], *cells]) + " |\n")
    return "".join(lines)


def page(cases):
    single = [case for case in cases if not case.peer.variant]
    single.sort(key=lambda c: (c.peer.role != "server", c.peer.name, c.material.name))
    parts = [HEAD, *(row(case) for case in single)]
    for role, text in ("server", SERVERS), ("client", CLIENTS):
        parts += [text, matrix([c for c in cases if c.peer.variant and c.peer.role == role])]
    return "".join(parts)
