#!/bin/sh
# The manual pages are clean mdoc(7) and name every option of --help, both ways.
set -eu
pages=$1 bin=$2
command -v mandoc >/dev/null 2>&1 || { echo "skip: mandoc (program not found)"; exit 77; }
for program in ekuprobe certcheck; do
  page=$pages/$program.1
  mandoc -T lint -W warning "$page"
  "$bin/$program" --help all | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$page.help"
  mandoc -T ascii "$page" | sed 's/.\x08//g' | grep -oE -- '^ {5}(-[a-zA-Z], )?--[a-z][a-z-]+' |
    grep -oE -- '--[a-z][a-z-]+' | sort -u >"$page.man"
  diff "$page.help" "$page.man"
  [ "$(wc -l <"$page.help")" -gt 10 ]
done
