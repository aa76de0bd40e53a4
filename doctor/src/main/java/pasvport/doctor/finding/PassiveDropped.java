package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** What goes to passive ports vanishes. */
final class PassiveDropped implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-dropped",
          "C1, C10, C11, C12, C28",
          Severity.FAULT,
          "connections to passive ports are silently dropped",
          Certainty.PROVED,
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var dropped = Lanes.all(facts).filter(Lanes.Lane::dropped).toList();
    if (dropped.isEmpty() || TlsBlindsHelper.applies(facts) || PassiveIpv6Shut.applies(facts)) {
      return Optional.empty();
    }
    var verdict = Lanes.verdict(facts);
    var transfers = dropped.stream().flatMap(lane -> lane.tries().stream()).toList();
    var peer = Addresses.shown(transfers.getFirst().peer().getAddress());
    return Optional.of(
        KIND.finding(
                verdict.isPresent() ? Certainty.PROVED : Certainty.LIKELY,
                "Passive ports of %s are not reached: the server opens one, and connections to it vanish in a firewall on the way. %s"
                    .formatted(
                        peer,
                        verdict
                            .map(_ -> "The server itself waited and saw nobody come.")
                            .orElse(""))
                    .strip())
            .because(verdict.stream().map(Evidence::of))
            .because(transfers.stream().map(Evidence::of))
            .remedy(Ports.of(transfers.stream()).opening(facts))
            .affecting(Effects.NO_PASSIVE));
  }
}
