# SPDX-License-Identifier: MIT
"""Reads a table of certificate recipes: scenarios.txt and tests/cases/*.txt. See README.md."""

import re

from certificate import Certificate, RecipeError

USAGES = ["server", "client", "both", "none"]
VERDICTS = ["ready", "breaks", "broken", "indeterminate", "error"]


class Block:
    """One scenario or case: its certificates and what goes into which file."""

    def __init__(self, name, what, place, keys):
        self.name, self.what, self.place, self.keys = name, what, place, keys
        self.certificates, self.files = {}, {}
        self.at, self.properties, self.expect = "2020-01-01T00:00:00Z", [], []
        for role, standard in (("ca", "root"), ("ca", "issuing"), ("end", "leaf")):
            self._add(role, standard, "")

    def _add(self, role, name, line):
        self.certificates[name] = Certificate(role, name, line, self.keys, self.certificates)

    def _add_family(self, directive, line):
        """pool NAME N WORDS: N unrelated CAs; ladder NAME N WORDS: each issues the next."""
        name, count, *words = line.split(maxsplit=2)
        for n in range(1, int(count) + 1):
            by = f"{name}{n - 1}" if directive == "ladder" and n > 1 else "root"
            self._add("ca", f"{name}{n}", f"by={by} " + "".join(words))

    def _names(self, words):
        """Names of certificates; NAME* is a whole family, - is nothing."""
        out = []
        for word in words.split():
            if word.endswith("*"):
                out += [n for n in self.certificates if re.fullmatch(re.escape(word[:-1]) + r"\d+", n)]
            elif word != "-":
                out.append(word)
        return out

    def take(self, directive, rest):
        if directive in ("root", "issuing", "leaf"):
            self._add("end" if directive == "leaf" else "ca", directive, rest)
        elif directive in ("ca", "end"):
            name, *words = rest.split(maxsplit=1)
            self._add(directive, name, "".join(words))
        elif directive in ("pool", "ladder"):
            self._add_family(directive, rest)
        elif directive in ("issuers", "trust", "sends"):
            self.files[directive] = self._names(rest)
        elif directive == "at":
            self.at = rest
        elif directive == "property":
            self.properties.append(tuple(rest.split(maxsplit=1)))
        elif directive in USAGES:
            self.expect.append(expectation(directive, rest))
        else:
            raise RecipeError(f"unknown directive {directive}")

    def listed(self, what):
        names = self.files.get(what, {"trust": ["root"], "issuers": ["issuing"]}.get(what))
        if names is None:  # what a TLS peer sends
            names = ["leaf", *(c.name for c in self.listed("issuers"))]
        return [self.certificates[n] for n in names]


def expectation(usage, rest):
    """VERDICT[|VERDICT] CODE[@ELEMENT] ?CODE before=A+B after=A+B path=NAME,NAME "TEXT"."""
    rest, _, text = rest.partition('"')
    verdict, *words = rest.split()
    if not set(verdict.split("|")) <= set(VERDICTS):
        raise RecipeError(f"unknown verdict {verdict}")
    out = {"usage": usage, "verdict": verdict.split("|"), "must": [], "may": []}
    if text:
        out["text"] = text.rstrip('"')
    for word in words:
        key, sep, value = word.partition("=")
        if sep and key in ("before", "after"):
            out[key] = sorted(filter(None, value.replace("-", "").split("+")))
        elif sep and key == "path":
            out[key] = value.split(",")
        else:
            out["may" if word[0] == "?" else "must"].append(word.lstrip("?"))
    return out


def read(path, keys):
    """The blocks of a table, in order."""
    blocks = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            if not line[0].isspace():
                name, _, what = line.partition(":")
                blocks.append(Block(name.strip(), what.strip(), (path.name, number), keys))
            else:
                directive, *rest = line.split(maxsplit=1)
                blocks[-1].take(directive, "".join(rest).strip())
        except (RecipeError, KeyError, ValueError, IndexError) as problem:
            raise SystemExit(f"{path}:{number}: {problem!r}") from None
    return blocks
