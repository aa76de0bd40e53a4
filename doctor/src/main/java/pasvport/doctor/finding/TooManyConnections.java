package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The first connection is welcome and a later one is not. */
final class TooManyConnections implements Check {
  private static final Kind KIND =
      Kind.of(
          "too-many-connections",
          "A5, F5",
          Severity.WARNING,
          "of several connections at once, some are refused",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return Seen.greeted(facts).findAny().isEmpty()
        ? Optional.empty()
        : facts.sessions().stream()
            .filter(session ->
                session.greeting().refused()
                    || session.user().reply().filter(reply -> reply.code() == 421).isPresent()
                    || session.password().reply().filter(reply -> reply.code() == 421).isPresent())
            .filter(session -> !TlsDemanded.says(session))
            .filter(session ->
                Seen.says(session.greeting(), "421", "too many", "maximum")
                    || !session.greeting().refused())
            .findFirst()
            .map(session ->
                KIND.finding(
                        Certainty.PROVED,
                        "The server lets in one connection of this address and refuses the next: %s"
                            .formatted(
                                session.greeting().refused()
                                    ? session.greeting().shown()
                                    : session.user().refused()
                                        ? session.user().shown()
                                        : session.password().shown()))
                    .because(Evidence.greeting(session))
                    .remedy(
                        Settings.moreClients(facts.product()),
                        "Clients open two to ten connections at once; many users behind one NAT share an address.")
                    .affecting(Effects.all("transfers of several files at once fail in part")));
  }
}
