package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** The server has no passive mode. */
final class PassiveDisabled implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-disabled",
          "C24",
          Severity.FAULT,
          "the server refuses passive mode",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var refused = Seen.by(facts, Mode.PASV, Mode.EPSV).toList();
    return refused.isEmpty()
            || !refused.stream().allMatch(transfer -> transfer.arranged().refused())
            || Seen.saying(facts, "OOPS", "busy").isPresent()
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "The server refuses PASV and EPSV: %s"
                        .formatted(refused.getFirst().arranged().shown()))
                .because(refused.stream().map(Evidence::of))
                .remedy(Settings.passive(facts.product()))
                .affecting(Effects.without(facts, refused.getFirst())));
  }
}
