# SPDX-License-Identifier: MIT
"""XMPP between servers and from clients: Prosody, ejabberd."""
import socket
import sys

from place import LOOPBACK, free_port
from row import Client, Server
from nameserver import A, SRV, Names, srv

LIBRARIES = f"/usr/lib/{sys.implementation._multiarch}"
DOMAIN, PEER = "lab.contoso.com", "peer.contoso.com"  # .test does not leave unbound
# Sends a message to the peer once all is there: what a user would do.
PLUGIN = f"""module:add_timer(0, function ()
  module:send(require "util.stanza".message({{ from = "{DOMAIN}", to = "{PEER}" }}):tag("body"):text("test"))
end)
"""


def names(port):
    """ejabberd takes the address from the system's resolver, which knows localhost."""
    return Names({(f"_xmpp-server._tcp.{PEER}", SRV): [srv(0, 0, port, "localhost")],
                  ("localhost", A): [socket.inet_aton(LOOPBACK)]})


def prosody(place, lines):
    place.folder("plugins")
    place.write("plugins/mod_lab.lua", PLUGIN)
    path = place.write("prosody.cfg.lua", f"""pidfile = "{place / "pid"}"
data_path = "{place.folder("data")}"
plugin_paths = {{ "{place / "plugins"}" }}
certificates = "{place.path}"
interfaces = {{ "127.0.0.1" }}
http_ports = {{ }} https_ports = {{ }} component_ports = {{ }}
log = {{ debug = "{place.log("log")}" }}
authentication = "internal_hashed"
{lines}
""")
    return ["prosody", "--config", path, "-F"]


def prosody_ssl(place, shows, asks):
    own = f'key = "{place.key}"; certificate = "{place.chain}";' if shows else ""
    verify = '{ "peer" }' if asks else '"none"'
    return f'ssl = {{ {own} cafile = "{place.root}"; verify = {verify}; }}'


def prosody_in(kind):
    def start(place, asks):
        port, other = free_port(), free_port()
        ports = (port, other) if kind == "c2s" else (other, port)
        place.start(*prosody(place, f"""c2s_ports = {{ {ports[0]} }} s2s_ports = {{ {ports[1]} }}
modules_enabled = {{ "tls", "saslauth", "dialback" }}
{kind}_{prosody_ssl(place, True, asks)}
VirtualHost "{DOMAIN}"
"""), port=port)
        return port
    return start


def prosody_out(place, port, shows):
    server = place.closing(names(port))
    place.start(*prosody(place, f"""c2s_ports = {{ }} s2s_ports = {{ }}
modules_enabled = {{ "tls", "s2s", "dialback", "lab" }}
s2s_require_encryption = true
unbound = {{
  resolvconf = false, hoststxt = false, forward = "127.0.0.1@{server.address.split(':')[1]}",
  options = {{ ["do-not-query-localhost:"] = "no" }}
}}
s2s_{prosody_ssl(place, shows, False)}
VirtualHost "{DOMAIN}"
"""))


def ejabberd(place, lines, more=()):
    place.folder("mnesia")
    path = place.write("ejabberd.yml", f"hosts:\n  - {DOMAIN}\nloglevel: info\nca_file: {place.root}\n{lines}")
    variables = {"EJABBERD_CONFIG_PATH": path, "EJABBERD_LOG_PATH": place.log("ejabberd.log"),
                 "ERL_CRASH_DUMP": "/dev/null", "ERL_LIBS": LIBRARIES}
    return ["erl", "-noinput", "-mnesia", "dir", f'"{place / "mnesia"}"', "-s", "ejabberd", *more], variables


def ejabberd_in(kind):
    def start(place, asks):
        port = free_port()
        command, variables = ejabberd(place, f"""certfiles:
  - {place.combined}
listen:
  -
    port: {port}
    ip: "127.0.0.1"
    module: ejabberd_{kind}
    starttls: true
s2s_use_starttls: required
""".replace("    starttls: true\n", "" if kind == "s2s_in" else "    starttls: true\n"))
        place.start(*command, port=port, **variables)
        return port
    return start


def ejabberd_out(place, port, shows):
    server = place.closing(names(port))
    inet = place.write("inetrc", '{resolv_conf, ""}.\n{lookup, [dns]}.\n{nameserver, {127,0,0,1}, %s}.\n'
                       % server.address.split(":")[1])
    own = f"certfiles:\n  - {place.combined}\n" if shows else ""
    send = ('[ejabberd_router:route(xmpp:decode({xmlel,<<"message">>,[{<<"from">>,<<"%s">>},{<<"to">>,<<"%s">>}],[]},'
            '<<"jabber:client">>,[])) || _ <- [application:ensure_all_started(ejabberd)]].' % (DOMAIN, PEER))
    command, variables = ejabberd(place, own + "s2s_use_starttls: required\nmodules:\n  mod_s2s_dialback: {}\n",
                                  ["-eval", send])
    place.start(*command, ERL_INETRC=inet, **variables)


PROSODY, ERLANG = ["prosody"], ["erl", "/usr/share/doc/ejabberd"]
ROWS = [
    Server("Prosody, between servers", "prosody", PROSODY, prosody_in("s2s"), "xmpp-server", greets=False,
           options=["--domain", DOMAIN]),
    Server("Prosody, from clients", "prosody", PROSODY, prosody_in("c2s"), "xmpp-client", greets=False,
           options=["--domain", DOMAIN]),
    Client("Prosody", "prosody", PROSODY, prosody_out, "xmpp-s2s", domain=PEER),
    Server("ejabberd, between servers", "ejabberd", ERLANG, ejabberd_in("s2s_in"), "xmpp-server", greets=False,
           options=["--domain", DOMAIN], always=True),
    Server("ejabberd, from clients", "ejabberd", ERLANG, ejabberd_in("c2s"), "xmpp-client", greets=False,
           options=["--domain", DOMAIN], always=True),
    Client("ejabberd", "ejabberd", ERLANG, ejabberd_out, "xmpp-s2s", domain=PEER),
]
