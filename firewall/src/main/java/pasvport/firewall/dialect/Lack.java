package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.HopNeeds;

/**
 * What a language has no words for.
 *
 * @param part of the needs
 * @param reason why it cannot be written
 * @param remedy which dialect or profile can, or what to change in the site
 */
record Lack(Part part, String reason, String remedy) {

  /** Clouds, proxies and publishers read no FTP. */
  static Lack helper(String reason) {
    return new Lack(Part.HELPER, reason, "use the profile static or gateway, which need no helper");
  }

  /** Firewalls that guard the host they run on and no other. */
  static Lack forwarding(String reason) {
    return new Lack(
        Part.FORWARDING,
        reason,
        "use it on the server's host (place: host); between client and server use nftables, pf or"
            + " the router's own dialect");
  }

  /** Firewalls between client and server that run no server themselves. */
  static Lack host() {
    return new Lack(
        Part.HOST,
        "it stands between client and server and is not the host of one",
        "say place: forwarding for it; on the server's host use nftables, iptables, pf, windows or"
            + " csf");
  }

  /** Firewalls whose translation maps ports one by one, or a whole range onto itself. */
  static Lack shiftedRange(String reason) {
    return new Lack(
        Part.SHIFTED_RANGE, reason, "let the range keep its ports, or use pf or iptables");
  }

  static Lack helperPort(String reason) {
    return new Lack(
        Part.HELPER_ON_OTHER_PORT,
        reason,
        "let the server's control port be 21, or use the profile static or gateway");
  }

  /** Firewalls that translate the source of active data by its port. */
  static Lack activeFromAnyPort() {
    return new Lack(
        Part.ACTIVE_FROM_ANY_PORT,
        "the source is translated port by port",
        "let the server connect from port 20 (active-source-port), or use nftables or pf");
  }

  static Lack ipv6Translation(String reason) {
    return new Lack(
        Part.IPV6_TRANSLATION,
        reason,
        "leave the IPv6 address out of outside-addresses, so that clients reach the server's own;"
            + " or use nftables, iptables or pf");
  }

  /**
   * Refuses needs with a part that a dialect lacks.
   *
   * @throws NotExpressibleException for the first of them
   */
  static void refuse(Dialect dialect, HopNeeds hop, List<Lack> lacks)
      throws NotExpressibleException {
    for (var lack : lacks) {
      if (lack.part.isIn(hop)) {
        throw new NotExpressibleException(dialect, lack.part.text(), lack.reason, lack.remedy);
      }
    }
  }
}
