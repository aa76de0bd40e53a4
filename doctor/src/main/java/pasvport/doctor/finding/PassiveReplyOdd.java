package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** A 229 can be read by a lenient client and not by a strict one. */
final class PassiveReplyOdd implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-reply-odd",
          "C25",
          Severity.WARNING,
          "the reply to EPSV is not in the standard's form",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.EPSV)
        .filter(transfer -> transfer.arranged().is(2) && transfer.port().isPresent())
        .filter(
            transfer -> !transfer.arranged().shown().matches("229 .*\\(([!-~])\\1\\1\\d+\\1\\).*"))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The reply to EPSV is not in the form of RFC 2428, section 3: %s"
                        .formatted(transfer.arranged().shown()))
                .because(Evidence.of(transfer))
                .remedy("Update the server, or the proxy that writes this reply.")
                .affecting(
                    List.of(
                        new Effect(
                            Client.CURL, false, "Weirdly formatted EPSV reply; --disable-epsv"),
                        new Effect(Client.FILEZILLA, true, "asks for PASV over IPv4"))));
  }
}
