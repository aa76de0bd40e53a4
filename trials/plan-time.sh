#!/usr/bin/env bash
# How long ./pasvport plan takes from exec to its end: trials/plan-time.sh [RUNS [ARGUMENT...]]
# The arguments are those of the verb, as: trials/plan-time.sh 5 --against /tmp/ruleset.nft
# trials/plan-time.sh RUNS --rules N compares with N rules of nftables that it makes, as nft lists them.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
runs=${1:-5}
shift $(($# > 0))
"$root/pasvport" --version >/dev/null # builds what is not built yet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'listen: 2121\n' >"$work/site.yaml"
if [ "${1:-}" = --rules ]; then
  awk -v rules="$2" 'BEGIN {
    print "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;"
    print "\t\tct state established,related accept\n\t\tiif \"lo\" accept"
    for (i = 0; i < rules; i++) {
      from = sprintf("203.0.%d.%d", i * 7 % 256, i * 13 % 251)
      if (i % 4 == 0) printf "\t\tip saddr %s tcp dport %d accept\n", from, 1 + i * 5 % 60000
      if (i % 4 == 1) printf "\t\tip saddr %s drop\n", from
      if (i % 4 == 2) printf "\t\ttcp dport %d-%d ip saddr %s counter packets 0 bytes 0 accept\n", 1 + i, 30001 + i, from
      if (i % 4 == 3) printf "\t\tip saddr %s udp dport { %d, %d } accept comment \"rule %d\"\n", from, 1 + i % 9000, 9001 + i, i
    }
    print "\t}\n}"
  }' >"$work/rules.nft"
  shift 2
  set -- --against "$work/rules.nft" "$@"
fi
case " $* " in *' --site '*) ;; *) set -- --site "$work/site.yaml" "$@" ;; esac
for ((run = 0; run < runs; run++)); do
  begun=$(date +%s%N)
  code=0
  "$root/pasvport" plan "$@" >"$work/out" 2>"$work/err" || code=$?
  ended=$(date +%s%N)
  [ $code -eq 0 ] || [ $code -eq 2 ] || { cat "$work/err" >&2 && exit 1; }
  echo "$(((ended - begun) / 1000000)) ms, exit code $code"
done
