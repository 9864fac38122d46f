# Sourced by scripts that build here: build/ is there, is one's own, and nobody else
# builds in it meanwhile (descriptor 8 holds the lock till the script ends).
own_build() {
  if ! mkdir -p build 2>/dev/null || ! [ -w build ]; then
    echo "$0: build/ cannot be written: it belongs to $(stat -c %U build 2>/dev/null || stat -c %U .), you are $(id -un);" \
      "use a clone of your own" >&2
    exit 2
  fi
  owner=$(stat -c %U .)
  [ "$owner" = "$(id -un)" ] ||
    echo "$0: this checkout belongs to $owner; what is built here will belong to $(id -un)" >&2
  if ! 2>/dev/null >>build/.lock; then
    echo "$0: build/.lock cannot be written: what is in build/ was made by $(stat -c %U build/.lock);" \
      "remove build/ as that user, or use a clone of your own" >&2
    exit 2
  fi
  exec 8>>build/.lock
  if ! flock -n 8; then
    echo "$0: another run builds in this checkout; waiting for it" >&2
    flock 8
  fi
}
