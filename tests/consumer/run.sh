#!/bin/sh
# Install the libraries into a folder of our own and use them from another
# program, by find_package and by pkg-config.
#   run.sh BUILD SOURCE WORK LEAF.der
set -eu
build=$1 source=$2 work=$3 leaf=$4
rm -rf "$work"
cmake --install "$build" --prefix "$work/prefix" >/dev/null

cmake -G Ninja -S "$source/project" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/prefix" >"$work/log" 2>&1 &&
  cmake --build "$work/cmake" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name certcheck.pc)")
export PKG_CONFIG_PATH
cc -std=c11 "$source/project/consumer.c" -o "$work/by-pkg-config" \
  $(pkg-config --define-prefix --cflags --libs certcheck probe)

for program in "$work/cmake/consumer" "$work/by-pkg-config"; do
  said=$("$program" "$leaf")
  [ "$said" = "breaks, 15000 ms" ] || { echo "$program said: $said"; exit 1; }
done
"$work/prefix/bin/certcheck" --version
"$work/prefix/bin/ekuprobe" --version
[ -s "$work/prefix/share/man/man1/ekuprobe.1" ] && [ -s "$work/prefix/share/man/man1/certcheck.1" ]
