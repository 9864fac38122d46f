# SPDX-License-Identifier: MIT
"""psomlab shows what it was told to, in both TLS roles, and fails clearly."""
import argparse
import os
import pathlib
import resource
import select
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import labtools
from labtools import DEADLINE_S, Lab

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

OPTIONS = argparse.Namespace()
LOOPBACK = "127.0.0.1"
USUAL_DESCRIPTORS = 1024  # Debian's soft limit for people
ENOUGH_DESCRIPTORS = 1200
VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1,
            "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def lab(*arguments):
    return Lab(OPTIONS.lab, OPTIONS.scenarios, *arguments)


def misuse(*arguments):
    """(exit status, stderr) of a psomlab that must not start."""
    done = subprocess.run([OPTIONS.lab, "--certs", OPTIONS.scenarios, *arguments],
                          capture_output=True, text=True, timeout=DEADLINE_S)
    return done.returncode, done.stderr


def dial(port, host=LOOPBACK):
    return socket.create_connection((host, port), DEADLINE_S)


def talk(context, sock, **how):
    """Shake hands, wait for the other side's end, ignore how it failed."""
    try:
        with context.wrap_socket(sock, **how) as tls:
            version = tls.version()
            tls.unwrap()
            return version
    except (ssl.SSLError, OSError):
        return None


def as_server(port, version=None, certificate=None, host=LOOPBACK):
    """Play the prober of a reversed peer: (TLS version or None, certificates seen)."""
    context = labtools.open_context(ssl.PROTOCOL_TLS_SERVER, version)
    context.load_cert_chain(*(certificate or OPTIONS.own))
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(os.path.join(OPTIONS.scenarios, "both", "root.pem"))
    seen = labtools.record_certificates(context)
    return talk(context, dial(port, host), server_side=True), seen


def as_client(port, version=None, certificate=None, host=LOOPBACK):
    context = labtools.open_context(ssl.PROTOCOL_TLS_CLIENT, version)
    if certificate:
        context.load_cert_chain(*certificate)
    seen = labtools.record_certificates(context)
    return talk(context, dial(port, host)), seen


def estate_certificate(name):
    folder = pathlib.Path(OPTIONS.scenarios, name)
    return str(folder / "chain.pem"), str(folder / "key.pem")


def bridge(*ports):
    """Dial both ports and copy bytes between them until both have closed."""
    ends = [dial(port) for port in ports]

    def copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    threads = [threading.Thread(target=copy, args=pair) for pair in (ends, ends[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE_S)
    for end in ends:
        end.close()


class Certificates(unittest.TestCase):
    def test_every_scenario_shows_its_very_bytes_in_both_roles(self):
        names = sorted(p.parent.name for p in pathlib.Path(OPTIONS.scenarios).glob("*/chain.pem"))
        self.assertIn("webserver", names)
        for version in "1.2", "1.3":
            for roles, play in ("reversed", as_server), ("normal", as_client):
                specs = [f"0={name},roles={roles},tls={version}" for name in names]
                with lab(*specs) as running:
                    for name, port in zip(names, running.ports):
                        with self.subTest(scenario=name, roles=roles, tls=version):
                            chain = labtools.scenario_chain(OPTIONS.scenarios, name)
                            self.assertEqual(play(port)[1], chain)
                            line = running.connection()
                            self.assertIn(f"scenario={name} roles={roles} tls={version} "
                                          "certificate=shown", line)

    def test_python_server_reads_the_client_certificate(self):
        context = labtools.open_context(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*OPTIONS.own)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(os.path.join(OPTIONS.scenarios, "both", "root.pem"))
        with lab("0=both") as running:
            with context.wrap_socket(dial(running.ports[0]), server_side=True) as tls:
                leaf = tls.getpeercert(binary_form=True)
            self.assertIn("certificate=shown peer=shown: handshake complete",
                          running.connection())
        self.assertEqual(leaf, pathlib.Path(OPTIONS.scenarios, "both", "leaf.der").read_bytes())

    def test_openssl_s_server_reads_the_client_certificate(self):
        leaf = pathlib.Path(OPTIONS.scenarios, "webserver", "leaf.der").read_bytes()
        with lab("0=webserver") as running:
            server = subprocess.Popen(
                ["openssl", "s_server", "-accept", LOOPBACK + ":0", "-Verify", "1", "-naccept", "1",
                 "-cert", OPTIONS.own[0], "-key", OPTIONS.own[1]],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            lines = labtools.Lines(server.stdout)
            port = int(lines.next(r"^ACCEPT .*:(\d+)$").group(1))
            joined = threading.Thread(target=bridge, args=(running.ports[0], port))
            joined.start()
            lines.next("^Shared ciphers")
            server.communicate(b"Q\n", timeout=DEADLINE_S)
            joined.join()
        text = "\n".join(lines.seen)
        begin = text.index("-----BEGIN CERTIFICATE-----")
        self.assertEqual(ssl.PEM_cert_to_DER_cert(text[begin:text.index("subject=", begin)]), leaf)

    def test_openssl_s_client_sees_the_server_and_is_refused_without_a_certificate(self):
        with lab("0=webserver,roles=normal") as running:
            def s_client(*more):
                return subprocess.run(
                    ["openssl", "s_client", "-connect", f"{LOOPBACK}:{running.ports[0]}", *more],
                    stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE_S)
            without = s_client()
            self.assertIn("peer did not return a certificate", running.connection())
            certificate = s_client("-cert", OPTIONS.own[0], "-key", OPTIONS.own[1])
            self.assertIn("peer=shown: handshake complete", running.connection())
        self.assertIn("-----BEGIN CERTIFICATE-----", without.stdout)
        self.assertIn("Acceptable client certificate CA names", without.stdout)
        self.assertNotEqual(without.returncode, 0)
        self.assertEqual(certificate.returncode, 0)

    def test_none_shows_an_empty_list(self):
        for version in "1.2", "1.3":
            with lab(f"0=none,tls={version}") as running:
                self.assertEqual(as_server(running.ports[0])[1], [])
                self.assertIn("certificate=empty", running.connection())

    def test_a_server_that_asks_for_nothing_is_shown_nothing(self):
        context = labtools.open_context(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*OPTIONS.own)
        with lab("0=both") as running:
            talk(context, dial(running.ports[0]), server_side=True)
            self.assertIn("certificate=not-asked-for", running.connection())

    def test_strict_believes_its_own_estate_only(self):
        with lab("0=both,strict", "0=both,roles=normal,strict") as running:
            self.assertEqual(as_server(running.ports[0])[1], [])
            self.assertIn("certificate=not-shown", running.connection())
            _, seen = as_server(running.ports[0], certificate=estate_certificate("both"))
            self.assertEqual(seen, labtools.scenario_chain(OPTIONS.scenarios, "both"))
            self.assertIn("certificate=shown", running.connection())
            as_client(running.ports[1], certificate=OPTIONS.own)
            self.assertIn("certificate verify failed", running.connection())
            as_client(running.ports[1], certificate=estate_certificate("both"))
            self.assertIn("handshake complete", running.connection())


class Protocol(unittest.TestCase):
    def test_the_version_given_is_the_only_one(self):
        specs = [f"0=both,roles={roles},tls={name}"
                 for roles in ("reversed", "normal") for name in VERSIONS]
        with lab(*specs) as running:
            for i, port in enumerate(running.ports):
                play = as_server if i < len(VERSIONS) else as_client
                name = list(VERSIONS)[i % len(VERSIONS)]
                with self.subTest(listener=specs[i]):
                    version, _ = play(port, certificate=estate_certificate("both"))
                    self.assertEqual(version, {"1.0": "TLSv1"}.get(name, "TLSv" + name))
                    self.assertIn(f"tls={name} ", running.connection())
                    other = VERSIONS["1.2" if name != "1.2" else "1.1"]
                    self.assertEqual(play(port, other), (None, []))
                    running.connection()

    def test_any_version_goes_with_any(self):
        with lab("--tls", "any", "--roles", "normal", "0=both") as running:
            for name, version in VERSIONS.items():
                as_client(running.ports[0], version)
                self.assertIn(f"tls={name} ", running.connection())

    def test_ciphers_are_those_given(self):
        with lab("0=both,ciphers=ECDHE-RSA-AES128-SHA") as running:
            context = labtools.open_context(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*OPTIONS.own)
            with context.wrap_socket(dial(running.ports[0]), server_side=True) as tls:
                self.assertEqual(tls.cipher()[0], "ECDHE-RSA-AES128-SHA")

    def test_global_roles_and_a_single_port(self):
        with lab("--roles", "normal", "--tls", "1.3", "--port", "0", "--scenario", "both") as one:
            self.assertEqual(as_client(one.ports[0], certificate=OPTIONS.own)[0], "TLSv1.3")

    def test_ipv6(self):
        with lab("[::1]:0=both", "[::1]:0=both,roles=normal") as running:
            for play, port in zip((as_server, as_client), running.ports):
                self.assertEqual(len(play(port, host="::1")[1]), 2)
                self.assertIn(f"connection [::1]:{port} from [::1]:", running.connection())

    def test_a_reversed_peer_speaks_first_and_a_delayed_one_later(self):
        with lab("0=both", "0=both,delay-ms=300") as running:
            for port, least_s in zip(running.ports, (0, 0.3)):
                began = time.monotonic()
                with dial(port) as sock:
                    self.assertEqual(sock.recv(1), b"\x16")
                self.assertGreaterEqual(time.monotonic() - began, least_s)
            self.assertEqual(as_server(running.ports[1])[1],
                             labtools.scenario_chain(OPTIONS.scenarios, "both"))

    def test_peers_without_tls(self):
        with lab("--timeout-ms", "400", "0=plain", "0=close", "0=silent") as running:
            plain, close, silent = running.ports
            with dial(plain) as sock:
                sock.sendall(b"hello")
                sock.shutdown(socket.SHUT_WR)
                self.assertEqual(sock.recv(1), b"")
            self.assertIn("scenario=plain", running.connection())
            with dial(close) as sock:
                self.assertEqual(sock.recv(1), b"")
            self.assertIn("closed at once", running.connection())
            with dial(silent) as sock:
                self.assertEqual(sock.recv(1), b"")
            self.assertIn("scenario=silent", running.connection())

    def test_how_the_peer_left_is_said(self):
        with lab("0=both", "0=both,roles=normal,tls=1.3") as running:
            dial(running.ports[0]).close()
            self.assertRegex(running.connection(), "certificate=not-shown .*the peer (closed|reset)")
            sock = dial(running.ports[0])
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            sock.recv(1)
            sock.close()
            self.assertIn("the peer reset the connection", running.connection())
            sock = dial(running.ports[0])
            sock.recv(1)
            sock.sendall(bytes.fromhex("15030300020228"))
            while sock.recv(65536):
                pass
            sock.close()
            self.assertIn("the peer sent alert 40 handshake failure", running.connection())
            as_client(running.ports[1], certificate=OPTIONS.own)
            self.assertIn("the peer closed with close_notify", running.connection())


class Limits(unittest.TestCase):
    def test_a_connection_ends_when_its_time_is_up(self):
        with lab("--timeout-ms", "200", "0=both") as running, dial(running.ports[0]) as sock:
            while sock.recv(65536):
                pass
            self.assertIn("time for a connection ran out", running.connection())

    def one_that_waits(self, port):
        """A connection that is not served. The first ones may be, before the lab has accepted all that are held."""
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until:
            sock = dial(port)
            sock.settimeout(0.3)
            try:
                self.assertEqual(sock.recv(1), b"")
            except TimeoutError:
                return sock
            sock.close()
        self.fail("every connection is served")

    def test_the_1025th_connection_waits_for_an_end(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY and hard < ENOUGH_DESCRIPTORS:
            self.skipTest(f"{ENOUGH_DESCRIPTORS} descriptors are needed, {hard} allowed")
        with lab("--quiet", "--timeout-ms", "120000", "0=silent", "0=close") as running:
            # Our own ends need as many; the lab has raised its limit by itself.
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, ENOUGH_DESCRIPTORS), hard))
            self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
            held = [dial(running.ports[0]) for _ in range(1024)]
            with self.one_that_waits(running.ports[1]) as waiting:
                waiting.settimeout(DEADLINE_S)
                held.pop().close()
                self.assertEqual(waiting.recv(1), b"")
            for sock in held:
                sock.close()

    def test_output_that_nobody_reads_stops_nothing(self):
        process = subprocess.Popen([OPTIONS.lab, "--certs", OPTIONS.scenarios, "0=close"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        port = int(process.stdout.readline().split()[1].rpartition(b":")[2])
        for _ in range(1200):  # 64 KiB of pipe hold some 600 lines
            with dial(port) as sock:
                self.assertEqual(sock.recv(1), b"")
        process.terminate()
        self.assertIn(b"lines were not printed", process.communicate(timeout=DEADLINE_S)[1])
        self.assertEqual(process.returncode, 0)


class Life(unittest.TestCase):
    def test_sigterm_ends_it_with_connections_open(self):
        running = lab("0=silent", "0=both,roles=normal")
        with dial(running.ports[0]), dial(running.ports[1]):
            self.assertEqual(running.stop(), 0)
            self.assertIn("the lab was stopped", running.connection())

    def test_it_ends_with_its_parent(self):
        script = ("import subprocess, sys, time\n"
                  "p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
                  "print(p.pid, p.stdout.readline().decode(), flush=True)\n"
                  "time.sleep(600)\n")
        parent = subprocess.Popen([sys.executable, "-c", script, OPTIONS.lab, "--certs",
                                   OPTIONS.scenarios, "0=both"], stdout=subprocess.PIPE)
        pid = int(parent.stdout.readline().split()[0])
        lab_fd = os.pidfd_open(pid)
        parent.send_signal(signal.SIGKILL)
        parent.communicate(timeout=DEADLINE_S)
        ended, _, _ = select.select([lab_fd], [], [], DEADLINE_S)
        os.close(lab_fd)
        self.assertTrue(ended, "psomlab outlived its parent")


class Misuse(unittest.TestCase):
    def test_a_busy_port_is_named(self):
        for host in "127.0.0.11", "[::1]":
            with lab(f"{host}:0=both") as running:
                port = running.ports[0]
                self.assertEqual(misuse(f"{host}:{port}=both"),
                                 (2, f"psomlab: {host}:{port}: address already in use\n"))

    def test_an_unknown_scenario_is_named_with_those_known(self):
        status, text = misuse("0=nosuch")
        self.assertEqual(status, 2)
        self.assertRegex(text, "^psomlab: nosuch: unknown scenario; .* has: none plain .* webserver")
        self.assertEqual(misuse("0=../scenarios/both")[0], 2)

    def test_each_misuse_is_one_line(self):
        for arguments, words in (
                (["65536=both"], "65536: a port is a number"),
                (["x=both"], "x: a port is a number"),
                (["example:0=both"], "example: not a numeric address"),
                (["0"], "0: a listener is"),
                (["0=both,tls=2.0"], "2.0: tls is"),
                (["0=both,roles=both"], "both: roles are"),
                (["0=both,strict=1"], "strict: takes no value"),
                (["0=both,tls"], "tls: needs a value"),
                (["0=both,colour=red"], "colour: no such key"),
                (["0=both,delay-ms=-1"], "-1: delay-ms is a number"),
                (["0=both,ciphers=NOSUCH"], "NOSUCH: no such cipher list"),
                (["0=none,roles=normal"], "none: a TLS server cannot"),
                (["--timeout-ms", "0", "0=both"], "0: timeout-ms is a number"),
                (["--port", "0"], "--port and --scenario go together"),
                (["--nosuch"], "--nosuch: no such option"),
                ([], "no listener given")):
            with self.subTest(arguments=arguments):
                status, text = misuse(*arguments)
                self.assertEqual((status, text.count("\n")), (2, 1))
                self.assertIn("psomlab: " + words, text)

    def test_a_scenario_that_cannot_be_sent_as_it_is(self):
        chain = labtools.scenario_chain(OPTIONS.scenarios, "both")
        with tempfile.TemporaryDirectory() as folder:
            scenario = pathlib.Path(folder, "odd")
            scenario.mkdir()
            for text, words in (("", "holds no certificate"),
                                (ssl.DER_cert_to_PEM_cert(chain[0][:40]), "byte for byte"),
                                (ssl.DER_cert_to_PEM_cert(chain[0]), "key.pem: not usable")):
                (scenario / "chain.pem").write_text(text)
                status, said = misuse("--certs", folder, "0=odd")
                self.assertEqual(status, 2)
                self.assertIn(words, said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True)
    parser.add_argument("--scenarios", required=True)
    options, rest = parser.parse_known_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, USUAL_DESCRIPTORS), hard))
    with tempfile.TemporaryDirectory() as folder:
        OPTIONS.__dict__.update(vars(options), own=labtools.own_certificate(folder))
        result = cases_told.main(argv=[sys.argv[0], *rest], exit=False, warnings="ignore").result
    return 0 if result.wasSuccessful() else 1


class Daemon(unittest.TestCase):
    """It outlives the step of a job that started it, and says by which number it is ended."""
    def start(self, *listeners):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "lab.pid")
            done = subprocess.run([OPTIONS.lab, "--certs", OPTIONS.scenarios, "--daemon", "--pid-file", path,
                                   *listeners], capture_output=True, text=True, timeout=DEADLINE_S)
            yield done, path

    def test_it_listens_when_its_starter_goes_on(self):
        for done, path in self.start("0=webserver"):
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            pid = int(path.read_text())
            try:
                self.assertTrue(done.stdout.endswith("ready\n"))
                port = int(labtools.LISTENING.match(done.stdout.splitlines()[0])[2])
                self.assertTrue(as_server(port)[1])
            finally:
                os.kill(pid, signal.SIGTERM)
            ended = time.monotonic() + DEADLINE_S
            while path.exists() and time.monotonic() < ended:
                select.select([], [], [], 0.01)
            self.assertFalse(path.exists())

    def test_it_fails_as_its_child_does(self):
        with socket.create_server((LOOPBACK, 0)) as taken:
            for done, path in self.start(f"{taken.getsockname()[1]}=webserver"):
                self.assertEqual(done.returncode, 2)
                self.assertIn("in use", done.stderr)
                self.assertFalse(path.exists())


if __name__ == "__main__":
    sys.exit(main())
