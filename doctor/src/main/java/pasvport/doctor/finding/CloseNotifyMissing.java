package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** TLS on data connections is not ended as it should be. */
final class CloseNotifyMissing implements Check {
  private static final Kind KIND =
      Kind.of(
          "close-notify-missing",
          "E6",
          Severity.WARNING,
          "data connections end without TLS's close_notify",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.worked() && transfer.closeNotify().filter(seen -> !seen).isPresent())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The data was whole, and the server ended the connection without close_notify; strict clients take that for an attack (RFC 8446 section 6.1).")
                .because(Evidence.of(transfer))
                .remedy("Update the server.")
                .affecting(
                    List.of(
                        new Effect(
                            Client.FILEZILLA, false, "GnuTLS error -110, non-properly terminated"),
                        new Effect(Client.CURL, true, "takes the reply's word"),
                        new Effect(Client.LFTP, true, "does not look"),
                        new Effect(Client.PYTHON, true, "does not look"),
                        new Effect(Client.JAVA, true, "does not look"))));
  }
}
