# SPDX-License-Identifier: MIT
"""Pieces of a Windows server, made: registry hives, exports of the registry, programs with a version resource."""
import pathlib
import struct

SZ, EXPAND_SZ, BINARY, DWORD = 1, 2, 3, 4
NONE = 0xFFFFFFFF
LITERAL = "RequireCertificateEKUs"


def utf16(text):
    return (text + "\0").encode("utf-16-le")


def value_bytes(value):
    """(type, bytes) of 0, "text", ("expand", "text"), or as given."""
    if isinstance(value, int):
        return DWORD, struct.pack("<I", value)
    if isinstance(value, str):
        return SZ, utf16(value)
    if value[0] == "expand":
        return EXPAND_SZ, utf16(value[1])
    return value


def as_tree(keys):
    """{"A\\B": {"name": value}} as nested (values, subkeys)."""
    root = ({}, {})
    for path, values in keys.items():
        node = root
        for part in filter(None, path.split("\\")):
            node = node[1].setdefault(part, ({}, {}))
        node[0].update(values)
    return root


class Hive:
    """A regf file. lists: "lh" or "ri" (of two "li"), how subkeys are listed."""

    def __init__(self, keys, lists="lh", dirty=False, compressed=True):
        self.cells, self.lists, self.compressed = bytearray(0x20), lists, compressed
        root = self.node("ROOT", as_tree(keys), 0x2C)
        size = -(-len(self.cells) // 4096) * 4096
        if len(self.cells) < size:
            self.cells.extend(struct.pack("<i", size - len(self.cells)))  # what is free
        self.cells.extend(bytes(size - len(self.cells)))
        struct.pack_into("<4sII", self.cells, 0, b"hbin", 0, size)
        head = bytearray(4096)
        struct.pack_into("<4sII8xIIIIII", head, 0, b"regf", 7, 6 if dirty else 7, 1, 3, 0, 1, root, size)
        struct.pack_into("<I", head, 0x2C, 1)
        check = 0
        for at in range(0, 508, 4):
            check ^= struct.unpack_from("<I", head, at)[0]
        struct.pack_into("<I", head, 508, check)
        self.bytes = bytes(head + self.cells)

    def cell(self, content):
        at, size = len(self.cells), -(-(len(content) + 4) // 8) * 8
        self.cells.extend(struct.pack("<i", -size) + content + bytes(size - 4 - len(content)))
        return at

    def name(self, text):
        return (text.encode("latin-1"), True) if self.compressed and text.isascii() else (text.encode("utf-16-le"), False)

    def value(self, name, value):
        kind, data = value_bytes(value)
        raw, latin = self.name(name)
        if len(data) <= 4:
            size, where = len(data) | 0x80000000, struct.unpack("<I", data.ljust(4, b"\0"))[0]
        else:
            size, where = len(data), self.cell(data)
        return self.cell(struct.pack("<2sHIIIHH", b"vk", len(raw), size, where, kind, int(latin), 0) + raw)

    def index(self, offsets):
        if not offsets:
            return NONE
        if self.lists == "lh":
            return self.cell(struct.pack("<2sH", b"lh", len(offsets)) +
                             b"".join(struct.pack("<II", at, 0) for at in offsets))
        half = (len(offsets) + 1) // 2
        parts = [self.cell(struct.pack("<2sH", b"li", len(part)) + struct.pack(f"<{len(part)}I", *part))
                 for part in (offsets[:half], offsets[half:]) if part]
        return self.cell(struct.pack("<2sH", b"ri", len(parts)) + struct.pack(f"<{len(parts)}I", *parts))

    def node(self, name, tree, flags=0x20):
        values, subkeys = tree
        offsets = [self.node(sub, subkeys[sub]) for sub in sorted(subkeys, key=str.upper)]
        listed = self.index(offsets)
        of_values = [self.value(n, v) for n, v in values.items()]
        values_at = self.cell(struct.pack(f"<{len(of_values)}I", *of_values)) if of_values else NONE
        raw, latin = self.name(name)
        return self.cell(struct.pack("<2sHQIIIIIIIIII4I2I", b"nk", flags if latin else flags & ~0x20, 0, 0, 0, len(offsets),
                                     0, listed, NONE, len(of_values), values_at, NONE, NONE, 0, 0, 0, 0, 0,
                                     len(raw)) + raw)


def escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def reg_value(name, value, old):
    kind, data = value_bytes(value)
    left = "@" if name == "" else f'"{escaped(name)}"'
    if kind == SZ:
        return f'{left}="{escaped(value)}"'
    if kind == DWORD and len(data) == 4:
        return f"{left}=dword:{struct.unpack('<I', data)[0]:08x}"
    if old and kind == EXPAND_SZ:
        data = data.decode("utf-16-le").encode("latin-1")
    digits, lines = [f"{b:02x}" for b in data], []
    lead = f"{left}=hex{'' if kind == BINARY else f'({kind:x})'}:"
    while digits:  # as regedit breaks them
        lines.append(",".join(digits[:20]))
        del digits[:20]
    return lead + ",\\\r\n  ".join(lines)


def reg(keys, encoding="utf-16", old=False, root="HKEY_LOCAL_MACHINE"):
    """What regedit exports; keys are below HKLM, each written with its values."""
    lines = ["REGEDIT4" if old else "Windows Registry Editor Version 5.00", ""]
    for path, values in keys.items():
        lines += [f"[{root}\\{path}]", *(reg_value(n, v, old) for n, v in values.items()), ""]
    return "\r\n".join(lines + [""]).encode(encoding)


def version_resource(version):
    fixed = struct.pack("<IIIIII28x", 0xFEEF04BD, 0x10000, version[0] << 16 | version[1], version[2] << 16 | version[3],
                        version[0] << 16 | version[1], version[2] << 16 | version[3])
    key = utf16("VS_VERSION_INFO")
    body = bytes(6) + key
    body += bytes(-len(body) % 4) + fixed
    return struct.pack("<HHH", len(body), len(fixed), 0) + body[6:]


def image(version=None, clr=None, check=False, bits=64, required32=False):
    """A PE file of one section."""
    base = 0x2000
    parts, at = [], 0

    def put(data):
        nonlocal at
        where = at
        parts.append(data + bytes(-len(data) % 8))
        at += len(parts[-1])
        return base + where

    resource = clr_header = (0, 0)
    if version:
        tree_at = base + at
        tree = b"".join([struct.pack("<12xHHII", 0, 1, 16, 0x80000018), struct.pack("<12xHHII", 0, 1, 1, 0x80000030),
                         struct.pack("<12xHHII", 0, 1, 1033, 0x48)])
        data = version_resource(version)
        tree += struct.pack("<IIII", tree_at + len(tree) + 16, len(data), 0, 0) + data
        resource = (put(tree), len(tree))
    if clr:
        name = clr.encode() + b"\0"
        name += bytes(-len(name) % 4)
        metadata = struct.pack("<IHHII", 0x424A5342, 1, 1, 0, len(name)) + name
        where = put(metadata)
        header = struct.pack("<IHHIII", 72, 2, 5, where, len(metadata), 1 | (2 if required32 else 0)) + bytes(52)
        clr_header = (put(header), 72)
    put(("System.Net.ServicePointManager." + (LITERAL if check else "Other")).encode("utf-16-le"))
    section = b"".join(parts)
    section += bytes(-len(section) % 512)
    plus = bits == 64
    directories = [(0, 0)] * 16
    directories[2], directories[14] = resource, clr_header
    fields = 112 if plus else 96
    optional = struct.pack("<H", 0x20B if plus else 0x10B).ljust(fields - 4, b"\0") + struct.pack("<I", 16)
    optional += b"".join(struct.pack("<II", *d) for d in directories)
    header = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80) + bytes(0x40)
    header += b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664 if plus else 0x14C, 1, 0, 0, 0, len(optional), 0x2022) + optional
    header += struct.pack("<8sIIII12xI", b".text", len(section), base, len(section), 0x400, 0x60000020)
    return header.ljust(0x400, b"\0") + section


SOFTWARE, SYSTEM = "SOFTWARE", "SYSTEM"
FRAMEWORK = "Microsoft\\.NETFramework"
PROGRAMS = "System.Net.ServicePointManager.RequireCertificateEKUs"
SFB_PATH = "C:\\Program Files\\Skype for Business Server 2015\\Web Conferencing\\DATAMCUSVC.exe"


def software(**more):
    """The keys of a Front End with nothing set; more: {"key path": {value: ...}} by name of the argument."""
    keys = {
        FRAMEWORK: {"InstallRoot": "C:\\Windows\\Microsoft.NET\\Framework64\\"}, f"Wow6432Node\\{FRAMEWORK}": {},
        f"{FRAMEWORK}\\v2.0.50727": {}, f"{FRAMEWORK}\\v4.0.30319": {"SchUseStrongCrypto": 1},
        f"Wow6432Node\\{FRAMEWORK}\\v2.0.50727": {}, f"Wow6432Node\\{FRAMEWORK}\\v4.0.30319": {},
        "Microsoft\\NET Framework Setup\\NDP\\v4\\Full": {"Release": 528049, "Version": "4.8.03761"},
        "Microsoft\\NET Framework Setup\\NDP\\v3.5": {"Version": "3.5.30729.4926", "Install": 1},
        "Microsoft\\Windows NT\\CurrentVersion": {"ProductName": "Windows Server 2012 R2 Standard", "SystemRoot": "C:\\Windows"},
    }
    for path, values in more.pop("keys", {}).items():
        keys.setdefault(path, {}).update(values)
    return keys


def system(path=f'"{SFB_PATH}"', service="RTCDATAMCU"):
    keys = {"Select": {"Current": 2}, "ControlSet001\\Services\\RTCDATAMCU": {"ImagePath": "C:\\wrong\\DATAMCUSVC.exe"},
            "ControlSet002\\Control\\ComputerName\\ComputerName": {"ComputerName": "FE01"},
            "ControlSet002\\Services\\Tcpip\\Parameters": {"Domain": "contoso.com"}}
    if service:
        keys[f"ControlSet002\\Services\\{service}"] = {"ImagePath": ("expand", path), "Start": 2}
    return keys


def write(root, files):
    """{"Windows/System32/x": bytes}"""
    for name, data in files.items():
        path = pathlib.Path(root, *name.split("\\"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def drive(check4=True, check2=True, program=True, clr="v4.0.30319", version=(6, 0, 9319, 281), where=SFB_PATH, config=None,
          keys=None, system_keys=None, hive=None, **more):
    """The files of a Front End's drive, by name."""
    hive = hive or {}
    files = {f"Windows\\Microsoft.NET\\{folder}\\{v}\\System.dll":
             image((4, 8, 4110, 0) if v[1] == "4" else (2, 0, 50727, 8784), v, check4 if v[1] == "4" else check2, 32)
             for folder in ("Framework64", "Framework") for v in ("v2.0.50727", "v4.0.30319")}
    files["Windows\\System32\\config\\SOFTWARE"] = Hive(software(keys=keys or {}), **hive).bytes
    files["Windows\\System32\\config\\SYSTEM"] = Hive(system_keys if system_keys is not None else system(), **hive).bytes
    if program:
        files[where[3:]] = image(version, clr, False, **more)
    if config is not None:
        files[where[3:] + ".config"] = config
    return files
