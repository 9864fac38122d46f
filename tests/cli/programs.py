#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Both programs from outside: each row is a command, its exit status, and what it must say.

    programs.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import os
import re
import subprocess
import sys
import tempfile

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
SCENARIO = os.path.join(CERTS, "scenarios", "%s", "%s")
WEBSERVER = SCENARIO % ("webserver", "leaf.pem")
BOTH = SCENARIO % ("both", "leaf.pem")
CHAIN = SCENARIO % ("both", "chain.pem")
ISSUERS = SCENARIO % ("both", "issuers.pem")
ROOT = os.path.join(CERTS, "root.pem")
SHORT_CA = os.path.join(CERTS, "cases", "expired-issuing", "%s")
CLIENT_ONLY = SCENARIO % ("client-only", "leaf.pem")
UNDECODABLE = SCENARIO % ("undecodable", "leaf.pem")
KEY = SCENARIO % ("both", "key.pem")
OTHER_KEY = os.path.join(CERTS, "keys", "issuing.pem")

work = tempfile.mkdtemp()


def made(name, data):
    path = os.path.join(work, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def made_folder(name, entry, source):
    folder = os.path.join(tempfile.mkdtemp(), name)
    os.mkdir(folder)
    with open(os.path.join(folder, entry), "wb") as f, open(source, "rb") as original:
        f.write(original.read())
    return folder


EMPTY = made("empty.pem", b"")
TEXT = made("words.txt", b"no certificate here\n")
CUT = made("cut.pem", open(BOTH, "rb").read()[:400])
NUL = made("nul.der", b"\x30\x00")
LIST = made("list.txt", b"# estate\r\na.contoso.com:4443/edge-replication\r\nb.contoso.com\r\nB.contoso.com:8060\r\n")
BADLIST = made("bad.txt", b"a.contoso.com\nb.contoso.com:99999\n")
MANYBAD = made("many.txt", b"bad host\n" * 30)
HOSTILE = "a\x1b[31mred\u202e"

# program, arguments, exit status, on stdout, on stderr ("" = must be silent)
ROWS = [
    # help and version: standard output, 0
    (CERTCHECK, ["--help"], 0, "Usage: certcheck", ""),
    (EKUPROBE, ["-h"], 0, "Usage: ekuprobe", ""),
    (EKUPROBE, ["--version"], 0, "ekuprobe 0.", ""),
    (EKUPROBE, ["--version"], 0, "\nlibraries: OpenSSL 3.", ""),
    (EKUPROBE, ["--version"], 0, ", libarchive 3.", ""),
    (CERTCHECK, ["--version"], 0, "\ncommit: ", ""),
    *((CERTCHECK, ["--version"], 0, f"{library} ", "") for library in ("OpenSSL", "libarchive", "Jansson", "OpenLDAP")),
    (CERTCHECK, ["-V"], 0, "certcheck 0.", ""),
    # misuse: one line, 2
    (CERTCHECK, [], 2, "", "no file given"),
    (EKUPROBE, [], 2, "", "no target given"),
    (CERTCHECK, ["--bogus"], 2, "", "unknown option --bogus"),
    *((EKUPROBE, ["--watch", "1", *more, "x"], 2, "", f"--watch repeats a run: it cannot be combined with {more[0]}")
      for more in (["--merge"], ["--dry-run"], ["--resume", "run.nd"])),
    (EKUPROBE, ["--watch", "1", "--listen", "0"], 2, "", "it cannot be combined with --listen"),
    (EKUPROBE, ["--watch", "1", "--format", "nagios", "x"], 3, "cannot be combined with --format nagios", "cannot be combined with --format nagios"),
    (EKUPROBE, ["--watch", "0", "x"], 2, "", "--watch"),
    (CERTCHECK, ["--watch", "1", BOTH], 2, "", "unknown option --watch"),
    *((CERTCHECK, [name, value, name, value, BOTH], 2, "", f"{name}: given twice")
      for name, value in (("--change", "renewal"), ("--store-property", ROOT), ("--verifier", "go"), ("--template", ROOT))),
    (CERTCHECK, ["--usage", "server", "--usage", "client", "--at", "2030-01-01", "--at", "2026-01-01", BOTH], 0, "ready", ""),
    (CERTCHECK, ["--public-cas", os.devnull, BOTH], 2, "", "the table has no"),
    (EKUPROBE, ["--formt", "json", "x"], 2, "", "unknown option --formt; did you mean --format?"),
    (EKUPROBE, ["--con", "1", "x"], 2, "", "it may be --concurrency, --connect-timeout"),
    (EKUPROBE, ["--usag", "both", "--dry-run", "x"], 0, "x:8057", ""),
    (EKUPROBE, ["--format", "jsn", "x"], 2, "", 'unknown format "jsn"; did you mean json?'),
    (CERTCHECK, ["--report", "htm:x", BOTH], 2, "", 'unknown format "htm"; did you mean html?'),
    (CERTCHECK, ["--fail-on", "ready,brakes", BOTH], 2, "", "did you mean breaks?"),
    (CERTCHECK, ["--profile", "edge-psm", BOTH], 2, "", "did you mean edge-psom?"),
    (EKUPROBE, ["edge:8057/edge-psm"], 2, "", "no profile 'edge-psm'; did you mean edge-psom?"),
    (EKUPROBE, ["--tls-role", "sever", "x"], 2, "", "expected one of auto, server, client; did you mean server?"),
    (EKUPROBE, ["--starttls", "smpt", "x"], 2, "", "did you mean smtp?"),
    (CERTCHECK, ["--verifier", "opensl", BOTH], 2, "", "did you mean openssl?"),
    (CERTCHECK, ["--change", "renewel", BOTH], 2, "", "did you mean renewal?"),
    (CERTCHECK, ["--explain", "EKU_LACK_CLIENT_AUTH"], 2, "", "did you mean EKU_LACKS_CLIENT_AUTH?"),
    (CERTCHECK, ["--explain", "quantum"], 2, "", "no such topic; --explain lists all topics"),
    (CERTCHECK, ["--help", "outptu"], 2, "", "did you mean output?"),
    (CERTCHECK, ["--help", "targets"], 2, "", "expected all or one of the groups all, input, certificate-templates"),
    (EKUPROBE, ["--help", "output"], 0, "Output:\n", ""),
    (CERTCHECK, ["--help", "Certificate-Templates"], 0, "--ldap URI", ""),
    (EKUPROBE, ["--help=all"], 0, "Exit status: ", ""),
    (EKUPROBE, ["--explain"], 0, "Error classes:\n", ""),
    (EKUPROBE, ["--explain", "Nagios"], 0, "a plug-in for Nagios and Icinga", ""),
    (CERTCHECK, ["--explain", "formats"], 0, "sarif", ""),
    (EKUPROBE, ["--profile", "mtls", "x"], 2, "", "unknown option --profile; certcheck has it"),
    (CERTCHECK, ["--timeout=3", "x"], 2, "", "unknown option --timeout=3; ekuprobe has it"),
    (CERTCHECK, ["--explain", "list"], 0, "Findings:\n", ""),
    # a plug-in says what is wrong on standard output, and is UNKNOWN
    (EKUPROBE, ["--bogus", "--format", "nagios", "h"], 3, "EKUPROBE UNKNOWN - unknown option --bogus", "--bogus"),
    (CERTCHECK, ["--format=nagios"], 3, "CERTCHECK UNKNOWN - no file given", "no file given"),
    (CERTCHECK, ["--format", "nagios", BOTH, "/nonexistent"], 3, "CERTCHECK UNKNOWN - Not decided: 1 input could not be "
     "read. The other one is accepted.", "/nonexistent"),
    # labels of samples
    (CERTCHECK, ["--format", "prometheus", "--label", "site=\"a\\b", BOTH], 0,
     'ekuprobe_last_run_complete{tool="certcheck",site="\\"a\\\\b"} 1', ""),
    (CERTCHECK, ["--label", "tool=x", BOTH], 2, "", "--label tool=x: expected KEY=VALUE"),
    (CERTCHECK, ["--label", "1a=x", BOTH], 2, "", "--label 1a=x: expected KEY=VALUE"),
    (CERTCHECK, ["-q", "--usage", "server", BOTH], 0, "", ""),
    # one vocabulary: each option under each name, a product without its version
    (CERTCHECK, ["--require", "client,server", "--extra-certs", BOTH, BOTH], 0, "ready", ""),
    (CERTCHECK, ["--product", "sfb", BOTH], 0, "ready", ""),
    (EKUPROBE, ["--dry-run", "--product", "lync", "--usage", "both", "x"], 0, "x:8057", ""),
    (EKUPROBE, ["-Z", "x"], 2, "", "unknown option -Z"),
    (CERTCHECK, ["--usage"], 2, "", "--usage requires an argument"),
    (EKUPROBE, ["--addresses", "some", "a.contoso.com"], 2, "", "--addresses some: expected one of first, all"),
    (CERTCHECK, ["--usage", "peer", BOTH], 2, "", "--usage peer: expected one of server, client, both"),
    (CERTCHECK, ["--at", "yesterday", BOTH], 2, "", "--at yesterday: expected a time"),
    (CERTCHECK, ["--fail-on", "breaks,worse", BOTH], 2, "", "--fail-on breaks,worse"),
    (CERTCHECK, ["--profile", "ldap", BOTH], 2, "", "--profile ldap: expected one of edge-psom"),
    (CERTCHECK, ["--format", "yaml", BOTH], 2, "", "yaml"),
    (CERTCHECK, ["--report", "json", BOTH], 2, "", "expected FORMAT:FILE"),
    (CERTCHECK, ["--report", "json:/nonexistent/x.json", BOTH], 2, "", "/nonexistent/x.json"),
    (CERTCHECK, ["--explain", "EKU_WHAT"], 2, "", "EKU_WHAT"),
    (EKUPROBE, ["--concurrency", "0", "h"], 2, "", "--concurrency 0: expected a number from 1"),
    (EKUPROBE, ["--timeout", "soon", "h"], 2, "", "--timeout soon: expected seconds"),
    (EKUPROBE, ["--ports", "0", "h"], 2, "", "--ports 0: expected up to 64 ports and ranges of ports"),
    (EKUPROBE, ["h:8061-8060"], 2, "", "'h:8061-8060': a range of ports ends before it begins"),
    (EKUPROBE, ["--dry-run", "h:8057,8060-8061/fe-psom"], 0, "h:8061\tfe-psom", ""),
    (EKUPROBE, ["--dry-run", "[::1]:8060-8061"], 0, "[::1]:8061\tfe-psom", ""),
    (EKUPROBE, ["--no-sandbox", "--timeout", "1", "--retries", "0", "127.0.0.1:1/edge-psom"], 3, "unreachable", ""),
    (EKUPROBE, ["--max-targets", "1", "--dry-run", "a:1", "b:2"], 2, "", "'b:2': more than the limit of 1 targets"),
    (EKUPROBE, ["--max-targets", "2", "--dry-run", "a:1", "b:2"], 0, "b:2", ""),
    (EKUPROBE, ["--ports", "1-65535", "h"], 2, "", "expected up to 64 ports"),
    (EKUPROBE, ["--ports", "8061-8060", "h"], 2, "", "expected up to 64 ports"),
    (EKUPROBE, ["--ports", "8057,x", "h"], 2, "", "expected up to 64 ports"),
    (EKUPROBE, ["--ports", "8057, 8060 - 8061;443", "--dry-run", "h"], 0, "h:8061\tfe-psom", ""),
    (EKUPROBE, ["--starttls", "smtp", "--tls-role", "client", "127.0.0.1:1"], 2, "", "--starttls: requests TLS of the peer"),
    *((EKUPROBE, ["--resolve", f"{host}:1:127.0.0.1", "127.0.0.1:1"], 2, "", "expected HOST:PORT:ADDRESS") for host in
      ("*", "+a.example", "-a.example", "a b", "<a>", "")),
    (EKUPROBE, ["--resolve", "a.invalid.:*:127.0.0.1", "--retries", "0", "a.invalid:1/mtls"], 3, "nothing listens", ""),
    *((EKUPROBE, [option, value, "127.0.0.1:1"], 2, "", f"{option}: expected") for option, values in (
        ("--sni", ("", "10.0.0.1", "2001:db8::1", "m\u00fcnchen.example", "a b", "a..b", ".a", "a" * 254)),
        ("--domain", ("", "a b", "<a>", "m\u00fcnchen.example")),
        ("--dns-servers", ("", "dns.example", "10.0.0.1,", "10.0.0.1.2", "10.0.0.1:0", "10.0.0.1:65536", "[::1", "[::1]x",
                           "10.0.0.1 10.0.0.2", "9" * 80))) for value in values),
    (EKUPROBE, ["--starttls", "gopher", "127.0.0.1:1"], 2, "", "--starttls gopher: expected auto, none, smtp, "),
    (EKUPROBE, ["--listen", "65536"], 2, "", "--listen 65536: expected [ADDRESS:]PORT[/PROFILE]"),
    (EKUPROBE, ["--listen", "0/mtls", "h"], 2, "", "--listen: waits for peers: give no targets"),
    (EKUPROBE, ["--listen", "0/mtls", "--ca-names", EMPTY], 2, "", "empty.pem: the file is empty"),
    (EKUPROBE, ["--listen", "0/mtls", "--listen-max", "0"], 2, "", "--listen-max 0: expected a number from 1"),
    (EKUPROBE, ["--listen", "0/mtls", "--duration", "0.1"], 3, "", "listening on 127.0.0.1:"),
    (EKUPROBE, ["--trial", "h"], 2, "", "--trial: requires certificates to present: give --trial-certs DIR"),
    (EKUPROBE, ["--trial-certs", BOTH, "h"], 2, "", "leaf.pem: not a directory"),
    (EKUPROBE, ["--trial-certs", made_folder("keyless", "a.pem", BOTH), "h"], 2, "",
     "no certificate with its private key is in it"),
    (EKUPROBE, ["--trial", "--trial-certs", "/nonexistent", "h"], 2, "", "/nonexistent: not a directory"),
    (EKUPROBE, ["--trial-certs", "d", "--cert", BOTH, "h"], 2, "", "omit --cert, --key and --pfx"),
    (EKUPROBE, ["--trial-certs", "d", "--listen", "0/mtls"], 2, "", "omit --listen, --merge and --watch"),
    (EKUPROBE, ["--trial-certs", "d", "--engine", "hello", "h"], 2, "", "omit --engine hello"),
    (EKUPROBE, ["--proxy", "ftp://a:1", "h"], 2, "", "--proxy: expected http://"),
    (EKUPROBE, ["--count", "1", "h"], 2, "", "belong to --listen"),
    (CERTCHECK, ["Cert:\\My"], 2, None, "expected Cert:\\LocalMachine\\STORE"),
    (CERTCHECK, ["Cert:\\LocalMachine\\My\\00ff"], 2, None, "40 hexadecimal digits"),
    (CERTCHECK, ["--ca-file", "none", BOTH], 0, "trust was not checked", ""),
    (CERTCHECK, ["--compare-with-windows", BOTH], 2, "", "give no files"),
    (EKUPROBE, ["--this-server", work, "h"], 2, "", "--this-server: connects to nothing: give no targets"),
    (EKUPROBE, ["--this-server", work], 2, "", "no Windows directory, registry hive or .reg file in it"),
    (EKUPROBE, ["host:0"], 2, "", "host:0"),
    (EKUPROBE, ["host:65536"], 2, "", "65536"),
    (EKUPROBE, ["host:8057/nothing"], 2, "", "nothing"),
    (EKUPROBE, ["10.0.0.0/4"], 2, "", "10.0.0.0/4"),
    (EKUPROBE, ["--resolve", "h:1", "h"], 2, "", "expected HOST:PORT:ADDRESS"),
    (EKUPROBE, ["--ca-file", EMPTY, "h"], 2, "", "empty.pem: the file is empty"),
    (EKUPROBE, ["--cert", "/nonexistent.pem", "--dry-run", "h"], 0, "h:8057\tedge-psom", ""),
    (EKUPROBE, ["--cert", "/nonexistent.pem", "127.0.0.1:1"], 2, "", "/nonexistent.pem"),
    (EKUPROBE, ["--cert", BOTH, "127.0.0.1:1"], 2, "", "leaf.pem: no private key (without a password) in PEM could be read: give one with --key"),
    (EKUPROBE, ["--key", KEY, "127.0.0.1:1"], 2, "", "--key: requires --cert"),
    *[(EKUPROBE, [option, "Cert:\\LocalMachine\\My\\" + "AB" * 20, "127.0.0.1:1"], 2, "",
       option + " Cert:\\LocalMachine\\My\\" + "AB" * 20 + ": private keys are not read from a certificate store: export")
      for option in ("--cert", "--pfx", "--trial-certs")],
    (EKUPROBE, ["--cert", KEY, "--key", "store:CurrentUser/My", "127.0.0.1:1"], 2, "", "give --pfx FILE.pfx"),
    (EKUPROBE, ["--key", KEY, "--pfx", KEY, "127.0.0.1:1"], 2, "", "omit --cert and --key"),
    (EKUPROBE, ["--cert", WEBSERVER, "--key", OTHER_KEY, "127.0.0.1:1"], 2, "", "does not match the certificate in"),
    # files
    (CERTCHECK, ["/nonexistent.pem"], 2, None, "/nonexistent.pem: No such file"),
    (CERTCHECK, [work], 2, None, work + ": nothing to judge"),
    (CERTCHECK, ["--strict", work], 2, None, "7 warnings"),
    (CERTCHECK, [EMPTY], 2, None, "empty.pem: the file is empty"),
    (CERTCHECK, [TEXT], 2, None, "words.txt: neither PEM nor DER"),
    (CERTCHECK, [CUT], 2, None, "cut.pem: "),
    (CERTCHECK, [NUL], 2, None, "nul.der: not a certificate: cannot read tbsCertificate at byte 2"),
    (CERTCHECK, [KEY], 2, None, "key.pem: "),
    (CERTCHECK, ["--usage", "server", EMPTY, BOTH], 2, "ready", "empty.pem"),
    # verdicts and exit status
    (CERTCHECK, ["--usage", "server", WEBSERVER], 0, "ready", ""),
    (CERTCHECK, ["--usage", "client", WEBSERVER], 1, "EKU_LACKS_CLIENT_AUTH", ""),
    (CERTCHECK, [WEBSERVER], 1, "serverAuth ready, clientAuth breaks", ""),
    (CERTCHECK, [BOTH], 0, "ready", ""),
    (CERTCHECK, [CHAIN], 0, "1 object: 1 is ready", ""),
    (CERTCHECK, ["--each", CHAIN], 0, "2 objects: 2 are ready", ""),
    (CERTCHECK, ["--usage", "server", "--copies", BOTH, BOTH], 0, "2 objects: 2 are ready", ""),
    (CERTCHECK, ["--usage", "server", BOTH, BOTH], 0, "1 copy of a certificate already listed", ""),
    (CERTCHECK, ["--chain", ISSUERS, "--ca-file", ROOT, BOTH], 0, "ready", ""),
    (CERTCHECK, ["--ca-file", ROOT, BOTH], 3, "indeterminate", ""),
    (CERTCHECK, [UNDECODABLE], 1, "broken", ""),
    (CERTCHECK, ["--profile", "edge-psom", WEBSERVER], 1, "breaks", ""),
    (CERTCHECK, ["--profile", "tls-server", WEBSERVER], 0, "ready", ""),
    # the CA's end comes before that of the leaf
    (CERTCHECK, ["--format", "nagios", "--at", "2018-12-31", "--usage", "server", "--chain", SHORT_CA % "issuers.pem",
                 SHORT_CA % "leaf.pem"], 0,
     "Contoso Issuing CA of " + SHORT_CA % "leaf.pem" + " expires first, on 2019-01-01", ""),
    (CERTCHECK, ["--format", "prometheus", "--at", "2018-12-31", "--usage", "server", "--chain", SHORT_CA % "issuers.pem",
                 SHORT_CA % "leaf.pem"], 0, 'profile="",tool="certcheck",certificate="Contoso Issuing CA"} 1546300800', ""),
    (CERTCHECK, ["--profile", "tls-server", CLIENT_ONLY], 1, "breaks", ""),
    (CERTCHECK, ["--profile", "fe-client", CLIENT_ONLY], 1, "broken", ""),  # native clients always asked for it
    (CERTCHECK, ["--opted-out", WEBSERVER], 0, "ready", ""),
    (CERTCHECK, ["--at", "2050-01-01", BOTH], 1, "EXPIRED", ""),
    (CERTCHECK, ["--at", "2045-12-30", "--expires-within", "7", BOTH], 0, "ready", ""),
    (CERTCHECK, ["--fail-on", "broken", WEBSERVER], 3, "breaks", ""),
    (CERTCHECK, ["--fail-on", "ready", BOTH], 1, "ready", ""),
    (CERTCHECK, ["--fail-on", "none", UNDECODABLE], 3, "broken", ""),
    (EKUPROBE, ["--timeout", "5", "no-such-host.invalid"], 3, "unreachable", ""),
    (EKUPROBE, ["127.0.0.1:1"], 3, "refused", ""),
    (EKUPROBE, ["--fail-on", "unreachable", "127.0.0.1:1"], 1, "unreachable", ""),
    (EKUPROBE, ["--dry-run", "e.contoso.com"], 0, "e.contoso.com:8061\tfe-psom", ""),
    (EKUPROBE, ["-i", LIST, "--dry-run"], 0, "a.contoso.com:4443\tedge-replication", "1 duplicate target skipped"),
    (EKUPROBE, ["-i", LIST, "--dry-run"], 0, "b.contoso.com:8060\tfe-psom", "1 duplicate"),
    (EKUPROBE, ["-i", BADLIST, "--dry-run"], 2, "", "bad.txt:2"),
    (EKUPROBE, ["-i", BADLIST, "--dry-run", "--skip-bad"], 0, "a.contoso.com:8057", "1 target that cannot be read, skipped"),
    (EKUPROBE, ["-i", "/nonexistent.txt", "--skip-bad", "a"], 2, "", "/nonexistent.txt"),
    (EKUPROBE, ["-i", "/nonexistent.txt"], 2, "", "/nonexistent.txt"),
    (EKUPROBE, ["--topology", TEXT], 2, "", "words.txt"),
    # explanations
    (CERTCHECK, ["--explain", "eku_lacks_client_auth"], 0, "1.3.6.1.5.5.7.3.2", ""),
    (EKUPROBE, ["--explain", "edge-psom"], 0, "clientAuth", ""),
    (EKUPROBE, ["--explain", "41031"], 0, "fe-psom", ""),
]


def run(program, arguments, **more):
    # A resolver that is nowhere would only make the test slow: .invalid is answered locally.
    return subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, **more)


def check_row(row):
    program, arguments, status, out, err = row
    done = run(program, arguments)
    stdout, stderr = done.stdout.decode(), done.stderr.decode()
    if done.returncode != status:
        return "exit status %d instead of %d; %s" % (done.returncode, status, stderr)
    if out is not None and (out not in stdout or (out == "" and stdout)):
        return "standard output lacks %r: %s" % (out, stdout)
    if (err not in stderr) or (err == "" and stderr):
        return "standard error lacks %r: %s" % (err, stderr)
    if err and not stderr.startswith(os.path.basename(program) + ": "):
        return "standard error does not begin with the program's name: %s" % stderr
    if status == 2 and out == "" and stderr.count("\n") != 1:
        return "not one line: %s" % stderr
    return None


def full_disk():
    with open("/dev/full", "w") as full:
        for program, arguments in ((CERTCHECK, [BOTH]), (CERTCHECK, ["--help"]), (EKUPROBE, ["127.0.0.1:1"])):
            done = subprocess.run([program, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60)
            if done.returncode != 2 or b"No space left" not in done.stderr:
                return "%s: %d %s" % (arguments, done.returncode, done.stderr)
    return None


def closed_pipe():
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run([CERTCHECK, BOTH], stdout=write, stderr=subprocess.PIPE, timeout=60)
    finally:
        os.close(write)
    if done.returncode != 2 or b"Broken pipe" not in done.stderr:
        return "%d %s" % (done.returncode, done.stderr)
    return None


def standard_input():
    done = subprocess.run([CERTCHECK, "--format", "json", "-"], stdin=open(WEBSERVER, "rb"),
                          capture_output=True, timeout=60)
    result = json.loads(done.stdout)["results"][0]
    if (result["file"], result["index"], result["verdict"]) != ("-", 0, "breaks"):
        return str(result)
    return None


def pipe_by_name():
    """As the shell's <(...) gives it: it can be read only once."""
    done = subprocess.run([CERTCHECK, "--format", "json", "/dev/stdin"], input=open(WEBSERVER, "rb").read(),
                          capture_output=True, timeout=60)
    results = json.loads(done.stdout)["results"]
    if [r["verdict"] for r in results] != ["breaks"]:
        return "%s %s" % (done.stderr, results)
    return None


MODES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cli/options/modes.def")
VALUES = {"format": "json", "report": "csv:x", "usage": "client", "product": "sfb2015", "at": "2026-01-01", "fail-on": "none",
          "label": "a=b", "ports": "1", "addresses": "all", "tls-role": "server", "hello": "wide"}  # the others take all


def ignored_options():
    """What a mode would leave undone is refused, not taken in silence; what it does anyway is not."""
    rows = re.findall(r'^CLI_IGNORED\("([^"]*)", "([^"]*)"', open(MODES, encoding="utf-8").read(), re.M)
    takes_none = {"opted-out", "platform", "fallback", "no-fallback"}
    mode = {"this-server": ["--this-server=" + work], "listen": ["--listen", "0"]}
    for name, option in rows:
        given = ["--" + option] + ([] if option in takes_none else [VALUES.get(option, "7")])
        done = run(EKUPROBE, given + mode[name])
        if done.returncode != 2 or b": omit --%s" % option.encode() not in done.stderr or b"--%s " % name.encode() not in done.stderr:
            return "--%s %s: %d %s" % (name, given, done.returncode, done.stderr)
    done = run(EKUPROBE, ["--dry-run", "--format", "nagios", "--fail-on", "none", "--expires-within", "7", "127.0.0.1:1"])
    return None if len(rows) > 25 and done.returncode == 0 else "%d rows, %s" % (len(rows), done.stderr)


def faults_of_lists():
    """All are told in one run, a screen of them; --skip-bad probes the rest and is never ready."""
    for arguments, status, lines, last, says in (
            (["-i", BADLIST, "--dry-run"], 2, 1, "bad.txt:2: ", ""),
            (["-i", BADLIST, "--dry-run", "x y", "good"], 2, 3, "2 targets cannot be read: correct them", "bad.txt:2: "),
            (["-i", MANYBAD, "-i", BADLIST, "--dry-run"], 2, 21, "31 targets cannot be read", "many.txt:20: "),
            (["-i", MANYBAD, "--dry-run", "--skip-bad"], 2, 22, "no target given", "30 targets that cannot"),
            (["-i", BADLIST, "--dry-run", "--skip-bad"], 0, 2, "1 target that cannot be read, skipped", "bad.txt:2: "),
            (["-i", BADLIST, "-i", "/nonexistent.txt", "--skip-bad"], 2, 2, "/nonexistent.txt", "bad.txt:2: "),
            (["--skip-bad", "bad host", "127.0.0.1:1"], 3, 2, "skipped", "'bad host': ")):
        done = run(EKUPROBE, arguments)
        told = done.stderr.decode().splitlines()
        if done.returncode != status or len(told) != lines or last not in told[-1] or says not in done.stderr.decode():
            return "%s: %d %s" % (arguments, done.returncode, told)
        if status != 2 and "--dry-run" not in arguments and b"(--skip-bad)" not in done.stdout:
            return "the report does not say it: %s" % done.stdout
    return None


def hostile_words():
    for program, arguments in ((CERTCHECK, [HOSTILE]), (EKUPROBE, [HOSTILE]), (CERTCHECK, ["--" + HOSTILE]),
                               (CERTCHECK, ["--explain", HOSTILE])):
        done = run(program, arguments)
        shown = done.stdout + done.stderr
        if done.returncode != 2 or b"\x1b" in shown or "\u202e".encode() in shown:
            return "%r: %d %r" % (arguments, done.returncode, shown)
    return None


def report_is_atomic():
    path = made("report.json", b"old")
    if run(CERTCHECK, ["--report", "json:" + path, "--bogus", BOTH]).returncode != 2 or open(path).read() != "old":
        return "a misuse touched the report"
    if run(CERTCHECK, ["--report", "json:" + path, BOTH]).returncode != 0:
        return "the report could not be written"
    if json.load(open(path))["summary"]["ready"] != 1 or os.listdir(work).count("report.json") != 1:
        return "the report is not what it should be"
    leftovers = [f for f in os.listdir(work) if f.startswith("report.json") and f != "report.json"]
    return "left behind: %s" % leftovers if leftovers else None


def main():
    passed, failures = 0, []
    for row in ROWS:
        failure = check_row(row)
        passed += failure is None
        if failure:
            failures.append("%s %s: %s" % (os.path.basename(row[0]), " ".join(row[1]), failure))
    for check in (full_disk, closed_pipe, standard_input, pipe_by_name, faults_of_lists, ignored_options, hostile_words, report_is_atomic):
        failure = check()
        passed += failure is None
        if failure:
            failures.append("%s: %s" % (check.__name__, failure))
    for failure in failures:
        print(failure)
    print("%d passed, %d failed" % (passed, len(failures)))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
