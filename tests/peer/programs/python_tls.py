# SPDX-License-Identifier: MIT
"""
python_tls.py server|client|strict|none CHAIN KEY ROOT [TLSv1|TLSv1.2|TLSv1.3 asks|silent]:
listen on a free port and play that TLS role, in that version only. A client that is strict trusts
nobody; with none it has no certificate.
"""
import socket
import ssl
import sys


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


def main():
    role, *files = sys.argv[1:]
    made = context(role, *files)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("port", listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            sock.settimeout(60)
            try:
                with made.wrap_socket(sock, server_side=role == "server") as tls:
                    while tls.recv(4096):
                        pass
            except OSError as error:
                print(error, flush=True)


main()
