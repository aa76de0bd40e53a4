package pasvport.importers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each sample configuration says what its file {@code expected} says; {@code -Drefresh=true} writes
 * those files anew, to be read before they are committed.
 */
class SamplesTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "src/test/samples");

  private static final String EXPECTED = "expected";
  private static final String ARGUMENTS = "arguments";

  static Stream<String> samples() throws IOException {
    try (var folders = Files.walk(SAMPLES, 2)) {
      return folders
          .map(SAMPLES::relativize)
          .filter(folder -> folder.getNameCount() == 2)
          .map(Path::toString)
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_sample_says_what_is_expected(String sample) throws IOException {
    var folder = SAMPLES.resolve(sample);
    var found = found(folder);
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(folder.resolve(EXPECTED), found);
      return;
    }
    assertThat(found).isEqualTo(Files.readString(folder.resolve(EXPECTED)));
  }

  private static String found(Path folder) throws IOException {
    try {
      return text(Importers.files(names(folder), Optional.empty(), Disk.below(folder)));
    } catch (ImportException e) {
      return "refused\n" + e.getMessage() + "\n";
    }
  }

  private static List<String> names(Path folder) throws IOException {
    var arguments = folder.resolve(ARGUMENTS);
    if (Files.exists(arguments)) {
      return Files.readAllLines(arguments);
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + folder.relativize(file))
          .filter(name -> !name.equals("/" + EXPECTED))
          .toList();
    }
  }

  private static String text(Imported imported) {
    var services =
        imported.services().stream()
            .map(service ->
                "server: %s # %s\n".formatted(service.at(), service.provenance())
                    + service.facts().stream()
                        .map(fact ->
                            "  %s: %s%s\n"
                                .formatted(
                                    fact.key(),
                                    fact.value(),
                                    fact.provenance().isEmpty() ? "" : " # " + fact.provenance()))
                        .collect(Collectors.joining()))
            .collect(Collectors.joining());
    return services
        + imported.warnings().stream().map(warning -> warning + "\n").collect(Collectors.joining());
  }
}
