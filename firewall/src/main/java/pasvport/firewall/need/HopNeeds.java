package pasvport.firewall.need;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import pasvport.site.Network;

/**
 * All that one hop must do.
 *
 * @param name of the hop: lower-case letters, digits and dashes, begins with a letter, 30 at most
 * @param place where it stands
 * @param outside the interface or zone towards the clients; empty if the site names none
 * @param inside the interface or zone towards the server; empty if the site names none
 * @param needs connections to let through
 * @param translations destination NAT, without meaning on a host
 * @param hairpin networks behind this hop whose clients use the outside address too, so that their
 *     source must be translated as well; of any family
 * @param helperPorts ports of control connections, as the server has them, that the firewall's own
 *     FTP helper reads to let data connections through; empty, none is wanted, and where a firewall
 *     has one switched on by itself it must be switched off for these connections
 * @param rest what becomes of everything else
 * @param keep TCP ports of the host that stay open beside FTP if {@code rest} is {@link Rest#DROP}:
 *     the administrator's way in
 * @param logsDrops whether what is dropped is logged, at a bounded rate
 */
public record HopNeeds(
    String name,
    Place place,
    Optional<String> outside,
    Optional<String> inside,
    List<Need> needs,
    List<Translation> translations,
    List<Network> hairpin,
    List<Integer> helperPorts,
    Rest rest,
    List<Integer> keep,
    boolean logsDrops) {

  public HopNeeds {
    needs = List.copyOf(needs);
    translations = List.copyOf(translations);
    hairpin = List.copyOf(hairpin);
    helperPorts = List.copyOf(helperPorts);
    keep = List.copyOf(keep);
  }

  /** Whether the firewall's own FTP helper is to be used. */
  public boolean usesHelper() {
    return !helperPorts.isEmpty();
  }

  /** Whether any need is of this family. */
  public boolean has(Family family) {
    return needs.stream().anyMatch(need -> need.family() == family);
  }

  /** The needs of one family. */
  public List<Need> needs(Family family) {
    return needs.stream().filter(need -> need.family() == family).toList();
  }

  /** Connections that clients open. */
  public List<Need> inward() {
    return needs.stream().filter(Predicate.not(need -> need.purpose().isOutward())).toList();
  }

  /** Connections that the server opens. */
  public List<Need> outward() {
    return needs.stream().filter(need -> need.purpose().isOutward()).toList();
  }
}
