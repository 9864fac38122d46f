/* SPDX-License-Identifier: MIT */
/* libarchive, for ZIP archives: it brings eight compressors along, and is loaded when
 * one is read. */
#ifndef LATE_LIBARCHIVE_H
#define LATE_LIBARCHIVE_H

#include <base/text.h>

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>

struct late_libarchive {
#define LATE(function) __typeof__(function) *function;
#include <late/libarchive.def>
#undef LATE
};

/* Filled by late_libarchive_load, for as long as the process lives. */
extern struct late_libarchive libarchive;

/* From any thread. False: it cannot be loaded; why names the package to install. */
bool late_libarchive_load(struct base_text *why);

#endif
