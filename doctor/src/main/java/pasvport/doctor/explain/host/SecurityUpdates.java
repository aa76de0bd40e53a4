package pasvport.doctor.explain.host;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Security updates of firewall and FTP server packages that are known to the package manager and
 * not installed. What it knows is read, nothing is fetched or changed.
 */
public final class SecurityUpdates {

  private static final Pattern PACKAGES =
      Pattern.compile(
          "(nftables|libnftables\\d*|iptables|ufw|firewalld|conntrack|ulogd2?|linux-image-.*|kernel"
              + "|vsftpd|proftpd.*|pure-ftpd.*|python3?-pyftpdlib|inetutils-ftpd|tnftpd|bftpd"
              + "|sftpgo)");

  private static final Pattern APT =
      Pattern.compile("(\\S+)/(\\S*-security\\S*) (\\S+) \\S+ \\[upgradable from: (\\S+)\\]");

  private static final Pattern DNF =
      Pattern.compile("(\\S+) +\\S*/?Sec\\.? +(\\S+)-(\\d[^-]*-[^-]+)");

  private SecurityUpdates() {}

  /** A sentence each; empty where there are none or no package manager is known. */
  public static List<String> pending() {
    return Stream.concat(
            Asked.of("apt", "list", "--upgradable").map(SecurityUpdates::ofApt).stream()
                .flatMap(List::stream),
            Asked.of("dnf", "-q", "-C", "updateinfo", "list", "--security")
                .map(SecurityUpdates::ofDnf)
                .stream()
                .flatMap(List::stream))
        .toList();
  }

  static List<String> ofApt(String text) {
    return text.lines()
        .map(APT::matcher)
        .filter(found -> found.matches() && PACKAGES.matcher(found.group(1)).matches())
        .map(found ->
            "%s %s has a security update to %s (%s)"
                .formatted(found.group(1), found.group(4), found.group(3), found.group(2)))
        .toList();
  }

  static List<String> ofDnf(String text) {
    return text.lines()
        .map(DNF::matcher)
        .filter(found -> found.matches() && PACKAGES.matcher(found.group(2)).matches())
        .map(found ->
            "%s has a security update to %s (%s)"
                .formatted(found.group(2), found.group(3), found.group(1)))
        .toList();
  }
}
