# SPDX-License-Identifier: MIT
"""How Windows reads the files of --remedy: just enough of its rules to see a name break out."""
import re


def utf16(path):
    data = path.read_bytes()
    assert data[:2] == b"\xff\xfe", f"{path}: no byte order mark"
    return data[2:].decode("utf-16-le")


def lines(text):
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", ""), "not CRLF throughout"
    assert "\r" not in text.replace("\r\n", ""), "a lone CR"
    return text.split("\r\n")[:-1]


def inf_value(text):
    """A quoted or a bare value: SetupAPI's rules."""
    if not text.startswith('"'):
        assert re.fullmatch(r"[A-Za-z0-9.]+", text), f"bare: {text}"
        return text
    quoted = re.fullmatch(r'"((?:[^"]|"")*)"', text)
    assert quoted, f"broken out: {text}"
    assert len(quoted[1]) < 4096
    value = quoted[1].replace('""', '"')
    assert not re.search(r"(?<!%)(?:%%)*%(?!%)", value), f"a string is named: {text}"
    return value.replace("%%", "%")


def inf(path):
    """Sections, each a list of (name, value)."""
    sections, current = {}, None
    for line in lines(utf16(path)):
        if line.startswith(";") or not line:
            continue
        if line.startswith("["):
            current = sections.setdefault(re.fullmatch(r"\[(\w+)\]", line)[1], [])
            continue
        name, value = re.fullmatch(r"([\w.]+) = (.*)", line).groups()
        current.append((name, inf_value(value)))
    return sections


def x500(text):
    """CertStrToName: (type, value) in order."""
    found = []
    while text:
        one = re.match(r'([A-Z][A-Z0-9.]*)=("(?:[^"]|"")*"|[^,+="<>#;]*)(?:, |\+|$)', text)
        assert one, f"broken out: {text}"
        value = one[2]
        found.append((one[1], value[1:-1].replace('""', '"') if value.startswith('"') else value))
        text = text[one.end():]
    return found


APOSTROPHES = "'\u2018\u2019\u201a\u201b"


def powershell_strings(text):
    """The single-quoted strings of a list 'a', 'b'; nothing but commas and space between them."""
    found, at = [], 0
    while at < len(text):
        if text[at] in " ,\r\n":
            at += 1
            continue
        assert text[at] in APOSTROPHES, f"outside of a string: {text[at:at + 20]!r}"
        value, at = "", at + 1
        while True:
            if text[at] in APOSTROPHES:
                if at + 1 == len(text) or text[at + 1] not in APOSTROPHES:
                    at += 1
                    break
                at += 1
            value += text[at]
            at += 1
        found.append(value)
    return found
