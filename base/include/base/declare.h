/* SPDX-License-Identifier: MIT */
/*
 * What every public header has, and what holds for all of them.
 *
 * Functions are declared between the two macros below: with C linkage, for C++, and as the only
 * symbols that the shared libraries show (the rest is compiled hidden).
 *
 * Where a header does not say otherwise:
 *   - Texts are UTF-8 and end with NUL; other bytes are a struct base_slice (base/slice.h). Both
 *     are borrowed for the call. What is returned as const is borrowed too: of a table for as long
 *     as the program runs, of an object until that changes or is freed.
 *   - An out-parameter is the caller's and overwritten whole. A structure that is "zeroed at
 *     first" needs no other initialisation.
 *   - A pointer is not NULL unless its comment says what NULL means.
 *   - Units stand in names: _s seconds (a time: since the Unix epoch, UTC), _ms, _us, _len bytes,
 *     _n how many. Bits are those of the enumeration named in the comment.
 *   - What can fail returns bool, a pointer or a status, and says why in one line (base/error.h).
 *     Running out of memory is such a failure; nothing ends the program.
 *   - Different objects may be used in different threads at the same time, and one object in one
 *     thread: no function keeps what another call could see. What libraries initialise once is
 *     guarded, but for OpenLDAP (certcheck/template.h says what to do). Of the process as a whole
 *     are output/translate.h, output/charset.h, assess/memory.h and os/interrupt.h: set before
 *     threads begin.
 *   - Nothing is printed unless the caller says where to.
 */
#ifndef BASE_DECLARE_H
#define BASE_DECLARE_H

#ifdef __ELF__
#define BASE_VISIBILITY(how) _Pragma(#how)
#else
#define BASE_VISIBILITY(how)
#endif

#ifdef __cplusplus
#define BASE_BEGIN_DECLS                                                                           \
    extern "C" {                                                                                   \
    BASE_VISIBILITY(GCC visibility push(default))
#define BASE_END_DECLS                                                                             \
    BASE_VISIBILITY(GCC visibility pop)                                                            \
    }
#else
#define BASE_BEGIN_DECLS BASE_VISIBILITY(GCC visibility push(default))
#define BASE_END_DECLS BASE_VISIBILITY(GCC visibility pop)
#endif

#endif
