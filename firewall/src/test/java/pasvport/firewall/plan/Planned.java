package pasvport.firewall.plan;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Translation;
import pasvport.site.HostAddresses;
import pasvport.site.HostText;
import pasvport.site.Site;
import pasvport.site.SiteException;

/** Plans for the text of a site, on a host with the addresses 10.0.0.2 and 2001:db8:1::2. */
final class Planned {

  private static final List<InetAddress> ADDRESSES =
      Stream.of("10.0.0.2", "2001:db8:1::2").map(InetAddress::ofLiteral).toList();

  static final HostAddresses HOST = new Host(ADDRESSES);

  private record Host(List<InetAddress> addresses) implements HostAddresses {

    @Override
    public boolean isLocal(InetAddress address) {
      return address.isLoopbackAddress() || addresses.contains(address);
    }

    @Override
    public Optional<InetAddress> ofDefaultRoute(boolean ipv6) {
      return addresses.stream()
          .filter(address -> (address instanceof Inet6Address) == ipv6)
          .findFirst();
    }
  }

  private Planned() {}

  static Site site(String yaml) {
    try {
      return Site.parse(yaml, "pasvport.yaml", HOST).site();
    } catch (SiteException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static Plan plan(String yaml) {
    return plan(yaml, HOST);
  }

  /** The plan for a host that has its IPv4 address alone. */
  static Plan planWithoutIpv6(String yaml) {
    return plan(yaml, new Host(ADDRESSES.subList(0, 1)));
  }

  private static Plan plan(String yaml, HostAddresses host) {
    try {
      return Plan.of(site(yaml), host);
    } catch (PlanRefusedException e) {
      throw new AssertionError(e.key() + ": " + e.reason(), e);
    }
  }

  /** The needs of a hop, one a line: purpose, family, clients, server, ports, source port. */
  static List<String> needs(Plan plan, int hop) {
    return plan.hops().get(hop).needs().needs().stream().map(Planned::line).toList();
  }

  /** What a hop translates, one a line. */
  static List<String> translations(Plan plan, int hop) {
    return needsOf(plan, hop).translations().stream().map(Planned::line).toList();
  }

  static HopNeeds needsOf(Plan plan, int hop) {
    return plan.hops().get(hop).needs();
  }

  private static String line(Need need) {
    return "%s %s from %s to %s:%s%s (%s)"
        .formatted(
            need.purpose(),
            need.family(),
            need.clients().isEmpty() ? "any" : need.clients(),
            need.server().map(HostText::written).orElse("host"),
            need.ports(),
            need.sourcePort().map(port -> " source " + port).orElse(""),
            need.reason());
  }

  private static String line(Translation translation) {
    return "%s %s:%s to %s:%s"
        .formatted(
            translation.purpose(),
            HostText.written(translation.outside()),
            translation.outsidePorts(),
            HostText.written(translation.inside()),
            translation.insidePorts());
  }
}
