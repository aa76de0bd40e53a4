package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The server greets with a no. */
final class ClientRefused implements Check {
  private static final Kind KIND =
      Kind.of(
          "client-refused",
          "A5",
          Severity.FAULT,
          "the server refuses this client, or any more of them",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.greeting().refused())
        .filter(_ -> Seen.greeted(facts).findAny().isEmpty())
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.PROVED,
                    "The server refuses instead of greeting: %s"
                        .formatted(session.greeting().shown()))
                .because(Evidence.greeting(session))
                .remedy(
                    session.greeting().says("too many")
                        ? Settings.moreClients(facts.product())
                        : "Let the client address %s in: hosts.allow and hosts.deny, the server's own access lists."
                            .formatted(Doors.clientOf(session)))
                .affecting(Effects.all("refused")));
  }
}
