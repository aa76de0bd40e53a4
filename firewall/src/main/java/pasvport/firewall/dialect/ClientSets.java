package pasvport.firewall.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import pasvport.firewall.need.Family;
import pasvport.firewall.need.HopNeeds;
import pasvport.firewall.need.Need;
import pasvport.site.Network;

/**
 * Names for the sets of client networks that needs speak of, so that each is written once: {@code
 * clients4} and {@code clients6}, and where needs differ {@code clients4-2}.
 */
final class ClientSets {

  private final Map<List<Network>, String> names = new LinkedHashMap<>();

  private ClientSets() {}

  static ClientSets of(HopNeeds hop) {
    var sets = new ClientSets();
    for (var need : hop.needs()) {
      if (!need.clients().isEmpty() && !sets.names.containsKey(need.clients())) {
        sets.names.put(need.clients(), sets.fresh(need.family()));
      }
    }
    return sets;
  }

  /** The set of a need's clients; empty, anyone. */
  Optional<String> name(Need need) {
    return need.clients().isEmpty()
        ? Optional.empty()
        : Optional.of(Objects.requireNonNull(names.get(need.clients())));
  }

  /** All sets, in the order of the needs. */
  void forEach(BiConsumer<String, List<Network>> action) {
    names.forEach((networks, name) -> action.accept(name, networks));
  }

  private String fresh(Family family) {
    var stem =
        switch (family) {
          case IPV4 -> "clients4";
          case IPV6 -> "clients6";
        };
    var taken = names.values().stream().filter(name -> name.startsWith(stem)).count();
    return taken == 0 ? stem : stem + "-" + (taken + 1);
  }
}
