# Warnings per compiler; as errors only where a preset asks (EKUPROBE_WERROR).
option(EKUPROBE_WERROR "Treat warnings as errors" OFF)

add_library(ekuprobe_warnings INTERFACE)
target_compile_options(ekuprobe_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
  -Wmissing-prototypes -Wcast-qual -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wnull-dereference>
  $<$<C_COMPILER_ID:Clang>:-Wimplicit-fallthrough -Wcomma>
  $<$<BOOL:${WIN32}>:-Wno-format> # there "printf" means msvcrt's, and ours is mingw-w64's
  $<$<BOOL:${EKUPROBE_WERROR}>:-Werror>)
