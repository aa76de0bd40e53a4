package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Transfer;

/** The data is whole, and the last reply does not come. */
final class FinalReplyMissing implements Check {
  private static final Kind KIND =
      Kind.of(
          "final-reply-missing",
          "F1",
          Severity.FAULT,
          "the data is whole and the last reply never comes",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.end() == Transfer.End.COMPLETE
                && transfer.begun().is(1)
                && (transfer.finished().silence() || transfer.finished().closed()))
        .filter(transfer -> !transfer.encrypted() || transfer.resuming())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The data arrived, and the reply that ends the transfer did not: %s"
                        .formatted(transfer.finished().shown()))
                .because(Evidence.of(transfer))
                .remedy(
                    "If it takes a long transfer: the firewall forgets the idle control connection; let it keep connections for longer, and switch TCP keepalive on in server and clients.")
                .affecting(Effects.all("files are whole, clients hang or start again")));
  }
}
