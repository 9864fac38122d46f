# SPDX-License-Identifier: MIT
"""
Show certificates to real servers and clients; what they do must be what verifiers.def says.

With --table nothing is started: observed.txt is held against the table. Prints a line a program and
`N passed, N failed, N skipped` last. Exit status: 0 all passed, 1 something failed, 77 nothing
could run.
"""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

import judge as judging  # puts tests/peer on the path
import processes
from asking import SERVERS
from dialling import CLIENTS
from material import Material
from observed import Columns, Observed, Table
from showing import Shown, to_server

SKIPPED = 77
TOGETHER = 3
OWN = "S-C"
STRANGER = "stranger"
UNSEEN = (("Erlang ssl", "26", "erlang"),)  # versions that were never asked, and their rows
OBSERVED = pathlib.Path(__file__).resolve().parent / "observed.txt"


class Stage:
    """What is shown, and to whom."""

    def __init__(self, options, columns, folder):
        names = [*columns.names, STRANGER]
        self.shown = {name: Material(options.made, name, pathlib.Path(folder, "shown"))
                      for name in names}
        roots = {m.read("root"): m.root for name, m in self.shown.items() if name != STRANGER}
        self.columns, self._options, self._folder = columns, options, folder
        self._roots = list(roots.values())

    def own(self, judge):
        folder = pathlib.Path(self._folder, judge.usage, judge.name.replace(" ", "-").replace("/", "-"))
        return judging.Own(self._options.made, OWN, folder, self._roots,
                           pathlib.Path(self._options.work).resolve())

    def to_server(self, judge, own):
        running, port = judge.start(own)
        try:
            told = {name: to_server(judge, port, m) for name, m in self.shown.items()}
            told[None] = to_server(judge, port, None)
            return told
        except OSError:
            running.stop()
            raise RuntimeError("; ".join(running.words())) from None
        finally:
            running.stop()

    def to_client(self, judge, own):
        with Shown(self.shown) as shown:
            told = judge.ask(own, list(shown.ports.values()))
            return {name: told[port] for name, port in shown.ports.items()}

    def look(self, judge, apart):
        """(why it was not asked, what it told, what is wrong with that)"""
        own = self.own(judge)
        if reason := judge.missing(own, apart):
            return reason, None, []
        try:
            told = (self.to_server if judge.usage == judging.CLIENT else self.to_client)(judge, own)
        except (RuntimeError, OSError, KeyError, subprocess.SubprocessError) as error:
            return "", None, [f"{type(error).__name__}: {error}"]
        wrong = [f"accepts {words}" for name, words in
                 ((STRANGER, "a root that it does not trust"), (None, "a client without certificate"))
                 if told.get(name, "refused") == ""]
        if told[OWN]:
            wrong.append(f"refuses a certificate of both usages: {told[OWN]}")
        return "", told, wrong


def how(told):
    """The ways in which it refused, each once."""
    return ", ".join(sorted({" ".join(words.split())[:60] for words in told.values() if words}))


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", required=True, help="the program that tells what the table says")
    parser.add_argument("--columns", required=True)
    parser.add_argument("--made", required=True, help="folder of the certificates of the columns")
    parser.add_argument("--work", required=True, help="folder for what is built and kept")
    parser.add_argument("--table", action="store_true", help="start no programs")
    parser.add_argument("--update", action="store_true", help="write what was seen to observed.txt")
    parser.add_argument("--only", default="", help="programs whose name has this text")
    return parser.parse_args()


def tell(name, wrong, more=""):
    print(f"{'FAIL' if wrong else 'pass'}: {name}{more}", flush=True)
    for line in wrong:
        print("      " + line, flush=True)
    return bool(wrong)


def wrong_choices(observed):
    """Where a program of that version would be held against another row."""
    judges = {(judge.name, judge.usage): judge for judge in SERVERS + CLIENTS}
    wanted = [*((line.name, line.usage, line.version, line.verifier) for line in observed),
              *((name, usage, version, row) for name, version, row in UNSEEN for usage in (judging.CLIENT, judging.SERVER))]
    return [f"{name} {version} ({usage}): {chosen}, not {row}" for name, usage, version, row in wanted
            if (chosen := judges[name, usage].verifier(version)) != row]


def table_only(table, observed):
    results = [tell(f"{line.name} ({line.usage})", table.differences(line)) for line in observed]
    results += [tell("basis", table.wrong_bases(observed)), tell("rows of versions", wrong_choices(observed))]
    print(f"{results.count(False)} passed, {results.count(True)} failed, 0 skipped")
    return 1 if any(results) else 0


def one(stage, table, observed, judge, apart):
    """(skipped, wrong, line) of a program."""
    reason, told, wrong = stage.look(judge, apart)
    name = f"{judge.name} ({judge.usage})"
    if reason:
        print(f"skip: {name} ({reason})", flush=True)
        return None, None
    if told is None:
        return tell(name, wrong), None
    line = observed.line(judge, told)
    wrong += table.differences(line) + observed.differences(line)
    return tell(name, wrong, f" {line.version}; refuses by: {how(told)}"), line


def all_judges(options, table, observed, columns):
    apart = processes.enter_namespace()
    judges = [j for j in SERVERS + CLIENTS if options.only in j.name]
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        pathlib.Path(folder).chmod(0o711)  # a server may be another user
        stage = Stage(options, columns, folder)
        done = list(pool.map(lambda j: one(stage, table, observed, j, apart), judges))
    failed = [f for f, _ in done]
    if options.update:
        observed.write([line for _, line in done if line])
    print(f"{failed.count(False)} passed, {failed.count(True)} failed, {failed.count(None)} skipped")
    return 1 if True in failed else 0 if False in failed else SKIPPED


def main():
    options = parse_options()
    columns = Columns(pathlib.Path(options.columns), STRANGER)
    table = Table(options.rows, [pathlib.Path(options.made, n) for n in columns.names], columns)
    observed = Observed(OBSERVED, columns)
    if options.table:
        return table_only(table, observed)
    return all_judges(options, table, observed, columns)


if __name__ == "__main__":
    sys.exit(main())
