#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Install the packages of package.json into the build tree, once. Without npm or network: skip.

    install.py DIRECTORY
"""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def main():
    into = pathlib.Path(sys.argv[1])
    wanted = (HERE / "package.json").read_bytes()
    stamp = into / "installed.json"
    if stamp.exists() and stamp.read_bytes() == wanted:
        return 0
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("skip: PowerShell syntax (npm or node not found)")
        return 77
    into.mkdir(parents=True, exist_ok=True)
    (into / "package.json").write_bytes(wanted)
    # The parsers are WebAssembly: no package's own install script has to run.
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"],
                          cwd=into, capture_output=True, text=True, timeout=240)
    if done.returncode != 0:
        print("skip: PowerShell syntax (npm could not install its parser)")
        print(done.stderr[-2000:])
        return 77
    stamp.write_bytes(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
