# SPDX-License-Identifier: MIT
"""unittest.main that tells each skipped case by name, in the form that script/test counts."""
import unittest


class Result(unittest.TextTestResult):
    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"skip: {test.id().removeprefix('__main__.')} ({reason})", flush=True)


class Runner(unittest.TextTestRunner):
    resultclass = Result


def main(**how):
    """As unittest.main; no test program calls that itself (tests/arch)."""
    return unittest.main(**{"module": "__main__", "testRunner": Runner, **how})
