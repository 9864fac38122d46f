#!/bin/bash -eu
# The build of the fuzz targets as OSS-Fuzz asks for it: compilers, flags and folders come in
# $CC, $CFLAGS, $LIB_FUZZING_ENGINE, $SRC (this checkout is $SRC/ekuprobe) and $OUT.
cd "$SRC/ekuprobe"
cmake -S . -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE=None -DBUILD_TESTING=ON -DEKUPROBE_FUZZ=ON \
  -DEKUPROBE_FUZZ_ENGINE="$LIB_FUZZING_ENGINE"
targets=$(sed -n 's/^fuzz_target(\([a-z_]*\).*/\1/p' tests/fuzz/CMakeLists.txt)
cmake --build "$WORK/build" --target testcerts hello_seeds $(printf 'fuzz_%s ' $targets)
for target in $targets; do
  cp "$WORK/build/tests/fuzz/fuzz_$target" "$OUT/"
  while read -r folder; do
    [ ! -d "$folder" ] || find "$folder" -type f -exec zip -q -j "$OUT/fuzz_${target}_seed_corpus.zip" {} +
  done <"$WORK/build/tests/fuzz/seeds/$target.txt"
done
