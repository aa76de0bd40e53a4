package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Mode;

/** PASV is answered by silence. */
final class PassiveUnanswered implements Check {
  private static final Kind KIND =
      Kind.of(
          "passive-unanswered",
          "C13",
          Severity.FAULT,
          "PASV or EPSV is never answered, though the session lives",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.by(facts, Mode.PASV, Mode.EPSV)
        .filter(transfer -> transfer.arranged().silence())
        .findFirst()
        .map(transfer ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s gets no reply although the session lives. A connection tracking helper on the way drops replies that it cannot read or rewrite."
                        .formatted(transfer.mode()))
                .because(Evidence.of(transfer))
                .remedy(
                    "On the firewall: the kernel's log has conntrack_ftp: partial 227 or cannot mangle packet; take the helper away (nft list ruleset, ct helper).",
                    "The server's log shows whether it sent the reply.")
                .affecting(Effects.without(facts, transfer)));
  }
}
