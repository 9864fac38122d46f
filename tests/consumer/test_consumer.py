# SPDX-License-Identifier: MIT
"""Programs of others, built from an installed tree alone: the judge, the probe, the whole run with its report;
each in C and in C++, by CMake and by pkg-config."""
import argparse
import os
import pathlib
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
           "run": ("base", "certcheck", "probe", "output", "inventory", "assess", "advice", "record", "report")}
PACKAGES = {"judge": "certcheck", "probe": "probe", "run": "ekuprobe"}
NEEDED = {"judge": {"libcrypto"}, "probe": {"libcrypto", "libssl", "libuv", "libcares"},
          "run": {"libcrypto", "libssl", "libuv", "libcares", "libxml2", "libarchive", "libjansson", "libldap", "liblber"}}
EVERYONE = {"libc", "libm", "libstdc++", "libgcc_s"}
LANGUAGES = {"c": ("cc", "-std=c11"), "cpp": ("c++", "-std=c++17")}


def run(*words, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{words}:\n{done.stdout}{done.stderr}"
    return done.stdout


def setUpModule():
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    OPTIONS.work = pathlib.Path(folder.name)
    OPTIONS.prefix = OPTIONS.work / "prefix"
    for component in "libraries", "programs":
        run("cmake", "--install", OPTIONS.build, "--prefix", OPTIONS.prefix, "--component", component)


class Consumer(unittest.TestCase):
    def built(self, part):
        """The part's programs by language: made by CMake, and by pkg-config."""
        build, includes = OPTIONS.work / part, OPTIONS.prefix / "include" / "ekuprobe"
        build.mkdir()
        names, text = functions.program(includes, MODULES[part], ("template.h",) if part == "judge" else ())
        for suffix in LANGUAGES:
            (build / f"functions.{suffix}").write_text(text)
        run("cmake", "-G", "Ninja", "-S", pathlib.Path(__file__).parent / "project", "-B", build,
            f"-DPART={part}", f"-DCMAKE_PREFIX_PATH={OPTIONS.prefix}")
        run("cmake", "--build", build)
        for suffix in LANGUAGES:
            self.assertEqual(int(run(build / f"functions_{suffix}")), len(names), names)
        self.assertGreater(len(names), 20)
        programs = [build / f"{part}_{suffix}" for suffix in LANGUAGES]
        for program in programs:
            self.assertLessEqual(self.needed(program) - EVERYONE, NEEDED[part], program)
        return programs + [self.by_pkg_config(part, suffix, build) for suffix in LANGUAGES]

    def needed(self, program):
        return {line.split("[")[1].split(".so")[0].split("-")[0] for line in run("readelf", "-d", program).splitlines()
                if "(NEEDED)" in line and "ld-linux" not in line}

    def by_pkg_config(self, part, suffix, build):
        compiler, standard = LANGUAGES[suffix]
        pc = next(OPTIONS.prefix.rglob(f"{PACKAGES[part]}.pc")).parent
        flags = run("pkg-config", "--define-prefix", "--cflags", "--libs", PACKAGES[part],
                    env={**os.environ, "PKG_CONFIG_PATH": str(pc)}).split()
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
