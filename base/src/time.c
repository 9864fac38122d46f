/* SPDX-License-Identifier: MIT */
#include <base/time.h>

#include <base/text.h>

/* Days between 1970-01-01 and a civil date, counted in 400-year eras whose
 * years start in March, so that the leap day is the last of its year. */
static int64_t
days_from_civil(int64_t y, int64_t m, int64_t d)
{
    int64_t era, year_of_era, day_of_year;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    year_of_era = y - era * 400;
    day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static int
days_in_month(int y, int m)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

    return m == 2 && leap ? 29 : days[m - 1];
}

bool
base_time_from_civil(const struct base_civil *c, int64_t *out_s)
{
    if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
        c->day > days_in_month(c->year, c->month))
        return false;
    if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 ||
        c->second > 59)
        return false;
    *out_s = days_from_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 +
             c->second;
    return true;
}

void
base_time_to_civil(int64_t s, struct base_civil *out)
{
    int64_t days = s / 86400, rest = s % 86400, era, doe, yoe, doy, mp;

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    doe = days - era * 146097;
    yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    mp = (5 * doy + 2) / 153;
    out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    out->year = (int)(yoe + era * 400 + (out->month <= 2));
    out->hour = (int)(rest / 3600);
    out->minute = (int)(rest % 3600 / 60);
    out->second = (int)(rest % 60);
}

static char *
digits(char *p, int value, int width)
{
    for (int i = width - 1; i >= 0; i--) {
        p[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return p + width;
}

void
base_time_format(int64_t s, char out[BASE_TIME_TEXT])
{
    struct base_civil c;
    char *p = out;

    base_time_to_civil(s, &c);
    if (c.year < 0 || c.year > 9999)
        c = (struct base_civil){ .year = c.year < 0 ? 0 : 9999, .month = 1, .day = 1 };
    p = digits(p, c.year, 4);
    *p++ = '-';
    p = digits(p, c.month, 2);
    *p++ = '-';
    p = digits(p, c.day, 2);
    *p++ = 'T';
    p = digits(p, c.hour, 2);
    *p++ = ':';
    p = digits(p, c.minute, 2);
    *p++ = ':';
    p = digits(p, c.second, 2);
    *p++ = 'Z';
    *p = '\0';
}

static bool
take_digits(const char **p, int width, int *out)
{
    int v = 0;

    for (int i = 0; i < width; i++) {
        if ((*p)[i] < '0' || (*p)[i] > '9')
            return false;
        v = v * 10 + ((*p)[i] - '0');
    }
    *p += width;
    *out = v;
    return true;
}

static bool
take_char(const char **p, char c)
{
    if (**p != c)
        return false;
    (*p)++;
    return true;
}

/* Z, or +hh:mm / -hh:mm (RFC 3339 5.6). */
static bool
take_offset(const char **p, int64_t *offset_s)
{
    int sign = **p == '-' ? -1 : 1, hours, minutes;

    *offset_s = 0;
    if (take_char(p, 'Z') || take_char(p, 'z'))
        return true;
    if (**p != '+' && **p != '-')
        return false;
    (*p)++;
    if (!take_digits(p, 2, &hours) || !take_char(p, ':') || !take_digits(p, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool
base_time_parse(const char *text, int64_t *out_s)
{
    struct base_civil c = { 0 };
    const char *p = text;
    int64_t offset_s = 0, s;
    uint64_t raw;

    if (*p == '@') {
        if (!base_parse_u64(p + 1, 0, 253402300799u, &raw))
            return false;
        *out_s = (int64_t)raw;
        return true;
    }
    if (!take_digits(&p, 4, &c.year) || !take_char(&p, '-') || !take_digits(&p, 2, &c.month) ||
        !take_char(&p, '-') || !take_digits(&p, 2, &c.day))
        return false;
    if (*p != '\0') {
        if (*p != 'T' && *p != 't' && *p != ' ')
            return false;
        p++;
        if (!take_digits(&p, 2, &c.hour) || !take_char(&p, ':') || !take_digits(&p, 2, &c.minute) ||
            !take_char(&p, ':') || !take_digits(&p, 2, &c.second) || !take_offset(&p, &offset_s) ||
            *p != '\0')
            return false;
    }
    if (!base_time_from_civil(&c, &s))
        return false;
    *out_s = s - offset_s;
    return true;
}
