#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The SPDX 2.3 document of a release: sbom.py VERSION COMMIT [--static LIST FILE]... FILE... > FILE

Each file is a package. Of a Debian package each library that it needs (its Depends) is another that
it depends on. --static: what FILE has inside, a line of LIST (source package, version) for each, is
another that it links to statically. Times are the commit's (SOURCE_DATE_EPOCH)."""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys


def field(deb, name):
    return subprocess.run(["dpkg-deb", "-f", deb, name], capture_output=True, text=True, check=True).stdout.strip()


def identifier(name):
    return "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def package(name, version, unique=None, **more):
    return {"SPDXID": identifier(unique or name), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION", **more}


def installed(name):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", name], capture_output=True, text=True, check=False)
    return done.stdout or "NOASSERTION"


class Release:
    def __init__(self, version, commit):
        self.version, self.commit = version, commit
        self.packages, self.relations = {}, []

    def add(self, made):
        """A package; what is there already stays: our own are added before what they need."""
        there = self.packages.setdefault(made["SPDXID"], made)
        for key in "name", "versionInfo":
            if there[key] != made[key]:
                raise SystemExit(f"script/sbom.py: {there[key]} and {made[key]} have one identifier, {made['SPDXID']}")
        return made["SPDXID"]

    def relate(self, one, how, other):
        if (one, how, other) not in self.relations:
            self.relations.append((one, how, other))

    def file(self, path, **more):
        """One of ours: a Debian package by its name, for others depend on that; the rest by the name of the file."""
        name = field(path, "Package") if path.suffix == ".deb" else path.name
        terms = {"licenseConcluded": "MIT", "licenseDeclared": "MIT", **more}
        made = self.add(package(
            name, self.version, packageFileName=path.name, copyrightText="2026 The ekuprobe authors",
            sourceInfo=f"commit {self.commit}", **terms,
            checksums=[{"algorithm": "SHA256", "checksumValue": hashlib.sha256(path.read_bytes()).hexdigest()}]))
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", made)
        return made

    def needs(self, deb):
        for word in field(deb, "Depends").split(","):
            needed = re.match(r"\s*([a-z0-9.+-]+)", word)
            if needed:
                name = needed.group(1)
                self.relate(identifier(field(deb, "Package")), "DEPENDS_ON",
                            self.add(self.packages.get(identifier(name)) or package(name, installed(name))))

    def static(self, listed, path):
        """The whole is ours and the libraries' at once: what follows for it is for a lawyer to conclude."""
        made = self.file(path, licenseConcluded="NOASSERTION",
                         licenseComments="The terms of the libraries inside are in its LICENSES.txt.")
        for line in listed.read_text(encoding="utf-8").splitlines():
            name, version = line.split()
            self.relate(made, "STATIC_LINK", self.add(package(name, version, f"{name}-{version}")))

    def document(self):
        when = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
        return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
                "name": f"ekuprobe-{self.version}", "documentNamespace": f"urn:ekuprobe:{self.version}:{self.commit}",
                "creationInfo": {"created": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: script/sbom.py"]},
                "packages": list(self.packages.values()),
                "relationships": [{"spdxElementId": a, "relationshipType": how, "relatedSpdxElement": b}
                                  for a, how, b in self.relations]}


def main():
    asked = argparse.ArgumentParser(description="Write the SPDX document of a release.")
    asked.add_argument("version")
    asked.add_argument("commit")
    asked.add_argument("--static", nargs=2, action="append", default=[], type=pathlib.Path, metavar=("LIST", "FILE"))
    asked.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
    said = asked.parse_args()
    release = Release(said.version, said.commit)
    files = sorted(said.files)
    for path in files:
        release.file(path)
    for path in files:
        if path.suffix == ".deb":
            release.needs(path)
    for listed, path in said.static:
        release.static(listed, path)
    json.dump(release.document(), sys.stdout, indent=1, sort_keys=True)
    print()


if __name__ == "__main__":
    main()
