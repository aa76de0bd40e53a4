package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Mode;

/** The server has no active mode. */
final class ActiveDisabled implements Check {
  private static final Kind KIND =
      Kind.of(
          "active-disabled",
          "D7",
          Severity.NOTE,
          "the server refuses active mode",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    var port =
        Seen.by(facts, Mode.PORT, Mode.EPRT)
            .filter(transfer ->
                !(transfer.arranged() instanceof Heard.NotAsked)
                    && !Addresses.isNat64(transfer.peer().getAddress()))
            .toList();
    return port.isEmpty()
            || !port.stream().allMatch(transfer -> transfer.arranged().refused())
            || port.stream()
                .anyMatch(transfer ->
                    Seen.says(transfer.arranged(), ActiveAddressRefused.TEXTS)
                        || Seen.says(transfer.arranged(), ActivePortRewritten.TEXTS))
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.PROVED,
                    "The server refuses active mode: %s"
                        .formatted(port.getFirst().arranged().shown()))
                .because(port.stream().map(Evidence::of))
                .remedy("If clients need it: %s".formatted(Settings.active(facts.product())))
                .affecting(Effects.NO_ACTIVE));
  }
}
