# SPDX-License-Identifier: MIT
"""clang.py tells every source that clang complains of, whoever shares its front end."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FAULT = "int other(void); int %s(int a); int %s(int a) { return other(), a; }\n"
SILENCED = '#pragma GCC diagnostic ignored "-Wcomma"\n' + FAULT


def told(folder, **sources):
    """The status for these sources, and the sources complained of."""
    entries = []
    for name, text in sources.items():
        pathlib.Path(folder, name + ".c").write_text(text.replace("%s", name))
        entries.append({"directory": folder, "file": f"{folder}/{name}.c",
                        "command": f"/usr/bin/gcc -I{folder} -std=c11 -Wall -o {name}.o -c '{folder}/{name}.c'"})
    pathlib.Path(folder, "compile_commands.json").write_text(json.dumps(entries))
    done = subprocess.run([sys.executable, "-B", HERE / "clang.py", folder], capture_output=True, text=True, check=False)
    return done.returncode, {name for name in sources if f"/{name}.c:" in done.stdout}


def main():
    if not shutil.which("clang"):
        print("skip: clang (not installed)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        cases = [(told(folder, silenced=SILENCED, clean="int b;\n"), (0, set())),
                 (told(folder, silenced=SILENCED, first=FAULT, clean="int b;\n", last=FAULT), (1, {"first", "last"}))]
    wrong = [f"told {is_}, due {due}" for is_, due in cases if is_ != due]
    print(*wrong, f"{len(cases) - len(wrong)} passed, {len(wrong)} failed", sep="\n")
    return 1 if wrong else 0


sys.exit(main())
