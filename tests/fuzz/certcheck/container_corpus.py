#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Seeds for fuzz_read_bundle that know the structure: PKCS#7 and PKCS#12 with each part left out,
emptied, doubled or of another type, and the same in BER.

  container_corpus.py TESTCERTS FOLDER       writes them
  container_corpus.py TESTCERTS -- REPLAY    runs the replay of the target over them
"""
import pathlib
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TESTS / "readers"))
import containers  # noqa: E402
import material  # noqa: E402

PASSWORD = "x"  # the target's


def write(testcerts, folder):
    folder.mkdir(parents=True, exist_ok=True)
    der = material.der_of(testcerts / "cases" / "key-ec-ca" / "leaf.pem")
    request = material.Openssl()("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                                 "-keyout", "key.pem", "-subj", "/CN=a", "-outform", "DER")
    for name, data in containers.samples(der, request, PASSWORD).items():
        (folder / name).write_bytes(data)
        for change, octets in containers.variants(data, (der, request)):
            (folder / f"{name}-{change}").write_bytes(octets)
    ber = containers.Ber
    (folder / "p7b-ber").write_bytes(containers.pkcs7([der], ber))
    (folder / "p12-ber").write_bytes(containers.pkcs12([containers.plain(containers.bags([der], ber), ber)], ber))
    (folder / "p12-locked-ber").write_bytes(
        containers.pkcs12([containers.locked(containers.bags([der], ber), PASSWORD, ber)], ber))


def main():
    testcerts = pathlib.Path(sys.argv[1])
    if sys.argv[2] != "--":
        return write(testcerts, pathlib.Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        write(testcerts, pathlib.Path(folder))
        sys.exit(subprocess.run([sys.argv[3], folder], check=False).returncode)


if __name__ == "__main__":
    main()
