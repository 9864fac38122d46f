#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The SPDX 2.3 document of a release: sbom.py VERSION COMMIT DEB... > FILE

Each package built is one, and each library that a program or library of it needs (its Depends) is
another that it depends on. Times are the commit's (SOURCE_DATE_EPOCH)."""
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


def package(name, version, **more):
    return {"SPDXID": identifier(name), "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION", **more}


def installed(name):
    done = subprocess.run(["dpkg-query", "-W", "-f=${Version}", name], capture_output=True, text=True, check=False)
    return done.stdout or "NOASSERTION"


def document(version, commit, debs):
    when = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    packages, relations = {}, []
    for deb in sorted(debs):
        name = field(deb, "Package")
        packages[name] = package(
            name, version, licenseConcluded="MIT", licenseDeclared="MIT", packageFileName=pathlib.Path(deb).name,
            copyrightText="2026 The ekuprobe authors", sourceInfo=f"commit {commit}",
            checksums=[{"algorithm": "SHA256", "checksumValue": hashlib.sha256(pathlib.Path(deb).read_bytes()).hexdigest()}])
        relations.append(("SPDXRef-DOCUMENT", "DESCRIBES", identifier(name)))
    for deb in sorted(debs):
        for word in field(deb, "Depends").split(","):
            needed = re.match(r"\s*([a-z0-9.+-]+)", word)
            if needed:
                packages.setdefault(needed.group(1), package(needed.group(1), installed(needed.group(1))))
                relations.append((identifier(field(deb, "Package")), "DEPENDS_ON", identifier(needed.group(1))))
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
            "name": f"ekuprobe-{version}", "documentNamespace": f"urn:ekuprobe:{version}:{commit}",
            "creationInfo": {"created": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: script/sbom.py"]},
            "packages": list(packages.values()),
            "relationships": [{"spdxElementId": a, "relationshipType": how, "relatedSpdxElement": b}
                              for a, how, b in relations]}


if __name__ == "__main__":
    json.dump(document(sys.argv[1], sys.argv[2], sys.argv[3:]), sys.stdout, indent=1, sort_keys=True)
    print()
