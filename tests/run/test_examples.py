# SPDX-License-Identifier: MIT
"""Every example of README, docs/, the manual pages and --help is run, against servers of the lab that
have the names and ports in it; what README shows of the output is what is printed."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import runtools
from labtools import DEADLINE_S
from runtools import Case

SERVERS = {
    "edge01.contoso.com": {8057: "webserver", 4443: "webserver,roles=normal"},
    "edge02.contoso.com": {8057: "edge-both"},
    "fe01.contoso.com": {8060: "fe-webserver", 8061: "fe-webserver", 8057: "fe-webserver,roles=normal"},
    "fe02.contoso.com": {8060: "fe-both", 8061: "fe-both", 8057: "fe-both,roles=normal"},
}
# What makes an example end.
ENDS = {"--watch": ["--max-time", "1"], "--listen": ["--duration", "0.2"]}
TOPOLOGY = runtools.edge_topology(8057, 4443, ("edge01.contoso.com", "edge02.contoso.com"))


def joined(text):
    return re.sub(r"\\\n\s*", "", text)


def of_markdown(text):
    """Commands in blocks: indented ones, and those of three backquotes without a language or of a shell."""
    blocks = re.findall(r"(?:^ {4}\S.*\n(?: {4}.*\n)*)", text, re.M)
    blocks += re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, re.M | re.S)
    for block in blocks:
        for line in joined(block).split("\n"):
            yield line.strip().removeprefix("$ ")


def of_manual(text):
    for line in re.findall(r"^\.Dl \$ (.*)", text, re.M):
        yield line.replace("\\-", "-")


def of_help(text):
    for line in re.findall(r"^  ((?:ekuprobe|certcheck) .*)", text, re.M):
        yield line


class Examples(Case):
    @classmethod
    def setUpClass(cls):
        cls.source = pathlib.Path(runtools.OPTIONS.source)
        cls.programs = pathlib.Path(runtools.OPTIONS.ekuprobe).parent

    def setUp(self):
        super().setUp()
        certs = pathlib.Path(runtools.OPTIONS.scenarios)
        both = certs / "both"
        for name in "edge01.pem", "client.pem", "edge01.cer":
            shutil.copy(both / "leaf.pem", self.folder / name)
        for name in "issuing.pem", "issuing.cer":
            shutil.copy(both / "issuers.pem", self.folder / name)
        for name in "root.pem", "roots.pem", "contoso-root.pem", "enterprise-root.pem":
            shutil.copy(certs.parent / "root.pem", self.folder / name)
        for name in "certificates", "requests":
            (self.folder / name).mkdir()
        shutil.copy(both / "leaf.pem", self.folder / "certificates")
        subprocess.run(["openssl", "req", "-new", "-key", both / "key.pem", "-subj", "/CN=edge01.contoso.com", "-addext",
                        "extendedKeyUsage=serverAuth,clientAuth", "-out", self.folder / "requests" / "edge01.req"],
                       check=True)
        sys.path[:0] = [str(self.source / "tests" / folder) for folder in ("templates", "machine")]
        import forest
        import windows
        windows.write(self.folder / "drive", windows.drive())
        self.write("templates.ldf", forest.ldif([row for row in forest.ROWS if row[0] == "LyncEdge"]))
        self.write("topology.xml", TOPOLOGY)
        self.write("servers.txt", "edge01.contoso.com\nfe01.contoso.com\n")
        self.write("targets.txt", "edge01.contoso.com\nfe01.contoso.com\n")

    def run_example(self, line, resolve):
        """The example as a shell runs it; only what makes it find the lab and end is added."""
        program = re.match(r"(?:wsl )?(ekuprobe|certcheck)\b", line)[1]
        more = [x for option, words in ENDS.items() if option in line for x in words]
        line = line.replace(" /mnt", " drive")
        if program == "ekuprobe" and "--this-server" not in line:
            more += ["--timeout", "2", "--retries", "0", *([] if "--merge" in line or "--listen" in line else resolve)]
        text = re.sub(rf"^(wsl )?{program}\b", lambda m: " ".join([program, *(f"'{x}'" for x in more)]), line)
        return subprocess.run(["sh", "-c", text], cwd=self.folder, capture_output=True, text=True, timeout=DEADLINE_S,
                              env=dict(os.environ, PATH=f"{self.programs}:{os.environ['PATH']}",
                                       SLURM_ARRAY_TASK_ID="1", LC_ALL="C.UTF-8"))

    def examples(self):
        for page in (self.source / "README.md", *sorted((self.source / "docs").glob("*.md"))):
            yield from ((page.name, line) for line in of_markdown(page.read_text()))
        for program in "ekuprobe", "certcheck":
            manual = (self.programs.parent / "man" / f"{program}.1").read_text()
            yield from ((f"{program}.1", line) for line in of_manual(manual))
            short = subprocess.run([self.programs / program, "--help"], capture_output=True, text=True, check=True).stdout
            yield from ((f"{program} --help", line) for line in of_help(short))

    def test_each_runs(self):
        told = {}
        for page, line in self.examples():
            if re.match(r"(wsl )?(ekuprobe|certcheck) ", line):
                told.setdefault(line, page)
        self.assertGreater(len(told), 25)
        self.assertEqual({page for page in told.values()} & {"README.md", "ekuprobe.1", "certcheck.1", "scale.md"},
                         {"README.md", "ekuprobe.1", "certcheck.1", "scale.md"})
        with runtools.estate(SERVERS) as resolve:
            self.write("shard-1.ndjson", runtools.ekuprobe(*resolve, "edge01.contoso.com", "--format", "ndjson").stdout)
            for line, page in told.items():
                shutil.rmtree(self.folder / "remedies", ignore_errors=True)
                with self.subTest(page=page, example=line):
                    done = self.run_example(line, resolve)
                    self.assertIn(done.returncode, (0, 1, 2, 3) if "nagios" in line else (0, 1, 3), done.stderr)
                    self.assertNotIn("NKNOWN - ", done.stdout)

    def test_readme_shows_what_is_printed(self):
        text = (self.source / "README.md").read_text()
        shown = re.search(r"^    \$ (ekuprobe .*)\n((?:(?:    .*)?\n)+)", text, re.M)
        lines = [line[4:] for line in shown[2].rstrip().split("\n")]
        with runtools.estate(SERVERS) as resolve:
            printed = self.run_example(shown[1], resolve).stdout.split("\n")
        wanted = [line for line in lines if line]
        self.assertEqual([line for line in printed if line][:len(wanted)], wanted)

    def test_a_lab_in_a_pipeline(self):
        """The script of docs/ci.md: a lab, a baseline, and reports for a pipeline."""
        page = (self.source / "docs" / "ci.md").read_text()
        script = re.search(r"^```sh\n(set -e.*?)^```", page, re.M | re.S)[1]
        certs = pathlib.Path(runtools.OPTIONS.scenarios)
        os.symlink(certs.parent, self.folder / "lab")
        done = subprocess.run(["sh", "-c", script], cwd=self.folder, capture_output=True, text=True, timeout=DEADLINE_S,
                              env=dict(os.environ, PATH=":".join([str(self.programs), os.path.dirname(
                                  os.path.abspath(runtools.OPTIONS.lab)), os.environ["PATH"]])))
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        self.assertIn("compared: 0 new, 0 worse, 2 known, 0 suppressed", " ".join(done.stdout.split()))
        for name in "probe.xml", "probe.sarif", "baseline.ndjson":
            self.assertTrue((self.folder / name).stat().st_size, name)
        self.assertFalse((self.folder / "lab.pid").exists())


runtools.main()
