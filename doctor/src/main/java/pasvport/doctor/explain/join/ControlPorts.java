package pasvport.doctor.explain.join;

import java.util.Set;

/** The ports on which control connections are looked for in firewalls' logs. */
final class ControlPorts {

  /**
   * FTP, FTP over implicit TLS (RFC 4217 section 2, IANA), and what stands in for 21 unprivileged.
   */
  private static final Set<Integer> ALL = Set.of(21, 990, 2121);

  private ControlPorts() {}

  static boolean isOne(int port) {
    return ALL.contains(port);
  }
}
