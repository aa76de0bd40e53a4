package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Packets that not every client takes. */
final class SftpPacketsLarge implements Check {
  private static final Kind KIND =
      Kind.of(
          "sftp-packets-large",
          "G4",
          Severity.NOTE,
          "the server answers in packets that are longer than every client must take",
          Certainty.PROVED);

  /** RFC 4253 section 6.1 and draft-ietf-secsh-filexfer-02 section 3. */
  private static final int MUST_TAKE = 34_000;

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sftps().stream()
        .filter(sftp -> sftp.longest() > MUST_TAKE)
        .findFirst()
        .map(sftp ->
            KIND.finding(
                    Certainty.PROVED,
                    "The listing of %d entries came in packets of up to %d bytes. All clients must take %d; some take no more and end the session (\"Packet length %2$d exceeds max length of 34000\")."
                        .formatted(sftp.entries(), sftp.longest(), MUST_TAKE))
                .because("%s: longest packet %d bytes".formatted(sftp.shown(), sftp.longest()))
                .remedy(
                    "A client that fails so needs a newer version; or divide the folder, or shorten the names in it."));
  }
}
