# SPDX-License-Identifier: MIT
"""The handful of keys that every test certificate shares, and raw signatures with them."""

import hashlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

import der

NAMES = {"root": 2048, "issuing": 2048, "leaf": 2048, "small": 1024, "ec": "P-256",
         "k1": "secp256k1", "ed": "Ed25519"}

HASHES = {"md5": hashes.MD5, "sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256,
          "sha384": hashes.SHA384}
RSA_OIDS = {"md5": "1.2.840.113549.1.1.4", "sha1": "1.2.840.113549.1.1.5",
            "sha224": "1.2.840.113549.1.1.14", "sha256": "1.2.840.113549.1.1.11",
            "sha384": "1.2.840.113549.1.1.12"}
EC_OIDS = {"sha1": "1.2.840.10045.4.1", "sha224": "1.2.840.10045.4.3.1", "sha256": "1.2.840.10045.4.3.2",
           "sha384": "1.2.840.10045.4.3.3"}
# AD CS with alternate signatures on writes RSASSA-PSS with these parameters.
PSS_SHA256 = bytes.fromhex(
    "06092a864886f70d01010a3034a00f300d06096086480165030402010500"
    "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120")


def generate(kind):
    if kind == "P-256":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "secp256k1":
        return ec.generate_private_key(ec.SECP256K1())
    if kind == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, kind)


def private_pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


class Key:
    def __init__(self, name, pem):
        self.name = name
        self.pem = pem
        self.private = serialization.load_pem_private_key(pem, None)
        self.spki = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        # RFC 5280 4.2.1.2 (1): SHA-1 of the key bits, without tag, length and unused-bits octet.
        _, body, _ = der.split(self.spki)
        _, _, rest = der.split(body)
        self.identifier = hashlib.sha1(der.split(rest)[1][1:]).digest()

    def algorithm(self, word):
        """AlgorithmIdentifier of a word: md5, sha1, sha256, sha384 or pss."""
        if word == "pss":
            return der.seq(PSS_SHA256)
        if self.name == "ed":
            return der.seq(der.oid("1.3.101.112"))
        if self.name in ("ec", "k1"):
            return der.seq(der.oid(EC_OIDS[word]))
        return der.seq(der.oid(RSA_OIDS[word]), der.tlv(der.NULL))

    def sign(self, word, data):
        if word == "pss":
            pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
            return self.private.sign(data, pss, hashes.SHA256())
        if self.name == "ed":
            return self.private.sign(data)
        digest = HASHES[word]()
        if self.name in ("ec", "k1"):
            return self.private.sign(data, ec.ECDSA(digest))
        return self.private.sign(data, padding.PKCS1v15(), digest)


def load(folder):
    """All keys by name, made in folder where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = {}
    for name, kind in NAMES.items():
        path = folder / f"{name}.pem"
        if not path.exists():
            half = path.with_suffix(".new")
            half.write_bytes(private_pem(generate(kind)))
            half.replace(path)
        keys[name] = Key(name, path.read_bytes())
    return keys
