#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Versions agree, packages are whole, the SPDX document is valid, script/release refuses what is no release:
test_release.py SOURCE."""
import hashlib
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
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cases_told  # noqa: E402
import spdx  # noqa: E402


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

    def debs(self):
        for name, depends in (("one", "libc6 (>= 2.34), two (= 1)"), ("two", "libssl3 | libssl3t64, libc6")):
            control = self.at / name / "DEBIAN" / "control"
            control.parent.mkdir(parents=True)
            control.parent.chmod(0o755)  # dpkg-deb insists, whatever the umask
            control.write_text(f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.com>\n"
                               f"Depends: {depends}\nDescription: x\n")
            self.assertEqual(run("dpkg-deb", "--build", self.at / name, self.at / f"{name}.deb").returncode, 0)
        return ["one.deb", "two.deb"]

    def sbom(self, files, static):
        """The document of such files, made where there are none, with what is inside of some."""
        words = []
        for name, inside in static.items():
            (self.at / f"{name}.list").write_text(inside)
            words += ["--static", f"{name}.list", name]
        for name in [*files, *static]:
            if not (self.at / name).exists():
                (self.at / name).write_text(name)
        return run(sys.executable, "-B", SOURCE / "script/sbom.py", "1", "abc", *words, *files, cwd=self.at)

    @unittest.skipUnless(shutil.which("dpkg-deb"), "dpkg-deb not found")
    def test_the_spdx_document(self):
        files = [*self.debs(), "e-1.x86_64.rpm", "e-1-py3-none-any.whl", "e-1.tar.gz"]
        static = {"e-1-linux-x86_64.tar.gz": "openssl 3.0.20-1~deb12u2\nzlib 1:1.2.13.dfsg-1\n",
                  "e-1-windows-x64.zip": "openssl 3.0.19-1\nzlib 1:1.2.13.dfsg-1\n"}
        done = self.sbom(files, static)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        document = json.loads(done.stdout)
        self.assertEqual(spdx.problems(document), [])
        sums = {p["packageFileName"]: p["checksums"][0]["checksumValue"] for p in document["packages"] if "checksums" in p}
        self.assertEqual(sums, {name: hashlib.sha256((self.at / name).read_bytes()).hexdigest() for name in [*files, *static]})
        named = {p["SPDXID"]: f"{p['name']} {p['versionInfo']}" for p in document["packages"]} | {"SPDXRef-DOCUMENT": ""}
        said = {(named[r["spdxElementId"]], r["relationshipType"], named[r["relatedSpdxElement"]].split(" NO")[0])
                for r in document["relationships"]}
        self.assertLessEqual({("", "DESCRIBES", f"{name.removesuffix('.deb')} 1") for name in [*files, *static]}, said)
        self.assertIn(("one 1", "DEPENDS_ON", "two 1"), said)
        self.assertEqual(len([one for one in said if one[:2] == ("two 1", "DEPENDS_ON")]), 2)
        self.assertEqual({one for one in said if one[1] == "STATIC_LINK"},
                         {(f"{name} 1", "STATIC_LINK", line) for name in static for line in static[name].splitlines()})

    def test_two_versions_are_not_one_package(self):
        done = self.sbom(["e-1.tar.gz"], {"one.zip": "a 1+2\n", "two.zip": "a 1~2\n"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("1+2 and 1~2 have one identifier, SPDXRef-Package-a-1-2", done.stderr)

    def test_a_wrong_spdx_document_is_found(self):
        right = self.sbom(["e-1.tar.gz"], {"one.zip": "a 1\n"}).stdout
        wrong = {"licenceConcluded is no field": lambda d: d["packages"][0].update(licenceConcluded="MIT"),
                 "licenseDeclared is ''": lambda d: d["packages"][0].update(licenseDeclared=""),
                 "licenseDeclared is 'MIT or'": lambda d: d["packages"][0].update(licenseDeclared="MIT or"),
                 "no downloadLocation": lambda d: d["packages"][0].pop("downloadLocation"),
                 "checksumValue is 'ab'": lambda d: d["packages"][0]["checksums"][0].update(checksumValue="ab"),
                 "a file without its checksum": lambda d: d["packages"][0].pop("checksums"),
                 "verification code": lambda d: d["packages"][0].pop("filesAnalyzed"),
                 "SPDXID is 'SPDXRef-a_b'": lambda d: d["packages"][0].update(SPDXID="SPDXRef-a_b"),
                 "more than one": lambda d: d["packages"].append(d["packages"][0]),
                 "is not in the document": lambda d: d["relationships"][0].update(relatedSpdxElement="SPDXRef-x"),
                 "relationshipType is 'LINKS'": lambda d: d["relationships"][0].update(relationshipType="LINKS"),
                 "said before": lambda d: d["relationships"].append(d["relationships"][0]),
                 "related to nothing": lambda d: d["relationships"].pop(),
                 "creators are []": lambda d: d["creationInfo"].update(creators=[]),
                 "spdxVersion is 'SPDX-2.2'": lambda d: d.update(spdxVersion="SPDX-2.2"),
                 "documentNamespace is 'urn:a#b'": lambda d: d.update(documentNamespace="urn:a#b")}
        for problem, spoil in wrong.items():
            document = json.loads(right)
            spoil(document)
            self.assertIn(problem, "\n".join(spdx.problems(document)))

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
