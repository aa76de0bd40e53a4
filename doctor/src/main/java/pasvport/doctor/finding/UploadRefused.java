package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;

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
    return facts
        .transfers(transfer ->
            transfer.content() == Content.UPLOAD
                && transfer.begun().refused()
                && !Seen.says(transfer.begun(), "425"))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server takes no file here: %s".formatted(transfer.begun().shown()))
                .because(Evidence.of(transfer))
                .remedy(
                    "Name a folder that this user may write to, ending in a slash: ftp://host/folder/."));
  }
}
