package pasvport.doctor.ends;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.firewall.live.Against;
import pasvport.firewall.live.Judgement;
import pasvport.firewall.live.Judgement.Answer;
import pasvport.firewall.live.UnreadableException;
import pasvport.firewall.plan.Plan;
import pasvport.firewall.plan.PlanRefusedException;
import pasvport.site.HostAddresses;
import pasvport.site.PortRange;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** What the rules of the host beside the server do with FTP from one client. */
final class HostFirewall {
  private static final List<String> FIREWALLS = List.of("nftables", "iptables");

  private HostFirewall() {}

  /**
   * Judges the rules by what passive FTP needs.
   *
   * @param server the host's own address that clients reach
   * @param client who connects; empty, anyone
   * @param control the port of control connections
   * @param ports the passive range
   * @return for each need its {@code ports}, its {@code answer} and {@code by} which rule; of the
   *     first firewall that says something certain, else of the last that could be read
   */
  static List<Map<String, Object>> judge(
      InetAddress server, Optional<InetAddress> client, int control, List<PortRange> ports) {
    List<Map<String, Object>> said = List.of();
    for (var firewall : FIREWALLS) {
      try {
        var judgement = judgement(firewall, server, client, control, ports);
        said = judgement.needs().stream().map(need -> json(firewall, need)).toList();
        if (judgement.needs().stream().noneMatch(need -> need.answer() == Answer.CANNOT_TELL)) {
          return said;
        }
      } catch (UnreadableException | SiteException | PlanRefusedException none) {
        // not installed, not allowed, or a range that no site can name
      }
    }
    return said;
  }

  private static Judgement judgement(
      String firewall,
      InetAddress server,
      Optional<InetAddress> client,
      int control,
      List<PortRange> ports)
      throws UnreadableException, SiteException, PlanRefusedException {
    var written = new ArrayList<String>();
    ports.forEach(range -> written.add("\"" + range + "\""));
    var text =
        """
        server: "%s"
        profile: static
        server-settings: { product: other, passive-ports: [%s], active: false, runs-on: own }
        access: { allow: ["%s"] }
        path:
          - { name: host, dialect: nftables, place: host }
        """
            .formatted(
                Addresses.shown(new InetSocketAddress(server, control)),
                String.join(", ", written),
                client
                    .map(Addresses::shown)
                    .orElse(server instanceof Inet4Address ? "0.0.0.0/0" : "::/0"));
    var host = HostAddresses.ofThisHost();
    var hop = Plan.of(Site.parse(text, "site", host).site(), host).hops().getFirst();
    return Against.live(firewall).judge(hop.needs());
  }

  private static Map<String, Object> json(String firewall, Judgement.Judged need) {
    var map = new LinkedHashMap<String, Object>();
    map.put("firewall", firewall);
    map.put("ports", need.need().ports().toString());
    map.put("answer", need.answer().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    map.put(
        "by", need.causes().stream().map(cause -> cause.packets() + ": " + cause.by()).toList());
    return map;
  }
}
