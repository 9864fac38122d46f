/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include <os/secret.h>

#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* OpenSSL's prompt falls back to standard input; ours must not, that may be a certificate. */
static bool
has_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return false;
    (void)close(fd);
    return true;
}

enum os_secret
os_secret_ask(const char *prompt, char *out, size_t cap)
{
    int answer;

    if (!has_terminal() || cap == 0 || cap > INT_MAX)
        return OS_SECRET_NOBODY;
    out[0] = '\0';
    /* OpenSSL's length is that of the longest password, without the NUL; a longer one it
     * refuses with -1. */
    answer = EVP_read_pw_string(out, (int)cap - 1, prompt, 0);
    ERR_clear_error();
    if (answer == -2)
        return OS_SECRET_INTERRUPTED; /* OpenSSL caught it */
    return answer == 0 ? OS_SECRET_GIVEN : OS_SECRET_REFUSED;
}

void
os_secret_forget(void *at, size_t n)
{
    explicit_bzero(at, n);
}
