# SPDX-License-Identifier: MIT
"""Proxies: HTTP CONNECT and SOCKS 5, named by --proxy or the environment."""
import base64
import contextlib
import os
import socket
import struct
import threading
import time

import runtools
from labtools import DEADLINE_S
from runtools import Case, codes, main
from test_starttls import Server, scenario


def pump(a, b):
    with contextlib.suppress(OSError):
        while data := a.recv(4096):
            b.sendall(data)
    with contextlib.suppress(OSError):
        b.shutdown(socket.SHUT_WR)


class Proxy:
    """Forwards to wherever it is asked; answer: what it says instead. asked: its requests."""

    def __init__(self, answer=None, kind="http"):
        self.answer, self.kind, self.asked, self.times = answer, kind, [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{kind}://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(sock,), daemon=True).start()

    def _attend(self, sock):
        with sock, contextlib.suppress(OSError, ValueError):
            sock.settimeout(DEADLINE_S)
            target, go = self._http(sock) if self.kind == "http" else self._socks(sock)
            if self.answer is not None:
                sock.sendall(self.answer)
                sock.recv(1)
                return
            with socket.create_connection(("127.0.0.1", target), timeout=DEADLINE_S) as on:
                if self.kind == "http" and b"together" in self.asked[-1]:
                    go += on.recv(4096)  # the server's greeting in the proxy's own packet
                sock.sendall(go)
                other = threading.Thread(target=pump, args=(on, sock), daemon=True)
                other.start()
                pump(sock, on)
                other.join(DEADLINE_S)

    def _http(self, sock):
        head = b""
        while b"\r\n\r\n" not in head:
            more = sock.recv(4096)
            if not more:
                raise ValueError
            head += more
        self.asked.append(head)
        self.times.append(time.monotonic())
        return int(head.split(b" ")[1].rsplit(b":", 1)[1]), b"HTTP/1.1 200 Connection established\r\n\r\n"

    def _socks(self, sock):
        assert sock.recv(3) == b"\5\1\0"
        sock.sendall(b"\5\0")
        head = sock.recv(4)
        if head[3] == 3:
            host = sock.recv(sock.recv(1)[0])
        else:
            host = socket.inet_ntop(socket.AF_INET if head[3] == 1 else socket.AF_INET6,
                                    sock.recv(4 if head[3] == 1 else 16)).encode()
        self.asked.append(host)
        return struct.unpack(">H", sock.recv(2))[0], b"\5\0\0\1\0\0\0\0\0\0"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def environment(**more):
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {**clean, **more}


class Proxies(Case):
    def probe(self, target, *options, **variables):
        return runtools.document(target, "--timeout", "10", "--retries", "0", *options, env=environment(**variables))

    def test_both_kinds_in_both_engines(self):
        for kind in "http", "socks5":
            for engine in "hello", "openssl":
                with self.subTest(kind=kind, engine=engine), Proxy(kind=kind) as proxy, \
                        runtools.lab("0=webserver,roles=normal") as lab:
                    document = self.probe(f"edge01.contoso.com:{lab.ports[0]}/mtls", "--proxy", proxy.url,
                                          "--engine", engine)
                    r, = document["results"]
                    self.assertEqual((r["verdict"], r["address"], r["error"]), ("breaks", None, None))
                    self.assertIn(b"edge01.contoso.com", proxy.asked[0])  # which alone resolved it
                    self.assertIn("ADDRESS_BY_PROXY", codes(r))
                    self.assertIn(f"127.0.0.1:{proxy.port} (--proxy)", " ".join(document["notes"]))

    def test_a_peer_that_plays_the_tls_client(self):
        for kind in "http", "socks5":
            with self.subTest(kind=kind), Proxy(kind=kind) as proxy, \
                    runtools.lab("0=webserver,roles=reversed") as lab:
                r, = self.probe(f"127.0.0.1:{lab.ports[0]}/edge-psom", "--proxy", proxy.url)["results"]
                self.assertEqual((r["verdict"], r["tls"]["peer_role"]), ("breaks", "client"))

    def test_an_address_is_no_name_to_a_socks_proxy(self):
        for address in "127.0.0.1", "::1":
            with self.subTest(address=address), Proxy(kind="socks5") as proxy, runtools.lab("0=both,roles=normal") as lab:
                target = f"[{address}]" if ":" in address else address
                r, = self.probe(f"{target}:{lab.ports[0]}/mtls", "--proxy", proxy.url)["results"]
                self.assertEqual((r["verdict"], proxy.asked[0]), ("ready", address.encode()))  # RFC 1928 5: by its type
                self.assertNotIn("ADDRESS_BY_PROXY", codes(r))

    def test_each_connection_is_for_the_same_host(self):
        """Also the one that asks for a second certificate: an empty host is whatever the proxy makes of it."""
        for kind in "http", "socks5":
            with self.subTest(kind=kind), Proxy(kind=kind) as proxy, runtools.lab("0=both,roles=normal") as lab:
                r, = self.probe(f"edge01.contoso.com:{lab.ports[0]}/mtls", "--proxy", proxy.url)["results"]
                self.assertEqual(r["verdict"], "ready")
                self.assertGreater(len(proxy.asked), 1)
                for asked in proxy.asked:
                    self.assertIn(b"edge01.contoso.com", asked)

    def test_a_proxy_is_sent_to_the_address_that_was_given(self):
        for kind, given in (("http", ["127.0.0.1"]), ("http", ["127.0.0.1", "127.0.0.2"]), ("socks5", ["127.0.0.1", "::1"])):
            with self.subTest(kind=kind, given=given), Proxy(kind=kind) as proxy, runtools.lab("0=both,roles=normal") as lab:
                resolve = [x for address in given for x in ("--resolve", f"edge01.contoso.com:*:{address}")]
                r, = self.probe(f"edge01.contoso.com:{lab.ports[0]}/edge-psom", "--proxy", proxy.url, *resolve)["results"]
                self.assertEqual(r["verdict"], "ready")
                self.assertEqual([a["address"] for a in r.get("addresses", [{"address": r["address"]}])], given)
                self.assertNotIn("ADDRESS_BY_PROXY", codes(r))
                self.assertFalse([asked for asked in proxy.asked if b"edge01" in asked])

    def test_a_dialogue_behind_a_proxy(self):
        for host in "mx.contoso.com", "together.contoso.com":
            with self.subTest(host=host), Proxy() as proxy, Server("smtp", scenario("both")) as server:
                r, = self.probe(f"{host}:{server.port}/mtls", "--starttls", "smtp", "--proxy", proxy.url)["results"]
                self.assertEqual((r["verdict"], r["tls"]["starttls"]), ("ready", "smtp"))
                self.assertNotIn("BYTES_BEFORE_TLS", codes(r))

    def test_each_host_behind_a_proxy_has_its_own_limit(self):
        with Server("smtp", scenario("both"), script=[None, (b"never", b"")]) as silent, Proxy() as proxy:
            runtools.ekuprobe("--proxy", proxy.url, "--per-host", "1", "--timeout", "1", "--retries", "0", "--starttls", "smtp",
                              *(f"h{i}.example:{silent.port}/mtls" for i in range(3)))
            self.assertEqual(len(proxy.asked), 3)
            begun = proxy.times
            self.assertLess(max(begun) - min(begun), 1)  # none waited for another

    def test_what_proxies_answer_is_told(self):
        def http(line):
            return b"HTTP/1.1 " + line + b"\r\nContent-Length: 2\r\n\r\nno"

        for answer, kind, error, words in (
                (http(b"407 Proxy Authentication Required"), "http", "refused", "407 Proxy Authentication Required"),
                (http(b"403 Forbidden"), "http", "refused", "HTTP proxy: 403 Forbidden"),
                (http(b"502 Bad Gateway"), "http", "unroutable", "HTTP proxy: 502 Bad Gateway"),
                (http(b"504 Gateway Timeout"), "http", "timeout", "504"),
                (b"SSH-2.0-x\r\n", "http", "not-tls", "HTTP proxy"),
                (b"\5\2\0\1\0\0\0\0\0\0", "socks5", "refused", "rules do not allow"),
                (b"\5\5\0\1\0\0\0\0\0\0", "socks5", "refused", "SOCKS proxy: the host refused"),
                (b"\5\4\0\1\0\0\0\0\0\0", "socks5", "unroutable", "cannot reach the host")):
            with self.subTest(answer=answer), Proxy(answer, kind) as proxy:
                r, = self.probe("edge01.contoso.com:8057/mtls", "--proxy", proxy.url)["results"]
                self.assertEqual((r["verdict"], r["error"]["class"], r["error"]["stage"]),
                                 ("unreachable", error, "connect"))
                self.assertIn(words, r["error"]["text"])

    def test_a_proxy_that_is_not_there_or_silent(self):
        port = runtools.closed_port()
        r, = self.probe("h:1/mtls", "--proxy", f"http://127.0.0.1:{port}")["results"]
        self.assertEqual((r["verdict"], r["error"]["class"]), ("unreachable", "refused"))
        self.assertIn(f"proxy 127.0.0.1:{port}: ", r["error"]["text"])
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            r, = self.probe("h:1/mtls", "--proxy", url, "--timeout", "1")["results"]
        self.assertEqual((r["verdict"], r["error"]["class"], r["error"]["stage"]), ("unreachable", "timeout", "connect"))

    def test_what_was_seen_another_way_is_not_resumed(self):
        """The password leaves no trace in the file, so another one is no other way."""
        file = self.folder / "r.ndjson"
        clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        with Proxy() as proxy, Proxy() as other, runtools.lab("0=both,roles=normal") as lab:
            def run(*arguments, **environment):
                return runtools.ekuprobe(f"127.0.0.2:{lab.ports[0]}/mtls", "--resolve", f"127.0.0.2:*:127.0.0.1", "--resume", file,
                                         *arguments, env={**clean, **environment})

            run("--proxy", f"http://anna:secret@127.0.0.1:{proxy.port}")
            for arguments, environment in (((), {}), (("--proxy", other.url), {}), ((), {"ALL_PROXY": other.url})):
                with self.subTest(arguments=arguments, environment=environment):
                    done = run(*arguments, **environment)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn("judged differently from this run (--proxy)", done.stderr)
            self.assertIn("1 already done", run("--proxy", proxy.url).stderr)

    def test_a_user_for_the_proxy(self):
        with Proxy() as proxy, runtools.lab("0=both,roles=normal") as lab:
            url = f"http://anna:p%40ss@127.0.0.1:{proxy.port}"
            document = self.probe(f"127.0.0.1:{lab.ports[0]}/mtls", "--proxy", url)
        self.assertEqual(document["results"][0]["verdict"], "ready")
        self.assertIn(b"Proxy-Authorization: Basic " + base64.b64encode(b"anna:p@ss"), proxy.asked[0])
        self.assertNotIn("ss@", str(document["notes"]))

    def test_the_environment(self):
        with Proxy() as proxy, runtools.lab("0=both,roles=normal") as lab:
            there, local = f"edge01.contoso.com:{lab.ports[0]}/mtls", f"127.0.0.1:{lab.ports[0]}/mtls"
            for name in "HTTPS_PROXY", "https_proxy", "ALL_PROXY":
                document = self.probe(there, **{name: proxy.url})
                self.assertEqual(document["results"][0]["verdict"], "ready")
                self.assertIn(f"({name})", " ".join(document["notes"]))
            asked = len(proxy.asked)
            self.assertEqual(self.probe(local, HTTPS_PROXY=proxy.url)["results"][0]["verdict"], "ready")
            for more in ({"NO_PROXY": ".contoso.com"}, {"no_proxy": "a, contoso.com"}, {"NO_PROXY": "*"}):
                r, = self.probe(there, "--resolve", "edge01.contoso.com:*:127.0.0.1", HTTPS_PROXY=proxy.url,
                                **more)["results"]
                self.assertEqual((r["verdict"], r["address"]), ("ready", "127.0.0.1"))
            self.probe(local, "--proxy", proxy.url, NO_PROXY="127.0.0.0/8")
            self.probe(local, "--proxy", "none", HTTPS_PROXY=proxy.url)
            self.assertEqual(len(proxy.asked), asked)
            self.probe(local, "--proxy", proxy.url, NO_PROXY="contoso.co,7.0.0.1")
            self.assertGreater(len(proxy.asked), asked)

    def test_misuse(self):
        for url in "ftp://a:1", "http://", "http://a:0", "http://::1:80", "socks5://user@a:1", "http://a b:1":
            with self.subTest(url=url):
                done = runtools.ekuprobe("--proxy", url, "h:1")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
                self.assertIn("--proxy: expected http://", done.stderr)
        done = runtools.ekuprobe("h:1", env=environment(HTTPS_PROXY="gopher://a"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("HTTPS_PROXY: expected", done.stderr)


if __name__ == "__main__":
    main()
