#!/bin/sh
# SPDX-License-Identifier: MIT
# hello_purity.sh ARCHIVE NM: the engine may need base, memory, and nothing else.
symbols=$("$2" -u --format=posix "$1") || exit 1
wanted=$(printf '%s\n' "$symbols" | awk 'NF > 1 && $2 == "U" { print $1 }' | sort -u)
defined=$("$2" --defined-only --format=posix "$1" | awk 'NF > 1 { print $1 }' | sort -u)
allowed='^(base_[a-z0-9_]+|mem(cpy|move|set|cmp)|bcmp|malloc|realloc|free|__(mem(cpy|move|set))_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_)$'
[ -n "$wanted" ] || { echo "no symbols in $1"; exit 1; }
foreign=$(printf '%s\n' "$wanted" | grep -vxF "$defined" | grep -vE "$allowed")
[ -z "$foreign" ] && exit 0
echo "the hello engine is to be pure, but needs:"
echo "$foreign"
exit 1
