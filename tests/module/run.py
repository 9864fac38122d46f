#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The PowerShell module's tests, by PowerShell 7 and Pester; without them skipped by name.

    run.py EKUPROBE CERTCHECK TESTCERTS SOURCE
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import install

EKUPROBE, CERTCHECK, CERTS, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:5])
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(SOURCE / "tests" / "machine"), str(SOURCE / "tests" / "readers")]
import material  # noqa: E402
import windows  # noqa: E402

SKIPPED = 77
SERVER_AUTH_ALONE = bytes.fromhex("300a06082b06010505070301")  # an EKU property
SCRIPT = """
Import-Module %s
$c = New-PesterConfiguration
$c.Run.Path = %s
$c.Run.PassThru = $true
$c.Output.Verbosity = 'Detailed'
$c.Output.RenderMode = 'Plaintext'
$r = Invoke-Pester -Configuration $c
"passed $($r.PassedCount) failed $($r.FailedCount) blocked $($r.FailedBlocksCount + $r.FailedContainersCount)"
"""


def quoted(path):
    return "'" + str(path).replace("'", "''") + "'"


def main():
    powershell, pester = install.powershell(), install.pester()
    if not powershell or not pester:
        print(f"skip: module ({'PowerShell 7' if not powershell else 'Pester'} not found: tests/module/install.py)")
        return SKIPPED
    with tempfile.TemporaryDirectory() as at:
        windows.write(pathlib.Path(at, "drive"), windows.drive(keys={f"{windows.FRAMEWORK}\\v4.0.30319": {"RequireCertificateEKUs": 0}}))
        store = pathlib.Path(at, "store.sst")
        store.write_bytes(material.serialized_store([(material.der_of(CERTS / "scenarios/both/leaf.pem"), SERVER_AUTH_ALONE)]))
        path = os.pathsep.join((str(EKUPROBE.parent), str(CERTCHECK.parent), os.environ["PATH"]))
        done = subprocess.run(
            [powershell, "-NoProfile", "-NonInteractive", "-Command", SCRIPT % (quoted(pester), quoted(HERE / "Ekuprobe.Tests.ps1"))],
            env={**os.environ, "PATH": path, "HOME": at, "TMPDIR": at, "NO_COLOR": "1", "POWERSHELL_TELEMETRY_OPTOUT": "1",
                 "POWERSHELL_UPDATECHECK": "Off", "EKUPROBE_MODULE": str(SOURCE / "windows/module/Ekuprobe.psd1"),
                 "EKUPROBE_TESTCERTS": str(CERTS), "EKUPROBE_DRIVE": str(pathlib.Path(at, "drive")),
                 "EKUPROBE_STORE": str(store),
                 "EKUPROBE_TOPOLOGY": str(SOURCE / "tests/inventory/topologies/sfb2019.xml")},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=400)
    counted = re.search(r"passed (\d+) failed (\d+) blocked (\d+)", done.stdout)
    good = counted is not None and counted[1] != "0" and counted[2] == counted[3] == "0"
    if not good:
        print(done.stdout, done.stderr)
    print(counted[0] if counted else "no result")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
