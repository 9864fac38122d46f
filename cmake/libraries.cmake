# The shared libraries, of the same objects that the programs are made of:
#   libcertcheck  the judge, its readers and templates; needs libcrypto (libldap is loaded for LDAP)
#   libekuprobe   probe, inventory, the whole run, results and reports, and these for other languages
# What they show is what public headers declare (base/declare.h), under one version of symbols
# each, named after the SONAME. The SONAME changes when script/abi says that it must.
set(EKUPROBE_SONAME 0)
find_package(Threads REQUIRED)

function(ekuprobe_library name)
  cmake_parse_arguments(L "" "" "MODULES;PREFIXES;PUBLIC;PRIVATE" ${ARGN})
  set(objects ${L_MODULES})
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  set(target lib${name})
  add_library(${target} SHARED ${objects})
  add_library(ekuprobe::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C OUTPUT_NAME ${name} EXPORT_NAME ${name}
    VERSION ${PROJECT_VERSION} SOVERSION ${EKUPROBE_SONAME} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${EKUPROBE_INCLUDES}>)
  target_link_libraries(${target} PUBLIC ${L_PUBLIC} PRIVATE ${L_PRIVATE})

  list(JOIN L_PREFIXES "_*; " shown)
  string(TOUPPER ${target} version)
  set(map ${CMAKE_BINARY_DIR}/lib/${target}.map)
  file(CONFIGURE OUTPUT ${map} CONTENT "${version}_${EKUPROBE_SONAME} { global: ${shown}_*; local: *; };\n")
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${map})
  target_link_options(${target} PRIVATE LINKER:--version-script=${map},--no-undefined,-z,defs)
endfunction()

set(EKUPROBE_INCLUDES ${CMAKE_INSTALL_INCLUDEDIR}/ekuprobe)
ekuprobe_library(certcheck
  MODULES base os certcheck certcheck_crypto certcheck_template
  PREFIXES base certcheck
  PRIVATE OpenSSL::Crypto ${CMAKE_DL_LIBS} Threads::Threads)
ekuprobe_library(ekuprobe
  MODULES os late output probe_result probe_hello probe_dialogue probe inventory assess_result assess_store assess_objects assess
          advice record report binding
  PREFIXES output probe inventory assess advice record report binding
  PUBLIC libcertcheck
  PRIVATE OpenSSL::SSL OpenSSL::Crypto PkgConfig::UV PkgConfig::CARES PkgConfig::JANSSON
          ${CMAKE_DL_LIBS} Threads::Threads)
