/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry: 0 always; a finding is an abort. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
