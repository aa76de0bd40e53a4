package pasvport.firewall.dialect.linux;

import pasvport.firewall.need.HopNeeds;

/** The kernel's own FTP helper. */
final class Helper {

  private Helper() {}

  /**
   * The command for its modules; the one that translates addresses in replies is loaded by none.
   */
  static String modules(HopNeeds hop) {
    return hop.translations().isEmpty()
        ? "modprobe nf_conntrack_ftp"
        : "modprobe -a nf_conntrack_ftp nf_nat_ftp";
  }
}
