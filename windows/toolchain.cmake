# Windows, 64-bit, from Debian: gcc-mingw-w64-x86-64-win32 and mingw-w64-x86-64-dev.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_AR x86_64-w64-mingw32-gcc-ar)
set(CMAKE_RANLIB x86_64-w64-mingw32-gcc-ranlib)

# Libraries only from what windows/build-deps made (EKUPROBE_WINDOWS_PREFIX) and from mingw-w64.
set(CMAKE_FIND_ROOT_PATH $ENV{EKUPROBE_WINDOWS_PREFIX} /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} $ENV{EKUPROBE_WINDOWS_PREFIX}/lib/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")

# Tests run under wine. Debian's wrapper named wine asks for the 32-bit half first.
set(CMAKE_CROSSCOMPILING_EMULATOR /usr/lib/wine/wine64)
