package pasvport.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pasvport.doctor.explain.format.LogFiles;
import pasvport.doctor.explain.join.Explainer;
import pasvport.doctor.explain.join.ExplanationText;
import pasvport.doctor.explain.join.Rules;

/**
 * Each folder of logs tells the story in its file {@code expected}; {@code -Drefresh=true} writes
 * those files anew, to be read before they are committed. {@code source.txt} says where the logs
 * are from.
 */
class SamplesTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "src/test/samples");

  private static final String EXPECTED = "expected";
  private static final String SOURCE = "source.txt";
  private static final Set<String> RULES =
      Set.of("rules.nft", "rules.v4", "rules.pf", "rules.debug", "running-config");

  /** When all samples had been written; git keeps no times. */
  private static final Instant WRITTEN = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir private Path copies;

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
  void a_sample_tells_the_expected_story(String sample) throws IOException {
    var folder = SAMPLES.resolve(sample);
    var told = story(folder);
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(folder.resolve(EXPECTED), told);
      return;
    }
    assertThat(told).isEqualTo(Files.readString(folder.resolve(EXPECTED)));
    assertThat(folder.resolve(SOURCE)).isNotEmptyFile();
  }

  private String story(Path folder) throws IOException {
    var logs = new ArrayList<Path>();
    var rules = Rules.none();
    for (var file : files(folder)) {
      var name = file.getFileName().toString();
      if (RULES.contains(name)) {
        rules = Rules.of(name, Files.readString(file));
      } else if (!name.equals(EXPECTED) && !name.equals(SOURCE)) {
        logs.add(copy(file));
      }
    }
    var journal = Journal.ofAll(Instant.MIN);
    var lines = new ArrayList<String>();
    var heard = LogFiles.read(logs, ZoneOffset.UTC, journal);
    lines.addAll(
        new ExplanationText(ZoneOffset.UTC)
            .lines(
                new Explainer(rules, Instant.MIN)
                    .explain(journal.ofServers(), journal.ofFirewalls())));
    lines.add("");
    heard.forEach(one -> {
      lines.add(
          "%s: %s, %d lines"
              .formatted(Path.of(one.source()).getFileName(), one.formats(), one.lines()));
      one.complaints()
          .forEach(complaint -> lines.add("  " + complaint.replace(copies.toString() + "/", "")));
    });
    return String.join("\n", lines) + "\n";
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private Path copy(Path file) throws IOException {
    var copy = Files.copy(file, copies.resolve(file.getFileName()));
    return Files.setLastModifiedTime(copy, FileTime.from(WRITTEN));
  }
}
