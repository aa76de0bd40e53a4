package pasvport.app;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import pasvport.doctor.ends.Kinds;
import pasvport.doctor.finding.Catalogue;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Kind;

/** Everything that {@code pasvport test} can find. */
final class TestCatalogue {
  private TestCatalogue() {}

  /** Aligned, a line each. */
  static String text() {
    return Stream.concat(Catalogue.kinds().stream(), Kinds.all().stream())
        .map(kind ->
            "%-28s%-10s%-20s%s"
                .formatted(kind.id(), kind.severity(), certainties(kind), kind.meaning()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  static String certainties(Kind kind) {
    return kind.certainties().stream().map(Certainty::toString).collect(Collectors.joining(", "));
  }
}
