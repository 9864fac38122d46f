# ekuprobe_module(NAME folder SOURCES ... LINK ...): one static library whose
# public headers are folder/include, its own below folder/src; LINK names all it
# may include.
function(ekuprobe_module name)
  cmake_parse_arguments(M "" "INCLUDE" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${M_SOURCES})
  add_library(ekuprobe::${name} ALIAS ${name})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src PUBLIC
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ekuprobe>)
  target_link_libraries(${name} PUBLIC ${M_LINK}
    PRIVATE ${M_PRIVATE} $<BUILD_INTERFACE:ekuprobe_warnings>)
endfunction()
