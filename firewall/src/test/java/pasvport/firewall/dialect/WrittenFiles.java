package pasvport.firewall.dialect;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What a dialect writes for all hops that it can express: dialect, hop, text of each file. */
final class WrittenFiles {

  private WrittenFiles() {}

  static Stream<Arguments> of(String dialect) {
    return Hops.all().keySet().stream()
        .flatMap(hop -> files(dialect, hop).map(file -> Arguments.of(dialect, hop, file.text())));
  }

  private static Stream<Rules.File> files(String dialect, String hop) {
    var needs = Objects.requireNonNull(Hops.all().get(hop));
    try {
      return Dialects.named(dialect).orElseThrow().write(needs).files().stream();
    } catch (NotExpressibleException e) {
      return Stream.of();
    }
  }
}
