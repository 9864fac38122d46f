# Sourced by every script before it does anything: -h or --help, wherever it stands, prints the comment
# at the script's head, and an option that the lines "  script/NAME ..." of this comment do not show is
# refused, so that nothing is built or installed by a slip. --NAME=VALUE goes where a value is shown.
# A script that runs a command says in usage_own with which of its words, options aside, this begins:
# what follows is the command's.
usage=$(sed -n '2,$ { /^#/ !q; s/^# \{0,1\}//p }' "$0")
usage_shown=" $(printf '%s\n' "$usage" | sed -n '/^  script\// { s/[][]/ ; /g; p }' | tr '\n' ' ')"
usage_words=0
for usage_word in "$@"; do
  case $usage_word in
    -h | --help)
      printf '%s\n' "$usage"
      exit 0 ;;
    -*=*) case $usage_shown in *" ${usage_word%%=*} "[A-Za-z]*) continue ;; esac ;;
    -*) case $usage_shown in *" $usage_word "*) continue ;; esac ;;
    *)
      usage_words=$((usage_words + 1))
      if [ $usage_words -eq "${usage_own:-0}" ]; then break; fi
      continue ;;
  esac
  echo "$0: $usage_word: no such option; $0 --help shows what there is" >&2
  exit 2
done
