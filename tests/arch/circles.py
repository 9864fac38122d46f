# SPDX-License-Identifier: MIT
"""Files, and folders, that call one another in a circle, by the symbols of their objects: each is named, with the
calls that close it. What may stand in one is listed; what is on that list and stands in none is named, too.

    circles.py NM SOURCE OBJECT...
"""
import pathlib
import posixpath
import re
import subprocess
import sys

# Events go up, actions come down (see the drawing in run.c).
DRIVER = {f"probe/src/driver/{name}.c" for name in
          ("admission", "conn", "connect", "hand_over", "job", "job_result", "key", "limit", "receive", "resolve", "run",
           "srv", "talk")} | {
          "probe/src/driver/posix/readiness.c", "probe/src/driver/windows/readiness.c"}

# Folders that are one with their halves, the files of which each system, or each way of translating, has its own.
WHOLE = {"output/src", "probe/src/driver"}
HALVES = ("posix", "windows", "embedded")


def symbols(nm, objects):
    """Of each object: what it defines, what it needs."""
    out = subprocess.run([nm, "-A", "-P", *objects], capture_output=True, text=True, check=True).stdout
    found = {path: (set(), set()) for path in objects}
    for line in out.splitlines():
        path, _, symbol = line.rpartition(": ")
        name, kind = symbol.split(" ")[:2]
        if kind.isupper():
            found[path][kind == "U"].add(name)
    return found


def source_of(path, root):
    """MODULE/CMakeFiles/TARGET.dir/src/x.c.o is MODULE/src/x.c; what a build made itself is no file of ours."""
    match = re.search(r"([^/]+)/CMakeFiles/[^/]+\.dir/(.+\.c)\.o(?:bj)?$", path)
    name = posixpath.normpath(f"{match[1]}/{match[2]}") if match else ""
    return name if name and (root / name).is_file() else None


def calls(nm, root, objects):
    """{file: {file that it calls: the names}}"""
    home, needs = {}, {}
    for path, (defined, needed) in symbols(nm, objects).items():
        name = source_of(path, root)
        if name is not None:
            home.update((symbol, name) for symbol in defined)
            needs[name] = needed
    graph = {name: {} for name in needs}
    for name, needed in needs.items():
        for symbol in needed:
            if home.get(symbol, name) != name:
                graph[name].setdefault(home[symbol], set()).add(symbol)
    return graph


def reachable(graph, start):
    seen, todo = set(), [start]
    while todo:
        for to in graph[todo.pop()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return seen


def circles(graph):
    """Sets of files each of which reaches all others of its set."""
    reach = {name: reachable(graph, name) for name in graph}
    found = {frozenset([name, *(other for other in reach[name] if name in reach[other])])
             for name in graph if name in reach[name]}
    return sorted(found, key=sorted)


def folder_of(name, whole):
    folder = posixpath.dirname(name)
    around, half = posixpath.split(folder)
    return around if half in HALVES and around in whole else folder


def folders(graph, whole=WHOLE):
    """{folder: {folder that it calls: the names}}"""
    found = {}
    for name in graph:
        here = found.setdefault(folder_of(name, whole), {})
        for to, names in graph[name].items():
            there = folder_of(to, whole)
            if there != folder_of(name, whole):
                here[there] = here.get(there, set()) | names
    return found


def told(graph, what, allowed=frozenset()):
    for circle in circles(graph):
        if not circle <= allowed:
            yield f"a circle of {len(circle)} {what}:"
            for name in sorted(circle):
                for to in sorted(set(graph[name]) & circle):
                    yield f"  {name} calls {to}: {', '.join(sorted(graph[name][to]))}"


def complaints(graph):
    apart = folders(graph, whole=())
    inside = frozenset().union(*circles(graph), *circles(apart))
    yield from told(graph, "files", DRIVER)
    yield from told(folders(graph), "folders")
    for name in sorted((DRIVER & set(graph) | WHOLE & set(map(posixpath.dirname, apart))) - inside):
        yield f"{name}: stands in no circle now: take it off the list"


def main():
    nm, root, *objects = sys.argv[1:]
    graph = calls(nm, pathlib.Path(root), objects)
    if not any(graph.values()):
        print("skip: circles (these objects tell no symbols)")
        return 77
    found = list(complaints(graph))
    print("\n".join(found) or f"{len(graph)} files in {len(folders(graph))} folders, no circle but the driver's")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
