#!/usr/bin/env bash
# Builds what ./pasvport runs, without tests, and says how far it is: bin/build.sh ROOT STAMP
set -euo pipefail
root=$1 built=$2
. "$root/bin/find-jdk.sh"
maven=$(find_maven) || { echo "$no_maven" && exit 69; }
mkdir -p "$root/target"
# Two first starts at once: the second waits, and finds the work done.
if command -v flock >/dev/null; then
  exec 9>"$root/target/build.lock"
  flock 9
  [ -e "$built" ] && [ -z "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$built" -print -quit)" ] && exit 0
fi
echo "Building Pasvport (once; a first build fetches libraries, which takes some minutes)"
log=$root/target/build.log
started=$(mktemp "$root/target/started.XXXXXX")
trap 'rm -f "$started"' EXIT
if ! (cd "$root" && "$maven" -B -Dstyle.color=never -pl app -am -Dmaven.test.skip=true package) 2>&1 | tee "$log" | awk '
    /^Downloaded from/ { if (++fetched % 25 == 0) { printf "\r  %d files fetched", fetched; fflush(); dirty = 1 } ; next }
    /^\[INFO\] Building Pasvport: / { if (dirty) print ""; dirty = 0; sub(/^\[INFO\] Building Pasvport: /, ""); sub(/ [0-9.]+ .*/, ""); print "  " $0; fflush() }'; then
  echo "The build failed; the end of $log:"
  grep -E '^\[ERROR\]' "$log" | head -n 20
  exit 70
fi
# The stamp is as old as the build's beginning, so that what was edited meanwhile is built again.
touch -r "$started" "$built"
