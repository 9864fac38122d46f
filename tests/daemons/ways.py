# SPDX-License-Identifier: MIT
"""Ways to a target: squid, tinyproxy, Dante."""
from place import LOOPBACK, free_port
from row import Way


def squid(place):
    port = free_port()
    conf = place.write("squid.conf", f"""http_port {LOOPBACK}:{port}
http_access allow all
cache_log {place.log("cache.log")}
access_log stdio:{place.log("access.log")}
pid_filename {place / "pid"}
coredump_dir {place.path}
cache_effective_user {place.user}
pinger_enable off
shutdown_lifetime 0
dns_nameservers {LOOPBACK}
visible_hostname proxy.lab.test
icp_port 0
netdb_filename none
""")
    place.start("squid", "-N", "-d", "1", "-n", f"lab{port}", "-f", conf, port=port)
    return f"http://{LOOPBACK}:{port}"


def tinyproxy(place):
    port = free_port()
    conf = place.write("tinyproxy.conf", f"Port {port}\nListen {LOOPBACK}\nTimeout 60\nMaxClients 20\nUser {place.user}\n"
                       f"Group nogroup\nLogFile \"{place.log('tinyproxy.log')}\"\n")
    place.start("tinyproxy", "-d", "-c", conf, port=port)
    return f"http://{LOOPBACK}:{port}"


def dante(place):
    port = free_port()
    conf = place.write("danted.conf", f"""logoutput: stderr
internal: {LOOPBACK} port = {port}
external: {LOOPBACK}
socksmethod: none
clientmethod: none
user.privileged: {place.user}
user.unprivileged: {place.user}
client pass {{
  from: 0/0 to: 0/0
  log: error
}}
socks pass {{
  from: 0/0 to: 0/0
  log: error connect
}}
""")
    place.start("danted", "-f", conf, "-p", place / "pid", port=port)
    return f"socks5://{LOOPBACK}:{port}"


ROWS = [
    Way("squid", "squid", ["squid"], squid),
    Way("tinyproxy", "tinyproxy-bin", ["tinyproxy"], tinyproxy),
    Way("Dante", "dante-server", ["danted"], dante),
]
