package pasvport.doctor.finding;

import java.util.List;
import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** SYST is answered with a row of X. */
final class SystemMasked implements Check {
  private static final Kind KIND =
      Kind.of(
          "syst-masked",
          "C15",
          Severity.WARNING,
          "the reply to SYST is masked, as Cisco ASA's FTP inspection does",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session ->
            session
                .system()
                .reply()
                .filter(reply -> reply.shown().matches("215 .*X{4,}.*"))
                .isPresent())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "A firewall on the way masks the reply to SYST. Cisco ASA's FTP inspection does that in its strict form, which also ends sessions that it does not understand.")
                .because(Evidence.reply(session, "SYST", session.system()))
                .remedy(
                    "If sessions end for no reason: no strict in its class map (policy-map global_policy, class inspection_default, inspect ftp).",
                    "Under TLS it sees nothing, and opens nothing: give the server a fixed range of passive ports and open it.")
                .affecting(List.of()));
  }
}
