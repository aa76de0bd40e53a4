package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;
import pasvport.doctor.fact.Scheme;

/** The port expects TLS from the first byte. */
final class ImplicitTls implements Check {
  private static final Kind KIND =
      Kind.of(
          "implicit-tls",
          "A7",
          Severity.FAULT,
          "the port expects TLS from the first byte",
          Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.target().scheme() == Scheme.FTPS
        ? Optional.empty()
        : facts.sessions().stream()
            .filter(
                session -> session.protection() == Protection.IMPLICIT && session.secured().done())
            .findFirst()
            .map(session ->
                KIND.finding(
                        Certainty.PROVED,
                        "%s waits for TLS before it greets (implicit TLS)."
                            .formatted(Addresses.shown(session.peer())))
                    .because(
                        session.shown()
                            + ": "
                            + session.secured().shown()
                            + ", then "
                            + session.greeting().shown())
                    .remedy("Use %s".formatted(Doors.url(facts, Scheme.FTPS, session)))
                    .affecting(Effects.all("hangs, unless set to implicit TLS")));
  }
}
