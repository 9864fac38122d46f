#!/bin/sh
# SPDX-License-Identifier: MIT
# The totals of a run, each skipped case by name before them:
#   totals.sh LastTest.log CTEST-OUTPUT...
# A case is skipped inside a test that passes, too: a line "skip: WHAT (WHY)" of any
# test program, or cmocka's own form. A test of which nothing ran and that names no
# case counts as one. Tests are counted by their last run.
set -eu
cases=$1
shift
awk '
  FILENAME == ARGV[1] && /^[0-9]+\/[0-9]+ Testing: / { test = $NF; next }
  FILENAME == ARGV[1] && /^skip: / { case_skipped(substr($0, 7)); next }
  FILENAME == ARGV[1] && /^\[  SKIPPED \] [A-Za-z_]/ { case_skipped($NF); next }
  FILENAME != ARGV[1] && /Test +#[0-9]+: / {
    name = $0; sub(/.*Test +#[0-9]+: /, "", name); sub(/ .*/, "", name)
    how[name] = /Passed/ ? "p" : /\*\*\*Skipped/ ? "s" : "f"
  }
  function case_skipped(what) {
    if ((test, what) in seen) return
    seen[test, what] = 1
    inside[test] = 1
    skipped++
    print "skip: " test ": " what
  }
  END {
    for (name in how) {
      if (how[name] != "s") n[how[name]]++
      else if (!(name in inside)) { skipped++; print "skip: " name }
    }
    printf "%d passed, %d failed, %d skipped\n", n["p"], n["f"], skipped
  }' "$cases" "$@"
