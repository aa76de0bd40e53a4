package pasvport.firewall.dialect;

import java.util.List;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;

/**
 * Clients inside that use an outside address: the destination is translated, and the source too, or
 * the server would answer them directly and they would not know it.
 */
record Hairpin(Network network, Translation translation) {

  static List<Hairpin> of(HopNeeds hop) {
    return hop.place() == Place.HOST
        ? List.of()
        : hop.hairpin().stream()
            .flatMap(network ->
                hop.translations().stream()
                    .filter(each -> each.family() == Family.of(network.address()))
                    .map(each -> new Hairpin(network, each)))
            .toList();
  }

  /** {@code hairpin: FTP control}. */
  String remark() {
    return "hairpin: " + translation.purpose().text();
  }

  Family family() {
    return translation.family();
  }
}
