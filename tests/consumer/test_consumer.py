# SPDX-License-Identifier: MIT
"""Programs of others, built from an installed tree alone: the judge, the probe, the whole run with its report;
each in C and in C++, by CMake and by pkg-config."""
import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

import functions
from labtools import Lab

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "support"), str(ROOT / "run")]
import cases_told  # noqa: E402
import runtools  # noqa: E402

OPTIONS = argparse.Namespace()
MODULES = {"judge": ("base", "certcheck"), "probe": ("base", "probe"),
           "run": ("base", "certcheck", "probe", "output", "inventory", "assess", "advice", "record", "report",
                   "binding")}
PACKAGES = {"judge": "libcertcheck", "probe": "libekuprobe", "run": "libekuprobe"}
NEEDED = {"certcheck": {"libcrypto", "libc"},
          "ekuprobe": {"libcertcheck", "libcrypto", "libssl", "libuv", "libcares",
                       "libjansson", "libc"}}
LANGUAGES = {"c": ("cc", "-std=c11"), "cpp": ("c++", "-std=c++17")}


def run(*words, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{words}:\n{done.stdout}{done.stderr}"
    return done.stdout


def setUpModule():
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    OPTIONS.work = pathlib.Path(folder.name)
    OPTIONS.prefix = OPTIONS.work / "moved here" # .pc files and CMake's find what lies beside them
    run("cmake", "--install", OPTIONS.build, "--prefix", OPTIONS.work / "installed")
    (OPTIONS.work / "installed").rename(OPTIONS.prefix)
    OPTIONS.lib = next(OPTIONS.prefix.rglob("libcertcheck.so")).parent
    os.environ.update(LD_LIBRARY_PATH=str(OPTIONS.lib), PKG_CONFIG_PATH=str(OPTIONS.lib / "pkgconfig"))


def dynamic(library):
    return run("readelf", "-Wd", OPTIONS.lib / f"lib{library}.so")


class Consumer(unittest.TestCase):
    def built(self, part):
        """The part's programs by language: made by CMake, and by pkg-config."""
        build, includes = OPTIONS.work / part, OPTIONS.prefix / "include" / "ekuprobe"
        build.mkdir()
        names, text = functions.program(includes, MODULES[part])
        for suffix in LANGUAGES:
            (build / f"functions.{suffix}").write_text(text)
        run("cmake", "-G", "Ninja", "-S", pathlib.Path(__file__).parent / "project", "-B", build,
            f"-DPART={part}", f"-DCMAKE_PREFIX_PATH={OPTIONS.prefix}")
        run("cmake", "--build", build)
        for suffix in LANGUAGES:
            self.assertEqual(int(run(build / f"functions_{suffix}")), len(names), names)
        self.assertGreater(len(names), 20)
        programs = [build / f"{part}_{suffix}" for suffix in LANGUAGES]
        return programs + [self.by_pkg_config(part, suffix, build) for suffix in LANGUAGES]

    def by_pkg_config(self, part, suffix, build):
        compiler, standard = LANGUAGES[suffix]
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", PACKAGES[part]))
        source = pathlib.Path(__file__).parent / "project" / f"{part}.{suffix}"
        run(compiler, standard, source, "-o", build / f"by-pkg-config-{suffix}", *flags)
        return build / f"by-pkg-config-{suffix}"

    def test_the_judge_alone(self):
        for program in self.built("judge"):
            self.assertEqual(run(program, OPTIONS.scenarios / "webserver" / "leaf.der"), "breaks\n")

    def test_the_probe_alone(self):
        with Lab(OPTIONS.lab, OPTIONS.scenarios, "0=webserver") as lab:
            for program in self.built("probe"):
                self.assertEqual(run(program, "127.0.0.1", lab.ports[0]), "127.0.0.1: 2 certificates\n")

    def test_the_whole_run(self):
        with Lab(OPTIONS.lab, OPTIONS.scenarios, "127.0.0.1:0=webserver") as lab:
            topology = OPTIONS.work / "topology.xml"
            topology.write_text(runtools.edge_topology(lab.ports[0], 4443))
            for program in self.built("run"):
                page = OPTIONS.work / "report.html"
                self.assertEqual(run(program, topology, "127.0.0.1", page),
                                 f"edge01.contoso.com:{lab.ports[0]}: breaks\n")
                self.assertIn("edge01.contoso.com", page.read_text(encoding="utf-8"))
                page.unlink()

    def test_the_programs_of_the_book(self):
        text = (ROOT.parent / "docs" / "library.md").read_text(encoding="utf-8")
        programs = re.findall(r"^```c\n(/\* \w+\.c: .*?)```", text, re.M | re.S)
        book = OPTIONS.work / "book"
        book.mkdir()
        for program in programs:
            name = re.match(r"/\* (\w+)", program).group(1)
            (book / f"{name}.c").write_text(program, encoding="utf-8")
            flags = shlex.split(run("pkg-config", "--cflags", "--libs", PACKAGES[name]))
            run("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", book / f"{name}.c", "-o", book / name, *flags)
        judged = subprocess.run([book / "judge", OPTIONS.scenarios / "webserver" / "leaf.der"], capture_output=True, text=True)
        self.assertEqual((judged.returncode, judged.stdout.split()[:2]), (1, ["breaks", "EKU_LACKS_CLIENT_AUTH"]))
        with Lab(OPTIONS.lab, OPTIONS.scenarios, "127.0.0.1:0=webserver") as lab:
            self.assertRegex(run(book / "probe", "127.0.0.1", lab.ports[0]), r"^\d certificates, \d+ bytes the first\n$")
            report = json.loads(run(book / "run", f"127.0.0.1:{lab.ports[0]}/edge-psom"))
        self.assertEqual([r["verdict"] for r in report["results"]], ["breaks"])

    def example_of(self, header):
        """The program in a header's comment, in C and in C++."""
        text = (OPTIONS.prefix / "include" / "ekuprobe" / header).read_text(encoding="utf-8")
        lines = re.search(r"^ \*     #include .*?(?=^ \* \w)", text, re.M | re.S).group().splitlines()
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", "libekuprobe"))
        for suffix, (compiler, standard) in LANGUAGES.items():
            source = OPTIONS.work / f"{header.replace('/', '-')}.{suffix}"
            source.write_text("".join(line[len(" *     "):] + "\n" for line in lines), encoding="utf-8")
            run(compiler, standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, "-o", f"{source}.out", *flags)
            yield f"{source}.out"

    def test_the_examples_of_headers(self):
        leaf = (OPTIONS.scenarios / "webserver" / "leaf.der").read_bytes()
        topology = OPTIONS.work / "here.xml"
        for program in self.example_of("assess/assess.h"):
            with Lab(OPTIONS.lab, OPTIONS.scenarios, "127.0.0.1:0=webserver") as lab:
                topology.write_text(runtools.edge_topology(lab.ports[0], 4443, ("127.0.0.1",)))
                self.assertEqual(run(program, topology), f"127.0.0.1:{lab.ports[0]}: breaks\n")
            done = subprocess.run([program, "no-such.xml"], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"^'no-such\.xml': cannot be read: .*\n$")
        for program in self.example_of("assess/objects.h"):
            done = subprocess.run([program], input=leaf, capture_output=True)
            self.assertEqual((done.returncode, done.stdout), (0, b"web.pem: breaks\n"))
        for program in self.example_of("binding/binding.h"):
            done = subprocess.run([program], input=leaf, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual([r["profile"] for r in json.loads(done.stdout)["results"]], ["smtp-mtls"])

    def test_what_a_library_needs_and_shows(self):
        names, _ = functions.program(OPTIONS.prefix / "include" / "ekuprobe", MODULES["run"])
        shown = set()
        for library, needed in NEEDED.items():
            said = dynamic(library)
            self.assertEqual({name.split(".so")[0] for name in re.findall(r"NEEDED.*\[(?!ld-)(.*)\]", said)}, needed)
            self.assertIn(f"soname: [lib{library}.so.0]", said)
            symbols = run("nm", "-D", "--defined-only", "--with-symbol-versions", OPTIONS.lib / f"lib{library}.so")
            for symbol in symbols.splitlines():
                name, _, version = symbol.split()[2].partition("@@")
                if " A " not in symbol:
                    self.assertEqual(version, f"LIB{library.upper()}_0", symbol)
                    shown.add(name)
        self.assertEqual(shown, set(names), "each function that a header declares, and nothing else")

    def test_every_header_alone(self):
        headers = OPTIONS.prefix / "include" / "ekuprobe"
        for header in sorted(headers.rglob("*.h")):
            for compiler, standard in LANGUAGES.values():
                run(compiler, standard, "-x", "c" if compiler == "cc" else "c++", "-fsyntax-only", "-Wall", "-Wextra",
                    "-Wpedantic", "-Werror", f"-I{headers}", "-",
                    input=f"#include <{header.relative_to(headers)}>\nint here;\n")

    def test_programs_and_manuals(self):
        for program in "certcheck", "ekuprobe":
            self.assertIn(program, run(OPTIONS.prefix / "bin" / program, "--version"))
            self.assertTrue((OPTIONS.prefix / "share" / "man" / "man1" / f"{program}.1").stat().st_size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in "build", "lab", "scenarios":
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    cases_told.main(argv=[sys.argv[0], *rest])
