#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Versions agree, packages are whole, the SPDX document is valid, script/release refuses what is no release:
test_release.py SOURCE."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402


def text(name):
    return (SOURCE / name).read_text(encoding="utf-8")


VERSION = re.search(r"^project\(ekuprobe VERSION (\S+)", text("CMakeLists.txt"), re.M).group(1)


def run(*command, cwd=None):
    return subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=50, check=False)


class Release(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)

    def test_versions_agree(self):
        self.assertEqual(re.match(r"ekuprobe \((\S+)\)", text("debian/changelog")).group(1), VERSION)
        self.assertRegex(text("CHANGELOG.md"), rf"(?m)^## {re.escape(VERSION)} ")

    def test_every_package_says_what_is_in_it(self):
        soname = re.search(r"EKUPROBE_SONAME (\d+)", text("cmake/libraries.cmake")).group(1)
        packages = re.findall(r"^Package: (\S+)", text("debian/control"), re.M)
        self.assertIn(f"libcertcheck{soname}", packages)
        for package in packages:
            self.assertTrue((SOURCE / "debian" / f"{package}.install").exists(), package)
            if package.endswith(soname):
                self.assertIn(f".so.{soname} {package} ", text(f"debian/{package}.symbols"))

    @unittest.skipUnless(shutil.which("zsh") and pathlib.Path("/etc/debian_version").exists(), "no zsh of Debian")
    def test_zsh_of_debian_looks_where_its_completions_are(self):
        folder = re.search(r"zsh/site-functions/\S* (\S+)", text("debian/ekuprobe.install")).group(1)
        self.assertIn(f"/{folder}", run("zsh", "-fc", "print -l $fpath").stdout.split())

    @unittest.skipUnless(shutil.which("dpkg-deb"), "dpkg-deb not found")
    def test_the_spdx_document(self):
        for name, depends in (("one", "libc6 (>= 2.34), two (= 1)"), ("two", "libssl3 | libssl3t64")):
            control = self.at / name / "DEBIAN" / "control"
            control.parent.mkdir(parents=True)
            control.parent.chmod(0o755)  # dpkg-deb insists, whatever the umask
            control.write_text(f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.com>\n"
                               f"Depends: {depends}\nDescription: x\n")
            self.assertEqual(run("dpkg-deb", "--build", self.at / name, self.at / f"{name}.deb").returncode, 0)
        done = run(sys.executable, "-B", SOURCE / "script/sbom.py", "1", "abc", self.at / "one.deb", self.at / "two.deb")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads(done.stdout)
        for key in ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo"):
            self.assertIn(key, document)
        self.assertRegex(document["creationInfo"]["created"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        known = {"SPDXRef-DOCUMENT"} | {p["SPDXID"] for p in document["packages"]}
        self.assertEqual(len(known), 1 + len(document["packages"]), "identifiers are unique")
        for package in document["packages"]:
            self.assertRegex(package["SPDXID"], r"^SPDXRef-[A-Za-z0-9.-]+$")
            for key in ("name", "downloadLocation", "licenseConcluded", "licenseDeclared", "copyrightText"):
                self.assertIn(key, package)
        said = set()
        for relation in document["relationships"]:
            self.assertLessEqual({relation["spdxElementId"], relation["relatedSpdxElement"]}, known)
            said.add((relation["spdxElementId"].rpartition("-")[2], relation["relationshipType"],
                      relation["relatedSpdxElement"].rpartition("-")[2]))
        self.assertLessEqual({("DOCUMENT", "DESCRIBES", "one"), ("one", "DEPENDS_ON", "two"),
                              ("two", "DEPENDS_ON", "libssl3")}, said)

    @unittest.skipUnless(shutil.which("git"), "git not found")
    def test_what_is_no_release_is_refused(self):
        clone = self.at / "it's a clone"
        (clone / "script").mkdir(parents=True)
        for name in "release", "usage.sh":
            shutil.copy(SOURCE / "script" / name, clone / "script")
        release = lambda *words: run("script/release", *words, cwd=clone).stderr
        self.assertIn("script/release VERSION", release())
        git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
        run(*git, "init", "-q", cwd=clone)
        run(*git, "add", "-A", cwd=clone)
        run(*git, "commit", "-qm", "x", cwd=clone)
        self.assertIn("HEAD is not the tag v0.1.0", release("0.1.0"))
        (clone / "new").touch()
        self.assertIn("the checkout has changes", release("0.1.0"))


if __name__ == "__main__":
    cases_told.main()
