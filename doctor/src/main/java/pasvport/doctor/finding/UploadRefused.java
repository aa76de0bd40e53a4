package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Sftp;

/** The server takes no file. */
final class UploadRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "upload-refused",
          "–",
          Severity.WARNING,
          "the server refuses the upload that was asked for",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return byFtp(facts)
        .or(() ->
            facts.sftps().stream()
                .filter(sftp -> sftp.failedAt(Sftp.Step.UPLOAD) && sftp.refused())
                .findFirst()
                .map(sftp -> finding(sftp.said(), sftp.shown())));
  }

  private static Finding finding(String said, String evidence) {
    return KIND.finding(Certainty.PROVED, "The server takes no file here: %s".formatted(said))
        .because(evidence)
        .remedy(
            "Name a folder that this user may write to, ending in a slash: ftp://host/folder/.");
  }

  private static Optional<Finding> byFtp(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.content() == Content.UPLOAD
                && transfer.begun().refused()
                && !Seen.says(transfer.begun(), "425"))
        .findFirst()
        .map(transfer -> finding(transfer.begun().shown(), Evidence.of(transfer)));
  }
}
