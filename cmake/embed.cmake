# cmake -DOUT=FILE.c -DHEADER=NAME.h -DPREFIX=report_part_ "-DFILES=a;b" -P embed.cmake
# Each file as a C array of its bytes, PREFIX<stem>, and, for Content-Security-Policy,
# its SHA-256 in base64, PREFIX<stem>_hash.
set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)

# Three bytes are four digits; the 32 bytes of SHA-256 end in one '='.
function(base64_of_hex hex out)
  string(APPEND hex 00)
  set(text "")
  string(LENGTH ${hex} length)
  math(EXPR last "${length} - 6")
  foreach(at RANGE 0 ${last} 6)
    string(SUBSTRING ${hex} ${at} 6 three)
    foreach(shift 18 12 6 0)
      math(EXPR digit "(0x${three} >> ${shift}) & 63")
      string(SUBSTRING ${alphabet} ${digit} 1 letter)
      string(APPEND text ${letter})
    endforeach()
  endforeach()
  string(REGEX REPLACE ".$" "=" text ${text})
  set(${out} ${text} PARENT_SCOPE)
endfunction()

set(code "/* Made by cmake/embed.cmake. */\n#include \"${HEADER}\"\n")
foreach(file ${FILES})
  get_filename_component(stem ${file} NAME_WE)
  string(MAKE_C_IDENTIFIER ${stem} stem)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n    " bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  file(SHA256 ${file} hash)
  base64_of_hex(${hash} hash)
  string(APPEND code "\nstatic const uint8_t ${stem}[] = {\n    ${bytes}\n};\n"
    "const struct base_slice ${PREFIX}${stem} = { ${stem}, sizeof ${stem} };\n"
    "const char ${PREFIX}${stem}_hash[] = \"sha256-${hash}\";\n")
endforeach()
file(WRITE ${OUT} "${code}")
