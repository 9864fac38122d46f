#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the test PKI: make.py --out DIR --scenarios FILE [--cases FILE...]. See README.md."""

import argparse
import base64
import hashlib
import json
import pathlib
import shutil
import sys

import extensions
import keys as keyring
import tables


def pem(certificate):
    text = base64.encodebytes(certificate.der).replace(b"\n", b"")
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return b"\n".join([b"-----BEGIN CERTIFICATE-----", *lines, b"-----END CERTIFICATE-----", b""])


def write(path, data):
    """Leaves a file alone that is right already, so that nothing is rebuilt for it."""
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)


def sweep(folder, keep):
    """Removes what an older recipe left behind."""
    for path in folder.iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def write_folder(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, files)
    for name, data in files.items():
        write(folder / name, data)


def common_files(block):
    leaf = block.certificates["leaf"]
    return {"leaf.der": leaf.der, "leaf.pem": pem(leaf),
            "issuers.pem": b"".join(map(pem, block.listed("issuers"))),
            "root.pem": b"".join(map(pem, block.listed("trust")))}


def scenario_files(block):
    return common_files(block) | {"chain.pem": b"".join(map(pem, block.listed("sends"))),
                                  "key.pem": block.certificates["leaf"].key.pem}


def property_line(block, name, usages):
    algorithm, _, name = name.rpartition(":")
    digest = hashlib.new(algorithm or "sha1", block.certificates[name].der).hexdigest()
    oids = [extensions.usage_oid(u) for u in usages.split(",") if u != "-"]
    return f"{digest} {','.join(oids)}".rstrip() + "\n"


def case_files(block):
    files = common_files(block)
    if block.properties:
        lines = [property_line(block, *p) for p in block.properties]
        files["property.txt"] = "".join(lines).encode()
    return {name: data for name, data in files.items() if data}


def case_entry(block):
    """What tests/cases/run.py and its siblings need to know of a case."""
    used = {"leaf": block.certificates["leaf"]}
    used |= {c.name: c for what in ("issuers", "trust") for c in block.listed(what)}
    return {"id": block.name, "what": block.what, "place": "{}:{}".format(*block.place),
            "at": block.at, "files": sorted(case_files(block)), "expect": block.expect,
            "sha256": {n: hashlib.sha256(c.der).hexdigest() for n, c in used.items()}}


def write_blocks(folder, blocks, files_of, extra):
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder, {b.name for b in blocks} | set(extra))
    for block in blocks:
        try:
            write_folder(folder / block.name, files_of(block))
        except Exception as problem:
            raise SystemExit("{}:{}: {!r}".format(*block.place, problem)) from problem
    for name, data in extra.items():
        write(folder / name, data)


def check_names(blocks):
    names = [b.name for b in blocks]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise SystemExit(f"named twice: {' '.join(twice)}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=pathlib.Path, required=True)
    options.add_argument("--scenarios", type=pathlib.Path, required=True)
    options.add_argument("--cases", type=pathlib.Path, nargs="*", default=[])
    options.add_argument("--stamp", type=pathlib.Path)
    given = options.parse_args()

    keys = keyring.load(given.out / "keys")
    scenarios = tables.read(given.scenarios, keys)
    cases = [b for path in given.cases for b in tables.read(path, keys)]
    check_names(scenarios)
    check_names(cases)
    standard = tables.Block("standard", "", ("", 0), keys).certificates
    for name in ("root", "issuing"):
        write(given.out / f"{name}.pem", pem(standard[name]))
    write_blocks(given.out / "scenarios", scenarios, scenario_files, {})
    index = json.dumps({"cases": [case_entry(b) for b in cases]}, indent=1).encode() + b"\n"
    write_blocks(given.out / "cases", cases, case_files, {"index.json": index})
    if given.stamp:
        given.stamp.touch()


if __name__ == "__main__":
    sys.exit(main())
