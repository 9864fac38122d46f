/* SPDX-License-Identifier: MIT */
#include "cert_store.h"

#include <base/error.h>
#include <os/certificates.h>
#include <os/error.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define STORE_NAME_MAX 256

/* What comes before, in any case: of PowerShell, of ours, and how PowerShell writes PSPath. */
static const char *const prefixes[] = { "Cert:", "store:",
                                        "Microsoft.PowerShell.Security\\Certificate::" };

static const char *
behind_prefix(const char *path)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (base_slice_begins_nocase(base_slice_str(path), prefixes[i]))
            return path + strlen(prefixes[i]);
    return NULL;
}

bool
cli_is_cert_store(const char *path)
{
    return behind_prefix(path) != NULL;
}

/* The next part of a path, between separators of either kind. */
static bool
part(const char **path, char out[STORE_NAME_MAX])
{
    struct base_text t;
    size_t n;

    *path += strspn(*path, "\\/");
    n = strcspn(*path, "\\/");
    base_text_init(&t, out, STORE_NAME_MAX);
    base_text_bytes(&t, *path, n);
    *path += n;
    return n > 0 && !t.cut;
}

struct name {
    enum os_store_location location;
    char store[STORE_NAME_MAX];
    uint8_t thumbprint[OS_THUMBPRINT_LEN];
    bool one;
};

/* As certlm.msc shows a thumbprint: blanks between its octets, and copied from there an invisible
 * mark (U+200E) in front. */
static void
drop_blanks(char *word)
{
    static const char mark[] = "\xE2\x80\x8E";
    char *to = word;

    while (*word != '\0') {
        if (strncmp(word, mark, sizeof mark - 1) == 0)
            word += sizeof mark - 1;
        else if (*word == ' ')
            word++;
        else
            *to++ = *word++;
    }
    *to = '\0';
}

/* LOCATION\STORE[\THUMBPRINT] */
static bool
parse(const char *path, struct name *out)
{
    char word[STORE_NAME_MAX];
    size_t len;

    path = behind_prefix(path);
    if (!part(&path, word))
        return false;
    out->location = base_slice_begins_nocase(base_slice_str(word), "LocalMachine")
                        ? OS_STORE_LOCAL_MACHINE
                        : OS_STORE_CURRENT_USER;
    if ((strlen(word) != strlen("LocalMachine") || out->location != OS_STORE_LOCAL_MACHINE) &&
        !base_slice_eq_nocase(base_slice_str(word), base_slice_str("CurrentUser")))
        return false;
    if (!part(&path, out->store))
        return false;
    out->one = part(&path, word);
    if (!out->one)
        return *path == '\0';
    drop_blanks(word);
    return base_parse_hex(word, out->thumbprint, sizeof out->thumbprint, &len) &&
           len == OS_THUMBPRINT_LEN && path[strspn(path, "\\/")] == '\0';
}

static const char *
fault(int error)
{
    switch (error) {
    case ENOSYS:
        return "a certificate store of Windows: export it there (certutil -store My FILE, or "
               "Export-Certificate -Type SST) and give the file";
    case ENOENT:
        return "there is no such certificate store";
    case ESRCH:
        return "no certificate in the store has this thumbprint";
    case EACCES:
        return "this user may not read the certificate store";
    default:
        return os_error_text(error);
    }
}

bool
cli_cert_store_read(const char *path, struct cli_buffer *out, struct base_text *why)
{
    struct name name;
    uint8_t *bytes = NULL;
    size_t len = 0;
    int error;

    if (!parse(path, &name)) {
        errno = EINVAL;
        return base_complain(
            why, path,
            "expected Cert:\\LocalMachine\\STORE or Cert:\\CurrentUser\\STORE, with "
            "\\THUMBPRINT (40 hexadecimal digits) for one certificate of it");
    }
    error = os_certificates_read(name.location, name.store, name.one ? name.thumbprint : NULL,
                                 &bytes, &len);
    if (error != 0) {
        errno = error;
        return base_complain(why, path, fault(error));
    }
    free(out->at);
    *out = (struct cli_buffer){ .at = bytes, .len = len, .cap = len + 1 };
    return true;
}
