/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* strdup */
#include "question.h"

#include <base/error.h>
#include <base/product.h>
#include <base/profile.h>
#include <base/time.h>
#include <base/version.h>

#include <stdlib.h>
#include <string.h>

static const char *const parts[PARTS] = {
    [PART_ROOT] = "root", [PART_ISSUER] = "issuer", [PART_PUBLIC_CAS] = "public-cas",
    [PART_FILE] = "file", [PART_LIST] = "list",     [PART_TOPOLOGY] = "topology",
};

struct base_text
question_error(struct binding *b)
{
    struct base_text t;

    base_text_init(&t, b->error, sizeof b->error);
    return t;
}

static bool
fail(struct binding *b, const char *thing, const char *text)
{
    struct base_text why = question_error(b);

    return base_complain(&why, thing, text);
}

void
question_fault(struct binding *b, const char *name, const char *text)
{
    char line[1024];
    struct base_text t;

    base_text_init(&t, line, sizeof line);
    (void)base_complain(&t, name, text);
    output_add(&b->faults, line, t.len);
    output_add_char(&b->faults, '\n');
}

struct binding *
binding_new(void)
{
    return calloc(1, sizeof(struct binding));
}

void
binding_free(struct binding *b)
{
    if (b == NULL)
        return;
    for (size_t i = 0; i < b->given_n; i++) {
        free(b->given[i].name);
        free((void *)(uintptr_t)b->given[i].bytes.ptr);
    }
    for (size_t i = 0; i < b->targets_n; i++)
        free(b->targets[i]);
    free(b->given);
    free(b->targets);
    free(b->product);
    free(b->build);
    free(b->verifier);
    free(b->change);
    free(b->password);
    report_free(b->report);
    output_bytes_free(&b->answer);
    output_bytes_free(&b->faults);
    free(b);
}

static bool
keep(struct binding *b, char **at, const char *value)
{
    char *copy = strdup(value);

    if (copy == NULL)
        return fail(b, value, "out of memory");
    free(*at);
    *at = copy;
    return true;
}

static bool
set_number(struct binding *b, unsigned *at, const char *name, const char *value, unsigned most)
{
    uint64_t n;

    if (!base_parse_u64(value, 1, most, &n))
        return fail(b, name, "expected a whole number of at least 1, within reason");
    *at = (unsigned)n;
    return true;
}

static bool
set_at(struct binding *b, const char *name, const char *value)
{
    b->at_given = base_time_parse(value, &b->at_s);
    return b->at_given || fail(b, name, "expected a date, 2026-11-29 or 2026-11-29T12:00:00Z");
}

static bool
set_profile(struct binding *b, const char *name, const char *value)
{
    b->profile = base_profile_named(base_slice_str(value));
    if (b->profile == NULL)
        return fail(b, name, "there is no such profile: see docs/profile.md");
    if (!b->profile->plain)
        return true;
    b->profile = NULL;
    return fail(b, name,
                "is for a port that speaks plain TCP: certificates cannot be judged by it");
}

static bool
set_usage(struct binding *b, const char *name, const char *value)
{
    if (strcmp(value, "server") == 0)
        b->usages = BASE_USAGE_SERVER_AUTH;
    else if (strcmp(value, "client") == 0)
        b->usages = BASE_USAGE_CLIENT_AUTH;
    else if (strcmp(value, "both") == 0)
        b->usages = BASE_USAGE_SERVER_AUTH | BASE_USAGE_CLIENT_AUTH;
    else
        return fail(b, name, "expected server, client or both");
    return true;
}

static bool
set_product(struct binding *b, const char *name, const char *value)
{
    const struct base_product *product = base_product_named(base_slice_str(value));

    return product == NULL ? fail(b, name, "there is no such product: sfb2015, lync2013, ...")
                           : keep(b, &b->product, product->name);
}

static bool
set_opted_out(struct binding *b, const char *name, const char *value)
{
    b->opted_out = strcmp(value, "yes") == 0;
    return b->opted_out || strcmp(value, "no") == 0 || fail(b, name, "expected yes or no");
}

bool
binding_set(struct binding *b, const char *name, const char *value)
{
    static const struct {
        const char *name;
        bool (*set)(struct binding *b, const char *name, const char *value);
    } words[] = { { "at", set_at },
                  { "profile", set_profile },
                  { "usage", set_usage },
                  { "product", set_product },
                  { "opted-out", set_opted_out } };
    const struct {
        const char *name;
        char **at;
    } texts[] = { { "build", &b->build },
                  { "verifier", &b->verifier },
                  { "change", &b->change },
                  { "password", &b->password } };
    const struct {
        const char *name;
        unsigned *at, most;
    } numbers[] = { { "expires-within", &b->expires_days, 36500 },
                    { "timeout", &b->timeout_ms, 3600000 },
                    { "concurrency", &b->concurrency, 10000 } };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(name, words[i].name) == 0)
            return words[i].set(b, name, value);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0)
            return keep(b, texts[i].at, value);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(name, numbers[i].name) == 0)
            return set_number(b, numbers[i].at, name, value, numbers[i].most);
    return fail(b, name, "there is no such setting: see binding/binding.h");
}

bool
binding_add(struct binding *b, const char *part, const char *name, const void *bytes, size_t len)
{
    struct given *more = realloc(b->given, (b->given_n + 1) * sizeof *more);
    uint8_t *copy = malloc(len + 1);
    char *named = strdup(name);
    unsigned p = 0;

    while (p < PARTS && strcmp(part, parts[p]) != 0)
        p++;
    if (more != NULL)
        b->given = more;
    if (more == NULL || copy == NULL || named == NULL || p == PARTS) {
        free(copy);
        free(named);
        return fail(b, p == PARTS ? part : name,
                    p == PARTS ? "expected root, issuer, public-cas, file, list or topology"
                               : "out of memory");
    }
    if (len > 0)
        memcpy(copy, bytes, len);
    b->given[b->given_n++] =
        (struct given){ .part = (enum part)p, .name = named, .bytes = { copy, len } };
    return true;
}

bool
binding_target(struct binding *b, const char *target)
{
    char **more = realloc(b->targets, (b->targets_n + 1) * sizeof *more);

    if (more == NULL)
        return fail(b, target, "out of memory");
    b->targets = more;
    b->targets[b->targets_n] = NULL;
    if (!keep(b, &b->targets[b->targets_n], target))
        return false;
    b->targets_n++;
    return true;
}

const char *
binding_error(const struct binding *b)
{
    return b->error;
}

const char *
binding_version(void)
{
    return EKUPROBE_VERSION;
}
