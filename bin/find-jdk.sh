# Where the JDK and Maven are. Sourced by ./pasvport and ./test; defines find_jdk and find_maven, runs nothing.
# Kept to what bash 3.2 knows, the one that macOS has.

# Prints the home of a JDK 25: from JAVA_HOME, else from PATH, else from the usual folders. Fails when there is none.
find_jdk() {
  local home javac
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  if javac=$(command -v javac); then
    # /usr/bin/javac is a link, on Debian to a link.
    while [ -L "$javac" ]; do
      home=$(dirname "$javac")
      javac=$(readlink "$javac")
      case $javac in /*) ;; *) javac=$home/$javac ;; esac
    done
    home=$(cd "$(dirname "$javac")/.." && pwd -P)
    if is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  fi
  for home in /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/root}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if is_jdk_25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

is_jdk_25() {
  [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the path of a Maven of at least 3.8, which is asked for its version with the JDK in JAVA_HOME.
find_maven() {
  local maven version
  for maven in "${MAVEN_HOME:-/none}/bin/mvn" "$(command -v mvn)" /opt/*/bin/mvn /usr/share/maven/bin/mvn \
    "${HOME:-/root}/.sdkman/candidates/maven/current/bin/mvn" /opt/homebrew/bin/mvn; do
    [ -x "$maven" ] || continue
    # Read to its end: a reader that stops early would make Maven fail, and with it the search.
    version=$("$maven" -Dstyle.color=never --version 2>/dev/null) || continue
    if [[ $version =~ Apache\ Maven\ (3\.([89]|[1-9][0-9])|[4-9]) ]]; then
      printf '%s\n' "$maven"
      return 0
    fi
  done
  return 1
}

# What to say when there is none; one line each.
no_jdk="Pasvport needs a JDK 25 and found none: install one (https://adoptium.net/temurin/releases/?version=25) or set JAVA_HOME to it."
no_maven="Pasvport needs Maven 3.8 or newer and found none: install it (Debian: apt-get install maven; macOS: brew install maven)."
