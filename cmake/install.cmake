# What `cmake --install` puts in place, as two components: `programs` (both, their manual,
# catalogues and tables) and `libraries` (headers, archives, CMake package, pkg-config).
# The libraries come in three parts, each with what it stands on alone:
#   judge   base, certcheck: OpenSSL's libcrypto
#   probe   probe: OpenSSL, libuv, c-ares; of the judge base alone
#   run     the whole run and its reports: all of the above, libxml2, libarchive, jansson, OpenLDAP
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ekuprobe)
set(EKUPROBE_INCLUDES ${CMAKE_INSTALL_INCLUDEDIR}/ekuprobe)

set(EKUPROBE_BASE base)
set(EKUPROBE_JUDGE certcheck certcheck_crypto)
set(EKUPROBE_PROBE probe_result probe_hello probe_dialogue probe)
set(EKUPROBE_RUN certcheck_template output inventory assess_result assess_store assess_objects assess
    advice record report)
foreach(part base judge probe run)
  string(TOUPPER ${part} PART)
  install(TARGETS ${EKUPROBE_${PART}} EXPORT ekuprobe-${part}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libraries)
  install(EXPORT ekuprobe-${part} NAMESPACE ekuprobe:: FILE ekuprobe-${part}-targets.cmake
          DESTINATION ${package} COMPONENT libraries)
endforeach()
foreach(module base output certcheck probe inventory assess advice record report)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${module}/include/ DESTINATION ${EKUPROBE_INCLUDES}
          COMPONENT libraries)
endforeach()
configure_package_config_file(cmake/ekuprobe-config.cmake.in ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake ${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
        DESTINATION ${package} COMPONENT libraries)

foreach(library certcheck probe ekuprobe)
  configure_file(cmake/${library}.pc.in ${CMAKE_BINARY_DIR}/${library}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/${library}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT libraries)
endforeach()

install(TARGETS ekuprobe certcheck_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
install(FILES ${CMAKE_BINARY_DIR}/cli/ekuprobe.1 ${CMAKE_BINARY_DIR}/cli/certcheck.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT programs)
install(FILES share/public-cas.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/ekuprobe COMPONENT programs)
