/* SPDX-License-Identifier: MIT */
/* Every public header declares its functions between these two: with C linkage, for C++, and
 * as the only symbols that the shared libraries show (the rest is compiled hidden). */
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
