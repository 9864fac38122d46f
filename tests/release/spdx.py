# SPDX-License-Identifier: MIT
"""What SPDX 2.3 asks of a document as script/sbom.py writes one: packages whose files are not listed, and how
they relate (sections 6, 7 and 11). problems(DOCUMENT) names what is wrong."""
import re

URI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+"
ONE = r"(LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.-]*\+?"
TERM = rf"({ONE})( WITH {ONE})?"
LICENCE = rf"NONE|NOASSERTION|{TERM}(( AND | OR ){TERM})*"
PLACE = rf"NONE|NOASSERTION|{URI}"
ANY = r"(?s).*\S.*"
DOCUMENT = {"spdxVersion": r"SPDX-2\.3", "dataLicense": r"CC0-1\.0", "SPDXID": "SPDXRef-DOCUMENT", "name": ANY,
            "documentNamespace": URI}
PACKAGE = {"SPDXID": r"SPDXRef-[A-Za-z0-9.-]+", "name": ANY, "downloadLocation": PLACE, "licenseConcluded": LICENCE,
           "licenseDeclared": LICENCE, "copyrightText": ANY}
PACKAGE_MAY = {"versionInfo": ANY, "packageFileName": ANY, "sourceInfo": ANY, "licenseComments": ANY}
RELATION = {"spdxElementId": ANY, "relatedSpdxElement": ANY,
            "relationshipType": "DESCRIBES|DEPENDS_ON|STATIC_LINK"}  # of 45: those that say something of ours
CREATOR = r"(Person|Organization|Tool): .*\S"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


def fields(what, found, must, may, also=()):
    for key in sorted(must.keys() - found.keys()):
        yield f"{what}: no {key}"
    for key in sorted(found.keys() - must.keys() - may.keys() - set(also)):
        yield f"{what}: {key} is no field"
    for key, pattern in {**must, **may}.items():
        if key in found and not (isinstance(found[key], str) and re.fullmatch(pattern, found[key])):
            yield f"{what}: {key} is {found[key]!r}"


def creation(info):
    yield from fields("creationInfo", info, {"created": MOMENT}, {}, ["creators"])
    creators = info.get("creators", [])
    if not creators or not all(re.fullmatch(CREATOR, one) for one in creators):
        yield f"creationInfo: creators are {creators}"


def package(found):
    what = found.get("SPDXID", "a package")
    yield from fields(what, found, PACKAGE, PACKAGE_MAY, ["checksums", "filesAnalyzed"])
    if found.get("filesAnalyzed", True) is not False:
        yield f"{what}: filesAnalyzed asks for a verification code"
    for checksum in found.get("checksums", []):
        yield from fields(f"{what}: checksum", checksum, {"algorithm": "SHA256", "checksumValue": "[0-9a-f]{64}"}, {})
    if "packageFileName" in found and len(found.get("checksums", [])) != 1:
        yield f"{what}: a file without its checksum"


def relations(known, related):
    ends = set()
    for number, found in enumerate(related):
        yield from fields(f"relationship {number}", found, RELATION, {})
        for key in "spdxElementId", "relatedSpdxElement":
            ends.add(found.get(key))
            if found.get(key) not in known:
                yield f"relationship {number}: {key} {found.get(key)} is not in the document"
        if related.index(found) != number:
            yield f"relationship {number}: said before"
    for lonely in sorted(known - ends):
        yield f"{lonely}: related to nothing"


def problems(document):
    packages = document.get("packages", [])
    found = list(fields("document", document, DOCUMENT, {}, ["creationInfo", "packages", "relationships"]))
    found += creation(document.get("creationInfo", {}))
    for one in packages:
        found += package(one)
    names = [document.get("SPDXID"), *(one.get("SPDXID") for one in packages)]
    found += [f"{name}: more than one" for name in sorted({str(name) for name in names if names.count(name) > 1})]
    found += relations(set(filter(None, names)), document.get("relationships", []))
    return found
