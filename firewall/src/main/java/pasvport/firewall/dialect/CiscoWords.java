package pasvport.firewall.dialect;

import pasvport.site.PortRange;

/** What access lists of Cisco's IOS and ASA write alike. */
final class CiscoWords {

  /** A remark is no longer, or the line is refused. */
  private static final int LONGEST_REMARK = 100;

  private CiscoWords() {}

  static String ports(PortRange ports) {
    return ports.size() == 1
        ? "eq %d".formatted(ports.first())
        : "range %d %d".formatted(ports.first(), ports.last());
  }

  static String remark(String text) {
    return Remark.atMost(LONGEST_REMARK, VendorQuotes.plain(text));
  }
}
