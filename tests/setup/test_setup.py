#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""script/setup: what it says to ordinary users, and that new services are left disabled:
test_setup.py SOURCE. Package tools are stand-ins; root's part runs in a mount namespace."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.abspath(sys.argv.pop(1))
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
import cases_told  # noqa: E402

SETUP = os.path.join(SOURCE, "script", "setup")

# apt-get "installs" foodd, with a service that its package enables, as Debian's do.
APT_GET = """#!/bin/sh
echo "apt-get $*" >>"$STUBS/calls"
case "$*" in
  *update*)
    [ ! -e "$STUBS/locked" ] || { rm "$STUBS/locked"
      [ "$LC_ALL" = C ] || { echo "E: /var/lib/apt/lists/lock is locked, in words of another language" >&2; exit 100; }
      echo "E: Could not get lock /var/lib/apt/lists/lock" >&2; exit 100; } ;;
  *--assume-no*)
    echo "Need to get 5 MB of archives."
    echo "After this operation, 9 MB of additional disk space will be used." ;;
  *install*)
    touch "$STUBS/there"
    mkdir -p /etc/systemd/system/multi-user.target.wants
    ln -s /lib/systemd/system/foodd.service /etc/systemd/system/multi-user.target.wants/foodd.service
    ln -s /lib/systemd/system/older.service /etc/systemd/system/multi-user.target.wants/older.service ;;
esac
"""
DPKG_QUERY = """#!/bin/sh
case "$*" in
  *db:Status-Abbrev*) echo "ii  older"; [ ! -e "$STUBS/there" ] || echo "ii  foodd" ;;
  *) [ ! -e "$STUBS/there" ] || printf "install ok installed" ;;
esac
"""
DPKG = """#!/bin/sh
for package; do [ "$package" = -L ] || echo "/lib/systemd/system/$package.service"; done
"""
STUBS = {"apt-get": APT_GET, "dpkg-query": DPKG_QUERY, "dpkg": DPKG, "sleep": "#!/bin/sh\n",
         "systemctl": '#!/bin/sh\necho "systemctl $*" >>"$STUBS/calls"\n', "update-rc.d": "#!/bin/sh\n"}


def may_have_namespaces():
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
                                                capture_output=True, check=False).returncode == 0


class Setup(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.at = pathlib.Path(self.folder.name)
        for name, text in STUBS.items():
            self.stub(name, text)

    def stub(self, name, text):
        (self.at / name).write_text(text)
        (self.at / name).chmod(0o755)

    def run_setup(self, before=(), kind="build"):
        temporary = self.at / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {"PATH": f"{self.at}:{os.environ['PATH']}", "STUBS": str(self.at), "TMPDIR": str(temporary)}
        done = subprocess.run([*before, "sh", SETUP, kind], env=environment, capture_output=True, text=True,
                              check=False, timeout=60)
        self.assertEqual(list(temporary.iterdir()), [], "TMPDIR is left clean")
        return done

    def as_root(self):
        """In mounts of its own: units, locks and the policy of the machine stay as they are."""
        script = ("for at in /etc/systemd/system /run; do mount -t tmpfs tmpfs $at; done; \"$@\"; status=$?; "
                  "ls /etc/systemd/system/multi-user.target.wants; exit $status")
        return self.run_setup(("unshare", "-m", "sh", "-c", script, "sh"))

    def calls(self):
        return (self.at / "calls").read_text()

    def test_an_ordinary_user_is_told_the_command_of_root(self):
        self.stub("id", "#!/bin/sh\necho 1000\n")
        for kind in ("build", "test", "bench", "lint", "package"):
            done = self.run_setup(kind=kind)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"as root: script/setup {kind}\n", done.stderr)
            self.assertIn("libssl-dev", done.stderr)
            self.assertNotIn("apt-get", done.stderr)
        self.assertFalse((self.at / "calls").exists())

    def test_what_is_there_is_left_alone(self):
        (self.at / "there").touch()
        done = self.run_setup()
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_an_unknown_kind_is_a_usage_error(self):
        self.assertEqual(self.run_setup(kind="everything").returncode, 2)

    def test_what_dotnet_leaves_behind_goes(self):
        self.stub("dotnet", '#!/bin/sh\nmkdir "$TMPDIR/NuGetScratch" && touch "$STUBS/asked"; exit 1\n')
        temporary = self.at / "tmp"
        temporary.mkdir()
        done = subprocess.run([sys.executable, "-B", os.path.join(SOURCE, "tests", "module", "install.py")], check=False,
                              env={"PATH": f"{self.at}:/usr/bin:/bin", "STUBS": str(self.at), "TMPDIR": str(temporary),
                                   "XDG_CACHE_HOME": str(self.at / "cache")}, capture_output=True, text=True, timeout=60)
        self.assertTrue((self.at / "asked").exists(), done.stdout + done.stderr)
        self.assertEqual(list(temporary.iterdir()), [])

    def test_powershell_of_a_net_sdk_that_went_is_none(self):
        ask = "import sys; sys.path.insert(0, sys.argv[1]); import install; print(install.powershell())"
        words = [sys.executable, "-B", "-c", ask, os.path.join(SOURCE, "tests", "module")]
        version = re.search(r'POWERSHELL, .* = "([^"]+)"', pathlib.Path(SOURCE, "tests/module/install.py").read_text()).group(1)
        there = self.at / "ekuprobe" / f"powershell-{version}" / "pwsh"
        there.parent.mkdir(parents=True)
        there.touch()
        for sdk in (False, True):
            if sdk:
                self.stub("dotnet", "#!/bin/sh\n")
            done = subprocess.run(words, env={"PATH": str(self.at), "XDG_CACHE_HOME": str(self.at)}, capture_output=True,
                                  text=True, check=True, timeout=60)
            self.assertEqual(done.stdout.strip(), str(there) if sdk else "None")

    @unittest.skipUnless(may_have_namespaces(), "no mount namespace")
    def test_new_services_are_disabled_and_others_are_not(self):
        done = self.as_root()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), ["older.service"])
        self.assertIn("now disabled and stopped: foodd.service\n", done.stderr)
        self.assertIn("9 MB of additional disk space", done.stderr)
        self.assertIn("systemctl --quiet disable foodd.service", self.calls())
        self.assertNotIn("disable older.service", self.calls())

    @unittest.skipUnless(may_have_namespaces(), "no mount namespace")
    def test_another_apt_is_waited_for(self):
        (self.at / "locked").touch()
        done = self.as_root()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("another program uses apt; waiting for it", done.stderr)
        self.assertEqual(self.calls().count(" update"), 2)

    @unittest.skipUnless(may_have_namespaces(), "no mount namespace")
    def test_packages_that_cannot_be_had_are_an_error(self):
        self.stub("apt-get", "#!/bin/sh\necho 'E: Unable to locate package' >&2\nexit 100\n")
        done = self.as_root()
        self.assertEqual(done.returncode, 2)
        self.assertIn("E: Unable to locate package", done.stderr)

    def test_sources_that_cannot_be_fetched_are_told_from_a_build_that_fails(self):
        """Only the former lets .ci/run go on without the programs for Windows."""
        for name in "x86_64-w64-mingw32-gcc", "cmake", "ninja", "perl", "make", "dpkg-source":
            self.stub(name, "#!/bin/sh\n")
        for apt, status in (("exit 100", 3), ("exit 0", 1)):  # without sources nothing can be built
            self.stub("apt-get", f"#!/bin/sh\n{apt}\n")
            with tempfile.TemporaryDirectory() as cache:
                done = subprocess.run(["sh", os.path.join(SOURCE, "windows", "build-deps")], capture_output=True, text=True,
                                      env={"PATH": f"{self.at}:{os.environ['PATH']}", "HOME": cache}, check=False, timeout=60)
            self.assertEqual((done.returncode == 3, done.returncode != 0), (status == 3, True), done.stderr)
            self.assertEqual("fetch failed" in done.stderr, status == 3)


if __name__ == "__main__":
    cases_told.main()
