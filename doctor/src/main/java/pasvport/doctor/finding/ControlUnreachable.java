package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Connected;
import pasvport.doctor.fact.Facts;

/** ICMP says that there is no way to the control port. */
final class ControlUnreachable implements Check {
  private static final Kind KIND =
      Kind.of(
          "control-unreachable",
          "A3",
          Severity.FAULT,
          "ICMP says that the control port cannot be reached",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Doors.shut(facts, Connected.Unreachable.class)
        .map(door ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The way to %s is closed: a router or firewall says so by ICMP."
                        .formatted(Addresses.shown(door.peer())))
                .because(door.evidence())
                .remedy(
                    "If other ports of this address answer, a firewall rejects port %d (nft: reject with icmp): open it."
                        .formatted(door.peer().getPort()),
                    "If none does, the route is missing: correct the address or the routing.")
                .affecting(Effects.all("no route to host")));
  }
}
