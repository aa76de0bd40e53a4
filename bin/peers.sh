# To be sourced. Debian's FTP servers exclude one another, so the peers of trials and benchmarks are not installed but
# fetched and unpacked below target/peers. The libraries' names are those of Debian 12.

peers_folder() { echo "$PWD/target/peers"; }

download() { (cd "$(peers_folder)/deb" && apt-get -q -o APT::Sandbox::User=root download "$1"); }

# Fetches the packages that are not there yet; fails, having said why, if one cannot be had.
fetch_peers() {
  local folder package missing=()
  folder=$(peers_folder)
  mkdir -p "$folder/deb"
  for package; do
    [ -e "$folder/deb/$package.unpacked" ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  for package in "${missing[@]}"; do
    { download "$package" || { apt-get -q update && download "$package"; }; } >&2 &&
      dpkg -x "$folder/deb/${package}"_*.deb "$folder" && touch "$folder/deb/$package.unpacked" || return
  done
}

# The servers, and what they are linked with beyond a plain Debian.
proftpd_packages='proftpd-core proftpd-mod-crypto libmemcached11 libmemcachedutil2 libhashkit2 libhiredis0.14 libpcre2-posix3'
pureftpd_packages='pure-ftpd libsodium23'
