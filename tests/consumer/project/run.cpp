/* SPDX-License-Identifier: MIT */
/* The whole run, in a program in C++: run TOPOLOGY ADDRESS REPORT.html, as run.c. */
#include <assess/assess.h>
#include <report/report.h>

#include <csignal>
#include <iostream>
#include <memory>

namespace
{

struct Told {
    std::unique_ptr<report, decltype(&report_free)> page{ nullptr, report_free };
    assess_run_info info{};
};

void
on_result(void *ctx, const assess_result *r)
{
    auto *told = static_cast<Told *>(ctx);

    assess_count(&told->info, r);
    (void)report_result(told->page.get(), r); /* an error is kept for report_end */
    std::cout << r->target << ": " << certcheck_verdict_name(r->verdict) << '\n';
}

struct Store : assess_store {
    bool ready = assess_store_init(this);
    ~Store()
    {
        assess_store_clear(this);
    }
};

} // namespace

int
main(int argc, char **argv)
{
    const std::unique_ptr<inventory, decltype(&inventory_free)> targets(inventory_new(nullptr),
                                                                        inventory_free);
    const auto store = std::make_unique<Store>();
    char line[BASE_WHY_MAX];
    base_text why;
    assess_options o;
    assess_events events{};
    probe_override everywhere{};
    Told told;
    report_style style{};

    if (argc != 4 || !targets || !store->ready)
        return 2;
    std::signal(SIGPIPE, SIG_IGN);
    base_text_init(&why, line, sizeof line);
    assess_options_init(&o);
    everywhere.host = "edge01.contoso.com";
    everywhere.address = argv[2];
    o.probe.overrides = &everywhere;
    o.probe.overrides_n = 1;
    o.policy.at_s = told.info.started_s = told.info.finished_s = 1767225600;
    told.info.tool = "consumer";
    told.info.version = "1";
    told.info.policy = o.policy;
    told.page.reset(report_open("html", argv[3], &style, &why));
    events.ctx = &told;
    events.result = on_result;
    const std::unique_ptr<assess, decltype(&assess_free)> a(
        assess_new(&o, store.get(), &events, &why), assess_free);
    if (told.page && a && inventory_add_topology_file(targets.get(), argv[1], &why) &&
        inventory_complete(targets.get()) && report_begin(told.page.get(), &told.info) &&
        assess_run(a.get(), targets.get(), nullptr, &why) &&
        report_end(told.page.get(), &told.info, &why))
        return 0;
    std::cerr << line << '\n';
    return 2;
}
