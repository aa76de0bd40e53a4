package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;
import pasvport.doctor.fact.Transfer;

/** The server refuses what it was asked for. */
final class ListingRefused implements Check {
  private static final String[] CODES = {"450", "550", "553"};

  private static final Kind KIND =
      Kind.of(
          "listing-refused",
          "–",
          Severity.UNTESTED,
          "the server refuses to list what was asked for",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  /** Some servers open the data connection first, and say it then. */
  static boolean refused(Transfer transfer) {
    return transfer.content() == Content.LISTING
        && transfer.bytes() == 0
        && (Seen.says(transfer.begun(), CODES) || Seen.says(transfer.finished(), CODES));
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return byFtp(facts)
        .or(() ->
            facts.sftps().stream()
                .filter(sftp -> sftp.failedAt(Sftp.Step.LISTING) && sftp.refused())
                .findFirst()
                .map(sftp -> finding(sftp.said(), sftp.shown())));
  }

  private static Finding finding(String said, String evidence) {
    return KIND.finding(Certainty.PROVED, "The server refuses the listing: %s".formatted(said))
        .because(evidence)
        .remedy(
            "Name a folder that this user may list, ending in a slash, or a file: ftp://host/folder/.");
  }

  private static Optional<Finding> byFtp(Facts facts) {
    return facts
        .transfers(ListingRefused::refused)
        .filter(_ -> !Seen.passiveWorked(facts) && !Seen.activeWorked(facts))
        .findFirst()
        .map(transfer ->
            finding(
                (transfer.begun().refused() ? transfer.begun() : transfer.finished()).shown(),
                Evidence.of(transfer)));
  }
}
