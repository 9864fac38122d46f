# ekuprobe_module(NAME folder SOURCES ... LINK ...): one static library whose
# public headers are folder/include, its own below folder/src; LINK names all it
# may include. Installed as libNAME, or libekuprobe_NAME where the name is anybody's.
function(ekuprobe_module name)
  cmake_parse_arguments(M "" "INCLUDE" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${M_SOURCES})
  add_library(ekuprobe::${name} ALIAS ${name})
  if(NOT name MATCHES "^(certcheck|probe)")
    set_target_properties(${name} PROPERTIES OUTPUT_NAME ekuprobe_${name})
  endif()
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src PUBLIC
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ekuprobe>)
  target_link_libraries(${name} PUBLIC ${M_LINK}
    PRIVATE ${M_PRIVATE} $<BUILD_INTERFACE:ekuprobe_warnings>)
endfunction()
