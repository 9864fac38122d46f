# SPDX-License-Identifier: MIT
"""What certcheck must say of the forest's templates, and what it says."""
import forest


def expected(rows=forest.ROWS):
    """What must be said of each template, from its row alone."""
    out = {}
    for cn, display, schema, suffix, words, key_usage, flags, subject in rows:
        usages = words.split()
        server = not usages or "server" in usages
        client = not usages or "client" in usages
        governs = "none" if not usages else ("msPKI-Certificate-Application-Policy" if schema > 1
                                             else "pKIExtendedKeyUsage")
        verdict = lambda ok: "ready" if ok else "breaks"
        out[cn] = (verdict(server and client), display, schema, governs, subject,
                   bool(flags & (forest.CA | 0x800)), forest.FOREST + "." + suffix,
                   verdict(client), verdict(server), verdict(server and client),
                   "LyncEdge" if cn == "WebServer" else None, key_usage)
    return out


BITS = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
        "cRLSign", "encipherOnly"]


def said(results):
    out = {}
    for r in results:
        t = r["template"]
        usage = sum(0x80 >> BITS.index(word) for word in t["key_usage"])
        out[t["name"]] = (r["verdict"], t["display_name"], t["schema_version"], t["governs"],
                          t["subject_from_request"], t["ca"], t["oid"], t["profiles"]["edge-psom"],
                          t["profiles"]["tls-server"], t["profiles"]["mtls"], t["superseded_by"], f"{usage:02x}")
    return out
