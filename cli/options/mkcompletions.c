/* SPDX-License-Identifier: MIT */
/*
 * mkcompletions PROGRAM bash|zsh|fish|powershell: what a shell completes, from the table that the
 * options are read by.
 */
#include "options.h"

#include <string.h>

/* How an option's argument is completed. */
enum argument { NONE, FREE, FILES, FOLDERS, ONE_WORD, WORDS, BEFORE_COLON };

static enum argument
argument_of(const struct cli_option_row *row)
{
    static const char *const lists[] = { "verifier", "change" };
    char word[CLI_WORD_MAX];

    if (row->kind == CLI_ALIAS_KIND)
        return argument_of(cli_option_named(row->help));
    if (row->argument == NULL)
        return NONE;
    if (strcmp(row->name, "report") == 0)
        return BEFORE_COLON;
    if (strcmp(row->argument, "DIR") == 0)
        return FOLDERS;
    if (strncmp(row->argument, "FILE", 4) == 0)
        return FILES;
    if (row->kind == CLI_VERDICTS_KIND || row->kind == CLI_USAGES_KIND)
        return WORDS;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strcmp(row->name, lists[i]) == 0)
            return WORDS;
    return cli_option_word(row, 0, word) != NULL ? ONE_WORD : FREE;
}

static const struct cli_option_row *
next_row(enum cli_program program, size_t *i)
{
    const struct cli_option_row *row;

    while ((row = cli_option_at((*i)++)) != NULL)
        if (row->kind != CLI_GROUP_KIND && (row->programs & (unsigned)program) != 0)
            return row;
    return NULL;
}

/* The words of an option, each behind `before` and before `after`. */
static void
put_words(enum cli_program program, const struct cli_option_row *row, const char *before,
          const char *after)
{
    struct cli_option_row own = row->kind == CLI_ALIAS_KIND ? *cli_option_named(row->help) : *row;
    char word[CLI_WORD_MAX];

    own.programs = program; /* the groups of --help are the program's */
    for (size_t i = 0; cli_option_word(&own, i, word) != NULL; i++)
        printf("%s%s%s", before, word, after);
}

/* The beginning of what an option does: one line, without the characters that shells obey. */
static void
put_about(const struct cli_option_row *row)
{
    const char *text = row->help;
    size_t n = strcspn(text, ";:(");

    if (row->kind == CLI_ALIAS_KIND) {
        printf("the same as --%s", row->help);
        return;
    }
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == ','))
        n--;
    for (size_t i = 0; i < n; i++)
        if (strchr("'\"[]\\$`", text[i]) == NULL)
            putchar(text[i]);
}

/* --long|-l */
static void
put_bash_pattern(const struct cli_option_row *row)
{
    printf("--%s", row->name);
    if (row->letter != 0)
        printf("|-%c", row->letter);
}

static void
put_bash_case(enum cli_program program, const struct cli_option_row *row)
{
    enum argument a = argument_of(row);

    if (a == NONE)
        return;
    fputs("  ", stdout);
    put_bash_pattern(row);
    fputs(") ", stdout);
    switch (a) {
    case FOLDERS:
        puts("COMPREPLY=($(compgen -d -- \"$cur\")); return ;;");
        break;
    case FREE:
        puts("compopt +o default; return ;;");
        break;
    case ONE_WORD:
    case WORDS:
    case BEFORE_COLON:
        fputs("words='", stdout);
        put_words(program, row, "", a == BEFORE_COLON ? ": " : " ");
        printf("' kind=%s ;;\n", a == WORDS ? "list" : a == BEFORE_COLON ? "colon" : "word");
        break;
    case FILES:
    case NONE:
    default:
        puts("return ;;"); /* the default: files */
        break;
    }
}

static void
put_bash(enum cli_program program)
{
    const char *name = cli_program_name(program);
    const struct cli_option_row *row;

    printf("# bash completion for %s\n_%s() {\n"
           "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words= "
           "kind=word at=\n"
           "  if [[ $cur == '=' ]]; then cur=\n"
           "  elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
           "  COMPREPLY=()\n"
           "  case $prev in\n",
           name, name);
    for (size_t i = 0; (row = next_row(program, &i)) != NULL;)
        put_bash_case(program, row);
    puts("  esac\n"
         "  if [[ -n $words ]]; then\n"
         "    [[ $kind == list && $cur == *,* ]] && at=${cur%,*},\n"
         "    [[ $kind == colon ]] && compopt -o nospace\n"
         "    COMPREPLY=($(compgen -P \"$at\" -W \"$words\" -- \"${cur##*,}\"))\n"
         "  elif [[ $cur == -* ]]; then");
    fputs("    COMPREPLY=($(compgen -W '", stdout);
    for (size_t i = 0; (row = next_row(program, &i)) != NULL;)
        printf("--%s ", row->name);
    printf("' -- \"$cur\"))\n  fi\n}\ncomplete -o default -F _%s %s\n", name, name);
}

static void
put_zsh_action(enum cli_program program, const struct cli_option_row *row)
{
    const struct cli_option_row *real =
        row->kind == CLI_ALIAS_KIND ? cli_option_named(row->help) : row;

    switch (argument_of(row)) {
    case NONE:
        return;
    case FOLDERS:
        fputs(":directory:_files -/", stdout);
        return;
    case FILES:
        fputs(":file:_files", stdout);
        return;
    case ONE_WORD:
        printf("%s:%s:(", real->kind == CLI_HELP_KIND ? ":" : "", real->name);
        put_words(program, row, "", " ");
        putchar(')');
        return;
    case WORDS:
        printf(":%s:_sequence compadd -", real->name);
        put_words(program, row, " ", "");
        return;
    case BEFORE_COLON:
        fputs(":report:compadd -S \"\" --", stdout);
        put_words(program, row, " ", "\\:");
        return;
    case FREE:
    default:
        printf(
            "%s:%s: ", real->kind == CLI_EXPLAIN_KIND || real->kind == CLI_SERVER_KIND ? ":" : "",
            real->name);
        return;
    }
}

static void
put_zsh(enum cli_program program)
{
    const char *name = cli_program_name(program);
    const struct cli_option_row *row;

    printf("#compdef %s\n\n_%s() {\n  _arguments -s -S \\\n", name, name);
    for (size_t i = 0; (row = next_row(program, &i)) != NULL;) {
        bool argument = argument_of(row) != NONE;

        if (row->letter != 0)
            printf("    '*'{-%c%s,--%s%s}'[", row->letter, argument ? "+" : "", row->name,
                   argument ? "=" : "");
        else
            printf("    '*--%s%s[", row->name, argument ? "=" : "");
        put_about(row);
        putchar(']');
        put_zsh_action(program, row);
        puts("' \\");
    }
    printf("    '*:%s'\n}\n\n_%s \"$@\"\n",
           program == CLI_EKUPROBE ? "target:_hosts" : "file:_files", name);
}

static void
put_fish(enum cli_program program)
{
    const char *name = cli_program_name(program);
    const struct cli_option_row *row;

    printf("# fish completion for %s\n", name);
    if (program == CLI_EKUPROBE)
        printf("complete -c %s -f -a '(__fish_print_hostnames)'\n", name);
    for (size_t i = 0; (row = next_row(program, &i)) != NULL;) {
        enum argument a = argument_of(row);

        printf("complete -c %s -l %s", name, row->name);
        if (row->letter != 0)
            printf(" -s %c", row->letter);
        fputs(a == NONE      ? ""
              : a == FILES   ? " -r -F"
              : a == FOLDERS ? " -x -a '(__fish_complete_directories)'"
              : a == FREE    ? " -x"
              : a == WORDS   ? " -x -a '(__fish_append ,"
                             : " -x -a '",
              stdout);
        if (a == WORDS || a == ONE_WORD || a == BEFORE_COLON) {
            put_words(program, row, a == WORDS ? " " : "",
                      a == BEFORE_COLON ? ": "
                      : a == WORDS      ? ""
                                        : " ");
            fputs(a == WORDS ? ")'" : "'", stdout);
        }
        fputs(" -d '", stdout);
        put_about(row);
        puts("'");
    }
}

static void
put_powershell(enum cli_program program)
{
    const char *name = cli_program_name(program);
    const struct cli_option_row *row;

    printf("# PowerShell completion for %s: dot-source it in $PROFILE\n"
           "Register-ArgumentCompleter -Native -CommandName %s -ScriptBlock {\n"
           "    param($wordToComplete, $commandAst, $cursorPosition)\n"
           "    $words = [ordered]@{\n",
           name, name);
    for (size_t i = 0; (row = next_row(program, &i)) != NULL;) {
        enum argument a = argument_of(row);

        printf("        '--%s' = @(", row->name);
        if (a == WORDS || a == ONE_WORD || a == BEFORE_COLON) {
            putchar('\'');
            put_words(program, row, "", a == BEFORE_COLON ? ":','" : "','");
            putchar('\'');
        }
        puts(")");
    }
    puts("    }\n"
         "    $tokens = @($commandAst.CommandElements | ForEach-Object { $_.Extent.Text })\n"
         "    $last = if ($wordToComplete) { -2 } else { -1 }\n"
         "    $before = if ($tokens.Count -ge -$last) { $tokens[$last] } else { '' }\n"
         "    $from = ($wordToComplete -split ',')[-1]\n"
         "    $head = $wordToComplete.Substring(0, $wordToComplete.Length - $from.Length)\n"
         "    $known = if ($words.Contains($before) -and $words[$before].Count -gt 0) { "
         "$words[$before] }\n"
         "             elseif ($wordToComplete -like '-*') { @($words.Keys) } else { @() }\n"
         "    $known | Where-Object { $_ -and $_.StartsWith($from) } | ForEach-Object {\n"
         "        [System.Management.Automation.CompletionResult]::new($head + $_, $_, "
         "'ParameterValue', $_)\n"
         "    }\n"
         "}");
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *shell;
        void (*put)(enum cli_program program);
    } shells[] = { { "bash", put_bash },
                   { "zsh", put_zsh },
                   { "fish", put_fish },
                   { "powershell", put_powershell } };

    for (size_t i = 0; argc == 3 && i < sizeof shells / sizeof shells[0]; i++)
        if (strcmp(argv[2], shells[i].shell) == 0) {
            shells[i].put(strcmp(argv[1], "ekuprobe") == 0 ? CLI_EKUPROBE : CLI_CERTCHECK);
            return fflush(stdout) != 0;
        }
    return 64;
}
