/* SPDX-License-Identifier: MIT */
/* The files of the page, embedded at build time by cmake/embed.cmake. */
#ifndef REPORT_HTML_PARTS_H
#define REPORT_HTML_PARTS_H

#include <base/slice.h>

extern const struct base_slice report_part_page, report_part_style, report_part_script;

/* "sha256-...": Content-Security-Policy lets these run and nothing else. */
extern const char report_part_page_hash[], report_part_style_hash[], report_part_script_hash[];

#endif
