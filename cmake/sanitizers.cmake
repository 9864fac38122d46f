# EKUPROBE_SANITIZE is a list for -fsanitize=, e.g. "address,undefined".
set(EKUPROBE_SANITIZE "" CACHE STRING "Sanitizers to build with")
option(EKUPROBE_FUZZ "Build the libFuzzer targets (clang)" OFF)

if(EKUPROBE_SANITIZE)
  add_compile_options(-fsanitize=${EKUPROBE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${EKUPROBE_SANITIZE})
endif()

if(EKUPROBE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link) # coverage for the fuzzers to steer by
endif()
