package pasvport.doctor.finding;

import java.util.Optional;
import pasvport.doctor.fact.Facts;

/** The name has no address. */
final class NameNotFound implements Check {
  private static final Kind KIND =
      Kind.of(
          "name-not-found", "–", Severity.UNTESTED, "the name has no address", Certainty.PROVED);

  @Override
  public Kind kind() {
    return KIND;
  }

  @Override
  public Optional<Finding> examine(Facts facts) {
    return facts
        .lookup()
        .failure()
        .map(failure ->
            KIND.finding(
                    Certainty.PROVED,
                    "%s cannot be looked up: %s.".formatted(facts.target().host(), failure))
                .remedy("Correct the name, or give the address.")
                .affecting(Effects.all("cannot find the server")));
  }
}
