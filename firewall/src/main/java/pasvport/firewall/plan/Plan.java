package pasvport.firewall.plan;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Purpose;
import pasvport.site.HostAddresses;
import pasvport.site.PortRange;
import pasvport.site.ServerSettings;
import pasvport.site.Site;

/**
 * What must be done for a site so that FTP gets through, with the smallest opening.
 *
 * @param profile how it gets through
 * @param reason why that way, a clause
 * @param end what stands at the end of the path: Pasvport, or the server by its name
 * @param hops the firewalls from the clients to the end of the path, at least one
 * @param entries where the clients connect to, one for each family that is served
 * @param changes what must or should change at the server, or in the site, those needed first
 * @param clients what their side must allow and set
 * @param advice what else is good for this network
 * @param findings what is unsafe or does not work, the worst first
 */
public record Plan(
    Profile profile,
    String reason,
    String end,
    List<Hop> hops,
    List<Entry> entries,
    List<Change> changes,
    ClientSide clients,
    List<Advice> advice,
    List<Finding> findings) {

  public Plan {
    hops = List.copyOf(hops);
    entries = List.copyOf(entries);
    changes = List.copyOf(changes);
    advice = List.copyOf(advice);
    findings = List.copyOf(findings);
  }

  /**
   * Where clients of one family connect to.
   *
   * @param family theirs
   * @param address that they use; empty if the site names neither a path nor an address
   * @param ports that they use there, in the order of their importance
   */
  public record Entry(Family family, Optional<InetAddress> address, List<Ports> ports) {

    public Entry {
      ports = List.copyOf(ports);
    }

    /** Ports for one purpose. */
    public record Ports(Purpose purpose, PortRange ports) {}
  }

  /** Whether anything must be changed so that transfers work, as far as the site tells. */
  public boolean needsChange() {
    return changes.stream().anyMatch(Change::isNeeded)
        || findings.stream().anyMatch(finding -> finding.lint().weight() == Lint.Weight.DEFECT);
  }

  /**
   * A firewall on the path.
   *
   * @param needs what it must do
   * @param dialect its language, as the site names it; empty if it does not
   * @param key of the site that describes it; without meaning if the site names no path
   */
  public record Hop(HopNeeds needs, Optional<String> dialect, String key) {}

  /** The same for the host that this program runs on. */
  public static Plan of(Site site) throws PlanRefusedException {
    return of(site, HostAddresses.ofThisHost());
  }

  /**
   * Plans for a site.
   *
   * @param host the one that the site is for, whose addresses stand in where the site names none
   * @throws PlanRefusedException if nothing that works can be planned
   */
  public static Plan of(Site site, HostAddresses host) throws PlanRefusedException {
    var choice = Choice.of(site, host);
    var end = end(site, choice.profile(), host);
    var path = site.path().isEmpty() ? List.of(Walk.host()) : site.path();
    var way = new Walk(path, end, choice.profile()).back();
    var draft =
        new Draft(
            site,
            site.serverSettings().orElseGet(ServerSettings::unknown),
            host,
            choice,
            way.hops(),
            way.front());
    return new Plan(
        choice.profile(),
        choice.reason(),
        title(draft),
        way.hops(),
        entries(draft),
        Changes.of(draft),
        ClientSide.of(draft),
        Advisor.of(draft),
        Lints.of(draft));
  }

  private static String title(Draft draft) {
    return switch (draft.profile()) {
      case GATEWAY -> "Pasvport";
      case STATIC, HELPER -> ServerManual.of(draft.settings()).title();
    };
  }

  private static List<Entry> entries(Draft draft) {
    return draft.front().stream()
        .filter(Leg::isServed)
        .map(leg ->
            new Entry(
                leg.family(),
                leg.target(),
                leg.services().stream()
                    .map(service -> new Entry.Ports(service.purpose(), service.ports()))
                    .toList()))
        .toList();
  }

  private static PathEnd end(Site site, Profile profile, HostAddresses host)
      throws PlanRefusedException {
    var settings = site.serverSettings().orElseGet(ServerSettings::unknown);
    return switch (profile) {
      case GATEWAY -> GatewayEnd.of(site, host);
      case STATIC -> ServerEnd.withRange(site, site.server().orElseThrow(), settings, host);
      case HELPER -> ServerEnd.withHelper(site, site.server().orElseThrow(), settings, host);
    };
  }
}
