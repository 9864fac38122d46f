/* SPDX-License-Identifier: MIT */
/* The probe alone, in another program: probe HOST PORT */
#include <probe/probe.h>

#include <stdio.h>
#include <stdlib.h>

struct one {
    struct probe_target target;
    bool pulled;
};

static bool
next(void *ctx, struct probe_target *out)
{
    struct one *o = ctx;
    bool first = !o->pulled;

    *out = o->target;
    o->pulled = true;
    return first;
}

static void
done(void *ctx, const struct probe_target *target, const struct probe_result *r)
{
    (void)ctx;
    printf("%s: %zu certificates\n", target->host, r->certificates_n);
}

int
main(int argc, char **argv)
{
    struct one o = { .pulled = argc != 3 };
    struct probe_options options;
    char why[512];
    struct probe *p;

    if (argc == 3)
        o.target = (struct probe_target){ .host = argv[1], .port = (uint16_t)atoi(argv[2]) };
    probe_options_init(&options);
    p = probe_new(&options, BASE_TEXT_IN(why));
    if (p == NULL) {
        fprintf(stderr, "%s\n", why);
        return 2;
    }
    probe_run(p, next, done, &o);
    probe_free(p);
    return 0;
}
