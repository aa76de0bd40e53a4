package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Facts;

/** The server refuses what it was asked for. */
final class ListingRefused implements Check {
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

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .transfers(transfer ->
            transfer.content() == Content.LISTING
                && Seen.says(transfer.begun(), "550", "553", "450"))
        .filter(_ -> !Seen.passiveWorked(facts) && !Seen.activeWorked(facts))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server refuses the listing: %s".formatted(transfer.begun().shown()))
                .because(Evidence.of(transfer))
                .remedy(
                    "Name a folder that this user may list, ending in a slash, or a file: ftp://host/folder/."));
  }
}
