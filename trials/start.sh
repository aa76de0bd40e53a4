#!/usr/bin/env bash
# How long ./pasvport up takes from exec to the first 220, cold and warm: trials/start.sh [RUNS]
# Cold means that no page of the JDK and of the program is in the page cache, unless another process has it mapped.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
runs=${1:-5}
"$root/pasvport" --version >/dev/null # builds what is not built yet
. "$root/bin/find-jdk.sh"
jdk=$(find_jdk)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
port=$((20000 + RANDOM % 5000))
printf 'listen: 127.0.0.1:%s\npassive: {ports: %s-%s}\n' $port $((port + 5001)) $((port + 5010)) >"$work/site.yaml"

# Prints milliseconds of the wall, and of the processor until then.
start() {
  local begun ended line stat
  begun=$(date +%s%N)
  "$root/pasvport" up --site "$work/site.yaml" --home "$work/home" >"$work/out" 2>"$work/log" &
  local id=$!
  while :; do
    if { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then
      read -r -t 10 line <&3 && [ "${line:0:3}" = 220 ] && break
      exec 3>&-
    fi
    kill -0 $id 2>/dev/null || { cat "$work/log" >&2 && exit 1; }
    sleep 0.01
  done
  ended=$(date +%s%N)
  read -r -a stat <"/proc/$id/stat"
  exec 3>&-
  kill $id
  wait $id || true
  echo "$(((ended - begun) / 1000000)) ms, processor $(((stat[13] + stat[14]) * 10)) ms"
}

start >/dev/null # makes the user, whose password is hashed once
find "$jdk" "$root/app/target/lib" "$root/app/target/app.jar" "$root/app/target/pasvport.aot" -type f \
  -exec dd if={} iflag=nocache count=0 status=none \;
echo "cold: $(start)"
for ((run = 0; run < runs; run++)); do echo "warm: $(start)"; done
