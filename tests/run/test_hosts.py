# SPDX-License-Identifier: MIT
"""What a port of a host is, its other ports tell, however they were asked for; and pools by list."""
import contextlib
import json
import random
import re
import socket
import threading
import time
import unittest

import runtools
from runtools import Case, by_target, codes, document, documents, ekuprobe

NORMAL = ",roles=normal"
SERVERS = {
    "edge01.contoso.com": {8057: "webserver"},
    "edge02.contoso.com": {8057: "both"},
    "fe01.contoso.com": {8057: "fe-webserver" + NORMAL, 8060: "fe-webserver", 8061: "fe-webserver"},
    "fe02.contoso.com": {8057: "fe-both" + NORMAL, 8061: "fe-both"},
}
DEFAULTS = 8057, 8060, 8061
EDGES = {"edge01.contoso.com:8057": ("edge-psom", "breaks"),
         "edge02.contoso.com:8057": ("edge-psom", "ready")}
FRONT_ENDS = {"fe01.contoso.com:8057": ("fe-client", "ready"),
              "fe01.contoso.com:8060": ("fe-psom", "breaks"),
              "fe01.contoso.com:8061": ("fe-psom", "breaks"),
              "fe02.contoso.com:8057": ("fe-client", "ready"),
              "fe02.contoso.com:8061": ("fe-psom", "ready")}
REFUSED = {t: ("fe-psom", "unreachable") for t in (
    "edge01.contoso.com:8060", "edge01.contoso.com:8061", "edge02.contoso.com:8060",
    "edge02.contoso.com:8061", "fe02.contoso.com:8060")}
# The last result of a host names the default ports that have none.
NOTED = {"edge01.contoso.com:8057": ["8060", "8061"], "edge02.contoso.com:8057": ["8060", "8061"],
         "fe02.contoso.com:8061": ["8060"]}


@contextlib.contextmanager
def answering(address, port, answer):
    """A server whose whole answer to anything is these bytes; None: what it was sent."""
    def serve():
        while True:
            try:
                with listener.accept()[0] as one:
                    if sent := one.recv(4096):
                        one.sendall(sent if answer is None else answer)
            except OSError:
                return  # the test is over, or one client was

    with socket.create_server((address, port)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)


def told(results):
    return {t: (r["profile"], r["verdict"]) for t, r in by_target(results).items()}


class Hosts(Case):
    def probe(self, *arguments):
        with runtools.estate(SERVERS) as resolve:
            return document(*resolve, *arguments)["results"]

    def computers(self):
        """As Get-CsComputer lists them."""
        return self.write("computers.csv", "Identity,Pool,Fqdn\n" + "".join(
            f"{n},{n.split('.')[0][:-2]}pool.contoso.com,{n}\n" for n in SERVERS))


class Ports(Hosts):
    def test_of_a_bare_host_what_refuses_is_a_note(self):
        results = self.probe(*SERVERS)
        self.assertEqual(told(results), EDGES | FRONT_ENDS)
        silent = {r["target"]: f["message"] for r in results for f in r["findings"] if f["code"] == "DEFAULT_PORTS_SILENT"}
        self.assertEqual({name: re.findall(r"\b80\d\d\b", message) for name, message in silent.items()}, NOTED)

    def test_what_is_named_is_a_result_and_8057_is_what_the_others_say(self):
        named = [f"{name}:{port}" for port in DEFAULTS for name in SERVERS]
        listing = self.write("list.csv", "host,port\n" + "\n".join(t.replace(":", ",") for t in named))
        for arguments in ([*SERVERS, "--ports", "8061,8060,8057"], named, ["-i", listing]):
            with self.subTest(arguments=arguments):
                self.assertEqual(told(self.probe(*arguments)), EDGES | FRONT_ENDS | REFUSED)

    def test_8057_alone_is_an_edge_and_a_named_profile_stays(self):
        self.assertEqual(told(self.probe("fe01.contoso.com:8057")),
                         {"fe01.contoso.com:8057": ("edge-psom", "breaks")})
        self.assertEqual(told(self.probe("fe01.contoso.com:8057/edge-psom", "fe01.contoso.com:8060")),
                         {"fe01.contoso.com:8057": ("edge-psom", "breaks"),
                          "fe01.contoso.com:8060": ("fe-psom", "breaks")})

    def test_a_name_that_does_not_resolve_is_a_result_for_each_port_that_was_named(self):
        nobody = "nobody.invalid", "--dns-servers", f"127.0.0.1:{runtools.closed_port()}"
        for arguments, n in ((nobody, 1), ((*nobody, "--ports", "8057,8060,8061"), 3)):
            results = document(*arguments)["results"]
            self.assertEqual([r["error"]["class"] for r in results], ["resolve"] * n)

    def test_a_front_end_whose_8057_is_closed_is_not_read_elsewhere(self):
        servers = {"fe03.contoso.com": {8060: "fe-both", 4443: "webserver" + NORMAL}}
        with runtools.estate(servers) as resolve:
            results = document(*resolve, "fe03.contoso.com", "--ports", "8057,8060")["results"]
        self.assertEqual(told(results), {"fe03.contoso.com:8057": ("fe-client", "unreachable"),
                                         "fe03.contoso.com:8060": ("fe-psom", "ready")})

    def test_a_named_port_of_a_front_end_is_read_elsewhere_though_another_answers(self):
        servers = {"fe03.contoso.com": {8060: "fe-both", 5061: "fe-webserver" + NORMAL}}
        with runtools.estate(servers) as resolve:
            results = document(*resolve, "fe03.contoso.com", "--ports", "8060,8061",
                               "--fallback")["results"]
        self.assertEqual(told(results), {"fe03.contoso.com:8060": ("fe-psom", "ready"),
                                         "fe03.contoso.com:8061": ("fe-psom", "breaks")})
        self.assertEqual([r["indirect"] for r in results if ":8061" in r["target"]], [True])

    def test_a_host_is_resumed_as_a_whole(self):
        file = self.folder / "r.ndjson"
        arguments = ["fe01.contoso.com", "--ports", "8057,8060,8061", "--resume", file]
        with runtools.estate(SERVERS) as resolve:
            ekuprobe(*resolve, *arguments)
            lines = file.read_text().splitlines(keepends=True)
            kept = [x for x in lines if json.loads(x)["port"] != 8060]
            file.write_text("".join(kept))
            done = ekuprobe(*resolve, *arguments)
            self.assertIn("0 already done, 3 remaining", done.stderr)
            again = ekuprobe(*resolve, *arguments)
            self.assertIn("3 already done, 0 remaining", again.stderr)
        merged = documents(ekuprobe("--merge", file, "--format", "ndjson").stdout)
        self.assertEqual(told(merged), {t: v for t, v in FRONT_ENDS.items() if "fe01" in t})


class Guesses(Hosts):
    """A port of these products that is written without a profile never ends in a silent ready."""
    SERVERS = {"edge03.contoso.com": {p: "webserver" + NORMAL for p in (443, 4443, 5061, 5062, 8057)}}

    def lists(self, port):
        name = "edge03.contoso.com"
        return ([f"{name}:{port}"], [f"https://{name}:{port}/"],
                ["-i", self.write("list.txt", f"{name}:{port}\n")],
                ["-i", self.write("urls.txt", f"HTTPS://{name}:{port}\n")],
                ["-i", self.write("list.csv", f"host,port\n{name},{port}\n")], [name, "--ports", port])

    def test_the_profile_is_the_ports_however_it_was_written(self):
        with runtools.estate(self.SERVERS) as resolve:
            for port, want in ((8057, ("edge-psom", "breaks", False)),
                               (4443, ("edge-replication", "breaks", True)),
                               (5061, ("edge-replication", "breaks", True)),
                               (5062, ("edge-replication", "breaks", True)),
                               (443, ("tls-server", "ready", True))):
                for arguments in self.lists(port):
                    with self.subTest(arguments=arguments):
                        [result] = document(*resolve, *arguments)["results"]
                        self.assertEqual((result["profile"], result["verdict"],
                                          "PROFILE_ASSUMED" in codes(result)), want)

    def test_what_is_named_in_any_case_is_no_guess(self):
        listing = self.write("list.csv", "host,port,profile\nedge03.contoso.com,5061,MTLS\n")
        with runtools.estate(self.SERVERS) as resolve:
            results = document(*resolve, "edge03.contoso.com:4443/TLS-Server", "-i", listing)["results"]
        self.assertEqual(told(results), {"edge03.contoso.com:4443": ("tls-server", "ready"),
                                         "edge03.contoso.com:5061": ("mtls", "breaks")})
        self.assertEqual([c for r in results for c in codes(r) if c == "PROFILE_ASSUMED"], [])


class Forwarders(Hosts):
    """What accepts connections and shows no TLS makes no Front End (ssh -L, SYN proxies)."""
    ACCEPTS = {"edge01.contoso.com": {8057: "webserver", 8060: "%s", 8061: "%s"}}

    def test_8057_stays_an_edges_and_the_finding_names_the_ports(self):
        for behaviour in "silent", "close", "plain":
            servers = {n: {p: s % behaviour if "%" in s else s for p, s in ports.items()}
                       for n, ports in self.ACCEPTS.items()}
            for ports in (), ("--ports", "8057,8060,8061"):
                with self.subTest(behaviour=behaviour, ports=ports), runtools.estate(servers) as resolve:
                    results = by_target(document(*resolve, *servers, *ports, "--timeout", "5",
                                                 "--retries", "0")["results"])
                edge = results["edge01.contoso.com:8057"]
                self.assertEqual((edge["profile"], edge["verdict"]), ("edge-psom", "breaks"))
                [finding] = [f for f in edge["findings"] if f["code"] == "FRONT_END_PORTS_SILENT"]
                self.assertIn("8060, 8061", finding["message"])

    def test_a_client_hello_or_an_alert_alone_shows_a_front_end(self):
        servers = {"fe01.contoso.com": {8057: "fe-webserver" + NORMAL, 8061: "none"}}
        with runtools.estate(servers) as resolve:
            self.assertEqual(told(document(*resolve, *servers)["results"])["fe01.contoso.com:8057"],
                             ("fe-client", "ready"))
        del servers["fe01.contoso.com"][8061]
        with runtools.estate(servers) as resolve:
            address = resolve[1].rpartition(":")[2]
            with answering(address, 8060, b"\x15\x03\x01\x00\x02\x02\x28"):
                results = document(*resolve, *servers)["results"]
        self.assertEqual(told(results)["fe01.contoso.com:8057"], ("fe-client", "ready"))

    def test_what_merely_looks_like_tls_shows_none(self):
        """Our own hello from an echo service, a record of no sense, the begin of a ServerHello."""
        servers = {"edge01.contoso.com": {8057: "webserver" + NORMAL}}
        for answer in None, b"\x15\x03\x01\xff\xff" + b"x" * 50, b"\x16\x03\x01\x00\x04\x02\x00\x00\x00":
            with self.subTest(answer=answer), runtools.estate(servers) as resolve:
                address = resolve[1].rpartition(":")[2]
                with answering(address, 8060, answer), answering(address, 8061, answer):
                    results = document(*resolve, *servers, "--timeout", "4", "--retries", "0")["results"]
                self.assertEqual(told(results)["edge01.contoso.com:8057"], ("edge-psom", "breaks"))
                if answer is None:
                    [fe] = [r for r in results if r["port"] == 8060]
                    self.assertEqual(fe["error"]["class"], "not-tls")
                    self.assertIn("an echo service", fe["error"]["text"])


class Addresses(Hosts):
    """A name with several addresses is several machines (DNS-balanced pools)."""
    def pool(self, profile, *options, second="webserver"):
        for _ in range(9):
            port, prefix = runtools.closed_port(), f"127.{random.randint(64, 250)}.7."
            try:
                with runtools.lab(f"{prefix}1:{port}=both", *([f"{prefix}2:{port}={second}"] if second else [])):
                    [result] = document(*(x for i in (1, 2) for x in (
                        "--resolve", f"edgepool.contoso.com:*:{prefix}{i}")), *options,
                        f"edgepool.contoso.com:{port}/{profile}")["results"]
                return result, prefix
            except RuntimeError:  # the port is taken there
                continue
        raise RuntimeError("no port")

    def finding(self, result, code):
        return "".join(f["message"] for f in result["findings"] if f["code"] == code)

    def test_each_is_probed_for_psom_and_the_worst_is_named(self):
        for profile in "edge-psom", "fe-psom", "edge-replication":
            result, prefix = self.pool(profile)
            self.assertEqual((result["verdict"], result["address"]), ("breaks", prefix + "2"), result)
            self.assertIn(f"{prefix}1 ready, {prefix}2 breaks", self.finding(result, "ADDRESS_DECIDES"))
            self.assertEqual(result["addresses"], [
                {"address": prefix + "1", "verdict": "ready", "error": None},
                {"address": prefix + "2", "verdict": "breaks", "error": None}])

    def test_one_that_is_not_reached_is_not_ready(self):
        result, prefix = self.pool("edge-psom", second=None)
        self.assertEqual(result["verdict"], "unreachable")
        self.assertIn(prefix + "2", self.finding(result, "ADDRESS_DECIDES"))

    def test_one_that_drops_what_it_is_sent_leaves_time_for_those_after_it(self):
        port, prefix = runtools.closed_port(), f"127.{random.randint(64, 250)}.8."
        with runtools.lab(f"{prefix}1:{port}=both", f"{prefix}3:{port}=webserver"), \
                contextlib.ExitStack() as stack:
            runtools.drops_connections(stack, prefix + "2", port)
            [result] = document(*(x for i in (1, 2, 3) for x in (
                "--resolve", f"edgepool.contoso.com:*:{prefix}{i}")), "--timeout", "2",
                f"edgepool.contoso.com:{port}/edge-psom")["results"]
        self.assertEqual([(a["address"][-1], a["verdict"], (a["error"] or {}).get("class"))
                          for a in result["addresses"]],
                         [("1", "ready", None), ("2", "unreachable", "timeout"), ("3", "breaks", None)])
        self.assertEqual((result["verdict"], result["address"]), ("breaks", prefix + "3"))

    def test_a_port_that_stands_in_is_read_on_each(self):
        port, prefix, closed = runtools.closed_port(), f"127.{random.randint(64, 250)}.9.", runtools.closed_port()
        topology = self.write("topology.xml", runtools.edge_topology(closed, port))
        with runtools.lab(f"{prefix}1:{port}=both,roles=normal", f"{prefix}2:{port}=webserver,roles=normal"):
            [result] = document("--topology", topology, *(x for i in (1, 2) for x in (
                "--resolve", f"edge01.contoso.com:*:{prefix}{i}")))["results"]
        self.assertEqual((result["verdict"], result["indirect"]), ("breaks", True))
        self.assertEqual([a["verdict"] for a in result["addresses"]], ["ready", "breaks"])
        self.assertIn("ADDRESS_DECIDES", codes(result))

    def test_a_result_keeps_them_when_it_is_merged(self):
        closed, file = runtools.closed_port(), self.folder / "run.ndjson"
        done = ekuprobe("--resolve", "edgepool.contoso.com:*:127.0.0.1", f"127.0.0.1:{closed}/edge-psom",
                        "--format", "ndjson")
        result = json.loads(done.stdout)
        result["addresses"] = [{"address": f"10.0.0.{i}", "verdict": v, "error": e} for i, v, e in (
            (1, "ready", None), (2, "unreachable", result["error"]))]
        file.write_text(json.dumps(result) + "\n")
        [merged] = document("--merge", file)["results"]
        self.assertEqual(merged["addresses"], result["addresses"])
        for bad in ({}, [{"address": "10.0.0.1"}], result["addresses"] * 33, [7]):
            file.write_text(json.dumps(result | {"addresses": bad}) + "\n")
            self.assertIn("not a result", ekuprobe("--merge", file).stderr)

    def test_alike_ones_are_a_remark(self):
        result, _ = self.pool("edge-psom", second="both")
        self.assertEqual(result["verdict"], "ready")
        self.assertIn("ADDRESSES_PROBED", codes(result))

    def test_elsewhere_the_first_unless_all_are_asked_for(self):
        result, _ = self.pool("mtls", second="both")
        self.assertIn("1 of 2", self.finding(result, "MORE_ADDRESSES"))
        result, prefix = self.pool("mtls", "--addresses", "all")
        self.assertEqual((result["verdict"], result["address"]), ("breaks", prefix + "2"))


class Names(Case):
    """The name that a client would compare: that of --sni, else the target's."""
    def told(self, *arguments):
        [result] = document(*arguments)["results"]
        [message] = [f["message"] for f in result["findings"] if f["code"] == "HOST_NAME_MISMATCH"] or [None]
        return message, result["remedies"]

    def test_a_server_name_is_what_is_compared(self):
        with runtools.lab("127.0.0.1:0=both", "127.0.0.2:0=both") as running:
            named, other = (f"127.0.0.{i}:{port}/mtls" for i, port in enumerate(running.ports, 1))
            self.assertIsNone(self.told(other, "--sni", "edge01.contoso.com")[0])
            self.assertIn("other.contoso.com", self.told(named, "--sni", "other.contoso.com")[0])

    def test_of_an_address_the_advice_is_to_probe_by_name(self):
        with runtools.lab("127.0.0.2:0=both") as running:
            port = running.ports[0]
            message, advice = self.told(f"127.0.0.2:{port}/mtls")
            self.assertIn("127.0.0.2", message)
            self.assertIn("probe-by-name", advice)
            self.assertNotIn("reissue-names", advice)
            self.assertIn("--resolve NAME:PORT:ADDRESS", " ".join(ekuprobe(f"127.0.0.2:{port}/mtls").stdout.split()))
            message, advice = self.told("--resolve", f"other.contoso.com:{port}:127.0.0.2",
                                            f"other.contoso.com:{port}/mtls")
            self.assertIn("other.contoso.com", message)
            self.assertIn("reissue-names", advice)
            self.assertNotIn("probe-by-name", advice)


    def test_a_zone_that_this_machine_does_not_have(self):
        [result] = document("[fe80::1%nosuchzone]:443/mtls", "--retries", "0")["results"]
        self.assertEqual((result["verdict"], result["error"]["class"]), ("unreachable", "resolve"))
        self.assertIn("no network interface of this zone", result["error"]["text"])  # no name server was asked


class Tried(Case):
    """What was tried with a peer that showed no certificate is told, and is not advised again."""
    CLIENT, SERVER = "as TLS client with TLS 1.2 and below", "as TLS server"
    LISTENED = "listened for its ClientHello"

    def test_each_role_once(self):
        with runtools.lab("127.0.0.1:0=close") as running:
            for role, tried, missing, advice in (
                    ("server", self.CLIENT, self.LISTENED, "probe-tls-client"),
                    ("client", self.LISTENED, self.CLIENT, "probe-tls-server")):
                with self.subTest(role=role):
                    target = f"127.0.0.1:{running.ports[0]}/mtls", "--tls-role", role, "--retries", "0"
                    [result] = document(*target)["results"]
                    self.assertIn(tried, result["error"]["tried"])
                    self.assertNotIn(missing, result["error"]["tried"])
                    self.assertEqual(result["remedies"], [advice])
                    self.assertRegex(ekuprobe(*target).stdout, rf"(?m)^ +tried +{tried}")

    def test_how_it_ended_is_kept_where_it_began_otherwise(self):
        with runtools.lab("127.0.0.1:0=silent") as running:
            done = ekuprobe(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "0.4", "--retries", "0",
                            "--format", "ndjson")
        [result] = documents(done.stdout)
        self.assertEqual(result["error"]["tried"], [self.CLIENT, self.LISTENED])
        result["error"]["last"] = {"class": "closed", "stage": "tls", "errno": None, "alert": None, "text": "late"}
        file = self.write("run.ndjson", json.dumps(result) + "\n")
        [merged] = document("--merge", file)["results"]
        self.assertEqual(merged["error"], result["error"])
        self.assertRegex(ekuprobe("--merge", file, "-v").stdout, r"(?m)^ +at last +closed: late$")


class Budget(Case):
    def test_fallback_ports_share_the_time_of_the_target(self):
        with contextlib.ExitStack() as stack:
            psom, replica = (runtools.drops_connections(stack, "127.0.0.1", 0) for _ in range(2))
            topology = self.write("topology.xml", runtools.edge_topology(psom, replica))
            began = time.monotonic()
            [result] = document("--topology", topology, "--resolve", "edge01.contoso.com:*:127.0.0.1",
                                "--timeout", "2")["results"]
            took_s = time.monotonic() - began
        self.assertEqual((result["verdict"], result["error"]["class"]), ("unreachable", "timeout"))
        self.assertEqual(result["error"]["tried"], ["its other ports (fallback)"])
        self.assertEqual(result["remedies"], ["probe-in-segment"])
        self.assertLess(took_s, 3.5)

    def test_a_name_that_was_never_resolved_has_no_fallback(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as dead:
            dead.bind(("127.0.0.1", 0))
            began = time.monotonic()
            [result] = document("edge01.contoso.example:8057", "--timeout", "1", "--dns-servers",
                                "127.0.0.1:%d" % dead.getsockname()[1])["results"]
            self.assertLess(time.monotonic() - began, 2.5)
        self.assertEqual((result["error"]["stage"], result["indirect"]), ("resolve", False))


class Pools(Hosts):
    def differing(self, *arguments):
        results = by_target(self.probe(*arguments))
        return {t for t, r in results.items() if "POOL_CERTIFICATES_DIFFER" in codes(r)}, results

    def test_machines_of_a_list_with_a_pool_column_are_compared(self):
        """Edges alone: a Front End has a certificate of its own."""
        for ports in (), ("--ports", "8057,8060,8061"):
            differ, results = self.differing("-i", self.computers(), *ports)
            self.assertEqual(differ, set(EDGES))
            self.assertEqual(results["fe02.contoso.com:8057"]["profile"], "fe-client")

    def test_a_pool_of_one_waits_for_nobody(self):
        differ, _ = self.differing("-i", self.computers(), "--shard", "1/1", "--retries", "0")
        self.assertEqual(differ, set(EDGES))
        listing = self.write("one.csv", "fqdn,pool\nedge01.contoso.com,edgepool\n")
        self.assertEqual(self.differing("-i", listing)[0], set())

    def test_shards_give_the_warning_of_one_run(self):
        computers, files = self.computers(), []
        with runtools.estate(SERVERS) as resolve:
            one = document(*resolve, "-i", computers)
            for i in range(1, 5):
                files.append(self.folder / f"{i}.ndjson")
                ekuprobe(*resolve, "-i", computers, "--shard", f"{i}/4", "--resume", files[-1])
        merged = document("--merge", *files)
        self.assertEqual(runtools.lasting(merged["results"]), runtools.lasting(one["results"]))

    def test_what_is_too_large_for_a_pool_is_not_compared_and_said(self):
        port = runtools.closed_port()
        listing = self.write("large.csv", "fqdn,pool,port,profile\n" + "".join(
            f"127.77.{i // 100}.{i % 100},large,{port},edge-psom\n" for i in range(257)))
        done = ekuprobe("-i", listing, "--format", "ndjson", "--no-fallback")
        self.assertIn("257 machines of large are not compared", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), 257)


class UnnamedPorts(Case):
    def test_who_plays_the_client_is_not_ready_as_a_server(self):
        """A PSOM port under another number: what it presents, it presents as a client."""
        with runtools.lab("0=webserver,roles=reversed") as running:
            [port] = running.ports
            for target, verdict in ((f"127.0.0.1:{port}", "indeterminate"), (f"127.0.0.1:{port}/tls-server", "ready"),
                                    (f"127.0.0.1:{port}/edge-psom", "breaks")):
                with self.subTest(target=target):
                    [result] = runtools.document(target)["results"]
                    self.assertEqual(result["verdict"], verdict)
                    self.assertEqual("TLS_ROLE_REVERSED" in runtools.codes(result), "psom" not in target)
            less = runtools.document("--usage", "server", f"127.0.0.1:{port}/edge-psom")
            self.assertEqual(less["results"][0]["verdict"], "ready")
            self.assertIn("usages required instead of the profiles': Server Authentication.", less["decision"])


runtools.main()
