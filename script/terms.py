# SPDX-License-Identifier: MIT
"""The terms of all that is linked into the portable tarball: terms.py PREFIX LIST MAP... > LICENSES.txt

PREFIX is where script/portable keeps what it builds itself, each MAP the linker's account of a
program. LIST gets a line for each library, its source package and version, for script/sbom.py. The
same packages give the same bytes."""
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[1]
DOC = pathlib.Path("/usr/share/doc")
COMMON = pathlib.Path("/usr/share/common-licenses")
RULE = "=" * 78
INTRO = ("The programs contain the libraries below. Each part is the copyright file of Debian's package, which also\n"
         "lists files that are not in the programs (build scripts, tests, manuals). The texts in\n"
         f"{COMMON} that they refer to are the last parts. For the libraries under the LGPL: the\n"
         "source of the programs and script/portable in it link them anew, with changed libraries too.\n")


class Missing(Exception):
    """What has no known terms must not be given away."""


def read(path):
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Missing(f"{path} cannot be read ({error.strerror}): the terms of what is linked in are incomplete") from error


def joined(intro, parts):
    return intro + "".join(f"\n{RULE}\n{title}\n{RULE}\n{text}" for title, text in parts)


def linked(linker_map):
    """The archives that members were taken of, and the compiler's start files; our own have relative names."""
    found = re.findall(r"^(/.+?\.a)\(|^LOAD (/.+\.o)$", read(linker_map), re.M)
    if not found:
        raise Missing(f"{linker_map} names no library: not a map of GNU ld")
    return {os.path.realpath(archive or start) for archive, start in found}


def asked(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}).stdout


def owners(paths):
    """The Debian packages of files; on a system with one /usr they may be on record without it. Asked at once,
    for dpkg reads all its lists for an answer."""
    told = asked("dpkg", "-S", *(name for path in paths for name in (path, path.removeprefix("/usr"))))
    found = {path: package for package, path in re.findall(r"^([^ ,:]+).*?: (/.*)$", told, re.M)}
    for path in paths:
        package = found.get(path) or found.get(path.removeprefix("/usr"))
        if not package:
            raise Missing(f"{path} is linked in, but no Debian package has it: its terms are unknown")
        yield package


def built(prefix):
    """(source package, version, copyright file) of each library that was built into this folder, by script/portable
    or windows/build-deps."""
    named = (line.split() for line in read(prefix / "versions").splitlines())
    return [(name, version, prefix / "licences" / f"{name}.txt") for name, version in named]


def source_of(package):
    """The name and version of the source package of an installed one."""
    told = asked("dpkg-query", "-W", "-f=${source:Package} ${source:Version}\n", package).split()
    if len(told) < 2:
        raise Missing(f"the package {package} is not installed: its version is unknown")
    return told[0], told[1]


def libraries(prefix, maps):
    """The same of everything in these programs."""
    files = set().union(*map(linked, maps))
    inside = os.path.realpath(prefix) + os.sep
    found = {library[0]: library for library in built(prefix)}
    for package in sorted(set(owners(sorted(path for path in files if not path.startswith(inside))))):
        name, version = source_of(package)
        found.setdefault(name, (name, version, DOC / package / "copyright"))
    return sorted(found.values())


def common(texts):
    """What the copyright files refer to, under the name of the text: GPL is a link to one of its versions."""
    names = set().union(*(re.findall(rf"{COMMON}/(\w[\w.-]*\w)", text) for text in texts))
    return sorted({(path.name, path) for path in ((COMMON / name).resolve() for name in names)})


def main(prefix, listed, *maps):
    known = libraries(pathlib.Path(prefix), [pathlib.Path(name) for name in maps])
    parts = [("ekuprobe and certcheck", read(SOURCE / "LICENSE"))]
    parts += [(f"{name} {version}", read(path)) for name, version, path in known]
    parts += [(name, read(path)) for name, path in common([text for _, text in parts])]
    sys.stdout.write(joined(INTRO, parts))
    pathlib.Path(listed).write_text("".join(f"{name} {version}\n" for name, version, _ in known), encoding="utf-8")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Missing as error:
        sys.exit(f"script/portable: {error}")
