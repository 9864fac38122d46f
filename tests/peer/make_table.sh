#!/bin/sh
# SPDX-License-Identifier: MIT
# Make docs/peers.md anew: tests/peer/make_table.sh [BUILD_FOLDER]
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build/dev}
daemons=$(mktemp)
trap 'rm -f "$daemons"' EXIT
/usr/bin/python3 -B tests/peer/run.py --peers named,servers,clients --ekuprobe "$build/cli/ekuprobe" \
  --scenarios "$build/testcerts/scenarios" --work "$build/tests/peer" --table docs/peers.md
EKUPROBE_UNPACKED=$PWD/build/unpacked /usr/bin/python3 -B tests/daemons/run.py --ekuprobe "$build/cli/ekuprobe" \
  --lab "$build/tests/lab/psomlab" --scenarios "$build/testcerts/scenarios" --work "$build/tests/peer" --table "$daemons"
cat "$daemons" >>docs/peers.md
