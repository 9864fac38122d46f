# SPDX-License-Identifier: MIT
"""
python_tls.py plays peers: server|client|strict|none CHAIN KEY ROOT [TLSv1|TLSv1.2|TLSv1.3 asks|silent],
on each line of standard input, tabs between them: listen on a free port and play that TLS role, in
that version only. A client that is strict trusts nobody; with none it has no certificate. What a
peer says begins with its port.
"""
import socket
import ssl
import sys
import threading


def context(role, chain, key, root, version=None, asks="asks"):
    server = role == "server"
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE if role in ("client", "none") or asks == "silent" else ssl.CERT_REQUIRED
    if version:
        only = getattr(ssl.TLSVersion, version.replace(".", "_"))
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = made.maximum_version = only
    made.load_verify_locations(root)
    if role != "none":
        made.load_cert_chain(chain, key)
    return made


def say(line):
    """In one piece, whoever else has something to say."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def attend(sock, made, role, port):
    sock.settimeout(60)
    try:
        with made.wrap_socket(sock, server_side=role == "server") as tls:
            while tls.recv(4096):
                pass
    except OSError as error:
        say(f"{port}: {error}")


def serve(listener, made, role):
    port = listener.getsockname()[1]
    say(f"port {port}")
    while True:
        sock, _ = listener.accept()
        attend(sock, made, role, port)


def main():
    for line in sys.stdin:
        role, *files = line.rstrip("\n").split("\t")
        try:
            peer = socket.create_server(("127.0.0.1", 0)), context(role, *files), role
            threading.Thread(target=serve, args=peer, daemon=True).start()
        except (OSError, ValueError, TypeError) as error:
            say(f"no peer: {error}")


main()
