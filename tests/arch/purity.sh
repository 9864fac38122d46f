#!/bin/sh
# SPDX-License-Identifier: MIT
# purity.sh NM SYMBOLS ARCHIVE...: what the archives together need from outside
# must match SYMBOLS, an extended regular expression.
nm=$1 allowed=$2
shift 2
needed=$("$nm" -u --format=posix "$@" | awk 'NF > 1 && $2 == "U" { print $1 }' | sort -u) || exit 1
defined=$("$nm" --defined-only --format=posix "$@" | awk 'NF > 1 { print $1 }' | sort -u) || exit 1
[ -n "$defined" ] || { echo "no symbols in $*"; exit 1; }
foreign=$(printf '%s\n' "$needed" | grep -vxF "$defined" | grep -vxE "$allowed")
[ -z "$foreign" ] && exit 0
echo "these libraries do no I/O, tell no time and allocate nothing, but need:"
echo "$foreign"
exit 1
