/* SPDX-License-Identifier: MIT */
#ifndef OS_ENV_H
#define OS_ENV_H

/* An environment variable in UTF-8; NULL: there is none. It stays as long as the process. */
const char *os_env(const char *name);

#endif
