/* SPDX-License-Identifier: MIT */
/* The judge alone, in a program in C++: judge LEAF.der */
#include <certcheck/crypto.h>
#include <certcheck/names.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

int
main(int argc, char **argv)
{
    std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
    const std::vector<char> der{ std::istreambuf_iterator<char>(file), {} };
    const std::unique_ptr<certcheck_crypto, decltype(&certcheck_crypto_free)> crypto(
        certcheck_crypto_new(), certcheck_crypto_free);
    const auto judgement = std::make_unique<certcheck_judgement>();
    const base_slice bytes{ reinterpret_cast<const uint8_t *>(der.data()), der.size() };
    certcheck_facts facts;
    certcheck_policy policy{};
    certcheck_candidate leaf{};
    const certcheck_pool none{};

    if (!file || !crypto || certcheck_facts_read(bytes, &facts) != CERTCHECK_OK)
        return 2;
    policy.required = BASE_USAGE_CLIENT_AUTH;
    policy.now_s = 1577836800;
    leaf.facts = &facts;
    leaf.source = CERTCHECK_SOURCE_FILE;
    (void)certcheck_evaluate(&policy, &leaf, &none, certcheck_crypto_verify, crypto.get(),
                             judgement.get());
    std::cout << certcheck_verdict_name(judgement->verdict) << '\n';
}
