#!/bin/sh
# The manual pages in Japanese, by po4a, into the folder OUT; without OUT po/man.ja.po is brought in
# step with the English pages. po4a gives its own path to a shell without quoting it, so it works
# on copies in a folder whose name is harmless, wherever the checkout is.
#   translate.sh PO4A SOURCE [OUT]
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/from"
cp "$2"/man/*.1 "$2"/man/*.1.in "$2/po/man.ja.po" "$2/man/po4a.cfg" "$work/from"
how=--no-translations
[ $# -lt 3 ] || how="--no-update --keep 0"
(cd "$work" && "$1" --quiet --porefs none --wrap-po no --package-name ekuprobe $how from/po4a.cfg)
if [ $# -lt 3 ]; then
  cp "$work/from/man.ja.po" "$2/po"
else
  mkdir -p "$3"
  cp "$work"/ja/man1/* "$3"
fi
