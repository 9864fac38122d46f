# What `cmake --install` puts in place: both programs with manuals, documents and the table of
# public CAs; and the libraries with headers, CMake package and pkg-config, by component:
# programs, certcheck, ekuprobe (the shared libraries), development.
include(CMakePackageConfigHelpers)

install(TARGETS ekuprobe certcheck_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
install(FILES share/public-cas.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/ekuprobe COMPONENT programs)
file(GLOB documents docs/*.md docs/*.json)
install(FILES ${documents} README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT programs)
install(DIRECTORY docs/deploy DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT programs)

if(NOT TARGET libcertcheck)
  return()
endif()
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ekuprobe)

# A path as a .pc file may have it: below the prefix, wherever that was moved to.
function(ekuprobe_pc_path out path)
  if(IS_ABSOLUTE ${path})
    set(${out} ${path} PARENT_SCOPE)
  else()
    set(${out} "\${prefix}/${path}" PARENT_SCOPE)
  endif()
endfunction()

function(ekuprobe_install_library library description)
  install(TARGETS lib${library} EXPORT ${library}-targets
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${library} NAMELINK_COMPONENT development)
  install(EXPORT ${library}-targets NAMESPACE ekuprobe:: DESTINATION ${package} COMPONENT development)

  file(RELATIVE_PATH EKUPROBE_PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
  string(REGEX REPLACE "/$" "" EKUPROBE_PREFIX_FROM_PC ${EKUPROBE_PREFIX_FROM_PC})
  ekuprobe_pc_path(EKUPROBE_PC_LIBDIR ${CMAKE_INSTALL_LIBDIR})
  ekuprobe_pc_path(EKUPROBE_PC_INCLUDEDIR ${EKUPROBE_INCLUDES})
  set(EKUPROBE_PC_DESCRIPTION ${description})
  set(EKUPROBE_PC_REQUIRES ${ARGN})
  configure_file(cmake/library.pc.in ${CMAKE_BINARY_DIR}/lib${library}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/lib${library}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT development)
endfunction()

ekuprobe_install_library(certcheck "Judges certificates as the May 2017 EKU check of .NET does")
ekuprobe_install_library(ekuprobe "Probes TLS peers in either role and judges their certificates" libcertcheck)

foreach(module base certcheck output probe inventory assess advice record report binding)
  install(DIRECTORY ${module}/include/ DESTINATION ${EKUPROBE_INCLUDES} COMPONENT development)
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/base/include/base/version.h DESTINATION ${EKUPROBE_INCLUDES}/base
        COMPONENT development)

configure_package_config_file(cmake/ekuprobe-config.cmake.in ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake ${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
        DESTINATION ${package} COMPONENT development)
