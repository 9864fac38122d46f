# Windows: static programs of 64 bits that need no installation, from Server 2012 R2 on. The C
# library is msvcrt, which every Windows has; printf is mingw-w64's, which knows %zu.
enable_language(RC)
# What a static libcrypto needs of the system.
set_property(TARGET OpenSSL::Crypto APPEND PROPERTY INTERFACE_LINK_LIBRARIES ws2_32 gdi32 crypt32)
add_compile_definitions(__USE_MINGW_ANSI_STDIO=1 _WIN32_WINNT=0x0602 WINVER=0x0602 WIN32_LEAN_AND_MEAN)
add_compile_options($<$<COMPILE_LANGUAGE:C>:-ffunction-sections> $<$<COMPILE_LANGUAGE:C>:-fdata-sections>
                    $<$<COMPILE_LANGUAGE:C>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>)
# Without the time of linking two builds are the same, bit for bit.
add_link_options($<$<CONFIG:Release>:-s> -static -Wl,--gc-sections,--no-insert-timestamp,--dynamicbase,--nxcompat,--high-entropy-va)

# What Explorer shows of a program, and what Windows should know: no administrator is needed, paths
# may be long, and which versions it is made for.
function(ekuprobe_windows_program target name)
  set(EKUPROBE_RC_NAME ${name})
  string(REPLACE "." "," EKUPROBE_RC_VERSION ${PROJECT_VERSION})
  set(EKUPROBE_RC_MANIFEST ${PROJECT_SOURCE_DIR}/windows/program.manifest)
  configure_file(${PROJECT_SOURCE_DIR}/windows/program.rc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.rc @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.rc)
endfunction()
