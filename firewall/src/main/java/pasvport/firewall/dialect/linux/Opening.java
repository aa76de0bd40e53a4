package pasvport.firewall.dialect.linux;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Purpose;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;

/**
 * Connections that a rule lets through: a need from or to one group of clients.
 *
 * @param peers the clients, no network within another; empty, all of them
 * @param device the interface on the clients' side; empty, any
 * @param translated whether clients know another address than the server's, so that only
 *     connections that were translated are meant
 */
record Opening(Need need, List<Network> peers, Optional<String> device, boolean translated) {

  Opening {
    peers = List.copyOf(peers);
  }

  /**
   * What a hop's rules let through; clients behind it that use its outside address on their own.
   */
  static List<Opening> of(HopNeeds hop) {
    return hop.needs().stream().flatMap(need -> of(need, hop)).toList();
  }

  private static Stream<Opening> of(Need need, HopNeeds hop) {
    boolean translated =
        !need.purpose().isOutward()
            && hop.translations().stream().anyMatch(translation -> leadsTo(need, translation));
    List<Network> clients = Networks.minimal(need.clients());
    var opening = new Opening(need, clients, hop.outside(), translated);
    List<Network> behind = hairpin(hop, need.family());
    boolean alsoFromBehind =
        translated && !behind.isEmpty() && !(clients.isEmpty() && hop.outside().isEmpty());
    return alsoFromBehind
        ? Stream.of(opening, new Opening(need, behind, Optional.empty(), true))
        : Stream.of(opening);
  }

  /** The networks of one family behind a hop that use its outside address. */
  static List<Network> hairpin(HopNeeds hop, Family family) {
    return Networks.minimal(
        hop.hairpin().stream().filter(network -> Family.of(network.address()) == family).toList());
  }

  private static boolean leadsTo(Need need, Translation translation) {
    return need.server().equals(Optional.of(translation.inside()))
        && translation.insidePorts().contains(need.ports().first())
        && translation.insidePorts().contains(need.ports().last());
  }

  Family family() {
    return need.family();
  }

  Optional<InetAddress> server() {
    return need.server();
  }

  boolean isOutward() {
    return need.purpose().isOutward();
  }

  /** Whether the firewall's helper reads this control connection. */
  boolean hasHelper(HopNeeds hop) {
    return need.purpose() == Purpose.CONTROL
        && hop.helperPorts().stream().anyMatch(need.ports()::contains);
  }

  /** Whether clients get there by this translation. */
  boolean isReachedBy(Translation translation) {
    return translated && leadsTo(need, translation);
  }

  /** The same as it is before destination translation. */
  Opening before(List<Translation> translations) {
    return translations.stream()
        .filter(this::isReachedBy)
        .findFirst()
        .map(translation ->
            new Opening(
                new Need(
                    need.purpose(),
                    need.family(),
                    need.clients(),
                    Optional.of(translation.outside()),
                    translation.outsidePorts(),
                    need.sourcePort(),
                    need.reason()),
                peers,
                device,
                translated))
        .orElse(this);
  }

  /** What it is for and which key of the site asks for it, as a comment. */
  String comment() {
    return Comment.of("%s (%s)".formatted(need.purpose().text(), need.reason()));
  }
}
