/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL does not always say that it ran out of memory: some of its functions
 * then call a signature wrong or an algorithm unknown. Here it is noted, for the
 * whole process (CRYPTO_set_mem_functions): a program that watches OpenSSL's
 * allocations itself leaves this out.
 */
#ifndef ASSESS_MEMORY_H
#define ASSESS_MEMORY_H

#include <base/declare.h>

#include <stdbool.h>

BASE_BEGIN_DECLS

/* Before any other call of OpenSSL. */
void assess_memory_watch(void);

/* Did an allocation of OpenSSL's fail since? */
bool assess_memory_failed(void);

BASE_END_DECLS

#endif
