# SPDX-License-Identifier: MIT
"""The progress line: on a terminal, or where it is asked for; never in a pipe unasked."""
import os

import runtools
import terminal  # beside what runtools finds
from runtools import Case, ekuprobe


class Progress(Case):
    def run_with(self, *arguments):
        with runtools.lab("0=both,roles=normal", "0=webserver,roles=normal") as running:
            return ekuprobe(*[f"127.0.0.1:{port}/mtls" for port in running.ports], *arguments)

    def test_a_pipe_gets_none_unless_asked(self):
        self.assertEqual(self.run_with().stderr, "")
        self.assertEqual(self.run_with("--progress", "never").stderr, "")
        self.assertEqual(self.run_with("--progress", "auto").stderr, "")

    def test_always_ends_with_all_done(self):
        last = self.run_with("--progress", "always").stderr.splitlines()[-1]
        self.assertRegex(last, r"^2/2, 1 breaks, 1 ready; [0-9]+/s\x1b\[K$")

    def on_terminal(self, *arguments):
        """All that a terminal on standard error is sent, over a second of waiting for a peer."""
        with runtools.lab("0=silent") as running:
            status, sent = terminal.shown(
                runtools.command(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "1", "--retries", "0", *arguments),
                streams=("stderr",), env=dict(os.environ, TERM="xterm"))
        self.assertEqual(status, 3)
        return sent

    def test_a_terminal_gets_the_line_and_gets_rid_of_it(self):
        sent = self.on_terminal()
        self.assertIn(b"\r0/1", sent)
        self.assertTrue(sent.endswith(b"\r\x1b[K"), sent)
        self.assertEqual(self.on_terminal("--progress", "never"), b"")


runtools.main()
