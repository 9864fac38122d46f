/* SPDX-License-Identifier: MIT */
#ifndef ASSESS_MARK_H
#define ASSESS_MARK_H

#define N_(text) text /* marks what is translated where it is shown */

#endif
