# SPDX-License-Identifier: MIT
"""The page docs/peers.md: what each peer showed, in Markdown."""
HEAD = """# Peers

What ekuprobe obtained from TLS programs that nobody here wrote, each configured by `tests/peer`. Made by
`tests/peer/make_table.sh`; do not edit. *Role* is the TLS role the peer took, *asked us* whether it wanted a
certificate of ours, *CA names* those of its request, *ended* how the talk ended where not as wished. A certificate
with the WebServer template's usage breaks wherever a client's is required, one with both usages is ready.

| peer | its certificate | role | version | engine | certificates | asked us | CA names | verdict | ended |
|---|---|---|---|---|--:|---|--:|---|---|
"""
ASKED = {True: "yes", False: "no", None: "?"}


def row(peer, material, result):
    tls, error = result["tls"] or {}, result["error"] or {}
    # Where it is the client, the request was ours.
    asked = "-" if tls.get("peer_role") == "client" else ASKED[tls.get("client_certificate_requested")]
    names = "-" if tls.get("peer_role") == "client" else len(tls.get("ca_names") or [])
    cells = (peer.name, material.name, tls.get("peer_role") or "-", tls.get("version") or "-",
             tls.get("engine") or "-", len(result["certificates"]), asked, names, result["verdict"],
             error.get("text", "").replace("|", "\\|"))
    return "| " + " | ".join(map(str, cells)) + " |\n"


def page(rows):
    """rows: (peer, material, result), in any order."""
    ordered = sorted(rows, key=lambda r: (r[0].role != "server", r[0].name, r[1].name))
    return HEAD + "".join(row(*r) for r in ordered)
