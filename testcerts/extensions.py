# SPDX-License-Identifier: MIT
"""Extension words of a recipe (eku=critical,S,C) to Extension DER. See README.md for the words."""

import der
from names import general_name, general_names

USAGES = {"S": "1.3.6.1.5.5.7.3.1", "C": "1.3.6.1.5.5.7.3.2", "CS": "1.3.6.1.5.5.7.3.3",
          "TS": "1.3.6.1.5.5.7.3.8", "ANY": "2.5.29.37.0", "ANYPOL": "2.5.29.32.0",
          "ANYAPP": "1.3.6.1.4.1.311.10.12.1", "MSSGC": "1.3.6.1.4.1.311.10.3.3",
          "NSSGC": "2.16.840.1.113730.4.1"}
EXAMPLE_ARC = "1.3.6.1.4.1.32473"  # IANA's private enterprise number for examples

KEY_USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
              "keyAgreement", "keyCertSign", "cRLSign"]
NS_TYPES = ["client", "server"]


def usage_oid(word):
    return USAGES.get(word, word)


def oid_tlvs(item):
    """The TLVs that one item of an eku= or ap= list stands for."""
    kind, _, value = item.partition(":")
    if kind == "raw":
        return [der.tlv(der.OID, bytes.fromhex(value))]
    if kind == "fill":
        return [der.oid(f"{EXAMPLE_ARC}.{n}") for n in range(1, int(value) + 1)]
    if kind == "arcs":
        return [der.oid("1.3" + ".7" * (int(value) - 2))]
    if kind == "bigarc":
        return [der.tlv(der.OID, b"\x2b" + b"\xff" * (int(value) - 1) + b"\x7f")]
    return [der.oid(usage_oid(item))]


def usage_items(items, wrap):
    out = []
    for item in items:
        if item == "empty":
            continue
        if item.startswith("item:"):
            out.append(bytes.fromhex(item[5:]))
        else:
            out += [wrap(t) for t in oid_tlvs(item)]
    return b"".join(out)


def eku(items):
    return usage_items(items, lambda t: t)


def app_policies(items):
    return usage_items(items, der.seq)


def named_bits(items, names):
    """A BIT STRING of named bits, without trailing zero bits (X.690 11.2.2)."""
    bits = [1 if n in items else 0 for n in names]
    while bits and not bits[-1]:
        bits.pop()
    unused = -len(bits) % 8
    value = int("".join(map(str, bits + [0] * unused)) or "0", 2)
    return der.bit_string(value.to_bytes((len(bits) + unused) // 8, "big"), unused)


def basic_constraints(items):
    out = der.boolean(True) if "ca" in items else b""
    for item in items:
        if item.startswith("pathlen:"):
            out += der.integer(int(item[8:]))
    return out


def name_constraints(items):
    trees = {"permit": b"", "exclude": b""}
    for item in items:
        kind, _, rest = item.partition(":")
        trees[kind] += der.seq(general_name(rest, for_constraint=True))
    return b"".join(der.context(n, t) for n, t in enumerate(trees.values()) if t)


def policies(items):
    return b"".join(der.seq(der.oid(usage_oid(i))) for i in items)


def mappings(items):
    pairs = (item.split(":") for item in items)
    return b"".join(der.seq(der.oid(usage_oid(a)), der.oid(usage_oid(b))) for a, b in pairs)


def constraints(items):
    out = b""
    for item in items:
        kind, _, skip = item.partition(":")
        tag = {"explicit": 0, "inhibit": 1}[kind]
        out += der.context(tag, int(skip).to_bytes(1, "big"), constructed=False)
    return out


# word: (extension OID, contents of its SEQUENCE)
SEQUENCES = {
    "bc": ("2.5.29.19", basic_constraints),
    "eku": ("2.5.29.37", eku),
    "ap": ("1.3.6.1.4.1.311.21.10", app_policies),
    "san": ("2.5.29.17", general_names),
    "nc": ("2.5.29.30", name_constraints),
    "policies": ("2.5.29.32", policies),
    "pmap": ("2.5.29.33", mappings),
    "pc": ("2.5.29.36", constraints),
    "appmap": ("1.3.6.1.4.1.311.21.11", mappings),
    "appcon": ("1.3.6.1.4.1.311.21.12", constraints),
}
# word: (extension OID, the whole value)
VALUES = {
    "ku": ("2.5.29.15", lambda items: named_bits(items, KEY_USAGES)),
    "nscert": ("2.16.840.1.113730.1.1", lambda items: named_bits(items, NS_TYPES)),
    "inhibit": ("2.5.29.54", lambda items: der.integer(int(items[0]))),
}
WORDS = [*SEQUENCES, *VALUES]


def encode(oid, critical, value):
    return der.seq(der.oid(oid), der.boolean(True) if critical else b"", der.octet_string(value))


def padding(count):
    """Extensions that nobody knows and that do not matter."""
    return b"".join(encode(f"{EXAMPLE_ARC}.77.{n}", False, b"\x05\0") for n in range(count))


def sequence(body, modifiers):
    if "indefinite" in modifiers:
        return der.tlv_indefinite(der.SEQUENCE, body)
    if "long" in modifiers:
        return der.tlv_long(der.SEQUENCE, body, int(modifiers["long"]))
    return der.seq(body)


def build(word, text):
    """The Extension that WORD=TEXT stands for."""
    items, modifiers = [], {}
    for item in filter(None, text.split(",")):
        key, _, value = item.partition(":")
        if key in ("critical", "tail", "der", "long", "indefinite"):
            modifiers[key] = value
        else:
            items.append(item)
    oid, make = SEQUENCES.get(word) or VALUES[word]
    if "der" in modifiers:
        value = bytes.fromhex(modifiers["der"])
    elif word in SEQUENCES:
        value = sequence(make(items), modifiers)
    else:
        value = make(items)
    return encode(oid, "critical" in modifiers, value + bytes.fromhex(modifiers.get("tail", "")))
