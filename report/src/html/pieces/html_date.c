/* SPDX-License-Identifier: MIT */
/* Dates as people read them, with the exact time in a title. */
#include "html.h"

#include <base/time.h>
#include <output/escape.h>

#define DAY_S 86400
#define DAYS_TOLD 1000 /* beyond, a number of days says no more than the date */

static const char *const months[12] = { N_("January"), N_("February"), N_("March"),
                                        N_("April"),   N_("May"),      N_("June"),
                                        N_("July"),    N_("August"),   N_("September"),
                                        N_("October"), N_("November"), N_("December") };

/* %d day, %m the month's name, %n its number, %y year: the order is the language's. */
static void
add_words(struct output_bytes *out, const char *format, const struct base_civil *day)
{
    for (const char *s = format; *s != '\0'; s++) {
        if (s[0] != '%' || s[1] == '\0') {
            output_add(out, s, 1);
            continue;
        }
        switch (*++s) {
        case 'd':
            output_add_i64(out, day->day);
            break;
        case 'm':
            output_add_str(out, output_translate(months[(day->month + 11) % 12]));
            break;
        case 'n':
            output_add_i64(out, day->month);
            break;
        case 'y':
            output_add_i64(out, day->year);
            break;
        default:
            break;
        }
    }
}

void
html_add_day(struct output_bytes *out, int64_t s)
{
    struct output_bytes words = { 0 };
    struct base_civil day;

    base_time_to_civil(s, &day);
    add_words(&words, output_translate(N_("%d %m %y")), &day);
    output_add_xml(out, output_bytes_since(&words, 0));
    output_bytes_done(&words, out);
}

void
html_add_date(struct output_bytes *out, int64_t s)
{
    char time[BASE_TIME_TEXT];

    base_time_format(s, time);
    output_add_str(out, "<time datetime=\"");
    output_add_str(out, time);
    output_add_str(out, "\" title=\"");
    output_add(out, time, 10);
    output_add_char(out, ' ');
    output_add(out, time + 11, 8);
    output_add_str(out, " UTC\">");
    html_add_day(out, s);
    output_add_str(out, "</time>");
}

void
html_add_days_left(struct output_bytes *out, int64_t s, int64_t now_s)
{
    int64_t days = (s - now_s) / DAY_S;
    struct output_bytes number = { 0 };

    if (days >= DAYS_TOLD || days <= -DAYS_TOLD)
        return;
    output_add_u64(&number, (uint64_t)(days < 0 ? -days : days));
    output_add_str(out, "<span class=\"sub\">");
    html_add_sentence(out,
                      s < now_s   ? N_("%a days ago")
                      : days == 1 ? N_("%a day left")
                                  : N_("%a days left"),
                      output_bytes_since(&number, 0), (struct base_slice){ NULL, 0 });
    output_add_str(out, "</span>");
    output_bytes_done(&number, out);
}
