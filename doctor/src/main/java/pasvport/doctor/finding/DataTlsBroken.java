package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Transfer;

/** TLS works on the control connection and not on data connections. */
final class DataTlsBroken implements Check {
  private static final Kind KIND =
      Kind.of(
          "data-tls-broken",
          "E8, C27",
          Severity.FAULT,
          "the TLS handshake of data connections fails",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer -> transfer.encrypted() && transfer.secured() instanceof Secured.Failed)
        .filter(transfer -> transfer.resuming())
        .filter(_ ->
            facts
                .transfers(each ->
                    each.encrypted() && each.resuming() && each.content() != Content.NOTHING)
                .noneMatch(Transfer::worked))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "Data connections stand, and TLS on them fails, while it works on the control connection: something on the way treats data in another way, or the server demands what this client does not do.")
                .because(Evidence.of(transfer))
                .remedy(
                    "The server's TLS log of this minute names the reason.",
                    "If the server demands session reuse, switch that off for a test: %s"
                        .formatted(Settings.withoutReuse(facts.product())))
                .affecting(Effects.all("log-in works, listings fail")));
  }
}
