# SPDX-License-Identifier: MIT
"""XMPP domains: SRV records lead to their servers (RFC 6120 3.2.1, XEP-0368)."""
import socket

import nameserver
from nameserver import A, SRV, Names, packed
from runtools import Case, codes, document, main
from test_starttls import Server, scenario

DOMAIN, HOST = "contoso.example", "chat.contoso.example"


def srv(priority, weight, port, host=HOST):
    return nameserver.srv(priority, weight, port, host)


class Direct(Server):
    """TLS from the first byte."""

    def __init__(self, name):
        super().__init__("direct", scenario(name), script=[None])


LOOPBACK = {(HOST, A): [socket.inet_aton("127.0.0.1")]}


class Domains(Case):
    def both(self, names, target, *options):
        """What the profile's ports show, by port: 5269 begins in clear, 5270 by TLS."""
        return {r["port"]: r for r in document("--dns-servers", names.address, "--timeout", "10", "--retries", "0", *options,
                                               target)["results"]}

    def probe(self, names, target, *options):
        return next(r for port, r in sorted(self.both(names, target, *options).items()))

    def test_the_record_leads_to_the_server(self):
        with Server("xmpp-server", scenario("both")) as server, \
                Names({(f"_xmpp-server._tcp.{DOMAIN}", SRV): [srv(10, 0, 1), srv(5, 0, server.port)], **LOOPBACK}) as names:
            r = self.probe(names, f"{DOMAIN}/xmpp-s2s")
            self.assertEqual((r["error"], r["target"], r["address"]), (None, f"{DOMAIN}:5269", "127.0.0.1"))
            self.assertEqual(r["tls"]["starttls"], "xmpp-server")
            self.assertIn(f"to='{DOMAIN}'".encode(), server.heard)  # the domain, not the host
            self.assertIn(f"{HOST}:{server.port}",
                          next(f["message"] for f in r["findings"] if f["code"] == "SRV_FOLLOWED"))

    def test_each_port_of_the_profile_prefers_its_own_service(self):
        with Direct("both") as direct, Server("xmpp-server", scenario("both")) as clear, \
                Names({(f"_xmpps-server._tcp.{DOMAIN}", SRV): [srv(1, 0, direct.port)],
                       (f"_xmpp-server._tcp.{DOMAIN}", SRV): [srv(2, 0, clear.port)], **LOOPBACK}) as names:
            found = self.both(names, f"{DOMAIN}/xmpp-s2s")
            self.assertEqual([r["error"] for r in found.values()], [None, None])
            self.assertEqual(found[5269]["tls"]["starttls"], "xmpp-server")
            self.assertNotIn("starttls", found[5270]["tls"])
            for r in found.values():
                self.assertIn("SRV_FOLLOWED", codes(r))

    def test_the_service_for_clients(self):
        with Server("xmpp-client", scenario("both")) as server, \
                Names({(f"_xmpp-client._tcp.{DOMAIN}", SRV): [srv(1, 0, server.port)], **LOOPBACK}) as names:
            r = self.probe(names, f"{DOMAIN}/http-mtls", "--starttls", "xmpp-client")
            self.assertEqual((r["error"], r["tls"]["starttls"]), (None, "xmpp-client"))
            self.assertIn("SRV_FOLLOWED", codes(r))

    def test_one_service_stands_for_both(self):
        with Direct("both") as direct, \
                Names({(f"_xmpps-server._tcp.{DOMAIN}", SRV): [srv(1, 0, direct.port)], **LOOPBACK}) as names:
            for r in self.both(names, f"{DOMAIN}/xmpp-s2s").values():
                self.assertEqual(r["error"], None)
                self.assertNotIn("starttls", r["tls"])

    def test_a_domain_without_the_service(self):
        with Names({(f"_xmpp-server._tcp.{DOMAIN}", SRV): [srv(0, 0, 0, "")]}) as names:
            r = self.probe(names, f"{DOMAIN}/xmpp-s2s")
            self.assertEqual((r["verdict"], r["error"]["class"]), ("unreachable", "resolve"))
            self.assertIn("has no such service", r["error"]["text"])

    def test_without_a_record_the_domain_is_the_host(self):
        with Names({(DOMAIN, A): [socket.inet_aton("127.0.0.1")]}) as names:
            r = self.probe(names, f"{DOMAIN}/xmpp-s2s", "--timeout", "3")
            self.assertEqual((r["address"], r["error"]["class"]), ("127.0.0.1", "refused"))
            self.assertIn((f"_xmpp-server._tcp.{DOMAIN}", SRV), names.asked)

    def test_who_names_a_port_or_a_domain_means_the_host(self):
        with Server("xmpp-server", scenario("both")) as server, Names(LOOPBACK) as names:
            r = self.probe(names, f"{HOST}:{server.port}/xmpp-s2s", "--domain", DOMAIN)
            self.assertEqual(r["error"], None)
            self.assertNotIn(SRV, [kind for _, kind in names.asked])
            self.assertIn(f"to='{DOMAIN}'".encode(), server.heard)

    def test_other_protocols_ask_nothing(self):
        with Names({(DOMAIN, A): [socket.inet_aton("127.0.0.1")]}) as names:
            self.probe(names, f"{DOMAIN}/smtp-mtls", "--timeout", "3")
            self.assertNotIn(SRV, [kind for _, kind in names.asked])


if __name__ == "__main__":
    main()
