package pasvport.firewall.dialect;

import java.util.Optional;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;

/**
 * The interfaces or zones that rules are bound to, for languages that cannot do without.
 *
 * @param outside towards the clients
 * @param inside towards the server; empty on its host
 */
record Ends(String outside, Optional<String> inside) {

  static Ends of(Dialect dialect, HopNeeds hop) throws NotExpressibleException {
    return new Ends(
        Names.neededOutside(dialect, hop),
        hop.place() == Place.HOST
            ? Optional.empty()
            : Optional.of(Names.neededInside(dialect, hop)));
  }
}
