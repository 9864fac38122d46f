# SPDX-License-Identifier: MIT
"""A merged report is no more whole than the runs whose lines it has."""
import json

import runtools
from runtools import Case, ekuprobe

SAFE = "Safe to install"


class Missing(Case):
    """Every peer is ready: what makes it undecided is what nobody looked at."""
    @classmethod
    def setUpClass(cls):
        cls.running = runtools.lab("0=both,roles=normal", "0=both,roles=normal", "0=both,roles=normal")
        cls.running.__enter__()
        cls.targets = [f"127.0.0.1:{port}/mtls" for port in cls.running.ports]

    @classmethod
    def tearDownClass(cls):
        cls.running.__exit__(None, None, None)

    def run_into(self, name, *arguments):
        file = self.folder / name
        done = ekuprobe(*arguments, "--resume", file)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return file

    def merged(self, *files, status=3):
        done = ekuprobe("--merge", *files, "--format", "json", "--report", f"text:{self.folder}/m.txt",
                        "--report", f"nagios:{self.folder}/m.nagios", "--report", f"ndjson:{self.folder}/m.ndjson")
        self.assertEqual(done.returncode, status, done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual({r["verdict"] for r in document["results"]}, {"ready"})
        nagios = (self.folder / "m.nagios").read_text()
        self.assertEqual(nagios.startswith("EKUPROBE OK"), status == 0, nagios)
        self.assertEqual(SAFE in document["decision"], status == 0, document["decision"])
        return document, done.stderr

    def test_a_line_that_could_not_be_read(self):
        file = self.run_into("a.ndjson", self.targets[0], "bad host", "--skip-bad")
        document, _ = self.merged(file)
        self.assertFalse(document["complete"])
        self.assertRegex(document["decision"], "^Not decided: 1 input could not be read")
        self.assertIn("a run that is merged here had inputs that could not be read", document["notes"])
        document, _ = self.merged(file, self.run_into("b.ndjson", self.targets[1], "bad host", "other bad", "--skip-bad"))
        self.assertRegex(document["decision"], "^Not decided: 3 inputs could not be read")
        again = ekuprobe("--merge", self.folder / "m.ndjson")
        self.assertIn("Not decided: 3 inputs could not be read", again.stdout)

    def test_a_merge_of_a_merge_counts_each_run_once(self):
        """Also where its runs were not judged in one second."""
        files = [self.run_into(f"{year}.ndjson", target, "bad host", "--skip-bad", "--at", f"{year}-01-01")
                 for year, target in zip((2025, 2026), self.targets)]
        for _ in range(2):
            document, _ = self.merged(*files)
            self.assertRegex(document["decision"], "^Not decided: 2 inputs could not be read")
            files = [(self.folder / "m.ndjson").rename(self.folder / "once.ndjson")]

    def test_a_part_of_a_topology(self):
        topology = self.write("t.xml", runtools.edge_topology(int(self.targets[0].split(":")[1].split("/")[0]), 4443).replace(
            "</Services>", '<Service><ServiceId SiteId="1" RoleName="EdgeServer" Instance="2"/></Service></Services>'))
        file = self.run_into("a.ndjson", "--topology", topology, "--resolve", "edge01.contoso.com:*:127.0.0.1")
        self.merged(file)

    def test_a_run_that_was_killed(self):
        whole = self.run_into("a.ndjson", *self.targets)
        self.assertTrue(self.merged(whole, status=0)[0]["complete"])
        lines = whole.read_text().splitlines(keepends=True)
        for kept in 1, 2:
            part = self.write("part.ndjson", "".join(lines[:kept]))
            document, said = self.merged(part)
            self.assertEqual(document["targets"], {"finished": kept, "all": 3})
            self.assertFalse(document["complete"])
            self.assertIn("part.ndjson: its run ended before all its targets were done", said)
            ekuprobe(*self.targets, "--resume", part)
            self.merged(part, status=0)
        other = self.run_into("b.ndjson", *self.targets, "--at", "2026-01-01").read_text()
        self.merged(self.write("two.ndjson", lines[0] + other))  # as cat makes it: which targets were left is not known

    def test_a_merge_that_was_killed(self):
        """Of runs of which nothing is missing."""
        self.merged(self.run_into("a.ndjson", *self.targets), status=0)
        lines = (self.folder / "m.ndjson").read_text().splitlines(keepends=True)
        for kept in 1, 2, 3:
            document, _ = self.merged(self.write("part.ndjson", "".join(lines[:kept])), status=0 if kept == 3 else 3)
            self.assertEqual(document["complete"], kept == 3)

    def test_two_runs_that_were_killed_are_both_named(self):
        files = []
        for i, at in enumerate(("2026-01-01", "2026-01-02")):
            lines = self.run_into(f"{i}.ndjson", *self.targets, "--at", at).read_text().splitlines(keepends=True)
            files.append(self.write(f"killed-{i}.ndjson", "".join(lines[:1 + i])))
        _, said = self.merged(*files)
        for i in 0, 1:
            self.assertIn(f"killed-{i}.ndjson: its run ended before all its targets were done: {2 - i} left", said)

    def test_a_file_without_a_result(self):
        """Of a run that was killed before its first result, or in the middle of it."""
        whole = self.run_into("a.ndjson", self.targets[0])
        for text in "", whole.read_text()[:40]:
            document, said = self.merged(whole, self.write("killed.ndjson", text))
            self.assertRegex(document["decision"], "^Not decided: 1 input could not be read")
            self.assertFalse(document["complete"])
            self.assertIn("killed.ndjson: no result in it", said)

    def shares(self, n, *targets):
        """The files of all shares, and those of them that have a target."""
        files = [self.run_into(f"{i}.ndjson", *targets, "--shard", f"{i}/{n}") for i in range(1, n + 1)]
        return files, [file for file in files if file.stat().st_size > 0]

    def test_shares(self):
        names = [f"n{i}.contoso.com" for i in range(60)]
        ports = [f"{name}:{self.targets[0].split(':')[1]}" for name in names]
        files, filled = self.shares(3, *ports, *(x for name in names for x in ("--resolve", f"{name}:*:127.0.0.1")))
        self.assertEqual(files, filled)
        self.assertTrue(self.merged(*files, status=0)[0]["complete"])
        document, _ = self.merged(*files[1:])
        self.assertRegex(document["decision"], "^Not decided: 1 share is missing")
        self.assertFalse(document["complete"])
        again = ekuprobe("--merge", self.folder / "m.ndjson")
        self.assertIn("Not decided: 1 input could not be read", again.stdout)
        document, _ = self.merged(files[0])
        self.assertRegex(document["decision"], "^Not decided: only share 1 of 3 was probed")
        self.assertTrue(document["complete"])  # in itself
        for text in "", files[0].read_text()[:40]:  # killed: it looks as a share without targets does
            document, said = self.merged(*files[1:], self.write("killed.ndjson", text))
            self.assertRegex(document["decision"], "^Not decided: 1 share is missing")
            self.assertIn("killed.ndjson: no result in it", said)
        self.merged(files[0], self.run_into("whole.ndjson", self.targets[1]), status=3)

    def test_every_format_says_that_shares_are_missing(self):
        names = [f"n{i}.contoso.com" for i in range(60)]
        ports = [f"{name}:{self.targets[0].split(':')[1]}" for name in names]
        files, _ = self.shares(4, *ports, *(x for name in names for x in ("--resolve", f"{name}:*:127.0.0.1")))
        bad = self.run_into("bad.ndjson", self.targets[0], "bad host", "--skip-bad")
        for more, word, says in ((), "missing", "2 shares are missing"), \
                ((bad,), "unread", "1 input could not be read, 2 shares are missing"):
            says += ": these are the results of the others"
            done = ekuprobe("--merge", *files[1:3], *more, "--format", "csv", "--report", f"junit:{self.folder}/j",
                            "--report", f"sarif:{self.folder}/s")
            self.assertRegex(done.stdout.splitlines()[-1], f'^,+{word},+{word},"?{says}"?,+$')
            self.assertIn(f'name="{word}" time="0.000">\n      <error message="{says}" type="{word}"/>',
                          (self.folder / "j").read_text())
            self.assertIn(says, (self.folder / "s").read_text())

    def test_shares_without_targets(self):
        """What the others have is known to be all there is, with the empty files and without them."""
        files, filled = self.shares(9, *self.targets)
        self.assertLess(len(filled), len(files))
        for some in files, filled:
            document, said = self.merged(*some, status=0)
            self.assertTrue(document["complete"])
            self.assertEqual(said, "")
        if len(filled) > 1:
            self.merged(*filled[1:], *(file for file in files if file not in filled))


runtools.main()
