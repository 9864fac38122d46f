/* SPDX-License-Identifier: MIT */
/*
 * differential AT_LEAST FILE|FOLDER...: every certificate of the files, DER or
 * PEM, read by us and by OpenSSL. Whatever OpenSSL can read we must read, but
 * for what is not DER (OpenSSL's own encoding differs from the input) or larger
 * than our bound.
 * Fails where the two disagree, or fewer than AT_LEAST certificates were compared.
 */
#include "differential.h"

#include "file.h"

#include <certcheck/bundle.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *where;
static unsigned readings[4], differences;

void
differ(const char *what, const char *detail)
{
    differences++;
    fprintf(stderr, "%s: %s%s%s\n", where, what, detail == NULL ? "" : ": ",
            detail == NULL ? "" : detail);
}

static void
compare(struct base_slice der)
{
    readings[compare_certificate(der)]++;
}

/* A bundle's certificates, and the bytes themselves where they are no bundle. */
static void
compare_file(const char *path)
{
    struct base_slice bytes = file_read(path);
    struct certcheck_bundle b;
    char why[BASE_WHY_MAX];

    where = path;
    if (bytes.len > 0 && bytes.ptr[0] == 0x30) {
        compare(bytes);
    } else if (certcheck_bundle_read(bytes, &b, BASE_TEXT_IN(why)) == CERTCHECK_OK) {
        for (size_t i = 0; i < b.n; i++)
            compare(b.at[i].der);
        certcheck_bundle_clear(&b);
    }
    free((void *)(uintptr_t)bytes.ptr);
}

static void
walk(const char *path)
{
    struct stat st;
    DIR *dir;
    struct dirent *entry;
    char inner[4096];

    if (stat(path, &st) != 0) {
        printf("%s is not there\n", path);
        return;
    }
    if (!S_ISDIR(st.st_mode)) {
        compare_file(path);
        return;
    }
    dir = opendir(path);
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.') {
            (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            walk(inner);
        }
    if (dir != NULL)
        closedir(dir);
}

int
main(int argc, char **argv)
{
    unsigned at_least = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;

    for (int i = 2; i < argc; i++)
        walk(argv[i]);
    printf("%u certificates compared, %u differences; %u refused by both, %u by OpenSSL alone, "
           "%u by us alone and not DER\n",
           readings[BOTH_READ], differences, readings[BOTH_REFUSE], readings[OPENSSL_REFUSES],
           readings[WE_REFUSE]);
    return differences > 0 || readings[BOTH_READ] < at_least ? EXIT_FAILURE : EXIT_SUCCESS;
}
