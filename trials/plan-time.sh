#!/usr/bin/env bash
# How long ./pasvport plan takes from exec to its end: trials/plan-time.sh [RUNS [ARGUMENT...]]
# The arguments are those of the verb, as: trials/plan-time.sh 5 --against /tmp/ruleset.nft
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
runs=${1:-5}
shift $(($# > 0))
"$root/pasvport" --version >/dev/null # builds what is not built yet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'listen: 2121\n' >"$work/site.yaml"
case " $* " in *' --site '*) ;; *) set -- --site "$work/site.yaml" "$@" ;; esac
for ((run = 0; run < runs; run++)); do
  begun=$(date +%s%N)
  code=0
  "$root/pasvport" plan "$@" >"$work/out" 2>"$work/err" || code=$?
  ended=$(date +%s%N)
  [ $code -eq 0 ] || [ $code -eq 2 ] || { cat "$work/err" >&2 && exit 1; }
  echo "$(((ended - begun) / 1000000)) ms, exit code $code"
done
