#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The ZIP that script/windows makes: test_zip.py --linux BUILD --windows BUILD"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import wine  # noqa: E402

PLACE = wine.Place(sys.argv[2], sys.argv[4])
del sys.argv[1:]
SOURCE = pathlib.Path(__file__).resolve().parents[2]
# Every Windows from Server 2012 R2 on has them; msvcrt rather than UCRT, which is an update there.
SYSTEM = {"kernel32.dll", "msvcrt.dll", "advapi32.dll", "bcrypt.dll", "crypt32.dll", "gdi32.dll", "iphlpapi.dll",
          "psapi.dll", "shell32.dll", "user32.dll", "userenv.dll", "version.dll", "ws2_32.dll", "dbghelp.dll",
          "ole32.dll", "netapi32.dll", "secur32.dll"}


def prefix():
    done = subprocess.run([SOURCE / "windows" / "build-deps", "--where"], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else os.environ.get("EKUPROBE_WINDOWS_PREFIX")


class Zip(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)

    def made(self, name, **environment):
        out = self.at / name / "ekuprobe-1.2.3-windows-x64.zip"
        out.parent.mkdir()
        subprocess.run([SOURCE / "windows" / "make-zip", "1.2.3", PLACE.windows, prefix(), out], check=True,
                       env={**os.environ, "SOURCE_DATE_EPOCH": "1700000001", **environment}, umask=0o77)
        return out

    def test_what_is_in_it(self):
        folder = "ekuprobe-1.2.3-windows-x64/"
        with zipfile.ZipFile(self.made("one")) as opened:
            files = {name.removeprefix(folder): opened.read(name) for name in opened.namelist()}
        self.assertLessEqual({"ekuprobe.exe", "certcheck.exe", "README.txt", "LICENSES.txt", "windows.md", "SHA256SUMS",
                              "Ekuprobe/Ekuprobe.psd1", "Ekuprobe/Ekuprobe.psm1"},
                             files.keys())
        sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
        self.assertEqual(sums, {name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
        for name in "README.txt", "LICENSES.txt":
            self.assertNotRegex(files[name], rb"[^\r]\n", name)
        self.assertNotIn(b"@", files["README.txt"])
        for word in b"OpenSSL", b"libuv", b"c-ares", b"Jansson", b"OpenLDAP", b"libarchive", b"zlib", b"mingw-w64", \
                b"Apache License":
            self.assertIn(word.lower(), files["LICENSES.txt"].lower())

    def test_the_list_for_the_spdx_document(self):
        told = subprocess.run([SOURCE / "windows" / "make-zip", "--libraries", prefix()], capture_output=True, text=True,
                              check=True).stdout.splitlines()
        self.assertEqual({line.split()[0] for line in told},
                         {"c-ares", "gcc-mingw-w64", "jansson", "libarchive", "libuv1", "libxml2", "mingw-w64", "openldap",
                          "openssl", "zlib"}, "cmocka is not in the programs")

    def test_two_are_the_same(self):
        one, two = self.made("one", TZ="Asia/Tokyo"), self.made("two", TZ="UTC", LC_ALL="C")
        self.assertEqual(one.read_bytes(), two.read_bytes())

    def test_programs_say_what_windows_asks(self):
        for name in wine.PROGRAMS:
            data = (PLACE.windows / f"{name}.exe").read_bytes()
            for word in b"longPathAware", b"asInvoker", b"1f676c76-80e1-4239-95bb-83d0f6d0da78":
                self.assertIn(word, data, name)
            for word in "ProductVersion", "LegalCopyright", f"{pathlib.Path(name).name}.exe":
                self.assertIn(word.encode("utf-16-le"), data, name)
            self.assertNotIn(str(SOURCE).encode(), data, name)

    @unittest.skipUnless(shutil.which("x86_64-w64-mingw32-objdump"), "mingw-w64 not found")
    def test_programs_need_no_library_but_the_systems(self):
        for name in wine.PROGRAMS:
            told = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", PLACE.windows / f"{name}.exe"],
                                  capture_output=True, text=True, check=True).stdout
            needed = {found.lower() for found in re.findall(r"DLL Name: (\S+)", told)}
            self.assertLessEqual(needed, SYSTEM, name)
            for wanted in "HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT":
                self.assertIn(wanted, told, name)


if __name__ == "__main__":
    if PLACE.lacking() or not prefix():
        print(f"skip: wine/zip ({PLACE.lacking() or 'libraries not built: windows/build-deps'})")
        sys.exit(77)
    cases_told.main()
