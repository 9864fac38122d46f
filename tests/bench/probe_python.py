# SPDX-License-Identifier: MIT
"""What a script in Python would do: get each certificate, print its EKU, 64 threads."""
import concurrent.futures
import json
import pathlib
import ssl
import sys

from cryptography import x509
from cryptography.x509.oid import ExtensionOID


def probe(target):
    host, port = target.split(":")
    try:
        pem = ssl.get_server_certificate((host, int(port)), timeout=5)
    except OSError as error:
        return {"target": target, "error": str(error)}
    certificate = x509.load_pem_x509_certificate(pem.encode())
    eku = certificate.extensions.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE).value
    return {"target": target, "subject": certificate.subject.rfc4514_string(),
            "eku": [usage.dotted_string for usage in eku]}


with concurrent.futures.ThreadPoolExecutor(64) as pool:
    for result in pool.map(probe, pathlib.Path(sys.argv[1]).read_text().split()):
        print(json.dumps(result))
