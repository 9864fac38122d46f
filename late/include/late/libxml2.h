/* SPDX-License-Identifier: MIT */
/*
 * libxml2, the XML parser: it brings ICU and the C++ library along, and is loaded when
 * a topology or a configuration is read.
 *
 * The module: libraries that most runs never need and that would cost every run time to start.
 * Each is a struct of pointers to its functions, which has the library's name and is made from a
 * .def of those in use: with a row more, libxml2.NAME may be called, with the types of the
 * library's own header. Who is about to need one calls late_NAME_load, and passes on why it cannot
 * be loaded. It is looked for by the SONAME that it had where this was compiled (CMakeLists.txt),
 * so types and functions agree; packages depend on it. With EKUPROBE_LINK_ALL, and on Windows, it
 * is linked: the struct is filled from the start. OpenLDAP is loaded in the same way beside its
 * only caller, but by any of several SONAMEs (certcheck/src/template/openldap.c).
 */
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
