package pasvport.firewall.dialect;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.firewall.need.Translation;
import pasvport.site.Network;

/**
 * Names of the address objects that appliances want: {@code PASVPORT-EDGE-CLIENTS4}, {@code
 * PASVPORT-EDGE-SERVER4}, {@code PASVPORT-EDGE-OUTSIDE4}; a second of a kind ends with {@code -2}.
 */
final class ObjectNames {

  private final String stem;
  private final ClientSets sets;
  private final Map<InetAddress, String> hosts = new LinkedHashMap<>();

  private ObjectNames(String stem, ClientSets sets) {
    this.stem = stem;
    this.sets = sets;
  }

  static ObjectNames of(String hopName, HopNeeds hop) {
    var names = new ObjectNames(Opening.stem(hopName), ClientSets.of(hop));
    hop.needs().stream()
        .flatMap(need -> need.server().stream())
        .forEach(server -> names.add(server, "SERVER"));
    hop.translations().stream()
        .map(Translation::outside)
        .forEach(outside -> names.add(outside, "OUTSIDE"));
    return names;
  }

  /** The set of a need's clients; empty, anyone. */
  Optional<String> clients(Need need) {
    return sets.name(need).map(this::named);
  }

  String host(InetAddress address) {
    return Objects.requireNonNull(hosts.get(address));
  }

  void forEachClients(BiConsumer<String, List<Network>> action) {
    sets.forEach((set, networks) -> action.accept(named(set), networks));
  }

  void forEachHost(BiConsumer<String, InetAddress> action) {
    hosts.forEach((address, name) -> action.accept(name, address));
  }

  private void add(InetAddress address, String kind) {
    if (!hosts.containsKey(address)) {
      var start =
          switch (Family.of(address)) {
            case IPV4 -> stem + "-" + kind + "4";
            case IPV6 -> stem + "-" + kind + "6";
          };
      var taken = hosts.values().stream().filter(name -> name.startsWith(start)).count();
      hosts.put(address, taken == 0 ? start : start + "-" + (taken + 1));
    }
  }

  private String named(String set) {
    return stem + "-" + set.toUpperCase(Locale.ROOT);
  }
}
