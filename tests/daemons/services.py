# SPDX-License-Identifier: MIT
"""Files, chat, directories, brokers, desktops: ProFTPD, vsftpd, InspIRCd, slapd, mosquitto, xrdp."""
import os

from place import LOOPBACK, free_port, installed
from row import Client, Server

MODULES = "/usr/lib/ldap"
PROFTPD = os.path.dirname(installed("/usr/lib/proftpd/mod_tls.so"))
SCHEMA = "/etc/ldap/schema/core.schema"


def proftpd(place, asks):
    port = free_port()
    conf = place.write("proftpd.conf", f"""ModulePath {PROFTPD}
LoadModule mod_tls.c
ServerType standalone
DefaultAddress {LOOPBACK}
Port {port}
UseIPv6 off
UseReverseDNS off
User {place.user}
Group nogroup
WtmpLog off
ScoreboardFile {place / "scoreboard"}
DelayTable none
PidFile {place / "pid"}
SystemLog {place.log("system.log")}
TLSEngine on
TLSLog {place.log("tls.log")}
TLSProtocol TLSv1.2 TLSv1.3
TLSRSACertificateFile {place.chain}
TLSRSACertificateKeyFile {place.key}
TLSCACertificateFile {place.root}
TLSVerifyClient {"on" if asks else "off"}
""")
    place.start("proftpd", "-n", "-c", conf, port=port)
    return port


def vsftpd(place, asks):
    port = free_port()
    conf = place.write("vsftpd.conf", f"""listen=YES
listen_address={LOOPBACK}
listen_port={port}
background=NO
run_as_launching_user=YES
anonymous_enable=NO
local_enable=YES
secure_chroot_dir={place.folder("empty")}
ssl_enable=YES
rsa_cert_file={place.chain}
rsa_private_key_file={place.key}
require_cert={"YES" if asks else "NO"}
ssl_request_cert={"YES" if asks else "NO"}
ca_certs_file={place.root}
ssl_ciphers=HIGH
vsftpd_log_file={place.log("vsftpd.log")}
debug_ssl=YES
""")
    place.start("vsftpd", conf, port=port)
    return port


def inspircd(place, asks):
    port = free_port()
    conf = place.write("inspircd.conf", f"""<server name="irc.lab.test" description="lab" network="lab">
<admin name="a" nick="a" email="a@lab.test">
<bind address="{LOOPBACK}" port="{port}" type="clients" sslprofile="">
<module name="ssl_gnutls">
<module name="starttls">
<starttls>
<sslprofile name="Clients" provider="gnutls" certfile="{place.chain}" keyfile="{place.key}" requestclientcert="{"yes" if asks else "no"}">
<connect allow="*" timeout="60" resolvehostnames="no">
<options prefixquit="Quit: ">
<path datadir="{place.path}" logdir="{place.path}" runtimedir="{place.path}">
<pid file="{place / "pid"}">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{place.log("irc.log")}">
""")
    place.start("inspircd", "--nofork", "--nopid", "--config", conf, port=port)
    return port


def slapd(place, lines):
    place.folder("slapd")
    return place.write("slapd.conf", f"include {SCHEMA}\npidfile {place / 'slapd'}/pid\nargsfile {place / 'slapd'}/args\n"
                       f"TLSCACertificateFile {place.root}\n{lines}")


def slapd_in(place, asks):
    port = free_port()
    conf = slapd(place, f"TLSCertificateFile {place.chain}\nTLSCertificateKeyFile {place.key}\n"
                 f"TLSVerifyClient {'demand' if asks else 'never'}\n")
    place.start("slapd", "-d", "256", "-h", f"ldap://{LOOPBACK}:{port}/", "-f", conf, port=port)
    return port


def slapd_out(place, port, shows):
    own = free_port()
    tls = f"tls_cert={place.chain} tls_key={place.key}" if shows else ""
    conf = slapd(place, f'modulepath {MODULES}\nmoduleload back_mdb\ndatabase mdb\nsuffix "dc=lab"\n'
                 f'directory {place.folder("database")}\nrootdn "cn=a,dc=lab"\n'
                 f'syncrepl rid=1 provider=ldap://{LOOPBACK}:{port} starttls=critical type=refreshOnly '
                 'interval=00:00:00:01 retry="1 +" searchbase="dc=lab" bindmethod=simple '
                 f'binddn="cn=a,dc=lab" credentials=a {tls} tls_reqcert=never\n')
    place.start("slapd", "-d", "256", "-h", f"ldap://{LOOPBACK}:{own}/", "-f", conf)


def mosquitto_in(place, asks):
    port = free_port()
    conf = place.write("mosquitto.conf", f"listener {port} {LOOPBACK}\nallow_anonymous true\ncertfile {place.chain}\n"
                       f"keyfile {place.key}\ncafile {place.root}\nrequire_certificate {'true' if asks else 'false'}\n"
                       "log_type all\n")
    place.start("mosquitto", "-c", conf, port=port)
    return port


def mosquitto_out(place, port, shows):
    tls = f"bridge_certfile {place.chain}\nbridge_keyfile {place.key}\n" if shows else ""
    conf = place.write("mosquitto.conf", f"listener {free_port()} {LOOPBACK}\nallow_anonymous true\n"
                       f"connection lab\naddress {LOOPBACK}:{port}\ntopic # both\nbridge_insecure true\n"
                       f"bridge_cafile {place.root}\n{tls}")
    place.start("mosquitto", "-c", conf)


def xrdp(place, asks):
    del asks
    port = free_port()
    conf = place.write("xrdp.ini", f"""[Globals]
ini_version=1
fork=false
port=tcp://{LOOPBACK}:{port}
security_layer=negotiate
certificate={place.chain}
key_file={place.key}
ssl_protocols=TLSv1.2, TLSv1.3
[Logging]
LogFile={place.log("xrdp.log")}
LogLevel=DEBUG
EnableSyslog=false
EnableConsole=false
[Xorg]
name=Xorg
lib=libxup.so
""")
    place.start("xrdp", "--nodaemon", "--config", conf, port=port)
    return port


SLAPD = ["slapd", SCHEMA, f"{MODULES}/back_mdb.so"]
ROWS = [
    Server("ProFTPD", "proftpd-mod-crypto", ["proftpd", f"{PROFTPD}/mod_tls.so"], proftpd, "ftp"),
    Server("vsftpd", "vsftpd", ["vsftpd"], vsftpd, "ftp"),
    Server("InspIRCd", "inspircd", ["inspircd"], inspircd, "irc", greets=False),
    Server("slapd", "slapd", SLAPD, slapd_in, "ldap", greets=False),
    Client("slapd, syncrepl", "slapd", SLAPD, slapd_out, "ldap-syncrepl"),
    Server("mosquitto", "mosquitto", ["mosquitto"], mosquitto_in),
    Client("mosquitto, bridge", "mosquitto", ["mosquitto"], mosquitto_out, "mqtt"),
    Server("xrdp", "xrdp", ["xrdp"], xrdp, "rdp", greets=False, asks=False),
]
