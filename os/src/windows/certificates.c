/* SPDX-License-Identifier: MIT */
#include <os/certificates.h>

#include "wide.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <wincrypt.h>

bool
os_certificates_are_here(void)
{
    return true;
}

/* Never made by looking at it. */
static HCERTSTORE
open_store(enum os_store_location location, const char *name)
{
    DWORD flags = CERT_STORE_OPEN_EXISTING_FLAG | CERT_STORE_READONLY_FLAG |
                  (location == OS_STORE_LOCAL_MACHINE ? CERT_SYSTEM_STORE_LOCAL_MACHINE
                                                      : CERT_SYSTEM_STORE_CURRENT_USER);
    wchar_t *wide = os_wide(name);
    HCERTSTORE store =
        wide == NULL ? NULL : CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, wide);
    DWORD error = GetLastError();

    free(wide);
    SetLastError(error);
    return store;
}

/* Those that every Windows has: one that nothing was ever put in is empty, not missing. */
static HCERTSTORE
open_unused(const char *name)
{
    static const char *const known[] = { "My",         "Root",          "CA",
                                         "Trust",      "Disallowed",    "AuthRoot",
                                         "Request",    "TrustedPeople", "TrustedPublisher",
                                         "AddressBook" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (_stricmp(name, known[i]) == 0)
            return CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, NULL);
    SetLastError(ERROR_FILE_NOT_FOUND);
    return NULL;
}

/* A store of that certificate alone; NULL: it is not there. */
static HCERTSTORE
alone(HCERTSTORE store, const uint8_t *thumbprint)
{
    CRYPT_HASH_BLOB hash = { OS_THUMBPRINT_LEN, (BYTE *)(uintptr_t)thumbprint };
    PCCERT_CONTEXT found =
        CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_SHA1_HASH, &hash, NULL);
    HCERTSTORE one = NULL;

    if (found != NULL)
        one = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, CERT_STORE_CREATE_NEW_FLAG, NULL);
    if (one != NULL)
        (void)CertAddCertificateContextToStore(one, found, CERT_STORE_ADD_ALWAYS, NULL);
    if (found != NULL)
        (void)CertFreeCertificateContext(found);
    return one;
}

static bool
save(HCERTSTORE store, CRYPT_DATA_BLOB *blob)
{
    return CertSaveStore(store, X509_ASN_ENCODING | PKCS_7_ASN_ENCODING, CERT_STORE_SAVE_AS_STORE,
                         CERT_STORE_SAVE_TO_MEMORY, blob, 0);
}

static int
serialise(HCERTSTORE store, uint8_t **bytes, size_t *len)
{
    CRYPT_DATA_BLOB blob = { 0, NULL };

    if (!save(store, &blob))
        return os_last_error();
    blob.pbData = malloc((size_t)blob.cbData + 1);
    if (blob.pbData == NULL)
        return ENOMEM;
    if (!save(store, &blob)) {
        free(blob.pbData);
        return os_last_error();
    }
    *bytes = blob.pbData;
    *len = blob.cbData;
    return 0;
}

int
os_certificates_read(enum os_store_location location, const char *name, const uint8_t *thumbprint,
                     uint8_t **bytes, size_t *len)
{
    HCERTSTORE store = open_store(location, name), one = NULL;
    int error;

    if (store == NULL && os_last_error() == ENOENT)
        store = open_unused(name);
    if (store == NULL)
        return os_last_error();
    if (thumbprint != NULL)
        one = alone(store, thumbprint);
    error = thumbprint != NULL && one == NULL ? ESRCH
                                              : serialise(one != NULL ? one : store, bytes, len);
    if (one != NULL)
        (void)CertCloseStore(one, 0);
    (void)CertCloseStore(store, 0);
    return error;
}
