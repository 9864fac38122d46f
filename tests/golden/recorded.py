# SPDX-License-Identifier: MIT
"""The corpus of compare_runs.py: what there is to read, what to ask of the programs, a network to probe.
Everything is found in the tree or made by the generators of the other tests; a new fixture joins by itself."""
import contextlib
import itertools
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
for folder in ("lab", "readers", "run", "templates", "support"):
    sys.path.insert(0, str(ROOT / "tests" / folder))
import forest  # noqa: E402
import labtools  # noqa: E402
import material  # noqa: E402

AT = ("--at", "2026-02-01")
CORPORA = ("certcheck_facts", "read_bundle", "read_request", "read_templates", "report_read",
           "inventory_list", "inventory_target", "inventory_topology")
JAPANESE = {"LC_ALL": "ja_JP.UTF-8"}


class Run:
    """One start of one program; `again` runs it a second time in the folder the first has left."""

    def __init__(self, program, *words, stdin=b"", env=None, again=False):
        self.program, self.words, self.stdin = program, [str(w) for w in words], stdin
        self.env, self.again, self.network = env or {}, again, "--resolve" in words or "mtls" in str(words)

    def __str__(self):
        return " ".join([self.program, *self.words])


def make_inputs(build, into):
    """in/: the certificates, the fuzzers' corpora, what Windows writes, lists, topologies, old results."""
    for name in ("scenarios", "cases"):
        shutil.copytree(build / "testcerts" / name, into / name)
    for name in CORPORA:
        shutil.copytree(ROOT / "tests" / "fuzz" / "corpus" / name, into / name)
    for name in ("lists", "topologies"):
        shutil.copytree(ROOT / "tests" / "inventory" / name, into / name)
    shutil.copytree(ROOT / "tests" / "golden" / "report", into / "golden")
    shutil.copy(build / "testcerts" / "root.pem", into)
    (into / "windows").mkdir()
    for name, data in windows_files(into).items():
        (into / "windows" / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (into / "password").write_text("x\n")
    (into / "wrong").write_text("y\n")
    (into / "empty").write_text("")


def windows_files(into):
    openssl = material.Openssl()
    scenario = lambda name, file: str(into / "scenarios" / name / file)
    both, web = (material.der_of(scenario(name, "leaf.pem")) for name in ("both", "webserver"))
    entries = [("edge01", "S", None, "11" * 20), ("edge02", "SC", None, "22" * 20), ("edge03", "SC", "S", "33" * 20)]
    uses = [("Default", material.thumbprint(both)), ("OAuthTokenIssuer", "AB" * 20)]
    pem = pathlib.Path(scenario("webserver", "leaf.pem")).read_text()
    files = {
        "base64.txt": __import__("base64").encodebytes(both), "utf16.pem": pem.encode("utf-16"),
        "both.pfx": openssl("pkcs12", "-export", "-in", scenario("both", "leaf.pem"), "-inkey",
                            scenario("both", "key.pem"), "-passout", "pass:x"),
        "chain.p7b": openssl("crl2pkcs7", "-nocrl", "-certfile", scenario("webserver", "chain.pem")),
        "edge.req": openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=edge01",
                            "-addext", "extendedKeyUsage=serverAuth,clientAuth", "-addext",
                            "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer"),
        "store.sst": material.serialized_store([(both, None), (web, None), (both, material.usage_value("S"))]),
        "list.txt": material.use_list(uses).encode("utf-16"), "table.txt": material.use_table(uses),
        "templates.ldf": forest.ldif(), "ds.txt": forest.ds(),
    }
    for language in material.LABELS:
        files[f"store-{language}.txt"] = material.store_dump(language, entries)
        files[f"short-{language}.txt"] = material.store_dump(language, entries, verbose=False)
        files[f"view-{language}.txt"] = material.view_dump(language, entries)
        files[f"templates-{language}.txt"] = forest.dump(language).encode("utf-16")
    return files


def formats_of(asked):
    """The formats, as the program names them when it does not know one."""
    return re.search(r"known:((?: \w+)+)", asked("certcheck", "--format", "?", "-")).group(1).split()


def options_of(asked, program):
    return re.findall(r"^ +(?:-\w, )?--([\w-]+)(?:[ =](\S+))?", asked(program, "--help", "all"), re.M)


EXPLAINED = ("findings", "profile", "events", "kbs", "rules", "remedies", "verifiers", "changes")


def words_to_explain():
    """Every code, profile, event, article, rule and remedy of the tables."""
    found = {"nothing", "", "R99", "41026", "KB4014514"}
    for path in ROOT.glob("*/**/*.def"):
        if path.stem in EXPLAINED and not {"build", "tests"} & set(path.parts):
            text = path.read_text(encoding="utf-8")
            found |= {a or b or c for a, b, c in re.findall(
                r'^[A-Z_]+\((?:\w+, )?(?:"([\w-]+)"|(\d{3,})|([A-Z]\w+),)', text, re.M)}
    return sorted(found)


def help_and_misuse(asked):
    for program in ("ekuprobe", "certcheck"):
        yield from (Run(program, *words) for words in ([], ["--help"], ["-h"], ["--version"], ["--nothing"], ["-Z"], [""],
                                                       ["nowhere.pem"], ["--help", "--version"]))
        yield Run(program, "--help", env=JAPANESE)
        for option, argument in options_of(asked, program):
            for words in ([f"--{option}"], [f"--{option}="], [f"--{option}", "?"], [f"--{option}=1", "--dry-run", "host"],
                          [f"--{option}=999999999999", "in/scenarios/both/leaf.pem"], [f"--{option}", "--quiet", "in/empty"]):
                yield Run(program, *words)
    for word in words_to_explain():
        yield Run("ekuprobe", "--explain", word)
    for word in words_to_explain()[::4]:
        yield Run("certcheck", "--explain", word, env=JAPANESE)


def single_files(folder):
    """Each file by itself, in two formats."""
    for name in ("certcheck_facts", "read_bundle", "read_request", "read_templates", "windows", "empty"):
        for path in sorted((folder / name).iterdir() if (folder / name).is_dir() else [folder / name]):
            file = path.relative_to(folder.parent)
            for words in (["-v"], ["--format", "json", "--password-file", "in/password", "--each"]):
                yield Run("certcheck", *AT, *words, file)


JUDGED = ([], ["--usage", "server"], ["--usage", "client"], ["--opted-out"], ["--each"], ["--ca-file", "in/root.pem"],
          ["--expires-within", "36500"], ["--profile", "edge-psom"], ["--profile", "tls-server", "--quiet"],
          ["--profile", "fe-client"], ["--strict"], ["--template-for", "sfb2015"],
          ["--template", "in/windows/templates.ldf:WebServer"], ["--store-property", "in/golden/files.csv"])


def folders(formats):
    """The whole of a folder: every option of the judgement, every format, with remedies."""
    for name, more in itertools.product(("windows", "scenarios", "cases", "read_bundle", "read_templates"), JUDGED):
        yield Run("certcheck", "-r", *AT, "--password-file", "in/password", "--format", "ndjson", *more, f"in/{name}")
    for name, fmt, env in itertools.product(("windows", "scenarios", "cases"), formats, ({}, JAPANESE)):
        yield Run("certcheck", "-r", *AT, "--format", fmt, "--remedy", "out/remedy", "--expires-within", "9000",
                  "--template-for", "sfb2015", f"in/{name}", env=env)
        yield Run("certcheck", "-r", "-v", "--color", "always", *AT, "--report", f"{fmt}:out/report", f"in/{name}", env=env)
    for fmt in formats:
        yield Run("certcheck", *AT, "--format", fmt, "-", stdin=b"-----BEGIN CERTIFICATE-----\n")


def targets(folder):
    """Every list, topology and word, to nothing but a dry run."""
    for kind, option in (("inventory_list", "-i"), ("lists", "-i"), ("inventory_topology", "--topology"),
                         ("topologies", "--topology"), ("golden", "-i")):
        for path in sorted((folder / kind).iterdir()):
            file = path.relative_to(folder.parent)
            for more in ([], ["--product", "lync2013", "--ports", "1,8057", "--shard", "1/2", "--fallback"]):
                yield Run("ekuprobe", "--dry-run", option, file, *more)
    for path in sorted((folder / "inventory_target").iterdir()):
        for word in path.read_bytes().decode(errors="replace").split():
            yield Run("ekuprobe", "--dry-run", "--", word.replace("\0", "?"))
    for word in ("a", "a:1", "a:8057/fe-psom", "10.0.0.0/29", "[::1]:8060", "https://a/", "a:0", "a/x", "*", "a:4443",
                 "a:5061", "1.2.3.4/mtls", "a/edge-replication", "a/trusted-app", "\u00e4.example", "a b", "10.0.0.0/1"):
        yield Run("ekuprobe", "--dry-run", word)


def merges(folder, formats):
    """Results that were kept: by themselves, in pairs, the wrong ones too."""
    kept = [f"in/report_read/{p.name}" for p in sorted((folder / "report_read").iterdir())] + ["in/golden/endpoints.ndjson"]
    for file in kept:
        yield Run("ekuprobe", "--merge", "-v", file)
    for fmt, env in itertools.product(formats, ({}, JAPANESE)):
        yield Run("ekuprobe", "--merge", "--format", fmt, "--remedy", "out/remedy", "in/golden/endpoints.ndjson", env=env)
        yield Run("ekuprobe", "--merge", "--report", f"{fmt}:out/report", kept[-1], kept[0])


NORMAL = ",roles=normal"
NETWORK = {
    "edge01.contoso.com": {8057: "webserver"}, "edge02.contoso.com": {8057: "both", 4443: "both" + NORMAL},
    "edge03.contoso.com": {4443: "edge-both" + NORMAL}, "edge04.contoso.com": {8057: "none"},
    "fe01.contoso.com": {8057: "fe-webserver" + NORMAL, 8060: "fe-webserver", 8061: "fe-webserver"},
    "fe02.contoso.com": {8057: "fe-both" + NORMAL, 8061: "fe-both"}, "app01.contoso.com": {5061: "plain"},
    "app02.contoso.com": {5061: "both" + NORMAL + ",tls=1.3", 5062: "close"},
}


@contextlib.contextmanager
def network(build):
    """NETWORK and a port for every scenario in both roles: the words that lead there."""
    import runtools
    scenarios = build / "testcerts" / "scenarios"
    runtools.OPTIONS.lab, runtools.OPTIONS.scenarios = str(build / "tests" / "lab" / "psomlab"), str(scenarios)
    names = sorted(p.name for p in scenarios.iterdir())
    listeners = [f"0={name}{role}" for name in names for role in ("", NORMAL)] + ["0=close", "0=plain"]
    with runtools.estate(NETWORK) as resolve, labtools.Lab(runtools.OPTIONS.lab, scenarios, *listeners) as lab:
        yield resolve, [f"127.0.0.1:{port}/{profile}" for port, profile in
                        zip(lab.ports, itertools.cycle(("edge-psom", "mtls", "fe-psom", "tls-server", "fe-client")))]


PROBED = ([], ["--fallback"], ["--no-fallback"], ["--tls-role", "server"], ["--tls-role", "client"], ["--hello", "wide"],
          ["--engine", "openssl"], ["--opted-out"], ["--require", "server"], ["--ca-file", "in/root.pem"], ["--sni", "none"],
          ["--product", "sfb2015", "--build", "6.0.9319.100"], ["--expires-within", "36500"], ["--per-host", "0"])


def probes(formats, resolve, ports):
    once = ["--concurrency", "1", "--retries", "0", "--timeout", "4", *AT]
    names = [*NETWORK, "app01.contoso.com:5061/trusted-app", "app02.contoso.com:5061/trusted-app"]
    for more in PROBED:
        yield Run("ekuprobe", *once, "--format", "ndjson", *more, *resolve, *names)
    for more in ([], ["--ca-file", "in/root.pem", "--engine", "openssl"]):
        yield Run("ekuprobe", *once, "--format", "ndjson", *more, *ports)
    for fmt in formats:
        yield Run("ekuprobe", *once, "--format", fmt, "--remedy", "out/remedy", "--report", "json:out/report",
                  *resolve, *names)
    yield Run("ekuprobe", *once, "--resume", "out/kept", *resolve, *names[:4])
    yield Run("ekuprobe", *once, "--resume", "out/kept", "--report", "json:out/report", *resolve, *names, again=True)
