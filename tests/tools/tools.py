# SPDX-License-Identifier: MIT
"""The checkers that npm brings: which packages each consists of, and where it stands."""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = {
    "PowerShell parser": ("tree-sitter-powershell", "web-tree-sitter"),
    "html-validate": ("html-validate",),
    "axe-core": ("axe-core",),
    "SARIF multitool": ("@microsoft/sarif-multitool-linux",),
}


def wanted(name):
    """The package.json of one tool: its packages in the versions of tests/tools/package.json."""
    versions = json.loads((HERE / "package.json").read_text())["dependencies"]
    return json.dumps({"private": True, "dependencies": {p: versions[p] for p in TOOLS[name]}})


def folder(root, name):
    return pathlib.Path(root).resolve() / name.replace(" ", "-")


def find(root, name):
    """Where its packages are, or None."""
    stamp = folder(root, name) / "installed.json"
    if stamp.exists() and stamp.read_text() == wanted(name):
        return folder(root, name) / "node_modules"
    return None


def find_or_skip(root, name):
    found = find(root, name)
    if found is None:
        print(f"skip: {name} (not installed)")
        sys.exit(77)
    return found
