# SPDX-License-Identifier: MIT
"""--resume: done is done, whatever ended the run before; --merge makes any report from the lines."""
import json
import os
import pathlib
import re
import signal
import sys

import runtools
from labtools import DEADLINE_S, Lines, own_certificate
from runtools import Case, by_target, documents, ekuprobe, lasting

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402


def of(running, profile="mtls"):
    return [f"127.0.0.1:{port}/{profile}" for port in running.ports]


def scenarios():
    folder = runtools.pathlib.Path(runtools.OPTIONS.scenarios)
    return sorted(chain.parent.name for chain in folder.glob("*/chain.pem"))


class Resume(Case):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "results.ndjson"

    def lines(self):
        return documents(self.file.read_text())

    def test_what_is_done_is_not_probed_again(self):
        with runtools.lab("0=both,roles=normal", "0=webserver,roles=normal") as running:
            first, second = of(running)
            self.assertEqual(ekuprobe(first, "--resume", self.file).returncode, 0)
            before = self.file.read_bytes()
            done = ekuprobe(first, second, "--resume", self.file, "--format", "json")
            running.stop()
            connections = [x for x in iter(running.lines.next_or_none, None) if "connection" in x]
        # Each once, and once more for a certificate with another kind of key.
        self.assertEqual(len(connections), 4)
        self.assertIn("1 already done, 1 remaining", done.stderr)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(self.file.read_bytes().startswith(before))
        self.assertEqual(len(self.lines()), 2)
        self.assertEqual(lasting(schema.loads(done.stdout)["results"]), lasting(self.lines()))

    def test_what_was_ready_is_probed_again_once_its_certificate_has_ended(self):
        with runtools.lab("0=both,roles=normal", "0=webserver,roles=normal") as running:
            targets = of(running)
            ekuprobe(*targets, "--resume", self.file)
            done = ekuprobe(*targets, "--resume", self.file, "--at", "2045-12-31", "--format", "json")
            self.assertIn("2 already done, 0 remaining", done.stderr)
            done = ekuprobe(*targets, "--resume", self.file, "--at", "2046-01-02", "--format", "json")
        self.assertIn("1 already done, 1 remaining", done.stderr)
        found = by_target(schema.loads(done.stdout)["results"])
        self.assertEqual([found[t.split("/")[0]]["verdict"] for t in targets], ["broken", "breaks"])

    def test_a_torn_last_line_is_said_and_cut_off(self):
        with runtools.lab("0=both,roles=normal", "0=webserver,roles=normal") as running:
            ekuprobe(*of(running), "--resume", self.file)
            whole = self.file.read_bytes()
            first, second = whole.splitlines(keepends=True)
            for torn in (b"", b"{", second[:100], second[:-1]):
                self.file.write_bytes(first + torn)
                done = ekuprobe(*of(running), "--resume", self.file)
                self.assertEqual("incomplete" in done.stderr, torn != b"", done.stderr)
                self.assertEqual(len(by_target(self.lines())), 2)

    def test_a_line_that_is_no_result_is_an_error_that_names_it(self):
        with runtools.lab("0=both,roles=normal") as running:
            ekuprobe(*of(running), "--resume", self.file)
        good = self.file.read_text()
        for bad in ("{}\n", "nonsense\n", "[]\n", '{"target":1}\n', good.replace('"ready"', '"fine"'),
                    good.replace('"replay"', '"reply"'), good.replace('"leaf"', '1')[:-3] + "\n"):
            self.file.write_text(good + bad + good)
            done = ekuprobe("127.0.0.1:1", "--resume", self.file)
            self.assertEqual(done.returncode, 2, bad[:60])
            self.assertIn("results.ndjson:2: not", done.stderr)

    def test_results_of_certcheck_are_not_ours(self):
        with runtools.lab("0=both,roles=normal") as running:
            ekuprobe(*of(running), "--resume", self.file)
            theirs = json.loads(self.file.read_text())
            theirs.update(file="leaf.pem", index=0)
            for key in "target", "host", "port", "address", "tls", "timing_ms", "direction", "origin":
                theirs.pop(key, None)
            self.file.write_text(json.dumps(theirs) + "\n")
            before = self.file.read_bytes()
            done = ekuprobe(*of(running), "--resume", self.file)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, "holds results of certcheck|:1: not")
        self.assertEqual(self.file.read_bytes(), before)

    def test_an_interrupted_target_is_probed_again(self):
        with runtools.lab("0=both,roles=normal", "0=silent") as running:
            process = runtools.start(*of(running), "--resume", self.file, "--format", "ndjson",
                                     "--per-host", "0", "--timeout", "60")
            Lines(process.stdout).next("ready")
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGINT)
            process.stdout.close()
            process.stderr.close()
            classes = [r["error"] and r["error"]["class"] for r in self.lines()]
            self.assertEqual(classes, [None, "interrupted"])
            done = ekuprobe(*of(running), "--resume", self.file, "--timeout", "1", "--retries", "0")
            self.assertIn("1 already done, 1 remaining", done.stderr)
        self.assertEqual([r["error"] and r["error"]["class"] for r in self.lines()],
                         [None, "interrupted", "timeout"])
        merged = documents(ekuprobe("--merge", self.file, "--format", "ndjson").stdout)
        self.assertEqual([r["verdict"] for r in merged], ["ready", "no-certificate"])

    def test_a_bare_host_is_done_when_all_of_it_is(self):
        """The default ports of an address nobody uses refuse, all three."""
        host = "127.77.0.2"
        ekuprobe(host, "--resume", self.file, "--no-fallback")
        self.assertEqual(len(self.lines()), 3)
        text = self.file.read_text().splitlines(keepends=True)
        self.file.write_text("".join(text[:2]))
        done = ekuprobe(host, "--resume", self.file, "--no-fallback")
        self.assertIn("0 already done, 3 remaining", done.stderr)
        done = ekuprobe(host, "--resume", self.file, "--no-fallback")
        self.assertIn("3 already done, 0 remaining", done.stderr)
        merged = by_target(documents(ekuprobe("--merge", self.file, "--format", "ndjson",
                                              env={**os.environ, "EKUPROBE_CA_FILE": "none"}).stdout))
        self.assertEqual(len(merged), 3)  # roots that are a default are for runs

    def test_the_file_may_be_standard_output_or_a_report_too(self):
        with runtools.lab("0=both,roles=normal") as running:
            for more in (["--report", f"ndjson:{self.file}"], ["--format", "ndjson"]):
                self.file.unlink(missing_ok=True)
                with open(self.file, "ab") as out:
                    done = runtools.subprocess.run(
                        runtools.command(*of(running), "--resume", self.file, *more),
                        stdout=out if "--format" in more else runtools.subprocess.PIPE,
                        timeout=DEADLINE_S)
                self.assertEqual(done.returncode, 0)
                self.assertEqual(len(self.lines()), 1)

    def test_two_runs_do_not_share_a_file(self):
        with runtools.lab("0=both,roles=normal", "0=silent") as running:
            process = runtools.start(*of(running), "--resume", self.file, "--format", "ndjson",
                                     "--per-host", "0")
            Lines(process.stdout).next("ready")
            done = ekuprobe("127.0.0.1:1", "--resume", self.file)
            self.assertEqual(done.returncode, 2)
            self.assertIn("in use by another run", done.stderr)
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()


class Merge(Case):
    def run_all(self):
        names = scenarios()
        with runtools.lab(*[f"0={n},roles=normal" for n in names], "0=none", "0=close",
                          "0=both,roles=normal,tls=1.3") as running:
            file = self.folder / "all.ndjson"
            targets = of(running, "edge-psom") + [f"127.0.0.1:{runtools.closed_port()}/mtls"]
            ekuprobe(*targets, "--per-host", "0", "--listen-first", "0", "--resume", file)
        return file

    def test_a_merged_line_is_the_line_it_came_from(self):
        file = self.run_all()
        self.assertGreater(len(file.read_text().splitlines()), 36)
        merged = ekuprobe("--merge", file, "--format", "ndjson")
        self.assertEqual(merged.stderr, "")
        # But for what was still to be done when it was written.
        what_is_left = re.compile(r',"run":\{[^}]*\}')
        self.assertEqual(what_is_left.sub("", merged.stdout), what_is_left.sub("", file.read_text()))

    def test_what_every_machine_saw_is_kept(self):
        """One target, and each of two machines meets another server there."""
        with runtools.lab("0=webserver,roles=normal") as running:
            [port] = running.ports
            ekuprobe("--seen-from", "fe01", "--resume", self.folder / "fe01", f"127.0.0.1:{port}/mtls")
        ekuprobe("--seen-from", "fe02", "--retries", "0", "--resume", self.folder / "fe02", f"127.0.0.1:{port}/mtls")
        both = self.folder / "fe01", self.folder / "fe02"
        merged = [json.loads(line) for line in ekuprobe("--merge", *both, "--format", "ndjson").stdout.splitlines()]
        self.assertEqual([(r["seen_from"], r["verdict"]) for r in merged], [("fe01", "breaks"), ("fe02", "unreachable")])
        text = ekuprobe("--merge", *both).stdout
        for name in "fe01", "fe02":
            self.assertIn(f"127.0.0.1:{port} from {name}", text)

    def test_to_resume_is_to_look_from_the_same_machine(self):
        file = self.folder / "r.ndjson"
        words = "--retries", "0", "--resume", file, "127.0.0.1:1/mtls"
        ekuprobe("--seen-from", "fe01", *words)
        self.assertIn("1 already done", ekuprobe("--seen-from", "fe01", *words).stderr)
        self.assertIn("0 already done", ekuprobe("--seen-from", "fe02", *words).stderr)

    def test_a_machine_has_a_name(self):
        for wrong in "", "fe 01", 'fe"01', "fe\\01", "a" * 256:
            done = ekuprobe("--seen-from", wrong, "127.0.0.1:1")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--seen-from: expected the name of a machine", done.stderr)
        done = ekuprobe("--merge", "--seen-from", "fe01", "r.ndjson")
        self.assertIn("use --seen-from in the runs", done.stderr)

    def test_every_format_is_the_same_as_from_the_run(self):
        names = "both", "webserver", "any-eku"
        with runtools.lab(*[f"0={n},roles=normal" for n in names if n in scenarios()]) as running:
            lines = self.folder / "r.ndjson"
            formats = runtools.asks.formats(runtools.OPTIONS.ekuprobe, "json", "ndjson", "html")
            live = [x for f in formats for x in ("--report", f"{f}:{self.folder / f}")]
            ekuprobe(*of(running, "edge-psom"), "-v", "--resume", lines, *live)
        for name in formats:
            merged = ekuprobe("--merge", lines, "-v", "--format", name).stdout
            with self.subTest(format=name):
                self.assertEqual(self.stable(merged), self.stable((self.folder / name).read_text()))

    def stable(self, text):
        """Without what a merge does not know, and the time it was made at."""
        return [line for line in text.splitlines() if not any(
            word in line for word in ("merged", "trust", "checked", "store settings", "judged", "duration",
                                      "UTC", "timestamp", "startTime", "endTime", "Z\"", "time="))]

    def root(self):
        return runtools.pathlib.Path(runtools.OPTIONS.scenarios).parent / "root.pem"

    def test_the_policy_is_that_of_the_runs(self):
        file = self.folder / "r.ndjson"
        with runtools.lab("0=both,roles=normal") as running:
            live = schema.loads(ekuprobe(
                *of(running), "--resume", file, "--ca-file", self.root(), "--require", "server",
                "--expires-within", "30", "--at", "2020-02-02T00:00:00Z", "--format", "json").stdout)
        merged = schema.loads(ekuprobe("--merge", file, "--format", "json").stdout)
        self.assertTrue(live["policy"]["trust"])
        self.assertEqual(merged["policy"], live["policy"])
        self.assertEqual(merged["notes"], ["merged: each result is as its own run judged it"])

    def test_results_judged_otherwise_are_not_told_together(self):
        plain, other = self.folder / "plain.ndjson", self.folder / "other.ndjson"
        with runtools.lab("0=both,roles=normal", "0=both,roles=normal") as running:
            first, second = of(running)
            ekuprobe(first, "--resume", plain)
            for options in (["--opted-out"], ["--ca-file", self.root()], ["--require", "client"],
                            ["--expires-within", "9"]):
                with self.subTest(options=options):
                    other.unlink(missing_ok=True)
                    ekuprobe(second, "--resume", other, *options)
                    merged = ekuprobe("--merge", plain, other)
                    self.assertEqual((merged.returncode, merged.stdout), (2, ""))
                    self.assertIn(f"{other}:1: judged differently", merged.stderr)
                    self.assertIn(options[0], merged.stderr)
                    before = other.read_bytes()
                    resumed = ekuprobe(first, second, "--resume", other)
                    self.assertEqual((resumed.returncode, resumed.stdout), (2, ""))
                    self.assertIn(f"{other}:1: judged differently", resumed.stderr)
                    self.assertEqual(other.read_bytes(), before)
            ekuprobe(second, "--resume", plain)
        self.assertEqual(ekuprobe("--merge", other, plain).returncode, 0, "superseded: not told")

    def test_what_was_not_asked_before_is_not_resumed(self):
        """One report may hold both, merged; but the earlier results do not answer what this run asks."""
        with runtools.lab("0=both,roles=normal") as running:
            [target] = of(running, "mtls")
            certificate, key = own_certificate(self.folder)
            other_root = runtools.pathlib.Path(runtools.OPTIONS.scenarios) / "self-signed" / "leaf.pem"
            for before, now in (([], ["--change", "renewal"]), ([], ["--verifier", "go"]), ([], ["--chain", self.root()]),
                                (["--ca-file", self.root()], ["--ca-file", other_root]), ([], ["--addresses", "all"]),
                                ([], ["--sni", "other.test"]), (["--change", "renewal"], []), (["--tls-role", "server"], []),
                                (["--hello", "wide"], ["--hello", "light"]), ([], ["--engine", "openssl"]),
                                (["--no-fallback"], []), ([], ["--fallback"]), (["--starttls", "none"], []),
                                ([], ["--domain", "contoso.com"]), ([], ["--dns-servers", "127.0.0.1"]),
                                (["--cert", certificate, "--key", key], [])):
                with self.subTest(before=before, now=now):
                    file = self.folder / "r.ndjson"
                    file.unlink(missing_ok=True)
                    first = ekuprobe(target, "--resume", file, *before)
                    self.assertIn(first.returncode, (0, 1, 3))
                    done = ekuprobe(target, "--resume", file, *now)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn(f"{file}:1: judged differently from this run ({(now or before)[0]})", done.stderr)
                    again = ekuprobe(target, "--resume", file, *before)
                    self.assertEqual((again.returncode, "1 already done" in again.stderr), (first.returncode, True))
                    self.assertEqual(ekuprobe("--merge", file).returncode, first.returncode)

    def test_what_is_the_default_is_not_another_option(self):
        with runtools.lab("0=both,roles=normal") as running:
            [target] = of(running, "mtls")
            file = self.folder / "r.ndjson"
            ekuprobe(target, "--resume", file)
            same = ekuprobe(target, "--resume", file, "--tls-role", "server", "--tls-role", "auto", "--hello", "auto",
                            "--engine", "auto", "--proxy", "none", "--timeout", "9")
        self.assertIn("1 already done", same.stderr)

    def test_a_later_time_is_no_other_judgement(self):
        file = self.folder / "r.ndjson"
        with runtools.lab("0=both,roles=normal", "0=both,roles=normal") as running:
            for target, day in zip(of(running), ("2020-01-02", "2020-01-01")):
                ekuprobe(target, "--resume", file, "--at", day)
        merged = schema.loads(ekuprobe("--merge", file, "--format", "json").stdout)
        self.assertEqual(merged["policy"]["at"], "2020-01-02T00:00:00Z")
        self.assertEqual(len(merged["results"]), 2)

    def test_a_line_that_is_damaged_is_named(self):
        """An index alone does not see all; nothing is put in place of what a report was."""
        file, report = self.folder / "r.ndjson", self.write("report.json", "old")
        with runtools.lab("0=both,roles=normal", "0=webserver,roles=normal") as running:
            ekuprobe(*of(running), "--resume", file)
        lines = file.read_text().splitlines()
        for damage in ('"replay":{"version":1', '"replay":{"version":"9.9","version":"9.9"'):
            bad = lines[1].replace('"replay":{"version":"0.1.0"', damage)
            self.assertNotEqual(bad, lines[1])
            file.write_text("\n".join((lines[0], bad, "")))
            done = ekuprobe("--merge", file, "--report", f"json:{report}")
            self.assertEqual(done.returncode, 2)
            self.assertIn("r.ndjson:2: not", done.stderr)
            self.assertEqual(report.read_text(), "old")

    def test_a_mark_that_is_none_is_named(self):
        file = self.folder / "r.ndjson"
        with runtools.lab("0=both,roles=normal") as running:
            ekuprobe(*of(running), "--resume", file, "--change", "renewal")
        line = file.read_text()
        mark = line.split('"--change":"')[1].split('"')[0]
        for damage in (f'"{mark}0"', '"zz"', "7"):
            file.write_text(line.replace(f'"{mark}"', damage))
            done = ekuprobe("--merge", file)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("settings", done.stderr)

    def test_the_last_final_result_of_a_target_counts(self):
        with runtools.lab("0=both,roles=normal") as running:
            [target] = of(running)
            old, new = self.folder / "old.ndjson", self.folder / "new.ndjson"
            ekuprobe(target, "--resume", old)
            ekuprobe(target, "--resume", new, "--expires-within", "36500")
        for files, expected in (([old, new], True), ([new, old], False)):
            merged = schema.loads(ekuprobe("--merge", *files, "--format", "json").stdout)
            [result] = merged["results"]
            self.assertEqual("EXPIRES_SOON" in runtools.codes(result), expected)
            self.assertIn("judged with other options", " ".join(merged["notes"]))
        self.assertNotIn("other options", ekuprobe("--merge", old, old).stdout)
        for asked in (["--change", "renewal"], ["--verifier", "go"], ["--sni", "a.test"], ["--ca-file", self.root()]):
            done = ekuprobe("--merge", old, *asked)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(f"use {asked[0]} in the runs", done.stderr)

    def test_nothing_is_not_ready(self):
        done = ekuprobe("--merge", self.write("some.ndjson", ""), self.write("more.ndjson", ""))
        self.assertEqual(done.returncode, 3)
        self.assertIn("no result in the files named", done.stderr)

    def test_a_report_in_json_is_no_list_of_results(self):
        with runtools.lab("0=both,roles=normal") as running:
            whole = ekuprobe(*of(running), "--format", "json").stdout
        done = ekuprobe("--merge", self.write("report.json", whole))
        self.assertEqual(done.returncode, 2)
        self.assertIn("report.json:1: not one whole JSON object on its line", done.stderr)

    def test_misuse_is_said(self):
        some = self.write("some.ndjson", "")
        for arguments, expected in ((["--merge"], "no file"), (["--merge", "/nonexistent"], "nonexist"),
                                    (["--merge", some, "-i", "x"], "not targets"),
                                    (["--merge", some, "--shard", "1/2"], "--shard"),
                                    (["--merge", some, "--dry-run"], "--dry-run"),
                                    (["--merge", some, "--ca-file", "x"], "use --ca-file in the runs"),
                                    (["--merge", some, "--product", "sfb2015"], "use --product in"),
                                    (["--merge", some, "--at", "2020-01-01"], "use --at in the runs"),
                                    (["--merge", "/dev/stdin"], "regular")):
            done = ekuprobe(*arguments, stdin=runtools.subprocess.PIPE)
            self.assertEqual(done.returncode, 2)
            self.assertIn(expected, done.stderr)


runtools.main()
