package pasvport.firewall.plan;

import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.HopNeeds;
import pasvport.site.HostAddresses;
import pasvport.site.ServerSettings;
import pasvport.site.Site;

/**
 * What must be done for a site so that FTP gets through, with the smallest opening.
 *
 * @param profile how it gets through
 * @param reason why that way, a clause
 * @param hops the firewalls from the clients to the end of the path, at least one
 */
public record Plan(Profile profile, String reason, List<Hop> hops) {

  public Plan {
    hops = List.copyOf(hops);
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
    return new Plan(
        choice.profile(), choice.reason(), new Walk(path, end, choice.profile()).hops());
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
