# SPDX-License-Identifier: MIT
"""What the tests of runs share: the programs, their options, results by target."""
import argparse
import contextlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from labtools import DEADLINE_S, Lab

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import cases_told  # noqa: E402
import schema  # noqa: E402

OPTIONS = argparse.Namespace()


def lab(*listeners):
    return Lab(OPTIONS.lab, OPTIONS.scenarios, *listeners)


def may_listen(port):
    with socket.socket() as sock:
        try:
            sock.bind((f"127.{random.randint(64, 250)}.0.1", port))
        except PermissionError:
            return False
        except OSError:  # somebody listens there
            pass
    return True


@contextlib.contextmanager
def estate(servers):
    """Servers by name, each with scenarios by its real port numbers, on loopback addresses that
    nobody else is likely to have: the --resolve options to reach them by name."""
    for port in {port for server in servers.values() for port in server}:
        if not may_listen(port):
            raise unittest.SkipTest(f"an ordinary user may not listen on port {port}")
    for _ in range(9):
        prefix = f"127.{random.randint(64, 250)}.{random.randint(0, 255)}."
        listeners = [f"{prefix}{i}:{port}={scenario}" for i, server in enumerate(servers.values(), 1)
                     for port, scenario in server.items()]
        try:
            running = lab(*listeners)
        except RuntimeError:  # somebody has
            continue
        with running:
            yield [x for i, name in enumerate(servers, 1)
                   for x in ("--resolve", f"{name}:*:{prefix}{i}")]
        return
    raise RuntimeError("the default ports are in use on all of loopback")


def command(*arguments):
    return [OPTIONS.ekuprobe, *map(str, arguments)]


def ekuprobe(*arguments, **more):
    return subprocess.run(command(*arguments), capture_output=True, text=True,
                          timeout=more.pop("timeout", DEADLINE_S), **more)


def documents(text):
    return [schema.loads(line) for line in text.splitlines()]


def printed(done):
    """Its standard output, which must not be empty."""
    if not done.stdout:
        raise AssertionError(f"no output, exit status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def document(*arguments, **more):
    return schema.loads(printed(ekuprobe(*arguments, "--format", "json", **more)))


def codes(result):
    return [finding["code"] for finding in result["findings"]]


def by_target(results):
    found = {}
    for result in results:
        assert result["target"] not in found, f"{result['target']} comes twice"
        found[result["target"]] = result
    return found


def lasting(results):
    """What does not change from run to run, sorted."""
    return sorted((json.dumps({k: v for k, v in r.items() if k not in ("timing_ms", "origin", "replay")},
                              sort_keys=True) for r in results))


def start(*arguments, **more):
    return subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def closed_port():
    """A port of 127.0.0.1 on which nothing listens: it was free a moment ago."""
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def drops_connections(stack, address, port):
    """A listener whose queue is full: connections to it neither come about nor are refused. Its port."""
    listener = stack.enter_context(socket.create_server((address, port), backlog=0))
    for _ in range(4):
        sock = stack.enter_context(socket.socket())
        sock.setblocking(False)
        sock.connect_ex(listener.getsockname())
    return listener.getsockname()[1]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


EDGE = """<?xml version="1.0"?>
<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">
  <Clusters>
    <Cluster RequiresReplication="true" RequiresSetup="true" Fqdn="edgepool.contoso.com">
      <ClusterId SiteId="1" Number="1" />
      {machines}
    </Cluster>
  </Clusters>
  <Services>
    <Service RoleVersion="1" ServiceVersion="{version}">
      <ServiceId SiteId="1" RoleName="EdgeServer" Instance="1" />
      <InstalledOn><ClusterId SiteId="1" Number="1" /></InstalledOn>
      <Ports>
        <Port Owner="urn:component:DataEdge" Usage="PsomServer" InterfaceSide="Internal" InterfaceNumber="0" Port="{psom}" Protocol="Mtls" UrlPath="" AuthorizesRequests="false" AllowsOthers="false" />
      </Ports>
    </Service>
    <Service RoleVersion="1" ServiceVersion="{version}">
      <ServiceId SiteId="1" RoleName="ManagementServices" Instance="1" />
      <InstalledOn><ClusterId SiteId="1" Number="1" /></InstalledOn>
      <Ports>
        <Port Owner="urn:component:Replica" Usage="WebServer" InterfaceSide="Internal" InterfaceNumber="0" Port="{replica}" Protocol="Https" UrlPath="" AuthorizesRequests="false" AllowsOthers="false" />
      </Ports>
    </Service>
  </Services>
</Topology>
"""


def edge_topology(psom, replica, machines=("edge01.contoso.com",)):
    rows = [f'<Machine OrdinalInCluster="{i}" Fqdn="{fqdn}" />' for i, fqdn in enumerate(machines, 1)]
    return EDGE.format(version=6, psom=psom, replica=replica, machines="\n".join(rows))


def main():
    parser = argparse.ArgumentParser()
    for name in "lab", "scenarios", "ekuprobe", "source":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--short-key", help="the library made of short_key.c, preloaded")
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    with tempfile.TemporaryDirectory() as folder:
        if options.short_key:  # LD_PRELOAD is a list: its paths have no blanks
            os.environ["LD_PRELOAD"] = shutil.copy(options.short_key, folder)
        cases_told.main(argv=[sys.argv[0], *rest], warnings="ignore")
