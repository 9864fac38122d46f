# SPDX-License-Identifier: MIT
"""What programs were seen to do (observed.txt), and what verifiers.def says of the same."""
import dataclasses
import subprocess

ACCEPTED, REFUSED = "A", "R"
HEAD = """\
# What real programs do with the certificates of columns.txt: A accepted, R refused. A line is
#   usage | row of verifiers.def | program | version | a letter a column
# Made by `cmake --build --preset dev -t verifiers_observed`, which replaces the lines of the
# programs that it finds and keeps the others. The columns, in the order of the letters:
"""


class Columns:
    """The names of columns.txt, in its groups."""

    def __init__(self, path, aside):
        self.groups = []
        for line in path.read_text().splitlines():
            if line.startswith("# ---"):
                self.groups.append([])
            elif line and not line.startswith(("#", " ")):
                self.groups[-1].append(line.partition(":")[0])
        self.groups = [[n for n in group if n != aside] for group in self.groups if group != [aside]]
        self.names = [name for group in self.groups for name in group]

    def letters(self, answers):
        """{column: letter} as it is written."""
        return " ".join("".join(answers[name] for name in group) for group in self.groups)

    def answers(self, letters):
        return dict(zip(self.names, letters.replace(" ", ""), strict=True))


@dataclasses.dataclass
class Line:
    usage: str
    verifier: str
    name: str
    version: str
    answers: dict

    @property
    def key(self):
        return self.usage, self.verifier, self.name


class Observed:
    """The lines of observed.txt."""

    def __init__(self, path, columns):
        self._path, self._columns, self._lines = path, columns, {}
        text = path.read_text() if path.exists() else ""
        for number, line in enumerate(text.splitlines(), 1):
            if not line.startswith("#"):
                *fields, letters = (field.strip() for field in line.split("|"))
                try:
                    made = Line(*fields, columns.answers(letters))
                except (TypeError, ValueError) as problem:
                    raise SystemExit(f"{path}:{number}: {problem}; make it anew") from None
                self._lines[made.key] = made

    def __iter__(self):
        return iter(self._lines.values())

    def line(self, judge, told):
        version = judge.version()
        return Line(judge.usage, judge.verifier(version), judge.name, version,
                    {n: REFUSED if told[n] else ACCEPTED for n in self._columns.names})

    def differences(self, line):
        """Where a program does not do what it was seen to do; one never seen is none."""
        before = self._lines.get(line.key)
        if not before:
            return []
        return [f"{name}: {line.answers[name]}, but {before.version} did {before.answers[name]}"
                for name in self._columns.names if line.answers[name] != before.answers[name]]

    def write(self, lines):
        self._lines |= {line.key: line for line in lines}
        heads = "".join(f"#   {' '.join(group)}\n" for group in self._columns.groups)
        texts = [f"{' | '.join((*line.key, line.version))} | {self._columns.letters(line.answers)}"
                 for _, line in sorted(self._lines.items())]
        self._path.write_text(HEAD + heads + "\n".join(texts) + "\n")


class Table:
    """What the rows of verifiers.def say of every column."""

    def __init__(self, program, folders, columns):
        done = subprocess.run([program, *map(str, folders)], capture_output=True, text=True,
                              check=True)
        self._said, self._bases, self._columns = {}, {}, columns
        for line in done.stdout.splitlines():
            column, verifier, usage, answer, reason, basis = line.split()
            self._said[usage, verifier, column] = answer, reason
            self._bases[usage, verifier] = basis

    def differences(self, line):
        """Where a row does not say what was seen; one that was never measured may leave open what it likes."""
        wrong, measured = [], self._bases[line.usage, line.verifier] == "measured"
        for name in self._columns.names:
            answer, reason = self._said[line.usage, line.verifier, name]
            if answer == "unknown" and not measured:
                continue
            if {"yes": ACCEPTED, "no": REFUSED}.get(answer) != line.answers[name]:
                wrong.append(f"{name}: {line.answers[name]}, but the row {line.verifier} says "
                             f"{answer} ({reason})")
        return wrong

    def wrong_bases(self, observed):
        """A row is `measured` where a program was seen, and nowhere else."""
        seen = {(line.usage, line.verifier) for line in observed}
        measured = {key for key, basis in self._bases.items() if basis == "measured"}
        return [f"{usage} of {verifier} is called measured, but no program was seen"
                for usage, verifier in sorted(measured - seen)] + \
            [f"{usage} of {verifier} was seen, but is not called measured"
             for usage, verifier in sorted(seen - measured)]
