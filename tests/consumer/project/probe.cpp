/* SPDX-License-Identifier: MIT */
/* The probe alone, in a program in C++: probe HOST PORT */
#include <probe/probe.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <vector>

int
main(int argc, char **argv)
{
    std::vector<probe_target> targets;
    probe_options options;
    char line[512];
    base_text why;

    if (argc == 3) {
        targets.emplace_back();
        targets.back().host = argv[1];
        targets.back().port = static_cast<uint16_t>(std::atoi(argv[2]));
    }
    probe_options_init(&options);
    base_text_init(&why, line, sizeof line);
    const std::unique_ptr<probe, decltype(&probe_free)> p(probe_new(&options, &why), probe_free);
    if (!p) {
        std::cerr << line << '\n';
        return 2;
    }
    probe_run(
        p.get(),
        [](void *ctx, probe_target *out) {
            auto *left = static_cast<std::vector<probe_target> *>(ctx);
            if (left->empty())
                return false;
            *out = left->back();
            left->pop_back();
            return true;
        },
        [](void *, const probe_target *target, const probe_result *r) {
            std::cout << target->host << ": " << r->certificates_n << " certificates\n";
        },
        &targets);
}
