# Hardened as Debian hardens its packages (dpkg-buildflags, hardening=+all, with the
# branch protection of Debian 13). The preset release asks for it; whoever packages
# brings flags of their own. tests/hardening reads what these lists make.
include(CheckCCompilerFlag)
include(CheckPIESupported)
option(EKUPROBE_HARDEN "Harden the programs as Debian does" OFF)

set(EKUPROBE_HARDENING -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
    -Wformat -Werror=format-security)
set(EKUPROBE_HARDENING_LINK -Wl,-z,relro,-z,now,-z,noexecstack)

# What only some processors have.
foreach(flag -fstack-clash-protection -fcf-protection -mbranch-protection=standard)
  string(MAKE_C_IDENTIFIER "EKUPROBE_HAS${flag}" has)
  check_c_compiler_flag(${flag} ${has})
  if(${has})
    list(APPEND EKUPROBE_HARDENING ${flag})
  endif()
endforeach()

# The start files of Debian 12 carry no mark, and the linker would drop it from the
# whole. They only call and return, so for a shadow stack it holds; for IBT it does not:
# their _start is no landing pad.
if(EKUPROBE_HAS_fcf_protection)
  list(APPEND EKUPROBE_HARDENING_LINK -Wl,-z,shstk)
endif()

# No path of the machine that built it: two builds in two places are the same, bit for bit.
list(APPEND EKUPROBE_HARDENING -ffile-prefix-map=${PROJECT_BINARY_DIR}=build -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

check_pie_supported() # CMake then also links as PIE what it compiles so
if(EKUPROBE_HARDEN)
  add_compile_options(${EKUPROBE_HARDENING})
  add_link_options(${EKUPROBE_HARDENING_LINK})
endif()
