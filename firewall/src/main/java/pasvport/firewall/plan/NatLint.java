package pasvport.firewall.plan;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pasvport.firewall.need.Family;
import pasvport.site.Advertise;
import pasvport.site.HostText;
import pasvport.site.Network;

/** Addresses that do not fit each other. */
final class NatLint {

  private NatLint() {}

  /** One reply names one address. */
  static Stream<Finding> secondAddress(Lint lint, Draft draft) {
    return draft.hops().stream()
        .flatMap(hop -> {
          var outside =
              hop.needs().translations().stream()
                  .filter(translation -> translation.family() == Family.IPV4)
                  .map(translation -> translation.outside())
                  .distinct()
                  .toList();
          return outside.size() > 1 && isOutermost(draft, hop)
              ? Stream.of(
                  new Finding(
                      lint,
                      hop.key() + ".outside-addresses",
                      "Clients of %s are told %s in reply to PASV, because one reply names one address."
                          .formatted(
                              HostText.written(outside.get(1)),
                              HostText.written(outside.getFirst())),
                      "Give each address an entry of its own, or tell clients apart with"
                          + " passive.address-for."))
              : Stream.empty();
        });
  }

  private static boolean isOutermost(Draft draft, Plan.Hop hop) {
    return draft.hops().stream()
        .filter(other -> !other.needs().translations().isEmpty())
        .findFirst()
        .filter(hop::equals)
        .isPresent();
  }

  static Stream<Finding> name(Lint lint, Draft draft) {
    var gateway = draft.profile() == Profile.GATEWAY;
    var announced = gateway ? draft.site().passive().address() : draft.settings().announces();
    return announced instanceof Advertise.Name(var name) && draft.isTranslated()
        ? Stream.of(
            new Finding(
                lint,
                gateway ? "passive.address" : "server-settings.announces",
                "Clients are told the address of %s as the server looks it up, which may be the"
                        .formatted(name)
                    + " inside one.",
                "Look it up on the server itself, or write %s."
                    .formatted(
                        draft.entry(Family.IPV4).map(HostText::written).orElse("the address"))))
        : Stream.empty();
  }

  /** Clients that turn round at a hop come from inside, and must be let in like others. */
  static Stream<Finding> hairpinClosed(Lint lint, Draft draft) {
    return draft.hops().stream()
        .flatMap(hop ->
            IntStream.range(0, hop.needs().hairpin().size())
                .filter(index ->
                    !admits(draft.site().access().allow(), hop.needs().hairpin().get(index)))
                .mapToObj(index ->
                    new Finding(
                        lint,
                        "%s.hairpin[%d]".formatted(hop.key(), index),
                        "Clients of %s turn round here and are not let in."
                            .formatted(hop.needs().hairpin().get(index)),
                        "Name the network in access.allow too.")));
  }

  private static boolean admits(List<Network> allow, Network network) {
    return allow.isEmpty() || allow.stream().anyMatch(allowed -> allowed.contains(network));
  }
}
