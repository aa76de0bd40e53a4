package pasvport.firewall.dialect;

import java.util.ArrayList;
import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.site.PortRange;

/**
 * ConfigServer Firewall: filters in csf.allow for clients of known networks, lists of ports in
 * csf.conf for anyone (csf readme.txt, section 10).
 */
public final class Csf implements Dialect {

  private static final List<Lack> LACKS =
      List.of(Lack.forwarding("csf guards the host it is installed on"));

  /**
   * A shell function that adds to a list of csf.conf what it does not hold yet: the lists have the
   * administrator's own ports too.
   */
  private static final List<String> ADD =
      List.of(
          "conf=/etc/csf/csf.conf",
          "add() {",
          "  grep -Eq \"^$1 = \\\"([^\\\"]*,)?$2(,[^\\\"]*)?\\\"\" \"$conf\" ||",
          "    sed -i \"s/^\\($1 = \\\"[^\\\"]*\\)\\\"/\\1,$2\\\"/\" \"$conf\"",
          "}");

  @Override
  public String name() {
    return "csf";
  }

  @Override
  public String title() {
    return "ConfigServer Firewall (csf)";
  }

  @Override
  public Rules write(HopNeeds hop) throws NotExpressibleException {
    Lack.refuse(this, hop, LACKS);
    if (hop.helperPorts().size() > 1) {
      throw new NotExpressibleException(
          this,
          "a helper on several ports",
          "USE_FTPHELPER takes one port",
          "use one control port, or the dialect iptables");
    }
    var name = Names.hop(this, hop);
    var allow = new Page().line("# " + Remark.of(hop));
    var lists = new Page();
    for (var need : hop.needs()) {
      if (need.clients().isEmpty()) {
        lists
            .line("# " + Remark.of(need))
            .line("add %s %s".formatted(list(need), Words.ports(need.ports(), ":")));
      } else {
        allow.line("# " + Remark.of(need));
        need.clients().forEach(network -> allow.line(filter(need, network.toString())));
      }
    }
    for (var port : hop.keep()) {
      lists.line("# keep").line("add TCP_IN %d".formatted(port));
    }
    for (var port : hop.helperPorts()) {
      lists
          .line("# the helper, for connections to this port alone")
          .line("sed -i 's/^USE_FTPHELPER = .*/USE_FTPHELPER = \"%d\"/' \"$conf\"".formatted(port));
    }
    if (!hop.usesHelper()) {
      lists
          .line("# no helper: it cannot read FTPS, and needs none for a fixed range")
          .line("sed -i 's/^USE_FTPHELPER = .*/USE_FTPHELPER = \"0\"/' \"$conf\"");
    }
    if (hop.logsDrops()) {
      lists
          .line("# csf itself limits the rate of this log")
          .line("sed -i 's/^DROP_LOGGING = .*/DROP_LOGGING = \"1\"/' \"$conf\"");
    }
    var filters = allow.file("pasvport-%s.csf.allow".formatted(name));
    var script =
        new Page()
            .line("#!/bin/sh")
            .line("# " + Remark.of(hop))
            .line("set -eu")
            .lines(ADD)
            .lines(lists.file("").text().lines().toList())
            .file("pasvport-%s.csf.sh".formatted(name));
    return new Rules(
        List.of(filters, script),
        List.of(
            "install -m 600 %s /etc/csf/%s".formatted(filters.name(), filters.name()),
            "grep -qx 'Include /etc/csf/%s' /etc/csf/csf.allow || echo 'Include /etc/csf/%s' >> /etc/csf/csf.allow"
                .formatted(filters.name(), filters.name()),
            "sh " + script.name(),
            "csf -r"),
        notes(hop));
  }

  private static List<String> notes(HopNeeds hop) {
    var notes = new ArrayList<String>();
    notes.add(
        "csf drops what its lists do not name (while TESTING is 0); take ports of FTP for known"
            + " networks out of TCP_IN and TCP6_IN, or they are open to anyone there.");
    if (hop.has(Family.IPV6)) {
      notes.add("IPV6 must be 1 in csf.conf.");
    }
    if (hop.outward().stream().anyMatch(need -> !need.clients().isEmpty())) {
      notes.add("A filter names one port: active data is let out by its source port alone.");
    }
    return notes;
  }

  private static String list(Need need) {
    return switch (need.family()) {
      case IPV4 -> need.purpose().isOutward() ? "TCP_OUT" : "TCP_IN";
      case IPV6 -> need.purpose().isOutward() ? "TCP6_OUT" : "TCP6_IN";
    };
  }

  private static String filter(Need need, String network) {
    return need.purpose().isOutward()
        ? "tcp|out|%s|d=%s"
            .formatted(
                need.sourcePort()
                    .map("s=%d"::formatted)
                    .orElseGet(() -> "d=" + ports(need.ports())),
                network)
        : "tcp|in|d=%s|s=%s".formatted(ports(need.ports()), network);
  }

  private static String ports(PortRange ports) {
    return Words.ports(ports, "_");
  }
}
