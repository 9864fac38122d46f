#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_junit.py XSD PRINT_FIXTURE: valid against the XSD (xmllint), counts
that agree with the cases, each verdict as the outcome it must be; junitparser
reads the same."""
import subprocess
import sys
import xml.etree.ElementTree

try:
    import junitparser
except ImportError:  # python3-junitparser
    junitparser = None

from fixture import FIXTURES, assert_harmless, document, label, printed

OUTCOMES = {"ready": "system-out", "indeterminate": "error", "breaks": "failure",
            "broken": "failure", "no-certificate": "error", "unreachable": "error"}


def outcome(case):
    return case[0].tag


def check(text, results, fail_on=("breaks", "broken"), undecided="error"):
    suites = xml.etree.ElementTree.fromstring(text)
    suite = suites[0]
    cases = suite.findall("testcase")
    assert len(cases) == len(results) == int(suite.get("tests")) == int(suites.get("tests"))
    for case, result in zip(cases, results):
        wanted = "failure" if result["verdict"] in fail_on else \
            "system-out" if result["verdict"] in ("breaks", "broken") else \
            OUTCOMES[result["verdict"]].replace("error", undecided)
        assert outcome(case) == wanted, (case.get("name"), outcome(case), wanted)
        assert case.get("name") == label(result)
        for finding in result["findings"]:
            assert finding["code"] in case[0].text
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        count = sum(outcome(case) == tag for case in cases)
        assert count == int(suite.get(attribute)), attribute
        assert attribute == "skipped" or count == int(suites.get(attribute))


def check_parser(text, results):
    """As the systems that read JUnit files do."""
    suite = next(iter(junitparser.JUnitXml.fromstring(text.encode())))
    counts = suite.tests, suite.failures, suite.errors, suite.skipped
    suite.update_statistics()  # from the cases
    assert counts == (suite.tests, suite.failures, suite.errors, suite.skipped)
    cases = list(suite)
    assert [case.name for case in cases] == [label(result) for result in results]
    for case, result in zip(cases, results):
        told = case.result[0]._elem.tag if case.result else "system-out"
        assert told == OUTCOMES[result["verdict"]], (case.name, told)


def main():
    xsd, program = sys.argv[1:]
    for fixture in FIXTURES:
        text = printed(program, fixture, "junit")
        assert_harmless(text)
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema", xsd, "-"], check=True,
                       input=text.encode(), stderr=subprocess.DEVNULL)
        check(text, document(program, fixture)["results"])
        if junitparser:
            check_parser(text, document(program, fixture)["results"])
        else:
            print("skip: junitparser (not installed)")
    changed = printed(program, "endpoints", "junit", "fail-on=broken,unreachable")
    check(changed, document(program, "endpoints")["results"], ("broken", "unreachable"))
    nothing = printed(program, "endpoints", "junit", "fail-on=none")
    check(nothing, document(program, "endpoints")["results"], (), "skipped")


if __name__ == "__main__":
    main()
