# Sourced by every script before it does anything: -h or --help prints the comment at its head,
# and an option that this comment does not name is refused. Nothing is built or installed by a slip.
usage=$(sed -n '2,$ { /^#/ !q; s/^# \{0,1\}//p }' "$0")
case ${1:-} in
  -h | --help)
    printf '%s\n' "$usage"
    exit 0 ;;
  -*)
    printf '%s\n' "$usage" | grep -q -w -e "${1%%=*}" || {
      echo "$0: $1: no such option; $0 --help shows what there is" >&2
      exit 2
    } ;;
esac
