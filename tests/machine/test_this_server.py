#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ekuprobe --this-server: what a drive or exports of the registry say of a Front End."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import jsonschema

sys.path[:0] = [str(pathlib.Path(__file__).parents[1] / name) for name in ("support", "unit/report/checks")]
import cases_told  # noqa: E402
import check_prometheus  # noqa: E402
import windows  # noqa: E402
from windows import FRAMEWORK, PROGRAMS, SFB_PATH, Hive, drive, image, reg, software, system  # noqa: E402

EKUPROBE, SOURCE = sys.argv[1:3]
SCHEMA = jsonschema.Draft202012Validator(json.loads(pathlib.Path(SOURCE, "docs", "server.schema.json").read_text()))
V4, V2 = f"{FRAMEWORK}\\v4.0.30319", f"{FRAMEWORK}\\v2.0.50727"
SWITCH = ('<?xml version="1.0"?><configuration><runtime><AppContextSwitchOverrides value="Switch.A=false; '
          'Switch.System.Net.DontCheckCertificateEKUs=%s"/></runtime></configuration>')


def run(*arguments):
    return subprocess.run([EKUPROBE, "--this-server", *arguments], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})


class Case(unittest.TestCase):
    def setUp(self):
        self.at = tempfile.TemporaryDirectory()
        self.addCleanup(self.at.cleanup)

    def server(self, files, where="", status=None):
        windows.write(self.at.name, files)
        place = os.path.join(self.at.name, where) if where else self.at.name
        found = run(place, "--format", "json")
        self.assertEqual(found.stderr, b"")
        document = json.loads(found.stdout)
        SCHEMA.validate(document)
        server = document["server"]
        self.assertEqual(found.returncode, 3 if server["conclusion"] == "unknown" else 0)
        text = run(place)
        self.assertEqual((text.returncode, text.stderr), (found.returncode, b""))
        self.assertIn(server["text"], text.stdout.decode().splitlines()[0])
        return server

    def refused(self, files, words, where=""):
        windows.write(self.at.name, files)
        found = run(os.path.join(self.at.name, where) if where else self.at.name)
        self.assertEqual((found.returncode, found.stdout), (2, b""))
        self.assertIn(words, found.stderr.decode())
        self.assertEqual(found.stderr.count(b"\n"), 1)

    def opt_out(self, server, kind, clr="v4.0.30319", bits=64):
        return next(o for o in server["opt_outs"] if (o["kind"], o["clr"], o["bits"]) == (kind, clr, bits))


class Drive(Case):
    def test_checks(self):
        s = self.server(drive())
        self.assertEqual((s["conclusion"], s["text"]), ("checks", "this Front End checks"))
        self.assertEqual(s["name"], "FE01.contoso.com")
        self.assertEqual(s["data_mcu"], {"installed": True, "path": SFB_PATH, "file_version": "6.0.9319.281",
                                         "clr": "v4.0.30319", "bits": 64, "clr_inferred": False})
        self.assertEqual((s["product"], s["build"]), ("sfb2015", "6.0.9319.281"))
        self.assertEqual(s["windows"], "Windows Server 2012 R2 Standard")
        self.assertEqual(s["dotnet"], {"version": "4.8", "release": 528049, "version_35": "3.5.30729.4926"})
        self.assertEqual([(d["clr"], d["bits"], d["file_version"], d["has_check"]) for d in s["system_dll"]],
                         [("v4.0.30319", 64, "4.8.4110.0", True), ("v4.0.30319", 32, "4.8.4110.0", True),
                          ("v2.0.50727", 64, "2.0.50727.8784", True), ("v2.0.50727", 32, "2.0.50727.8784", True)])
        self.assertEqual({o["set"] for o in s["opt_outs"]}, {False})

    def test_does_not_check(self):
        s = self.server(drive(check4=False))
        self.assertEqual((s["conclusion"], s["text"]), ("does-not-check", "this Front End does not check"))

    def test_the_clr_it_runs_on_decides(self):
        lync = "C:\\Program Files\\Microsoft Lync Server 2010\\Web Conferencing\\DATAMCUSVC.exe"
        s = self.server(drive(check2=False, clr="v2.0.50727", version=(4, 0, 7577, 230), where=lync, bits=32,
                              system_keys=system(f'"{lync}"')))
        self.assertEqual((s["conclusion"], s["product"], s["data_mcu"]["clr"]), ("does-not-check", "lync2010", "v2.0.50727"))

    def test_32_bit_programs_have_their_own_view(self):
        s = self.server(drive(bits=32, required32=True, keys={V4: {"RequireCertificateEKUs": 0}}))
        self.assertEqual((s["conclusion"], s["data_mcu"]["bits"]), ("checks", 32))
        s = self.server(drive(bits=32, required32=True, keys={"Wow6432Node\\" + V4: {"RequireCertificateEKUs": 0}}))
        self.assertEqual(s["conclusion"], "opted-out")

    def test_names_in_any_case(self):
        s = self.server({n.lower(): d for n, d in drive(keys={f"{V4}\\{PROGRAMS}": {SFB_PATH.upper(): 0}}).items()})
        self.assertEqual(s["conclusion"], "opted-out")

    def test_hives_of_other_shapes(self):
        s = self.server(drive(hive={"lists": "ri"}, keys={V4: {"RequireCertificateEKUs": 0}}))
        self.assertEqual((s["conclusion"], s["name"]), ("opted-out", "FE01.contoso.com"))
        s = self.server(drive(hive={"compressed": False}, keys={V4: {"RequireCertificateEKUs": 0}}))
        self.assertEqual(s["conclusion"], "opted-out")

    def test_a_drive_in_another_language(self):
        path = "D:\\プログラム\\Web Conferencing\\DATAMCUSVC.exe"
        keys = {"Microsoft\\Windows NT\\CurrentVersion": {"SystemRoot": "D:\\Windows"}, f"{V4}\\{PROGRAMS}": {path: 0}}
        s = self.server(drive(where=path, system_keys=system(path + " -k"), keys=keys))
        self.assertEqual((s["conclusion"], s["data_mcu"]["path"]), ("opted-out", path))


class OptOut(Case):
    def test_of_the_program(self):
        s = self.server(drive(keys={f"{V4}\\{PROGRAMS}": {SFB_PATH: 0}}))
        self.assertEqual((s["conclusion"], s["text"]), ("opted-out", "this Front End is opted out"))
        self.assertIs(self.opt_out(s, "program")["set"], True)

    def test_of_the_machine(self):
        self.assertEqual(self.server(drive(keys={V4: {"RequireCertificateEKUs": 0}}))["conclusion"], "opted-out")

    def test_of_the_other_clr_alone(self):
        s = self.server(drive(keys={V2: {"RequireCertificateEKUs": 0}}))
        self.assertEqual(s["conclusion"], "checks")
        self.assertIs(self.opt_out(s, "machine", "v2.0.50727")["set"], True)

    def test_in_the_configuration_file(self):
        s = self.server(drive(config=(SWITCH % "true").encode()))
        self.assertEqual(s["conclusion"], "opted-out")
        self.assertIs(self.opt_out(s, "app-config")["set"], True)

    def test_switch_of_the_machine(self):
        s = self.server(drive(keys={f"{FRAMEWORK}\\AppContext": {"Switch.System.Net.DontCheckCertificateEKUs": "True"}}))
        self.assertEqual(s["conclusion"], "opted-out")

    def test_switch_that_is_false_or_elsewhere(self):
        self.assertEqual(self.server(drive(config=(SWITCH % "false").encode()))["conclusion"], "checks")
        elsewhere = (SWITCH % "true").replace("<runtime>", "<runtime><x>").replace("</runtime>", "</x></runtime>")
        self.assertEqual(self.server(drive(config=elsewhere.encode()))["conclusion"], "checks")
        self.assertEqual(self.server(drive(config=("<!-- " + SWITCH[21:] % "true" + " --><configuration/>").encode()))
                         ["conclusion"], "checks")

    def test_switch_before_4_6(self):
        ndp = {"Microsoft\\NET Framework Setup\\NDP\\v4\\Full": {"Release": 379893}}
        s = self.server(drive(config=(SWITCH % "true").encode(), keys=ndp))
        self.assertEqual((s["conclusion"], s["dotnet"]["version"]), ("checks", "4.5.2"))
        self.assertIn("before .NET 4.6", self.opt_out(s, "app-config")["remark"])

    def test_configuration_without_the_library_that_reads_it(self):
        """The file is not blamed for it."""
        names = set(re.findall(rb"\0(libxml2\.so[\w.]*)(?=\0)", open(EKUPROBE, "rb").read()))
        if not names:
            self.skipTest("libxml2 is linked")
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch.dict(os.environ, LD_LIBRARY_PATH=folder):
            for name in names: # the loader stops at a file that is no library
                open(os.path.join(folder, name.decode()), "wb").close()
            s = self.server(drive(config=(SWITCH % "true").encode()))
        self.assertEqual((s["conclusion"], self.opt_out(s, "app-config")["set"]), ("unknown", None))
        self.assertIn("libxml2 cannot be loaded: install it", self.opt_out(s, "app-config")["remark"])

    def test_configuration_that_is_no_xml(self):
        for text in (b"<configuration><runtime>", b"\xff\xfe", b'<!DOCTYPE c [<!ENTITY e "x">]><configuration/>'):
            s = self.server(drive(config=text))
            self.assertEqual(s["conclusion"], "unknown")

    def test_values_that_count_for_nothing(self):
        for value, remark in (("0", "not a DWORD"), (1, "not 0"), ((11, bytes(8)), "not a DWORD")):
            s = self.server(drive(keys={f"{V4}\\{PROGRAMS}": {SFB_PATH: value}}))
            self.assertEqual(s["conclusion"], "checks", value)
            self.assertIn(remark, self.opt_out(s, "program")["remark"])

    def test_of_a_program_elsewhere(self):
        for name in (SFB_PATH.replace("C:", "D:"), f'"{SFB_PATH}"', "DATAMCUSVC.exe"):
            s = self.server(drive(keys={f"{V4}\\{PROGRAMS}": {name: 0}}))
            self.assertEqual(s["conclusion"], "checks", name)
        self.assertIn("no effect", self.opt_out(s, "program")["remark"])

    def test_one_is_enough(self):
        s = self.server(drive(config=(SWITCH % "false").encode(), keys={V4: {"RequireCertificateEKUs": 0},
                                                                      f"{V4}\\{PROGRAMS}": {SFB_PATH: 1}}))
        self.assertEqual(s["conclusion"], "opted-out")


class NotLooked(Case):
    """Never "does not check", nor "checks", where it has not looked."""

    def without(self, *names, **how):
        return {n: d for n, d in drive(**how).items() if not any(word in n for word in names)}

    def test_no_system_dll(self):
        s = self.server(self.without("System.dll", check4=False))
        self.assertEqual((s["conclusion"], s["system_dll"][0]["has_check"]), ("unknown", None))
        self.assertTrue(any("v4.0.30319\\System.dll: not known: whether the check is in it" in n for n in s["notes"]))

    def test_no_registry(self):
        s = self.server(self.without("config\\"))
        self.assertEqual((s["conclusion"], s["data_mcu"]["path"]), ("unknown", SFB_PATH))
        self.assertIs(self.opt_out(s, "machine")["set"], None)

    def test_no_software_hive(self):
        self.assertEqual(self.server(self.without("SOFTWARE"))["conclusion"], "unknown")

    def test_no_program(self):
        s = self.server(self.without("DATAMCUSVC"))
        self.assertEqual((s["conclusion"], s["data_mcu"]["clr_inferred"]), ("unknown", True))
        self.assertIs(self.opt_out(s, "app-config")["set"], None)

    def test_assembly_that_is_none(self):
        files = drive()
        for data in (b"", b"MZ", image((4, 8, 0, 0)), files[SFB_PATH[3:]][:1024]):
            files["Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\System.dll"] = data
            self.assertEqual(self.server(files)["conclusion"], "unknown")

    def test_registry_not_closed_cleanly(self):
        s = self.server(drive(hive={"dirty": True}))
        self.assertEqual(s["conclusion"], "unknown")
        self.assertIn("not closed cleanly", " ".join(s["notes"]))
        s = self.server(drive(hive={"dirty": True}, keys={V4: {"RequireCertificateEKUs": 0}}))
        self.assertEqual(s["conclusion"], "opted-out")  # that one is there

    def test_program_on_another_drive(self):
        s = self.server(drive(program=False, system_keys=system("D:\\SfB\\Web Conferencing\\DATAMCUSVC.exe")))
        self.assertEqual((s["conclusion"], s["data_mcu"]["installed"]), ("unknown", True))
        self.assertIn("another drive", " ".join(s["notes"]))

    def test_no_data_mcu(self):
        s = self.server(drive(program=False, system_keys=system(service="RTCDATAPROXY")))
        self.assertEqual((s["conclusion"], s["edge_server"], s["data_mcu"]["installed"]), ("no-data-mcu", True, False))


class Export(Case):
    KEYS = {"SOFTWARE\\" + k: v for k, v in software().items()}
    SERVICE = {"SYSTEM\\CurrentControlSet\\Services\\RTCDATAMCU": {"ImagePath": ("expand", f'"{SFB_PATH}"'), "Start": 2}}

    def test_alone_does_not_tell_of_system_dll(self):
        s = self.server({"fe.reg": reg({**self.KEYS, **self.SERVICE})}, "fe.reg")
        self.assertEqual((s["conclusion"], s["data_mcu"]["path"], s["product"]), ("unknown", SFB_PATH, "sfb2015"))
        self.assertIs(self.opt_out(s, "machine")["set"], False)
        self.assertIs(self.opt_out(s, "app-config")["set"], None)

    def test_every_encoding(self):
        keys = {**self.KEYS, **self.SERVICE, f"SOFTWARE\\{V4}\\{PROGRAMS}": {SFB_PATH: 0, 'C:\\"q"\\日本語.exe': 0}}
        for encoding in ("utf-16", "utf-16-be", "utf-8", "utf-8-sig"):
            s = self.server({"fe.reg": reg(keys, encoding)})
            self.assertEqual((s["conclusion"], s["dotnet"]["release"]), ("opted-out", 528049), encoding)
        del keys[f"SOFTWARE\\{V4}\\{PROGRAMS}"]['C:\\"q"\\日本語.exe']
        self.assertEqual(self.server({"fe.reg": reg(keys, "latin-1", old=True)})["data_mcu"]["path"], SFB_PATH)

    def test_several_files_and_a_drive(self):
        files = drive()
        del files["Windows\\System32\\config\\SOFTWARE"], files["Windows\\System32\\config\\SYSTEM"]
        s = self.server({**files, "a.reg": reg(self.KEYS), "b.REG": reg(self.SERVICE, "utf-8")})
        self.assertEqual(s["conclusion"], "checks")

    def test_saved_hives(self):
        s = self.server({"SOFTWARE": Hive(software(keys={V4: {"RequireCertificateEKUs": 0}})).bytes,
                         "SYSTEM": Hive(system()).bytes})
        self.assertEqual((s["conclusion"], s["name"]), ("opted-out", "FE01.contoso.com"))

    def test_what_a_file_does_not_name_is_unknown(self):
        s = self.server({"mcu.reg": reg(self.SERVICE)})
        self.assertIs(self.opt_out(s, "machine")["set"], None)
        s = self.server({"mcu.reg": reg({"SOFTWARE\\Microsoft\\.NETFramework": {}})})
        self.assertIs(self.opt_out(s, "machine")["set"], False)  # a branch is exported whole
        self.assertIs(s["data_mcu"]["installed"], None)
        self.assertIn("RTCDATAMCU", " ".join(s["notes"]))
        self.assertEqual(s["conclusion"], "unknown")

    def test_program_opted_out_that_may_be_another(self):
        s = self.server({"fe.reg": reg({f"SOFTWARE\\{V4}\\{PROGRAMS}": {SFB_PATH: 0}})})
        self.assertEqual((s["conclusion"], self.opt_out(s, "program")["set"]), ("unknown", None))

    def test_deletions(self):
        text = reg({**self.SERVICE, f"SOFTWARE\\{V4}": {"RequireCertificateEKUs": 0}}, "utf-8")
        text += f"[HKEY_LOCAL_MACHINE\\SOFTWARE\\{V4}]\r\n\"RequireCertificateEKUs\"=-\r\n".encode()
        self.assertIs(self.opt_out(self.server({"fe.reg": text}), "machine")["set"], False)
        text = reg(self.SERVICE, "utf-8") + b"[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\RTCDATAMCU]\r\n"
        self.assertEqual(self.server({"fe.reg": text})["conclusion"], "no-data-mcu")

    def test_text_over_several_lines_hides_no_key(self):
        forged = f'x\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\{V4}]\r\n"RequireCertificateEKUs"=dword:00000000\r\n'
        text = reg({**self.SERVICE, f"SOFTWARE\\{V4}": {}, "SOFTWARE\\Other": {"a": forged.replace("\\", "/")}})
        self.assertIs(self.opt_out(self.server({"fe.reg": text}), "machine")["set"], False)

    def test_not_an_export(self):
        self.refused({"fe.reg": b"hello\r\n"}, "fe.reg:1: not a registry export", "fe.reg")
        self.refused({"fe.reg": b""}, "not a registry export", "fe.reg")
        self.refused({"fe.reg": reg({"SOFTWARE\\" + V4: {"RequireCertificateEKUs": 0}}, "utf-8")[:-8]},
                     "fe.reg:4: a value that is", "fe.reg")
        self.refused({"fe.reg": reg({"SOFTWARE\\" + V4: {"a": "b"}}, "utf-8")[:-5]}, "cut off inside a value", "fe.reg")
        self.refused({"fe.reg": reg({"SOFTWARE\\" + V4: {}}, "utf-8")[:-5]}, "not closed by ]", "fe.reg")


class Lines(Case):
    """What spreadsheets and monitoring read."""
    OPTED_OUT = {V4: {"RequireCertificateEKUs": 0}}

    def told(self, files, form, status=0):
        windows.write(self.at.name, files)
        found = run(self.at.name, "--format", form)
        self.assertEqual((found.returncode, found.stderr), (status, b""))
        return found.stdout.decode()

    def test_csv(self):
        row, = csv.DictReader(io.StringIO(self.told(drive(keys=self.OPTED_OUT), "csv")))
        self.assertEqual({k: row[k] for k in ("name", "conclusion", "path", "has_check", "opt_outs", "opt_outs_unknown", "build")},
                         {"name": "FE01.contoso.com", "conclusion": "opted-out", "path": SFB_PATH, "has_check": "true",
                          "opt_outs": f"machine: HKLM\\SOFTWARE\\{V4}", "opt_outs_unknown": "", "build": "6.0.9319.281"})

    def test_nagios(self):
        self.assertEqual(self.told(drive(keys=self.OPTED_OUT), "nagios"),
                         f"EKUPROBE OK - FE01.contoso.com: this Front End is opted out\nopt-out: HKLM\\SOFTWARE\\{V4}\n")

    def test_what_is_not_known_is_unknown(self):
        exported = {"fe.reg": reg({f"SOFTWARE\\{V4}": {}})}
        with self.subTest("nagios"):
            self.assertRegex(self.told(exported, "nagios", 3), r"\AEKUPROBE UNKNOWN - it is not known whether [^|]*\n")
        text = self.told(exported, "prometheus", 3)
        self.assertIn('conclusion="unknown"} 1', text)
        self.assertNotIn("ekuprobe_server_has_check{", text)

    def test_prometheus(self):
        samples = check_prometheus.parse(self.told(drive(keys=self.OPTED_OUT), "prometheus"))
        known = {dict(labels)["conclusion"]: value for (name, labels), value in samples.items() if name.endswith("_conclusion")}
        self.assertEqual({word for word, value in known.items() if value}, {"opted-out"})
        self.assertEqual(len(known), 5)
        out = [dict(labels)["kind"] for (name, labels), value in samples.items() if name.endswith("_opt_out") and value]
        self.assertEqual(out, ["machine"])

    def test_hostile_names_are_escaped(self):
        path = "C:\\=cmd|x\x1b[31m\"\n\u202e\\DATAMCUSVC.exe"
        for form in "csv", "nagios", "prometheus":
            text = self.told(drive(program=False, keys={f"{V4}\\{PROGRAMS}": {path: 0}}, system_keys=system(path)), form,
                             status=3)
            self.assertNotRegex(text, "[\x1b\u202e]")
            if form == "nagios":
                self.assertNotIn("|", text)


class Bad(Case):
    def test_nothing_of_the_kind(self):
        self.refused({"readme.txt": b"x"}, "no Windows directory, registry hive or .reg file in it")
        self.refused({}, "No such file", "nowhere/at/all")

    def test_hive_that_is_damaged(self):
        whole = Hive(software()).bytes
        for data in (b"", b"regf", whole[:4096], whole[:5000], whole.replace(b"nk", b"xx"), b"X" + whole[1:]):
            self.refused({**drive(), "Windows\\System32\\config\\SOFTWARE": data}, "SOFTWARE of ")

    def test_options_that_do_not_fit(self):
        windows.write(self.at.name, drive())
        for more, words in ((["host"], "give no targets"),
                            (["--report", "json:x"], "no --report")):
            found = run(self.at.name, *more)
            self.assertEqual((found.returncode, found.stdout), (2, b""))
            self.assertIn(words, found.stderr.decode())

    def test_every_format_is_told_or_refused(self):
        windows.write(self.at.name, drive())
        listed = subprocess.run([EKUPROBE, "--help", "output"], capture_output=True, text=True, check=True).stdout
        names = re.search(r"--format FORMAT [^:]*: ((?:[a-z]+,\s+)+[a-z]+)", listed)[1].replace(",", " ").split()
        self.assertIn("sarif", names)
        told = []
        for name in names:
            found = run(self.at.name, "--format", name)
            if found.returncode == 0:
                self.assertTrue(found.stdout)
                told.append(name)
            else:
                self.assertEqual((found.returncode, found.stdout), (2, b""))
                self.assertIn(f"one server has no report in the format {name}: expected text, json, ndjson",
                              found.stderr.decode())
        self.assertEqual(told, ["text", "json", "ndjson", "csv", "prometheus", "nagios"])

    def test_paths_that_lead_out_of_the_drive(self):
        for path in ("C:\\..\\..\\etc\\passwd", "C:\\link\\DATAMCUSVC.exe", "\\\\host\\share\\DATAMCUSVC.exe"):
            windows.write(self.at.name, drive())
            if not os.path.lexists(os.path.join(self.at.name, "link")):
                os.symlink("/", os.path.join(self.at.name, "link"))
            s = self.server(drive(system_keys=system(path)))
            self.assertIn(s["conclusion"], ("unknown",), path)

    def test_hostile_names_are_escaped(self):
        path = "C:\\\x1b[31m\u202ered\\DATAMCUSVC.exe"
        windows.write(self.at.name, drive(program=False, system_keys=system(path)))
        text = run(self.at.name).stdout.decode()
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])
