package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules that nothing here can load are made of constructs whose source is written down. */
class ConstructsTest {

  private static final Path GOLDEN = Path.of(System.getProperty("basedir", "."), "src/test/golden");

  static Stream<String> dialects() {
    return Constructs.dialects();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void every_line_of_the_golden_files_is_a_known_construct(String dialect) {
    var constructs = Constructs.of(dialect);
    assertThat(lines(dialect))
        .isNotEmpty()
        .allMatch(
            line ->
                constructs.stream().anyMatch(construct -> construct.line().matcher(line).matches()),
            "is a construct of " + dialect);
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void every_construct_occurs_in_a_golden_file(String dialect) {
    var lines = lines(dialect);
    assertThat(Constructs.of(dialect))
        .allMatch(
            construct -> lines.stream().anyMatch(line -> construct.line().matcher(line).matches()));
  }

  @Test
  void every_construct_has_a_source() {
    assertThat(Constructs.all())
        .allMatch(construct ->
            construct
                .source()
                .matches(
                    "(rules/[a-z0-9]+\\.[a-z]+:[0-9]|firewalls\\.md [0-9]|beyond: .|own: .).*"));
  }

  private static List<String> lines(String dialect) {
    return Hops.all().keySet().stream()
        .flatMap(hop -> lines(GOLDEN.resolve(dialect).resolve(hop)).stream())
        .distinct()
        .toList();
  }

  /** The lines of the files that a golden file has, without its own headings. */
  private static List<String> lines(Path golden) {
    try {
      return Files.readAllLines(Objects.requireNonNull(golden)).stream()
          .filter(line -> !line.matches("(=== |load: |note: |refused: |remedy: ).*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
