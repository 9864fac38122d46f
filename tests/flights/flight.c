/* SPDX-License-Identifier: MIT */
#include "flight.h"

#include <base/text.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t flight_random[PROBE_HELLO_RANDOM] = { 'r', 'e', 'c', 'o', 'r', 'd', 'e', 'd' };

static size_t
sign_with_zeros(void *ctx, uint16_t scheme, struct base_slice tbs, uint8_t *out, size_t cap)
{
    (void)ctx;
    (void)scheme;
    (void)tbs;
    if (cap < 256)
        return 0;
    memset(out, 0, 256);
    return 256;
}

static const uint8_t some_der[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };
static const struct base_slice some_chain[] = { { some_der, sizeof some_der } };
const struct probe_hello_identity flight_identity = { .chain = some_chain,
                                                      .chain_n = 1,
                                                      .sign = sign_with_zeros };

static const char *const outcomes[] = { "more", "done", "wide", "openssl", "reversed", "failed" };
static const char *const classes[PROBE_CLASSES] = {
    "ok",
#define PROBE_ERROR(id, name, ...) name,
#include <probe/errors.def>
#undef PROBE_ERROR
};
static const char *const answers[] = { "no", "yes", "unknown" };
static const char *const hellos[] = { "auto", "light", "wide" };
static const char *const peers[] = { "server", "client" };
static const char *const booleans[] = { "no", "yes" };

const char *
flight_outcome_name(enum probe_hello_outcome o)
{
    return outcomes[o];
}

const char *
flight_class_name(enum probe_class c)
{
    return classes[c];
}

#define FLIGHTS_MAX 256
#define FLIGHT_NAME_MAX 128
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static bool
word(const char *value, const char *const *words, size_t n, unsigned *out)
{
    for (*out = 0; *out < n; ++*out)
        if (strcmp(value, words[*out]) == 0)
            return true;
    return false;
}

static bool
number(const char *value, int radix, long max, long *out)
{
    char *end;

    *out = strtol(value, &end, radix);
    return end != value && *end == '\0' && *out >= -1 && *out <= max;
}

static bool
set(struct flight *f, const char *key, const char *value)
{
    unsigned w = 0;
    long n = 0;
    bool ok = false;

    if (strcmp(key, "peer") == 0) {
        ok = word(value, peers, COUNT(peers), &w);
        f->reversed = w == 1;
    } else if (strcmp(key, "hello") == 0) {
        ok = word(value, hellos, COUNT(hellos), &w);
        f->hello = (enum probe_hello)w;
    } else if (strcmp(key, "closed") == 0) {
        ok = word(value, booleans, COUNT(booleans), &w);
        f->closed = w == 1;
    } else if (strcmp(key, "outcome") == 0) {
        ok = word(value, outcomes, COUNT(outcomes), &w);
        f->outcome = (enum probe_hello_outcome)w;
    } else if (strcmp(key, "class") == 0) {
        ok = word(value, classes, COUNT(classes), &w);
        f->kind = (enum probe_class)w;
    } else if (strcmp(key, "requested") == 0) {
        ok = word(value, answers, COUNT(answers), &w);
        f->requested = (enum probe_answer)w;
    } else if (strcmp(key, "empty_certificate") == 0) {
        ok = word(value, booleans, COUNT(booleans), &w);
        f->empty_certificate = w == 1;
    } else if (strcmp(key, "alert") == 0) {
        ok = number(value, 10, 255, &n);
        f->alert = (int)n;
    } else if (strcmp(key, "version") == 0) {
        ok = number(value, 16, 0xFFFF, &n);
        f->version = (uint16_t)n;
    } else if (strcmp(key, "cipher") == 0) {
        ok = number(value, 16, 0xFFFF, &n);
        f->cipher = (uint16_t)n;
    } else if (strcmp(key, "certificates") == 0) {
        ok = number(value, 10, 100, &n);
        f->certificates_n = (size_t)n;
    } else if (strcmp(key, "ca_names") == 0) {
        ok = number(value, 10, 512, &n);
        f->ca_names_n = (size_t)n;
    }
    return ok;
}

static bool
line_is_good(struct flight *f, char *line, bool *bytes)
{
    char *space;
    size_t n;

    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '#' || line[0] == '\0')
        return true;
    if (strcmp(line, "---") == 0)
        return *bytes = true;
    if (*bytes) {
        if (!base_parse_hex(line, f->bytes + f->len, sizeof f->bytes - f->len, &n))
            return false;
        f->len += n;
        return true;
    }
    if ((space = strchr(line, ' ')) == NULL)
        return false;
    *space = '\0';
    return set(f, line, space + 1);
}

bool
flight_load(const char *path, struct flight *f)
{
    char line[512];
    bool bytes = false, good = true;
    FILE *in = fopen(path, "r");

    memset(f, 0, sizeof *f);
    f->alert = -1;
    (void)snprintf(f->path, sizeof f->path, "%s", path);
    while (in != NULL && good && fgets(line, sizeof line, in) != NULL)
        good = line_is_good(f, line, &bytes);
    if (in == NULL || !good || !bytes)
        (void)fprintf(stderr, "%s: not a recorded flight: %s\n", path, in != NULL ? line : "");
    if (in != NULL)
        (void)fclose(in);
    return in != NULL && good && bytes;
}

static int
is_flight(const char *name)
{
    size_t n = strlen(name);

    return n > 7 && strcmp(name + n - 7, ".flight") == 0;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* How many there are, in order; -1: the directory cannot be read, or has too many. */
static int
flight_names(const char *dir, char names[FLIGHTS_MAX][FLIGHT_NAME_MAX])
{
    DIR *d = opendir(dir);
    int n = 0;

    if (d == NULL)
        return -1;
    for (const struct dirent *e = readdir(d); e != NULL && n >= 0; e = readdir(d)) {
        if (!is_flight(e->d_name))
            continue;
        if (n == FLIGHTS_MAX || strlen(e->d_name) >= FLIGHT_NAME_MAX)
            n = -1;
        else
            strcpy(names[n++], e->d_name);
    }
    (void)closedir(d);
    if (n > 0)
        qsort(names, (size_t)n, sizeof names[0], by_name);
    return n;
}

int
flight_each(const char *dir, void (*each)(const struct flight *f, void *ctx), void *ctx)
{
    static char names[FLIGHTS_MAX][FLIGHT_NAME_MAX];
    struct flight *f = malloc(sizeof *f);
    int n = f != NULL ? flight_names(dir, names) : -1, loaded = 0;

    for (int i = 0; i < n; i++) {
        char path[1024];

        (void)snprintf(path, sizeof path, "%s/%.*s", dir, FLIGHT_NAME_MAX, names[i]);
        if (flight_load(path, f)) {
            each(f, ctx);
            loaded++;
        }
    }
    free(f);
    return n >= 0 && loaded == n ? n : -1;
}
