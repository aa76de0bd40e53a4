package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** A transfer began and did not end well. */
final class TransferBroken implements Check {
  private static final Kind KIND =
      Kind.of(
          "transfer-broken",
          "F2",
          Severity.FAULT,
          "transfers begin and are broken off",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.content() != Content.NOTHING
                && transfer.begun().is(1)
                && transfer.connected().open())
        .filter(transfer -> transfer.end() == Transfer.End.RESET || transfer.finished().refused())
        .filter(transfer -> !transfer.encrypted() && !ListingRefused.refused(transfer))
        .filter(_ -> Seen.saying(facts, DataFromOtherAddress.TEXTS).isEmpty())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "A transfer begins and is broken off after %d bytes."
                        .formatted(transfer.bytes()))
                .because(Evidence.of(transfer))
                .remedy(
                    "The server's log of this minute says whether it broke off (quota, disk, time); if not, a device on the way did.")
                .affecting(Effects.all("transfers fail")));
  }
}
