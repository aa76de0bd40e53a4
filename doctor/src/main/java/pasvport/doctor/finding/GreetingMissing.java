package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Addresses;
import pasvport.doctor.fact.Facts;
import pasvport.doctor.fact.Protection;

/** The connection stands and nobody speaks. */
final class GreetingMissing implements Check {
  private static final Kind KIND =
      Kind.of(
          "greeting-missing",
          "A7, F3",
          Severity.FAULT,
          "the control connection stands and no greeting comes",
          Certainty.LIKELY);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts.sessions().stream()
        .filter(session -> session.connected().open() && session.greeting().silence())
        .filter(_ ->
            facts.sessions().stream()
                .noneMatch(session ->
                    session.protection() == Protection.IMPLICIT && session.secured().done()))
        .findFirst()
        .map(session ->
            KIND.finding(
                    Certainty.LIKELY,
                    "%s takes the connection and says nothing. A proxy or NAT before a dead server does that, and so does a server that is out of processes."
                        .formatted(Addresses.shown(session.peer())))
                .because(Evidence.greeting(session))
                .remedy(
                    "On the server: does it run, and does it greet a connection from itself (nc -v 127.0.0.1 %d)?"
                        .formatted(session.peer().getPort()))
                .affecting(Effects.all("times out")));
  }
}
