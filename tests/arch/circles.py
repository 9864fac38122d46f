# SPDX-License-Identifier: MIT
"""Files that call one another in a circle, by the symbols of their objects: each is named, with the calls that
close it. What may stand in one is listed; a file on that list that stands in none is named, too.

    circles.py NM SOURCE OBJECT...
"""
import pathlib
import posixpath
import re
import subprocess
import sys

# Events go up, actions come down (see the drawing in run.c).
DRIVER = {f"probe/src/driver/{name}.c" for name in
          ("admission", "conn", "connect", "job", "job_result", "key", "limit", "receive", "resolve", "run", "srv", "talk")} | {
          "probe/src/driver/posix/readiness.c", "probe/src/driver/windows/readiness.c"}


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


def complaints(graph):
    inside = set()
    for circle in circles(graph):
        inside |= circle
        if circle <= DRIVER:
            continue
        yield f"a circle of {len(circle)} files:"
        for name in sorted(circle):
            for to in sorted(set(graph[name]) & circle):
                yield f"  {name} calls {to}: {', '.join(sorted(graph[name][to]))}"
    for name in sorted((DRIVER & set(graph)) - inside):
        yield f"{name}: stands in no circle now: take it off the list"


def main():
    nm, root, *objects = sys.argv[1:]
    graph = calls(nm, pathlib.Path(root), objects)
    if not any(graph.values()):
        print("skip: circles (these objects tell no symbols)")
        return 77
    found = list(complaints(graph))
    print("\n".join(found) or f"{len(graph)} files, no circle but the driver's")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
