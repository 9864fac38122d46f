# What `cmake --install` puts in place: both programs, their manual, and the two
# libraries (libcertcheck, libprobe) with headers, CMake package and pkg-config.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ekuprobe)
set(EKUPROBE_INCLUDES ${CMAKE_INSTALL_INCLUDEDIR}/ekuprobe)

install(TARGETS base certcheck certcheck_crypto certcheck_template probe_result probe_hello probe_dialogue probe
        EXPORT ekuprobe-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libraries)
install(TARGETS ekuprobe certcheck_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(module base certcheck probe)
  install(DIRECTORY ${module}/include/ DESTINATION ${EKUPROBE_INCLUDES} COMPONENT libraries)
endforeach()
install(FILES ${CMAKE_BINARY_DIR}/cli/ekuprobe.1 ${CMAKE_BINARY_DIR}/cli/certcheck.1
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

install(FILES share/public-cas.txt DESTINATION ${CMAKE_INSTALL_DATADIR}/ekuprobe)

install(EXPORT ekuprobe-targets NAMESPACE ekuprobe:: DESTINATION ${package} COMPONENT libraries)
configure_package_config_file(cmake/ekuprobe-config.cmake.in ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/ekuprobe-config.cmake ${CMAKE_BINARY_DIR}/ekuprobe-config-version.cmake
        DESTINATION ${package} COMPONENT libraries)

foreach(library certcheck probe)
  configure_file(cmake/${library}.pc.in ${CMAKE_BINARY_DIR}/${library}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/${library}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT libraries)
endforeach()
