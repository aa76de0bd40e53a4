package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;
import pasvport.doctor.fact.Transfer;

/** PASV ends the session. */
final class PassiveCut implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-cut",
          "C14",
          Severity.FAULT,
          "the session ends at PASV or EPSV",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PASV, Mode.EPSV)
        .filter(transfer -> transfer.arranged().closed())
        .filter(_ -> Seen.saying(facts, "OOPS").isEmpty())
        .filter(transfer -> !answered(facts, transfer))
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "The session ends as soon as %s is asked. Inspection of FTP does that when the reply names an address that is not the server's own (Cisco ASA: syslog 406002 and 507003), and a server that crashes."
                        .formatted(transfer.mode()))
                .because(Evidence.of(transfer))
                .remedy(
                    "If the server is set to announce another address than its own and the device before it inspects FTP: take one of the two away.",
                    "Else look in the server's log for the end of its process.")
                .affecting(Effects.without(facts, transfer)));
  }

  /** Whether the same was answered at another time: then it is not for that that a session ends. */
  private static boolean answered(Facts facts, Transfer cut) {
    return Seen.by(facts, cut.mode())
        .anyMatch(each -> each.protection() == cut.protection() && each.arranged().is(2));
  }
}
