# SPDX-License-Identifier: MIT
"""Seeds for the fuzz targets of the readers, made with openssl and the material of tests/readers
and tests/templates.

  reader_corpus.py FOLDER

writes FOLDER/read_bundle, read_request, read_templates and read_directory. What is committed is
that and what the fuzzer keeps of its own finds:
  fuzz_X -merge=1 -max_len=8192 tests/fuzz/corpus/X FINDS FOLDER/X
"""

import base64
import pathlib
import struct
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "readers"), str(TESTS / "templates")]
import forest  # noqa: E402
import material  # noqa: E402
import scripted  # noqa: E402
from material import tlv  # noqa: E402

PASSWORD = "pass:x"  # the target's
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Seeds:
    def __init__(self, folder):
        self.folder, self.work = folder, pathlib.Path(tempfile.mkdtemp())

    def put(self, target, name, data):
        path = self.folder / target
        path.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data if isinstance(data, bytes) else data.encode())

    def openssl(self, *words, data=None):
        return subprocess.run(["openssl", *words], input=data, check=True, capture_output=True, cwd=self.work).stdout


def certificates(s):
    s.openssl("req", "-x509", *KEY, "-keyout", "key.pem", "-out", "a.pem", "-subj", "/CN=a", "-addext",
              "extendedKeyUsage=serverAuth")
    pem, key = (s.work / "a.pem").read_bytes(), (s.work / "key.pem").read_bytes()
    der = material.der_of(s.work / "a.pem")
    s.put("read_bundle", "mixed.pem", b"text\n" + pem + key + pem.replace(b"MII", b"M*I", 1))
    s.put("read_bundle", "trusted.pem", s.openssl("x509", "-trustout", "-addtrust", "serverAuth", data=pem))
    s.put("read_bundle", "utf16", pem.decode().encode("utf-16"))
    s.put("read_bundle", "utf16-be", b"\xfe\xff" + pem.decode().encode("utf-16-be"))
    s.put("read_bundle", "der", der)
    s.put("read_bundle", "der-cut", der[:100])
    s.put("read_bundle", "key.der", s.openssl("pkey", "-outform", "DER", data=key))
    s.put("read_bundle", "key-traditional.der", s.openssl("ec", "-outform", "DER", data=key))
    s.put("read_bundle", "key-encrypted.der", s.openssl("pkcs8", "-topk8", "-outform", "DER", "-passout", PASSWORD,
                                                        data=key))
    s.put("read_bundle", "base64", base64.encodebytes(der))
    s.put("read_bundle", "base64-cut", base64.encodebytes(der)[:70])
    for form in "DER", "PEM":
        s.put("read_bundle", "pkcs7." + form, s.openssl("crl2pkcs7", "-nocrl", "-certfile", "a.pem", "-outform", form))
    s.put("read_bundle", "signed", s.openssl("cms", "-sign", "-nodetach", "-signer", "a.pem", "-inkey", "key.pem",
                                             "-outform", "DER", "-noattr", data=b"x"))
    s.put("read_bundle", "enveloped", s.openssl("cms", "-encrypt", "-aes128", "-outform", "DER", "a.pem", data=b"x"))
    s.put("read_bundle", "data", s.openssl("cms", "-data_create", "-outform", "DER", data=b"x"))
    server = bytes.fromhex("300a06082b06010505070301")
    store = material.serialized_store([(der, None), (der, server)])
    record = lambda number, data: struct.pack("<III", number, 1, len(data)) + data
    s.put("read_bundle", "store.sst", store)
    s.put("read_bundle", "store-lists.sst", store[:-12] + record(33, b"crl") + record(34, b"ctl") + bytes(12))
    revoked(s)
    pkcs12(s)


def revoked(s):
    """A CRL, and a PKCS#7 with one."""
    (s.work / "index").write_text("")
    (s.work / "ca.cnf").write_text("[ca]\ndefault_ca=c\n[c]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=1\n")
    s.openssl("ca", "-config", "ca.cnf", "-gencrl", "-cert", "a.pem", "-keyfile", "key.pem", "-out", "crl.pem")
    s.put("read_bundle", "crl.pem", (s.work / "crl.pem").read_bytes())
    s.put("read_bundle", "crl.der", s.openssl("crl", "-in", "crl.pem", "-outform", "DER"))
    s.put("read_bundle", "crl.p7b", s.openssl("crl2pkcs7", "-in", "crl.pem", "-certfile", "a.pem", "-outform", "DER"))


def pkcs12(s):
    export = ["pkcs12", "-export", "-in", "a.pem", "-passout", PASSWORD]
    rows = {"new": ["-inkey", "key.pem"], "legacy": ["-legacy", "-inkey", "key.pem"], "keyless": ["-nokeys"],
            "plain": ["-nokeys", "-certpbe", "NONE"], "empty": ["-nokeys", "-passout", "pass:"],
            "open": ["-nomac", "-inkey", "key.pem", "-keypbe", "NONE"]}
    for name, more in rows.items():
        s.put("read_bundle", "pkcs12-" + name, s.openssl(*export, *more, "-iter", "1"))
    for name in "keyless", "legacy":  # what the MAC no longer guards can be mutated
        whole = (s.folder / "read_bundle" / ("pkcs12-" + name)).read_bytes()
        body, size = whole[4:], int.from_bytes(whole[9:11], "big") + 4
        s.put("read_bundle", f"pkcs12-{name}-no-mac", tlv(0x30, body[:3 + size]))
    data = bytes.fromhex("06092a864886f70d010701")
    bag = lambda number, content: tlv(0x30, tlv(6, bytes.fromhex("2a864886f70d010c0a01") + bytes([number])), tlv(0xa0, content))
    crl = tlv(0x30, tlv(6, bytes.fromhex("2a864886f70d01091701")), tlv(0xa0, tlv(4, b"crl")))
    bags = tlv(0x30, bag(4, crl), bag(6, tlv(0x30, bag(6, tlv(0x30)), bag(5, crl))), bag(3, crl))
    safe = tlv(0x30, data, tlv(0xa0, tlv(4, bags)))
    safes = tlv(0x30, safe, tlv(0x30, bytes.fromhex("06022a03"), tlv(0xa0, tlv(5))))
    s.put("read_bundle", "pkcs12-bags", tlv(0x30, tlv(2, b"\3"), tlv(0x30, data, tlv(0xa0, tlv(4, safes)))))


def requests(s):
    (s.work / "r.cnf").write_text(
        "[req]\ndistinguished_name=d\nprompt=no\nreq_extensions=e\n[d]\nCN=a\n[e]\nextendedKeyUsage=serverAuth\n"
        "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer\n1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:t\n[t]\na=OID:1.2.3\n"
        "b=INTEGER:100\nc=INTEGER:1\n")
    der = s.openssl("req", "-new", *KEY, "-keyout", "r.pem", "-config", "r.cnf", "-outform", "DER")
    text = lambda word: tlv(0x1e, word.encode("utf-16-be"))
    pair = tlv(0x30, bytes.fromhex("060a2b0601040182370d0201"),
               tlv(0x31, tlv(0x30, text("CertificateTemplate"), text("A"))))
    names = tlv(0x30, tlv(2, b"\0"), tlv(0x30), tlv(0x30, tlv(0x30, bytes.fromhex("06032b6570")), tlv(3, b"\0k")),
                tlv(0xa0, pair))
    named = tlv(0x30, names, tlv(0x30, bytes.fromhex("06032b6570")), tlv(3, b"\0s"))
    for target in "read_request", "read_bundle":
        s.put(target, "request.der", der)
        s.put(target, "request-attribute.der", named)
    signer = ["-signer", "a.pem", "-inkey", "key.pem", "-outform", "DER", "-noattr", "-nocerts", "-nodetach", "-binary"]
    s.put("read_bundle", "request-cms", s.openssl("cms", "-sign", *signer, data=der))
    data = tlv(0x30, tlv(0x30), tlv(0x30, tlv(0xa0, tlv(2, b"\1"), named), tlv(0xa1)), tlv(0x30), tlv(0x30))
    s.put("read_bundle", "request-cmc", s.openssl("cms", "-sign", *signer, "-econtent_type", "1.3.6.1.5.5.7.12.2",
                                                  data=data))


def texts(s):
    entries = [("a", "S", None, "11" * 20), ("b", "SC", "S", "22" * 20)]
    for language in material.LABELS:
        s.put("read_bundle", "dump-" + language, material.store_dump(language, entries))
    s.put("read_bundle", "dump-plain", material.store_dump("de", entries, verbose=False))
    s.put("read_bundle", "dump-view", material.view_dump("en", entries))
    s.put("read_bundle", "dump-names", material.store_dump("en", entries, hex_dumps=False))
    s.put("read_bundle", "list.txt", material.use_list([("Default", "11" * 20), ("", "12")]))
    s.put("read_bundle", "list.csv", '#TYPE C\r\n"Issuer";"Thumbprint";"Use"\r\n"a;b";"%s";"Default"\r\n' % ("11" * 20))
    s.put("read_bundle", "list-table", material.use_table([("Default", "11" * 20), ("x", "12")]))
    for name, text in (("forest.ldf", forest.ldif(forest.ROWS[-2:])), ("ds", forest.ds(forest.ROWS[-2:])),
                       ("template-ja", forest.dump("ja", forest.ROWS[-2:], supersedes=True)),
                       ("bad.ldf", forest.ldif(forest.ROWS[:1]).replace("revision: 4", "revision: 4x") +
                        "dn: x\ncn:< file:///x\n\ndn: y\ncn:: *\n# end\nno colon\n")):
        s.put("read_templates", name, text)
        s.put("read_templates", name + "-utf16", text.encode("utf-16"))


def directory(s):
    """See read_directory.c for the words."""
    escaped = lambda value: b"".join(bytes([b]) if 32 <= b < 127 and b != 0x5c else b"\\" + bytes([b + 48 & 255])
                                     for b in value)
    entries = lambda rows: b"\n\n".join(b"\n".join(n.encode() + b"=" + escaped(v) for n, v in forest.attributes(r))
                                        for r in rows)
    head = b"CN=C\n"
    named = b"cn=a\nobjectClass=pKICertificateTemplate\n"
    for name, text in (("forest", entries(forest.ROWS[-2:]) + b"\n>\n"),
                       ("pages", entries(forest.ROWS[15:16]) + b"\n>a\n\n>b\n" + entries(forest.ROWS[17:18]) + b"\n>\n"),
                       ("endless", b">a\n" * 70), ("referral", named + b"@ldap://x\n>\n"), ("refused", b"#\x34\n"),
                       ("bad", named + b"pKIExtendedKeyUsage=web\n\n" + named + b"revision=-5\nflags=0x80\n>\n")):
        s.put("read_directory", name, head + text)
    message = lambda n, *parts: scripted.tlv(0x30, scripted.tlv(2, bytes([n])), *parts)
    root = b"!" + b"".join(message(1, part) for part in scripted.ROOT_DSE)
    s.put("read_directory", "raw", root + message(2, scripted.template("A")) +
          message(2, scripted.result(scripted.DONE), scripted.page(b"")))
    s.put("read_directory", "raw-referral", root + message(2, scripted.result(scripted.DONE, 10, "d", ["ldap://y"])))


def main():
    seeds = Seeds(pathlib.Path(sys.argv[1]))
    for make in certificates, requests, texts, directory:
        make(seeds)


if __name__ == "__main__":
    main()
