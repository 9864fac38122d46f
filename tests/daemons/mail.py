# SPDX-License-Identifier: MIT
"""Mail: Postfix, Exim, Dovecot."""
import grp
import os
import pwd

from place import find, free_port
from row import Client, Server

POSTFIX = ["/usr/lib/postfix/sbin/master", "sendmail"]
SERVICES = """tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
postlog unix-dgram n - n - 1 postlogd
"""
QUEUES = "active bounce corrupt defer deferred flush hold incoming private saved trace".split()


def postfix(place, services, lines):
    """Its master insists on being root and on two users of its own; all else is in the folder."""
    log = place.log("log")
    place.folder("etc")
    place.write("etc/master.cf", services + SERVICES)
    place.write("etc/main.cf", f"""compatibility_level = 3.6
queue_directory = {place / "queue"}
data_directory = {place / "data"}
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.lab.test
mydestination =
alias_maps =
local_recipient_maps =
smtputf8_enable = no
maillog_file = {log}
maillog_file_prefixes = {place.path}
{lines}""")
    owner, group = pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid
    for name, gid in [(q, -1) for q in QUEUES] + [("public", group), ("maildrop", group), (".", -1)]:
        folder = place.path / "queue" / name
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, 0 if name == "." else owner, 0 if name == "." else gid)
        folder.chmod(0o755 if name == "." else 0o730 if name == "maildrop" else 0o710 if name == "public" else 0o700)
    (place.path / "queue" / "pid").mkdir()
    (place.path / "data").mkdir()
    os.chown(place.path / "data", owner, -1)
    os.chown(place.path / "etc", 0, 0)
    for name in "main.cf", "master.cf":
        os.chown(place.path / "etc" / name, 0, 0)
    return [POSTFIX[0], "-c", place / "etc", "-s"]


def postfix_in(place, asks):
    port = free_port()
    place.start(*postfix(place, f"127.0.0.1:{port} inet n - n - - smtpd\n", f"""smtpd_tls_security_level = may
smtpd_tls_cert_file = {place.chain}
smtpd_tls_key_file = {place.key}
smtpd_tls_CAfile = {place.root}
smtpd_tls_ask_ccert = {"yes" if asks else "no"}
"""), as_root=True, port=port)
    return port


def postfix_out(place, port, shows):
    own = f"smtp_tls_cert_file = {place.chain}\nsmtp_tls_key_file = {place.key}\n" if shows else ""
    command = postfix(place, "", f"""transport_maps = inline:{{peer.test=smtp:[127.0.0.1]:{port}}}
smtp_tls_security_level = encrypt
{own}""")
    place.start(*command, as_root=True).wait_path(place / "queue/public/pickup")
    place.run("sendmail", "-C", place / "etc", "-f", "a@lab.test", "b@peer.test", as_root=True,
              given="Subject: test\n\ntest\n")


def exim(place, lines):
    place.folder("spool")
    path = place.write("exim.conf", f"""exim_user = {place.user}
exim_group = nogroup
exim_path = {find("exim4")}
spool_directory = {place / "spool"}
log_file_path = {place / "spool"}/%slog
primary_hostname = mail.lab.test
keep_environment =
host_lookup =
{lines}""")
    return ["exim4", "-C", path]


def exim_in(place, asks):
    port = free_port()
    place.logs += [place.path / "spool" / "mainlog"]
    command = exim(place, f"""tls_certificate = {place.chain}
tls_privatekey = {place.key}
tls_advertise_hosts = *
{"tls_try_verify_hosts = *" if asks else ""}
tls_verify_certificates = {place.root}
log_selector = +all
acl_smtp_rcpt = deny
begin acl
deny:
  deny
""")
    place.start(*command, "-bdf", "-oX", f"<; [127.0.0.1]:{port}", port=port)
    return port


def exim_out(place, port, shows):
    own = f"tls_certificate = {place.chain}\n  tls_privatekey = {place.key}" if shows else ""
    place.logs += [place.path / "spool" / "mainlog"]
    command = exim(place, f"""trusted_users = {place.user}
hosts_connection_nolog = *
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1::{port}
  self = send
  transport = out
begin transports
out:
  driver = smtp
  hosts_require_tls = *
  tls_tempfail_tryclear = false
  {own}
""")
    place.run(*command, "-odi", "-f", "a@lab.test", "b@peer.test", given="Subject: test\n\ntest\n", check=False)


def dovecot(protocol, service, listener):
    def start(place, asks):
        port = free_port()
        path = place.write("dovecot.conf", f"""protocols = {service}
base_dir = {place.folder("run")}
state_dir = {place.folder("state")}
log_path = {place.log("log")}
default_internal_user = {place.user}
default_internal_group = nogroup
default_login_user = {place.user}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{place.chain}
ssl_key = <{place.key}
ssl_dh =
{"ssl_ca = <" + place.root if asks else ""}
ssl_verify_client_cert = {"yes" if asks else "no"}
ssl_require_crl = no
verbose_ssl = yes
passdb {{
  driver = static
  args = nopassword=y
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service {listener} {{
  chroot =
  inet_listener {protocol} {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener {protocol}s {{
    port = 0
  }}
}}
""")
        place.start("dovecot", "-F", "-c", path, port=port)
        return port
    return start


def dovecots():
    for starttls, package, protocol, service, listener in (
            ("imap", "dovecot-imapd", "imap", "imap", "imap-login"),
            ("pop3", "dovecot-pop3d", "pop3", "pop3", "pop3-login"),
            ("lmtp", "dovecot-lmtpd", "lmtp", "lmtp", "lmtp"),
            ("sieve", "dovecot-managesieved", "sieve", "sieve", "managesieve-login")):
        yield Server(f"Dovecot, {starttls}", package, ["dovecot", f"/usr/lib/dovecot/{listener}"],
                     dovecot(protocol, service, listener), starttls, auto="smtp" if starttls == "lmtp" else "",
                     as_root=True)  # it gives its sockets to groups


ROWS = [
    Server("Postfix", "postfix", POSTFIX, postfix_in, "smtp", as_root=True),
    Client("Postfix", "postfix", POSTFIX, postfix_out, "smtp-mtls", as_root=True),
    Server("Exim", "exim4-daemon-light", ["exim4"], exim_in, "smtp"),
    Client("Exim", "exim4-daemon-light", ["exim4"], exim_out, "smtp-mtls"),
    *dovecots(),
]
