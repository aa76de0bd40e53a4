package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;

/** The connection is closed before a greeting. */
final class ClosedAtOnce implements Check {
  private static final Kind KIND =
      Kind.of(
          "closed-at-once",
          "A5, A6",
          Severity.FAULT,
          "the control connection is closed before a greeting",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.greeting().closed())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s takes the connection and closes it without a word: an access list (hosts.deny, DenyFilter), a limit, or a proxy without a server behind it."
                        .formatted(Addresses.shown(session.peer())))
                .because(Evidence.greeting(session))
                .remedy(
                    "The server's log of this minute says why; look for the client address %s."
                        .formatted(Doors.clientOf(session)),
                    Settings.moreClients(facts.product()))
                .affecting(Effects.all("connection closed")));
  }
}
