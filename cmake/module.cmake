# ekuprobe_module(NAME folder SOURCES ... LINK ...): one static library whose
# public headers are folder/include, its own below folder/src; LINK names all it
# may include.
function(ekuprobe_module name)
  cmake_parse_arguments(M "" "INCLUDE" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${M_SOURCES})
  set_target_properties(${name} PROPERTIES C_VISIBILITY_PRESET hidden)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src
                             PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include)
  target_link_libraries(${name} PUBLIC ${M_LINK} PRIVATE ${M_PRIVATE} ekuprobe_warnings)
endfunction()
