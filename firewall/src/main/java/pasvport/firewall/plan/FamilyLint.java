package pasvport.firewall.plan;

import java.util.stream.Stream;
import pasvport.firewall.need.Family;

/** A family of addresses that one hop opens and another does not. */
final class FamilyLint {

  private FamilyLint() {}

  static Stream<Finding> leftOut(Lint lint, Draft draft) {
    var isServed =
        draft.hops().getLast().needs().has(Family.IPV6)
            && draft.front().stream()
                .anyMatch(leg -> leg.family() == Family.IPV6 && leg.isServed());
    return isServed
        ? draft.hops().stream()
            .filter(hop -> !hop.needs().has(Family.IPV6))
            .limit(1)
            .map(hop ->
                new Finding(
                    lint,
                    hop.key(),
                    "IPv6 is served at the end of the path, and no address leads %s there: it stays"
                            .formatted(hop.needs().name())
                        + " closed, if this firewall filters IPv6 at all.",
                    "Write the IPv6 address in listen, or make sure that its IPv6 rules drop."))
        : Stream.empty();
  }
}
