package pasvport.doctor.finding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** Something does not work, and no other kind of finding says why. */
final class Unexplained {
  static final Kind KIND =
      Kind.of(
          "unexplained",
          "–",
          Severity.FAULT,
          "something does not work, and nothing that was observed says why",
          Certainty.CANNOT_TELL);

  private Unexplained() {}

  /** Whether it says why active mode does not work. */
  private static boolean tellsOfActive(Finding finding) {
    return finding.id().equals("nat64")
        || (finding.id().startsWith("active-") && !finding.id().equals("active-not-from-port-20"));
  }

  static Optional<Finding> examine(Facts facts, List<Finding> found) {
    var failing = Way.all(facts).stream().filter(way -> way.state() == Way.State.FAILS).toList();
    boolean passive = failing.stream().anyMatch(Way::passive);
    boolean explained =
        found.stream()
            .anyMatch(finding ->
                finding.severity().compareTo(Severity.WARNING) < 0
                    || (failing.isEmpty() && finding.severity() == Severity.WARNING)
                    || (!passive && tellsOfActive(finding)));
    boolean nothing =
        facts.sshes().stream().noneMatch(ssh -> ssh.key())
            && Way.all(facts).stream().noneMatch(way -> way.state() == Way.State.WORKS);
    var sftp = facts.sftps().stream().filter(each -> each.failed().isPresent()).findFirst();
    return explained || !(nothing || !failing.isEmpty() || sftp.isPresent())
        ? Optional.empty()
        : Optional.of(
            KIND.finding(
                    Certainty.CANNOT_TELL,
                    sftp.isPresent()
                        ? "SFTP stops at the %s: %s."
                            .formatted(
                                sftp.get().failed().orElseThrow().name().toLowerCase(Locale.ROOT),
                                sftp.get().said())
                        : failing.isEmpty()
                            ? "The test came to no data connection, and nothing that was seen says why."
                            : "%s does not work, and nothing that was seen says why."
                                .formatted(failing.getFirst().words()))
                .because(facts.transfers(transfer -> !transfer.worked()).map(Evidence::of))
                .because(sftp.stream().map(each -> each.shown() + ": " + each.said()))
                .because(facts.sessions().stream().map(Evidence::greeting))
                .remedy(
                    "Run the same test beside the server: what works there is stopped on the way, what does not is the server's.",
                    "The server's log of this minute shows how the server saw it."));
  }
}
