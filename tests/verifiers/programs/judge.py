# SPDX-License-Identifier: MIT
"""
judge.py server CHAIN KEY ROOTS: ask clients for a certificate.
judge.py client ROOTS PORT...: look at the certificates of servers.
README.md has what every program here prints. TLS 1.2.
"""
import socket
import ssl
import sys

LOOPBACK = "127.0.0.1"


def context(purpose, roots):
    made = ssl.create_default_context(purpose, cafile=roots)
    made.verify_mode = ssl.CERT_REQUIRED
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT  # which Python 3.13 adds: more than the usages
    return made


def serve(chain, key, roots):
    made = context(ssl.Purpose.CLIENT_AUTH, roots)
    made.load_cert_chain(chain, key)
    with socket.create_server((LOOPBACK, 0)) as listener:
        print("port", listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            sock.settimeout(20)
            try:
                with made.wrap_socket(sock, server_side=True) as tls:
                    tls.sendall(b"accepted\n")
            except OSError as error:
                print(error, flush=True)


def dial(roots, *ports):
    made = context(ssl.Purpose.SERVER_AUTH, roots)
    for port in ports:
        try:
            with socket.create_connection((LOOPBACK, int(port)), 20) as sock:
                with made.wrap_socket(sock, server_hostname=LOOPBACK):
                    print(port, "accepted", flush=True)
        except ssl.SSLError as error:
            print(port, "refused", error, flush=True)


{"server": serve, "client": dial}[sys.argv[1]](*sys.argv[2:])
