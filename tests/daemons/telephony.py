# SPDX-License-Identifier: MIT
"""SIP and RADIUS: Kamailio, FreeRADIUS."""
import socket
import struct
import sys

from place import LOOPBACK, free_port
from row import Client, Server

MODULES = f"/usr/lib/{sys.implementation._multiarch}/kamailio/modules"


def kamailio(place, lines, profiles):
    tls = place.write("tls.cfg", profiles)
    conf = place.write("kamailio.cfg", f"""#!KAMAILIO
debug=2
log_stderror=yes
fork=yes
children=1
tcp_children=1
disable_tcp=no
enable_tls=yes
mpath="{MODULES}/"
loadmodule "tls.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
modparam("tls", "config", "{tls}")
{lines}
""")
    return ["kamailio", "-DD", "-E", "-f", conf, "-Y", place.folder("run"), "-m", "16", "-M", "4"]


def kamailio_in(place, asks):
    port = free_port()
    place.start(*kamailio(place, f"listen=tls:{LOOPBACK}:{port}\nrequest_route {{ sl_send_reply(\"200\", \"OK\"); }}\n",
                          f"""[server:default]
method = TLSv1.2+
certificate = {place.chain}
private_key = {place.key}
ca_list = {place.root}
verify_certificate = {"yes" if asks else "no"}
require_certificate = {"yes" if asks else "no"}
"""), port=port)
    return port


def kamailio_out(place, port, shows):
    own = free_port()
    hosts = place.write("dispatcher.list", f"1 sip:{LOOPBACK}:{port};transport=tls\n")
    certificate = f"certificate = {place.chain}\nprivate_key = {place.key}" if shows else ""
    place.start(*kamailio(place, f"""listen=tls:{LOOPBACK}:{own}
loadmodule "dispatcher.so"
modparam("dispatcher", "list_file", "{hosts}")
modparam("dispatcher", "ds_ping_interval", 1)
modparam("dispatcher", "ds_probing_mode", 1)
request_route {{ drop; }}
""", f"""[server:default]
method = TLSv1.2+
certificate = {place.chain}
private_key = {place.key}
[client:default]
method = TLSv1.2+
verify_certificate = no
{certificate}
"""))


def radius(place, sites):
    return ["freeradius", "-f", "-l", "stdout", "-x", "-x", "-d", place.folder("raddb"), "-n", "radiusd"], place.write(
        "raddb/radiusd.conf", f"""prefix = /usr
raddbdir = {place / "raddb"}
logdir = {place.path}
run_dir = {place.path}
libdir = /usr/lib/freeradius
pidfile = {place / "pid"}
max_requests = 256
security {{
  allow_vulnerable_openssl = yes
}}
thread pool {{
  start_servers = 1
  max_servers = 2
}}
modules {{
  always ok {{
    rcode = ok
  }}
}}
{sites}
""")


def tls_of(place, asks):
    return f"""tls {{
  private_key_file = {place.key}
  certificate_file = {place.chain}
  ca_file = {place.root}
  require_client_cert = {"yes" if asks else "no"}
  tls_min_version = "1.2"
  tls_max_version = "1.3"
}}
"""


def radsec_in(place, asks):
    port = free_port()
    command, _ = radius(place, f"""clients radsec {{
  client all {{
    ipaddr = {LOOPBACK}
    proto = tls
    secret = radsec
  }}
}}
listen {{
  type = auth
  proto = tcp
  ipaddr = {LOOPBACK}
  port = {port}
  virtual_server = lab
  clients = radsec
  {tls_of(place, asks)}
}}
server lab {{
  authorize {{
    ok
  }}
}}
""")
    place.start(*command, port=port)
    return port


def radsec_out(place, port, shows):
    own = free_port()
    tls = tls_of(place, False) if shows else f"tls {{\n  ca_file = {place.root}\n  tls_min_version = \"1.2\"\n}}\n"
    command, _ = radius(place, f"""proxy server {{
}}
home_server peer {{
  type = auth
  ipaddr = {LOOPBACK}
  port = {port}
  proto = tcp
  secret = radsec
  status_check = status-server
  {tls}
}}
home_server_pool peers {{
  type = fail-over
  home_server = peer
}}
realm lab {{
  auth_pool = peers
}}
client here {{
  ipaddr = {LOOPBACK}
  secret = lab
}}
listen {{
  type = auth
  ipaddr = {LOOPBACK}
  port = {own}
  virtual_server = lab
}}
server lab {{
  authorize {{
    update control {{
      Proxy-To-Realm := "lab"
    }}
  }}
}}
""")
    daemon = place.start(*command)
    daemon.lines.next("Ready to process requests")
    # An Access-Request (RFC 2865 4.1) for somebody of the realm, which is proxied.
    attribute = bytes([1, 3]) + b"a"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(struct.pack("!BBH16s", 1, 1, 20 + len(attribute), b"0123456789abcdef") + attribute, (LOOPBACK, own))


KAMAILIO = ["kamailio", f"{MODULES}/tls.so"]
ROWS = [
    Server("Kamailio", "kamailio-tls-modules", KAMAILIO, kamailio_in),
    Client("Kamailio", "kamailio-tls-modules", KAMAILIO, kamailio_out, "sip-mtls"),
    Server("FreeRADIUS, RadSec", "freeradius", ["freeradius"], radsec_in),
    Client("FreeRADIUS, RadSec", "freeradius", ["freeradius"], radsec_out, "radsec"),
]
