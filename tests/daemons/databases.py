# SPDX-License-Identifier: MIT
"""Databases: PostgreSQL and its standby, MariaDB."""
import pathlib

from place import LOOPBACK, free_port
from row import Client, Server

POSTGRES = next(iter(sorted(map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres")))),
                "/usr/lib/postgresql/*/bin/postgres")
INITDB = POSTGRES.replace("bin/postgres", "bin/initdb")


def cluster(place, lines):
    data = place / "data"
    place.run(INITDB, "-D", data, "-A", "trust", "-U", "lab", "--no-sync")
    conf = pathlib.Path(data, "postgresql.conf")
    conf.write_text(conf.read_text() + f"unix_socket_directories = '{place.path}'\nlisten_addresses = '127.0.0.1'\n"
                    f"fsync = off\nlog_connections = on\n{lines}")
    return data


def postgres_in(place, asks):
    port = free_port()
    # PostgreSQL requests a certificate where it has CAs to judge it by.
    ca = f"ssl_ca_file = '{place.root}'\n" if asks else ""
    data = cluster(place, f"port = {port}\nssl = on\nssl_cert_file = '{place.chain}'\nssl_key_file = '{place.key}'\n{ca}")
    place.start(POSTGRES, "-D", data, port=port)
    return port


def own_files(place, shows):
    return f"sslcert={place.chain} sslkey={place.key}" if shows else "sslcert=/nonexistent"


def psql(place, port, shows):
    place.run("psql", "-w", f"host={LOOPBACK} port={port} user=a dbname=a sslmode=require {own_files(place, shows)}",
              "-c", "select 1", check=False)


def standby(place, port, shows):
    own = free_port()
    data = cluster(place, f"port = {own}\nprimary_conninfo = 'host={LOOPBACK} port={port} user=a sslmode=require "
                   f"{own_files(place, shows)}'\n")
    pathlib.Path(data, "standby.signal").touch()
    place.start(POSTGRES, "-D", data)


def mariadb_in(place, asks):
    del asks
    port = free_port()
    data = place.folder("data")
    place.run("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
              "--skip-test-db", f"--user={place.user}")
    place.start("mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={place / 'socket'}", f"--port={port}",
                "--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M",
                "--log-warnings=9", f"--ssl-cert={place.chain}", f"--ssl-key={place.key}", f"--ssl-ca={place.root}", port=port)
    return port


def mariadb_out(place, port, shows):
    own = [f"--ssl-cert={place.chain}", f"--ssl-key={place.key}"] if shows else []
    place.run("mariadb", "--no-defaults", "-h", LOOPBACK, "-P", str(port), "-u", "a", "--ssl", "--skip-ssl-verify-server-cert",
              *own, "-e", "select 1", check=False)


PACKAGE = "postgresql-" + POSTGRES.split("/")[4]
MARIADB = ["mariadbd", "mariadb-install-db"]
ROWS = [
    Server("PostgreSQL", PACKAGE, [POSTGRES], postgres_in, "postgres", greets=False),
    Client("PostgreSQL, psql", PACKAGE.replace("sql-", "sql-client-"), ["psql"], psql, "postgres"),
    Client("PostgreSQL, standby", PACKAGE, [POSTGRES], standby, "postgres"),
    # It requests one of everybody as soon as it has TLS.
    Server("MariaDB", "mariadb-server-core", MARIADB, mariadb_in, "mysql", always=True),
    Client("MariaDB, client", "mariadb-client", ["mariadb"], mariadb_out, "mysql"),
]
