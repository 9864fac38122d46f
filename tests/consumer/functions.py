# SPDX-License-Identifier: MIT
"""A program that takes the address of every function that installed headers declare, in C and in C++."""
import pathlib
import re

ASIDE = re.compile(r'/\*.*?\*/|//[^\n]*|^\s*#(?:[^\n\\]|\\.|\\\n)*', re.S | re.M)


def without_bodies(text):
    """Braces and what they hold taken away: struct members, inline bodies."""
    while re.search(r"\{[^{}]*\}", text):
        text = re.sub(r"\{[^{}]*\}", ";", text)
    return text.replace("}", "")


def declared(header):
    text = without_bodies(ASIDE.sub(" ", header.read_text(encoding="utf-8")))
    for statement in text.split(";"):
        if re.search(r"\b(typedef|inline|static_assert)\b", statement):
            continue
        match = re.match(r"[^()]*?\b([a-z]\w+)\s*\(", statement)
        if match:
            yield match.group(1)


def program(includes, modules, leave_out=()):
    headers = sorted(h for m in modules for h in (includes / m).glob("*.h") if h.name not in leave_out)
    names = sorted({name for header in headers for name in declared(header)})
    lines = [f"#include <{h.relative_to(includes).as_posix()}>" for h in headers]
    lines += ["#include <stdio.h>", "typedef void (*function)(void);", "int", "main(void)", "{",
              "    const function all[] = {", *(f"        (function)&{name}," for name in names), "    };",
              "    size_t n = 0;", "", "    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)",
              "        n += all[i] != NULL;", '    printf("%zu\\n", n);', "    return 0;", "}", ""]
    return names, "\n".join(lines)
