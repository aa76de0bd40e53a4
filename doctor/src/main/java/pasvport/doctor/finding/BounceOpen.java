package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server would connect to others on a client's word. */
final class BounceOpen implements Check {
  private static final Kind KIND =
      Kind.of(
          "bounce-open",
          "D14",
          Severity.WARNING,
          "the server accepts PORT with an address that is not the client's",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .bounce()
        .filter(reply -> reply.is(2))
        .map(reply ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The server accepts PORT with an address that is not this client's; it can be used to reach other hosts (RFC 2577 section 3). No connection was asked for.")
                .because("PORT 192,0,2,1,195,80 -> " + reply.shown())
                .remedy(
                    "Forbid it: vsftpd port_promiscuous=NO, ProFTPD AllowForeignAddress off, Apache FtpServer <active ip-check=\"true\"/>, IIS matchClientAddressForPort true."));
  }
}
