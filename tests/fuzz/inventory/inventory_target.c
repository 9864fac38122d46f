/* SPDX-License-Identifier: MIT */
/* Each line of the input is a target. */
#include "inventory_check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct inventory *inv = fuzz_inventory();
    char text[512], why[BASE_WHY_MAX];
    size_t n = 0;

    for (size_t i = 0; i <= len; i++) {
        if (i < len && bytes[i] != '\n' && n + 1 < sizeof text) {
            text[n++] = (char)bytes[i];
            continue;
        }
        text[n] = '\0';
        n = 0;
        why[0] = '\0';
        if (!inventory_add(inv, text, "line", BASE_TEXT_IN(why)))
            check_text(why);
    }
    check_inventory(inv);
    inventory_free(inv);
    return 0;
}
