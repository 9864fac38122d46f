# SPDX-License-Identifier: MIT
"""One certificate from a recipe: names and keys first, DER and signature when asked.

A recipe is a list of words (see README.md). A certificate knows its issuer as
another recipe, not as bytes, so that a loop of certificates can be made.
"""

import hashlib
import shlex

import der
import extensions
import names

HOSTS = ["edge01", "edge02", "fe01", "fe02"]
SAN = ",".join([f"dns:{h}.contoso.com" for h in HOSTS]
               + ["dns:pool.contoso.com", "dns:localhost", "ip:127.0.0.1", "ip:::1"])
DEFAULTS = {
    "ca": {"bc": "critical,ca", "ku": "critical,keyCertSign,cRLSign"},
    "end": {"ku": "critical,digitalSignature,keyEncipherment", "san": SAN},
}
SUBJECTS = {"leaf": "CN=edge01.contoso.com, O=Contoso",
            "issuing": "CN=Contoso Issuing CA, DC=contoso, DC=com",
            "root": "CN=Contoso Root CA, DC=contoso, DC=com"}
EXTENSION_WORDS = {*extensions.WORDS, "ext", "rawext", "padding", "ski", "aki"}
SINGLE_WORDS = {"by", "key", "subject", "sign", "sigalg", "outer", "serial", "version", "from",
                "to", "cut", "append", "long", "tag"}
TBS_FIELDS = ["version", "serial", "sigalg", "issuer", "validity", "subject", "spki", "extensions"]


class RecipeError(Exception):
    pass


def split_words(line):
    """Words as a shell splits them, but a backslash is left for names.unescape."""
    lexer = shlex.shlex(line, posix=True)
    lexer.escape, lexer.commenters, lexer.whitespace_split = "", "", True
    return list(lexer)


def time(text):
    """2016-01-01 in the form RFC 5280 wants, or utc:TEXT and gen:TEXT as they are."""
    kind, _, raw = text.partition(":")
    if kind == "utc":
        return der.tlv(der.UTC_TIME, raw.encode())
    if kind == "gen":
        return der.tlv(der.GENERALIZED_TIME, raw.encode())
    digits = text.replace("-", "") + "000000Z"
    if digits < "2050":
        return der.tlv(der.UTC_TIME, digits[2:].encode())
    return der.tlv(der.GENERALIZED_TIME, digits.encode())


class Certificate:
    def __init__(self, role, name, line, keys, certificates):
        self.role, self.name, self.line = role, name, line
        self.keys, self.certificates = keys, certificates
        self.single, self.fields, self.extension_words = {}, {}, []
        for word in split_words(line):
            self._take(*word.split("=", 1) if "=" in word else (word, ""))
        default_key = name if name in ("root", "issuing") else \
            "issuing" if role == "ca" else "leaf"
        self.key = keys[self.single.get("key", default_key)]
        subject = self.single.get("subject", SUBJECTS.get(name, f"CN=Contoso {name}, O=Contoso"))
        self.subject = names.name(subject)
        self._der = None

    def _take(self, word, value):
        if word in SINGLE_WORDS:
            self.single[word] = value
        elif word in EXTENSION_WORDS:
            self.extension_words.append((word, value))
        elif word.startswith("raw.") and word[4:] in TBS_FIELDS:
            self.fields[word[4:]] = bytes.fromhex(value)
        else:
            raise RecipeError(f"{self.name}: unknown word {word}")

    @property
    def issuer(self):
        default = self.name if self.name == "root" else "root" if self.role == "ca" else "issuing"
        by = self.single.get("by", default)
        return self if by == "self" else self.certificates[by]

    @property
    def der(self):
        if self._der is None:
            self._der = self._spoil(self._build())
        return self._der

    @property
    def ski(self):
        given = [v for w, v in self.extension_words if w == "ski" and v != "none"]
        return bytes.fromhex(given[0]) if given else self.key.identifier

    def _identifier_extension(self, word, value):
        if word == "ski":
            body = der.octet_string(self.ski if value == "own" else bytes.fromhex(value))
            return extensions.encode("2.5.29.14", False, body)
        if value == "serial":
            issuer = self.issuer
            body = der.seq(der.context(1, der.context(4, issuer.issuer.subject)),
                           der.context(2, issuer.serial, constructed=False))
        else:
            keyid = self.issuer.ski if value == "issuer" else bytes.fromhex(value)
            body = der.seq(der.context(0, keyid, constructed=False))
        return extensions.encode("2.5.29.35", False, body)

    def _extension(self, word, value):
        if word in ("ski", "aki"):
            return self._identifier_extension(word, value)
        if word == "rawext":
            return bytes.fromhex(value)
        if word == "padding":
            return extensions.padding(int(value))
        if word == "ext":
            oid, *rest = value.split(",")
            return extensions.encode(oid, "critical" in rest, bytes.fromhex(rest[-1]))
        return extensions.build(word, value)

    def _extensions(self):
        given = {w for w, _ in self.extension_words}
        words = [*DEFAULTS[self.role].items(), ("ski", "own")]
        if self.issuer is not self:
            words.append(("aki", "issuer"))
        words = [(w, v) for w, v in words if w not in given] + self.extension_words
        made = [self._extension(w, v) for w, v in words if v != "none"]
        return der.context(3, der.seq(*made)) if made else b""

    @property
    def serial(self):
        """INTEGER contents: given, or from the recipe, so that it never changes."""
        if "serial" in self.single:
            return bytes.fromhex(self.single["serial"])
        seed = f"{self.role} {self.name} {self.line}".encode()
        return b"\x4c" + hashlib.sha256(seed).digest()[:15]

    def _tbs_fields(self, sigalg):
        validity = der.seq(time(self.single.get("from", "2016-01-01")),
                           time(self.single.get("to", "2046-01-01")))
        version = int(self.single.get("version", "3"))
        fields = {
            "version": der.context(0, der.integer(version - 1)) if version > 1 else b"",
            "serial": der.tlv(der.INTEGER, self.serial),
            "sigalg": sigalg, "issuer": self.issuer.subject, "validity": validity,
            "subject": self.subject, "spki": self.key.spki,
            "extensions": self._extensions() if version > 2 else b"",
        }
        return fields | self.fields

    def _build(self):
        word, *flaws = self.single.get("sign", "sha256").split(",")
        signer = self.issuer.key
        sigalg = signer.algorithm(word)
        if "sigalg" in self.single:
            sigalg = der.seq(der.oid(self.single["sigalg"]))
        fields = self._tbs_fields(sigalg)
        tbs = der.seq(*(fields[f] for f in TBS_FIELDS))
        signature = signer.sign(word, tbs)
        if "bad" in flaws:
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        outer = signer.algorithm(self.single["outer"]) if "outer" in self.single else sigalg
        return der.seq(tbs, outer, der.bit_string(signature))

    def _spoil(self, data):
        """What happens to the finished bytes: long=N, tag=HEX, cut=N (or N%), append=HEX."""
        _, body, _ = der.split(data)
        if "long" in self.single:
            data = der.tlv_long(der.SEQUENCE, body, int(self.single["long"]))
        if "tag" in self.single:
            data = bytes.fromhex(self.single["tag"]) + data[1:]
        if "cut" in self.single:
            cut = self.single["cut"]
            data = data[:len(data) * int(cut[:-1]) // 100 if cut.endswith("%") else int(cut)]
        return data + bytes.fromhex(self.single.get("append", ""))
