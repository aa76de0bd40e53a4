#!/usr/bin/env bash
# Writes what makes Java start Pasvport quicker, from a trial start on a loopback port: bin/aot.sh ROOT
# (JEP 514). Where that fails an empty file is left, and the next start is as quick as it was.
root=$1 cache=$1/app/target/pasvport.aot
work=$(mktemp -d "$root/app/target/trial.XXXXXX") || exit 0
java_id=
finish() {
  [ -n "$java_id" ] && kill "$java_id" 2>/dev/null
  [ -s "$work/cache" ] || : >"$work/cache"
  mv -f "$work/cache" "$cache"
  rm -rf "$work"
}
trap finish EXIT

. "$root/bin/java-options.sh"
# Numbers of its own, below those that the system hands out.
control=$((20000 + RANDOM % 5000)) data=$((25000 + RANDOM % 5000))
# Without SFTP: its classes come from signed archives, which Java keeps out of the cache and would look into at every start.
printf 'listen: 127.0.0.1:%s\npassive: {ports: %s}\nembedded: {sftp-port: 0}\n' $control $data >"$work/site.yaml"

# Starts it, and waits until it serves.
start() {
  : >"$work/out"
  LC_ALL=C.UTF-8 "$JAVA_HOME/bin/java" "${java_options[@]}" "$@" \
    -cp "$class_path" pasvport.app.Main up --site "$work/site.yaml" --home "$work/home" >>"$work/out" 2>"$work/log" &
  java_id=$!
  for ((try = 0; try < 300; try++)); do
    grep -q '^# site:' "$work/out" && return
    kill -0 $java_id 2>/dev/null || exit 0
    sleep 0.1
  done
}

# Once before, so that the certificate and the user are there, as they are at every start but the first.
start
login=$(sed -n 's|^ftp://\([^@]*\)@.*|\1|p' "$work/out" | head -n 1)
kill $java_id
wait $java_id
start -XX:AOTCacheOutput="$work/cache"

# One session, so that what a session needs is in it too.
exec 3<>"/dev/tcp/127.0.0.1/$control" || exit 0
ask() {
  local line
  [ -z "$1" ] || printf '%s\r\n' "$1" >&3
  while read -r -t 10 line <&3; do
    case $line in [1-5][0-9][0-9]' '*) return ;; esac
  done
}
ask ''
for command in "USER ${login%%:*}" "PASS ${login#*:}" FEAT 'TYPE I'; do ask "$command"; done
# Often enough that the profile of what the compiler does with it is in the cache too (JEP 515).
for ((transfer = 0; transfer < 250; transfer++)); do
  ask EPSV
  exec 4<>"/dev/tcp/127.0.0.1/$data" || break
  ask LIST # 150
  cat <&4 >/dev/null
  exec 4>&-
  ask '' # 226
done
ask QUIT
exec 3>&-
kill "$java_id"
wait "$java_id"
java_id=
