#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A row is enough: each row of a table is tried somewhere, each finding, format, option and reader has what
CONTRIBUTING.md lists. What is forgotten is named.

    rows.py SOURCE EKUPROBE CERTCHECK
"""
import ast
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
from not_cases import NOT_CASES  # noqa: E402

# Tables: file, what begins a row with the word that stands for it, what C calls it.
TABLES = (
    ("base/include/base/profile.def", r'^BASE_PROFILE\(\w+, \.name = "([^"]+)"', "{}"),
    ("base/include/base/product.def", r'^BASE_PRODUCT\("([^"]+)"', "{}"),
    ("certcheck/include/certcheck/verifiers.def", r"^CERTCHECK_VERIFIER\((\w+)", "CERTCHECK_VERIFIER_{}"),
    ("certcheck/include/certcheck/changes.def", r"^CERTCHECK_CHANGE\((\w+)", "CERTCHECK_CHANGE_{}"),
    ("probe/include/probe/errors.def", r'^PROBE_ERROR\(\w+,\s*"([^"]+)"', "{}"),
    ("probe/include/probe/dialogues.def", r'^PROBE_DIALOGUE\(\w+, "([^"]+)"', "{}"),
)
FINDINGS = "certcheck/include/certcheck/findings.def", r"^CERTCHECK_FINDING\(\s*(\w+)"
# What no test names yet. The list only shrinks.
UNTRIED = set()
TEXTS = (".c", ".h", ".py", ".txt", ".json", ".text", ".csv", ".xml", ".ldf")


def tests_of(source):
    """All that stands in tests/, but for these programs and recordings."""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sorted((source / "tests").rglob("*"))
                     if path.suffix in TEXTS and not {"arch", "corpus"} & set(path.parts))


def rows(source, table, pattern):
    found = re.findall(pattern, (source / table).read_text(encoding="utf-8"), re.M)
    if not found:
        raise SystemExit(f"{table}: no row like {pattern}")
    return found


def of_tables(source, tests):
    words = set(re.findall(r"[\w.-]+", tests))
    words |= {word.strip(".-") for word in words}
    for table, pattern, in_c in TABLES:
        for name in rows(source, table, pattern):
            tried = name in words or in_c.format(name) in words
            if not tried and name not in UNTRIED:
                yield f"{table}: no test speaks of {name}"
            if tried and name in UNTRIED:
                yield f"{table}: {name} is tried now: take it off the list"


def of_formats(source, program):
    for name in asks.formats(program):
        golden = list((source / "tests" / "golden" / "report").glob(f"*.{name}"))
        if not golden and not (source / "tests" / "unit" / "report" / "checks" / f"check_{name}.py").exists():
            yield f"format {name}: neither tests/golden/report/*.{name} nor tests/unit/report/checks/check_{name}.py"


def of_options(source, programs):
    """A word of its own in the arguments that a test in Python gives."""
    given = "\n".join(path.read_text(encoding="utf-8") for path in sorted((source / "tests").rglob("*.py"))
                      if "arch" not in path.parts)
    for letter, name in sorted({option for program in programs for option in asks.options(program)}):
        words = rf"{name}(?![\w-])" + (f'|{letter}["\']' if letter else "")
        if not re.search(rf"[\"'](?:{words})", given):
            yield f"option {name}: no test gives it (tests/cli/programs.py)"


def expected(source):
    """The codes that cases must have; "?CODE" may be there."""
    for path in sorted((source / "tests" / "cases").glob("*.txt")):
        for line in re.findall(r"^ +(?:server|client|both|none) (.*)", path.read_text(encoding="utf-8"), re.M):
            yield from (word.partition("@")[0] for word in line.split())


def named_in(source, folders):
    """The words of tests; C puts CERTCHECK_F_ before a finding."""
    for path in (path for folder in folders for path in (source / "tests" / folder).rglob("*") if path.suffix in (".py", ".c")):
        yield from re.findall(r"\b(?:CERTCHECK_F_)?([A-Z][A-Z0-9_]+)\b", path.read_text(encoding="utf-8"))


def of_findings(source):
    table, pattern = FINDINGS
    known, cases, excused = rows(source, table, pattern), set(expected(source)), set()
    for why, folders, names in NOT_CASES:
        words = set(named_in(source, folders))
        excused |= set(names.split())
        for name in names.split():
            if name not in known:
                yield f"tests/arch/not_cases.py: there is no {name}"
            elif name in cases:
                yield f"tests/arch/not_cases.py: {name} has a case now: take it off the list"
            elif name not in words:
                yield f"{table}: {name} ({why}): no test in {', '.join(folders)} names it"
    for name in known:
        if name not in cases and name not in excused:
            yield f"{table}: {name}: no case of tests/cases expects it"


def fixtures(source):
    """READERS and INPUTS of the test of formats, without running it."""
    path = source / "tests" / "readers" / "test_formats.py"
    values = {node.targets[0].id: node.value for node in ast.parse(path.read_text(encoding="utf-8")).body
              if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    return ast.literal_eval(values["READERS"]), {ast.literal_eval(key) for key in values["INPUTS"].keys}


def of_readers(source):
    """read_NAME.c with a function of that name that a struct reader goes through."""
    readers, inputs = fixtures(source)
    read = {path.stem: path.read_text(encoding="utf-8") for path in (source / "certcheck/src/read").rglob("read_*.c")}
    names = {stem.removeprefix("read_") for stem, text in read.items() if re.search(rf"^{stem}\(struct reader \*r\b", text, re.M)}
    for name in sorted(names - readers.keys()):
        yield f"reader {name}: READERS in tests/readers/test_formats.py names no fixture"
    for name, file in sorted(readers.items()):
        if name not in names or file not in inputs:
            yield f"tests/readers/test_formats.py: READERS: {name}: {file}: " + ("no such fixture" if name in names else "no such reader")


def of_settings(source, programs):
    """An option by another name than its own would never be marked: --resume would not see it."""
    options = {option for program in programs for _, option in asks.options(program)}
    for name in rows(source, "assess/include/assess/setting.def", r'^ASSESS_SETTING\(\w+, "([^"]+)"'):
        if name not in options:
            yield f"assess/include/assess/setting.def: neither program has {name}"


def of_files(source):
    """A source that no target lists is not compiled, and nothing would say so."""
    for module in sorted({path.parent for path in source.glob("*/CMakeLists.txt")} - {source / "tests"}):
        listed = (module / "CMakeLists.txt").read_text(encoding="utf-8")
        for path in sorted(module.rglob("*.c")):
            if not re.search(rf"\b{path.stem}\b", listed):
                yield f"{path.relative_to(source).as_posix()}: {module.name}/CMakeLists.txt does not list it"


def of_tables_in_code(source):
    """Formats and readers that are written and declared, and that no table names."""
    for what, folder, pattern, table in (
            ("format", "report/src", r"^const struct report_format (report_format_\w+) = ", "report/src/report.c"),
            ("reader", "certcheck/src/read", r"^(read_\w+)\(struct reader \*r, struct base_slice \w+\)\n", "certcheck/src/read/bundle.c")):
        code = {path: path.read_text(encoding="utf-8") for path in (source / folder).rglob("*.c")}
        for path, text in sorted(code.items()):
            for name in re.findall(pattern, text, re.M):
                if not any(re.search(rf"\b{name}\b", other) for at, other in code.items() if at != path) \
                        and len(re.findall(rf"\b{name}\b", text)) == 1:
                    yield f"{what} {name}: nobody uses it; a row of {table} names it"


def complaints(source, programs):
    tests = tests_of(source)
    yield from of_files(source)
    yield from of_tables_in_code(source)
    yield from of_tables(source, tests)
    yield from of_formats(source, programs[0])
    yield from of_findings(source)
    yield from of_readers(source)
    yield from of_options(source, programs)
    yield from of_settings(source, programs)


def main():
    found = list(complaints(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:4]))
    print("\n".join(found) or "every row is tried")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
