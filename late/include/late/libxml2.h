/* SPDX-License-Identifier: MIT */
/* libxml2, the XML parser: it brings ICU and the C++ library along, and is loaded when
 * a topology or a configuration is read. */
#ifndef LATE_LIBXML2_H
#define LATE_LIBXML2_H

#include <base/text.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdbool.h>

struct late_libxml2 {
#define LATE(function) __typeof__(function) *function;
#include <late/libxml2.def>
#undef LATE
};

/* Filled by late_libxml2_load, for as long as the process lives. */
extern struct late_libxml2 libxml2;

/* From any thread. False: it cannot be loaded; why names the package to install. */
bool late_libxml2_load(struct base_text *why);

#endif
