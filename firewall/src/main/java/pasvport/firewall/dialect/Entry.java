package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Place;
import pasvport.firewall.need.Translation;
import pasvport.site.PortRange;

/**
 * Where clients connect to: before destination translation, for languages whose filter comes first.
 *
 * @param address the outside address, or the server's own; empty, any of the host
 * @param ports as clients know them
 */
record Entry(Optional<InetAddress> address, PortRange ports) {

  /** Where the clients of a need connect to: several, if there are several outside addresses. */
  static List<Entry> of(HopNeeds hop, Need need) {
    var translated = translated(hop, need);
    return translated.isEmpty()
        ? List.of(new Entry(need.server(), need.ports()))
        : translated.stream()
            .map(each -> new Entry(Optional.of(each.outside()), each.outsidePorts()))
            .toList();
  }

  /** The translations that lead to what a need lets through; none on a host. */
  static List<Translation> translated(HopNeeds hop, Need need) {
    return hop.place() == Place.HOST || need.purpose().isOutward()
        ? List.of()
        : hop.translations().stream()
            .filter(each ->
                each.family() == need.family()
                    && need.server().map(each.inside()::equals).orElse(true)
                    && each.insidePorts().equals(need.ports()))
            .toList();
  }
}
