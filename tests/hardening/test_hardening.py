#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A program is hardened, as its ELF shows: test_hardening.py --sample PROGRAM...

  test_hardening.py --release SOURCE BUILD

builds both programs and the libraries with the preset release in BUILD first, and

  test_hardening.py --reproducible SOURCE BUILD ELSEWHERE

builds a copy of SOURCE in ELSEWHERE: it must be the same as in BUILD, bit for bit."""
import glob
import os
import platform
import re
import shutil
import subprocess
import sys

X86 = platform.machine() in ("x86_64", "i686")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def missing(path, is_sample):
    """What the program lacks, in words."""
    header, segments = run("readelf", "-Wh", path), run("readelf", "-Wl", path)
    dynamic, symbols = run("readelf", "-Wd", path), run("readelf", "-W", "--dyn-syms", path)
    imports = set(re.findall(r"UND (\w+)", symbols))
    flags = re.search(r"\(FLAGS_1\).*", dynamic)
    stack = re.search(r"GNU_STACK.*", segments)
    checks = {
        "position-independent code": "DYN" in header and (path.endswith(".so") or (flags and " PIE" in flags.group())),
        "read-only relocations": "GNU_RELRO" in segments,
        "binding at the start": flags and " NOW" in flags.group(),
        "a stack that cannot be executed": stack and re.search(r" RW +0x", stack.group()),
        "segments written or executed, never both": " RWE " not in segments,
        "stack protector": "__stack_chk_fail" in imports,
        "fortified functions": any(re.fullmatch(r"__(?!stack)\w+_chk", name) for name in imports),
    }
    if X86:
        code = run("objdump", "-d", "--no-show-raw-insn", path)
        checks["shadow stack"] = re.search(r"x86 feature:.*SHSTK", run("readelf", "-Wn", path))
        if is_sample: # others may be stripped
            checks["landing pads"] = re.search(r"<main>:\n\s+\w+:\s+endbr", code)
        checks["probes of large stack frames"] = re.search(r"\bor[ql]\s+\$0x0,(0x\w+)?\(%[er]sp", code)
    return [what for what, there in checks.items() if not there]


def unmarked(archive):
    """Members of a static library that are not ready for branch protection."""
    notes = run("readelf", "-Wn", archive)
    members = re.split(r"^File: ", notes, flags=re.M)[1:]
    return [m.split("\n")[0] for m in members if not re.search(r"x86 feature:.*IBT.*SHSTK", m)]


def build(source, folder):
    os.environ["CCACHE_BASEDIR"] = ""  # with it ccache compiles relative paths, and no prefix is mapped
    run("cmake", "-S", source, "--preset", "release", "-B", folder, "-DEKUPROBE_COMMIT=tested")
    run("cmake", "--build", folder, "--target", "ekuprobe", "certcheck_program", "libekuprobe", "manual")
    if X86:
        archives = glob.glob(os.path.join(folder, "*", "lib*.a"))
        left = [f"{os.path.basename(archive)} {member}" for archive in archives for member in unmarked(archive)]
        if left or not archives:
            sys.exit(f"no branch protection in {', '.join(left) or folder}")
    return [os.path.join(folder, name) for name in
            ("cli/ekuprobe", "cli/certcheck", "lib/libcertcheck.so", "lib/libekuprobe.so")]


def made(folder):
    names = ("cli/ekuprobe", "cli/certcheck", "man/ekuprobe.1", "lib/libcertcheck.so", "lib/libekuprobe.so")
    return {name: open(os.path.join(folder, name), "rb").read() for name in names}


def reproducible(source, first, elsewhere):
    """What differs between two builds, by name; the second of copied files in another place."""
    os.environ["CCACHE_DISABLE"] = "1"
    shutil.rmtree(elsewhere, ignore_errors=True)
    kept = shutil.ignore_patterns("build", ".git", "__pycache__")
    shutil.copytree(source, os.path.join(elsewhere, "a copy"), ignore=kept)
    build(os.path.join(elsewhere, "a copy"), os.path.join(elsewhere, "built"))
    build(source, first)
    one, other = made(first), made(os.path.join(elsewhere, "built"))
    shutil.rmtree(elsewhere)
    left = [name for name, data in one.items() if os.path.realpath(source).encode() in data]
    return [f"{name}: differs" for name in one if one[name] != other[name]] + [f"{name}: names the source's path"
                                                                               for name in left]


def main():
    how, *words = sys.argv[1:]
    if how == "--reproducible":
        faults = reproducible(*words)
        print(*(faults or ["the same, bit for bit"]), sep="\n")
        return 1 if faults else 0
    programs = build(*words) if how == "--release" else words
    faults = [f"{path}: lacks {what}" for path in programs for what in missing(path, how == "--sample")]
    print(*(faults or [f"{len(programs)} hardened"]), sep="\n")
    return 1 if faults or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
