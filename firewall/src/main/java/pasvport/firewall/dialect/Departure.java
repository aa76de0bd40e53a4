package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Translation;

/**
 * The server's connections for active data, which leave a hop that translates from an outside
 * address.
 */
record Departure(Need need, InetAddress server, InetAddress outside) {

  /** One for each outward need whose source is translated. */
  static List<Departure> of(HopNeeds hop) {
    return hop.outward().stream().flatMap(need -> of(hop, need).stream()).toList();
  }

  /** That of an outward need; empty if it leaves from the server's own address. */
  static Optional<Departure> of(HopNeeds hop, Need need) {
    return hop.place() == Place.HOST || !need.purpose().isOutward()
        ? Optional.empty()
        : need.server()
            .flatMap(server -> outside(hop, server))
            .map(translation -> new Departure(need, translation.inside(), translation.outside()));
  }

  private static Optional<Translation> outside(HopNeeds hop, InetAddress server) {
    return hop.translations().stream().filter(each -> each.inside().equals(server)).findFirst();
  }

  /** The outside address, or else the server's own. */
  static Optional<InetAddress> source(HopNeeds hop, Need need) {
    return of(hop, need).map(Departure::outside).or(need::server);
  }
}
