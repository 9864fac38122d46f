#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_html_validate.py PRINT_FIXTURE TOOLS: html-validate finds nothing in any
page, and something in a page that was broken. Exit 77: it is not installed."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools"))
import tools  # noqa: E402
from fixture import FIXTURES, printed  # noqa: E402

CONFIG = '{"root": true, "extends": ["html-validate:recommended", "html-validate:document"]}'


def validate(modules, folder, names):
    return subprocess.run(["node", str(modules / "html-validate/bin/html-validate.mjs"), "--config", "config.json",
                           "--formatter", "text", *names], cwd=folder, capture_output=True, text=True)


def main():
    program, root = sys.argv[1:]
    modules = tools.find_or_skip(root, "html-validate")
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(CONFIG)
        names = []
        for fixture in (*FIXTURES, "crowd"):
            for options in ((), ("verbose",), ("quiet",)):
                names.append("-".join((fixture, *options)) + ".html")
                page = printed(program, fixture, "html", *options)
                pathlib.Path(folder, names[-1]).write_text(page, encoding="utf-8")
        done = validate(modules, folder, names)
        assert done.returncode == 0, done.stdout + done.stderr
        pathlib.Path(folder, "broken.html").write_text(page.replace("</section>", "", 1).replace("<th ", "<th id='a' "))
        done = validate(modules, folder, ["broken.html"])
        assert done.returncode == 1 and "close-order" in done.stdout and "no-dup-id" in done.stdout, done.stdout


if __name__ == "__main__":
    main()
