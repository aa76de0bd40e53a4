package pasvport.firewall.dialect;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each dialect writes each hop as its golden file has it; {@code -Drefresh=true} writes those files
 * anew, to be read before they are committed.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of(System.getProperty("basedir", "."), "src/test/golden");

  static Stream<Arguments> hops() {
    return Dialects.all().stream()
        .flatMap(
            dialect -> Hops.all().keySet().stream().map(hop -> Arguments.of(dialect.name(), hop)));
  }

  @ParameterizedTest
  @MethodSource("hops")
  void rules_are_as_their_golden_file_has_them(String dialect, String hop) throws IOException {
    var file = GOLDEN.resolve(dialect).resolve(hop);
    var found = written(Dialects.named(dialect).orElseThrow(), hop);
    if (Boolean.getBoolean("refresh")) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, found);
      return;
    }
    assertThat(found).isEqualTo(Files.readString(file));
  }

  private static String written(Dialect dialect, String hop) {
    try {
      var rules = dialect.write(Objects.requireNonNull(Hops.all().get(hop)));
      return Stream.of(
              rules.files().stream().map(file -> "=== " + file.name() + "\n" + file.text()),
              rules.load().stream().map(line -> "load: " + line + "\n"),
              rules.notes().stream().map(line -> "note: " + line + "\n"))
          .flatMap(part -> part)
          .collect(joining());
    } catch (NotExpressibleException e) {
      return "refused: %s\nremedy: %s\n".formatted(e.getMessage(), e.remedy());
    }
  }
}
