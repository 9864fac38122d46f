# Every library from its archive (script/portable has those made whose packages have none that
# would do). Only the C library's own charsets beyond UTF-8 would be loaded, and are done without.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
list(APPEND PKG_CONFIG_ARGN --static)
set(CMAKE_C_LINK_OPTIONS_PIE -static-pie) # for -pie, which would take -static back
add_link_options(-static-pie)
# What each program was linked with, in the linker's own words: script/terms.py reads it.
add_link_options(LINKER:-Map=$<TARGET_PROPERTY:NAME>.map)
