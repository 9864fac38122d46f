# SPDX-License-Identifier: MIT
"""Rules that no compiler checks: which file may include what, which functions
nobody calls, how long a function and a file may be."""

import ast
import pathlib
import re
import sys

MODULES = ("base", "os", "late", "output", "certcheck", "inventory", "late", "machine", "probe", "assess", "advice", "record", "report", "binding", "cli")

# What those see of a run who only tell of it.
RESULTS = r"probe/result\.h|probe/errors\.def|assess/result\.h"

# Headers of our own that a module may include, beside those of its own folder.
DOWNWARDS = {
    "base": r"base/",
    "os": r"(base|os)/",
    "late": r"(base|os|late)/",
    "certcheck": r"(base|os|certcheck)/",
    "inventory": r"(base|os|late|inventory)/",
    "machine": r"(base|os|late|output|machine)/",
    "probe": r"(base|os|probe)/",
    "output": r"(base|os|output)/",
    "assess": r"(base|certcheck|inventory|probe|assess)/",
    "advice": rf"(base|os|output|certcheck|advice)/|{RESULTS}",
    "record": rf"(base|os|output|certcheck|advice|record)/|{RESULTS}",
    "report": rf"(base|os|output|certcheck|advice|record|report)/|{RESULTS}",
    "binding": r"(?!cli/)",
    "cli": r"",
}

# A header or type of the system, and the files that may use it.
PINNED = (
    ("OpenSSL", r"#include <openssl/",
     r"os/src/posix/secret\.c|certcheck/src/read/(crypto|pkcs/pbe)\.c|probe/src/openssl/(identity\.c|openssl_\w+\.[ch])"
     r"|cli/(program/main|files/password)\.c|assess/src/store/memory\.c"),
    # What only one kind of system has: os/, and the halves of whole-file twins.
    ("a system's own header", r"#include <((sys|net|netinet|arpa|linux)/(?!time\.h)[\w/]+|unistd|fcntl|dirent|poll|netdb|termios"
     r"|libintl|langinfo|iconv|pwd|sched|dlfcn|iphlpapi|windows|winsock2|ws2tcpip|io|direct|process|wincrypt|winreg|shellapi)\.h>",
     r"([\w/]+/)?(posix|windows)/[\w.]+"),
    ("a test for the system", r"#\s*(if|ifdef|ifndef|elif)\b.*\b(_WIN32|_WIN64|WIN32|__MINGW\w*|__linux__|__unix__)\b", r""),
    ("struct timeval", r"#include <sys/time\.h>", r"certcheck/src/template/template_ldap\.h"),
    ("the sandbox", r"#include <(seccomp|linux/landlock)\.h>", r"cli/ekuprobe/sandbox/posix/sandbox\.c"),
    ("the event loop", r"#include <(uv|ares)\.h>", r"probe/src/.*|cli/ekuprobe/run/(run|run_progress|watch)\.c"),
    ("FILE", r"\bFILE \*", r"(cli|os|output|advice|report)/.*|probe/src/openssl/identity\.c"),
    ("a clock", r"\b(time|clock_gettime|gettimeofday|uv_now|uv_hrtime) ?\(", r"(binding|cli|probe/src)/.*|certcheck/src/template/deadline\.c"),
    ("the environment", r"\b(getenv|os_env)\b", r"(cli|os)/.*"),
)

BANNED = r"""\b(strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|[sf]?scanf|ato[ifl]|atoll
|strtok|alloca|asprintf|system|popen|tmpnam|mktemp|rand|srand|localtime|gmtime|ctime|asctime
|strtol|strtoul|strtoll|strtoull|strtod|longjmp|setjmp|vfork) ?\(""".replace("\n", "")

# Modules of which each source file has a unit test, of its name and folder; halves for one kind of system have
# one between them, or none. The lists only grow.
TESTED = ("advice", "assess", "base", "certcheck", "inventory", "late", "machine", "output", "record", "report")
# ... and folders of other modules, those beneath them aside.
TESTED_FOLDERS = (
    "probe/src", "probe/src/dialogue", "probe/src/driver", "probe/src/hello", "probe/src/net", "probe/src/openssl",
    "probe/src/plan", "probe/src/talkers",
)
HALVES = {"posix", "windows", "embedded"}

FUNCTION_MAX = 50
FILE_MAX = 500
FOLDER_MAX = 20  # files of code; a fixture more or less is no matter
CODE = (".c", ".h", ".def", ".cpp", ".py")
TESTS = ("tests", "testcerts", "po", "python") # what is not a module is held to the same lengths

# Files over the limit, and how long they may be until somebody takes them apart.
# The list only shrinks: one that fits no longer belongs here.
OVERLONG = {}

# What documents name and scripts make: script/release, script/portable and windows/make-zip.
MADE = {"NOTES.md", "LICENSES.txt"}

COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)


def without_text(source):
    """Comments and strings blanked, line for line; the names in #include <> stay."""
    return COMMENT_OR_TEXT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source)


def included(source):
    return re.findall(r'^#include [<"]([^>"]+)[>"]', source, re.M)


def function_lengths(lines):
    """The house style puts a function's braces alone into the first column."""
    begin = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            begin = number
        elif line == "}" and begin is not None:
            yield begin, number - begin + 1
            begin = None


def python_functions(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            yield node.lineno, node.end_lineno - node.lineno + 1


def too_long(name, suffix, source):
    lines = source.splitlines()
    for begin, length in python_functions(source) if suffix == ".py" else function_lengths(lines):
        if length > FUNCTION_MAX:
            yield f"{name}:{begin}: a function of {length} lines"
    if suffix != ".def" and len(lines) > OVERLONG.get(name, FILE_MAX):
        yield f"{name}: {len(lines)} lines"
    if len(lines) <= FILE_MAX and name in OVERLONG:
        yield f"{name}: fits now: take it off the list"


def check(root, path):
    name = path.relative_to(root).as_posix()
    module = name.split("/")[0]
    source = path.read_text(encoding="utf-8")
    code = without_text(source)
    if not source.startswith("/* SPDX-License-Identifier: MIT */\n") and path.suffix != ".def":
        yield f"{name}:1: no licence line"
    for header in included(source):
        if header.split("/")[0] in MODULES and not re.match(DOWNWARDS[module], header):
            yield f"{name}: {module} does not include <{header}>"
    for what, pattern, allowed in PINNED:
        if re.search(pattern, code) and not re.fullmatch(allowed, name):
            yield f"{name}: {what} has no business here"
    for number, line in enumerate(code.splitlines(), 1):
        found = re.search(BANNED, line)
        if found:
            yield f"{name}:{number}: nobody calls {found.group(1)}"
    yield from too_long(name, path.suffix, source)


def to_test(root):
    for module in TESTED:
        yield from sorted((root / module / "src").rglob("*.c"))
    for folder in TESTED_FOLDERS:
        yield from sorted((root / folder).glob("*.c"))


def untested(root):
    for path in to_test(root):
        module, _, *inside = path.relative_to(root).parts
        test = pathlib.Path("tests", "unit", module, *inside)
        if inside[0] not in HALVES and not (root / test).exists():
            yield f"{path.relative_to(root).as_posix()}: no {test.as_posix()}"


def crowded(root):
    for top in (*MODULES, *TESTS):
        for folder in sorted({path.parent for path in (root / top).rglob("*") if path.suffix in CODE}):
            n = sum(path.suffix in CODE for path in folder.iterdir())
            if n > FOLDER_MAX:
                yield f"{folder.relative_to(root).as_posix()}: {n} files: {FOLDER_MAX} at most, or nothing is found there"


def commands_unquoted(name, source):
    """Without VERBATIM an apostrophe in the path of the checkout ends the build."""
    for command in re.finditer(r"^[ \t]*add_custom_(?:command|target)\(([^()]|\([^()]*\))*\)", source, re.M):
        if "COMMAND" in command.group() and "VERBATIM" not in command.group():
            yield f"{name}:{source.count(chr(10), 0, command.start()) + 1}: a command without VERBATIM"


def unquoted(root):
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and path.name not in ("build", ".git")):
        for path in sorted((*folder.rglob("CMakeLists.txt"), *folder.rglob("*.cmake"))):
            yield from commands_unquoted(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def named(text):
    """The files that a document names in code: `a/b.c`, `a/{b,c}.def`."""
    for name in re.findall(r"`([\w./{},-]+\.(?:c|h|def|txt|md|py|sh))`", text):
        before, _, rest = name.partition("{")
        inside, _, after = rest.partition("}")
        yield from (before + one + after for one in inside.split(","))


def lost(root):
    """What documents send a reader to is there, or made of what is (FILE.in); NAME stands for any."""
    tops = [top for top in root.iterdir() if top.name not in ("build", ".git")]
    files = ["/" + p.relative_to(root).as_posix() for top in tops for p in ([top] if top.is_file() else top.rglob("*"))]
    for document in sorted((*root.glob("*.md"), *root.glob("docs/*.md"))):
        for name in sorted(set(named(document.read_text(encoding="utf-8"))) - MADE):
            if "NAME" not in name and not any(f.endswith(("/" + name, f"/{name}.in")) for f in files):
                yield f"{document.relative_to(root).as_posix()}: there is no {name}"


def untold(root):
    """The folders of tests/ are those of CONTRIBUTING.md's table."""
    guide = root / "CONTRIBUTING.md"
    if not guide.exists():
        return
    rows = re.findall(r"^\| (`tests/.*?) \|", guide.read_text(encoding="utf-8"), re.M)
    told = {name for row in rows for name in re.findall(r"`tests/(\w+)`", row)}
    there = {path.name for path in (root / "tests").glob("[!_.]*") if path.is_dir() and any(path.glob("[!_]*"))}
    for name in sorted(told ^ there):
        yield f"CONTRIBUTING.md: there is no tests/{name}" if name in told else f"tests/{name}: not in CONTRIBUTING.md's table"


def unfuzzed(root):
    """The table of targets in docs/fuzzing.md is that of tests/fuzz."""
    page, targets = root / "docs" / "fuzzing.md", root / "tests" / "fuzz" / "CMakeLists.txt"
    if not page.exists() or not targets.exists():
        return
    table = re.search(r"^\| target \|.*\n((?:\|.*\n)+)", page.read_text(encoding="utf-8"), re.M)
    told = {name for row in table[1].splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    there = set(re.findall(r"^fuzz_target\((\w+)", targets.read_text(encoding="utf-8"), re.M))
    for name in sorted(told ^ there):
        yield f"docs/fuzzing.md: there is no target {name}" if name in told else f"tests/fuzz: {name} is not in docs/fuzzing.md"


def complaints(root):
    yield from untested(root)
    yield from lost(root)
    yield from untold(root)
    yield from unfuzzed(root)
    yield from crowded(root)
    yield from unquoted(root)
    for module in MODULES:
        for path in sorted((root / module).rglob("*")):
            if path.suffix in (".c", ".h", ".def"):
                yield from check(root, path)
    for top in TESTS:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in CODE and path.is_file():
                yield from too_long(path.relative_to(root).as_posix(), path.suffix, path.read_text(encoding="utf-8"))


def main():
    found = list(complaints(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found) or "sources obey")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
