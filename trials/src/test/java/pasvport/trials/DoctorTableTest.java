package pasvport.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pasvport.doctor.ends.Kinds;
import pasvport.doctor.finding.Catalogue;
import pasvport.doctor.finding.Certainty;
import pasvport.doctor.finding.Kind;

/** The tables in docs/doctor.md say what the catalogue and the cases of the lab say. */
final class DoctorTableTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/doctor.md");

  @Test
  void the_table_of_findings_is_up_to_date() throws IOException {
    holds("findings", findings());
  }

  @Test
  void the_table_of_failure_modes_is_up_to_date() throws IOException {
    holds("cases", cases());
  }

  @Test
  void what_a_case_expects_can_be_found() {
    var known =
        Stream.concat(Catalogue.kinds().stream(), Kinds.all().stream())
            .flatMap(kind -> kind.certainties().stream().map(sure -> kind.id() + " " + sure))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(
            Stream.concat(
                DoctorCases.all().stream()
                    .flatMap(each -> Stream.concat(each.must().stream(), each.may().stream())),
                Arrays.stream(BothEndsCase.values()).flatMap(each -> each.must().stream())))
        .isSubsetOf(known);
  }

  private static void holds(String name, String table) throws IOException {
    var text = Files.readString(DOCUMENT);
    var begin = "<!-- " + name + ": begin -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- " + name + ": end -->");
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(DOCUMENT, text.substring(0, from) + table + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("the " + name + " in docs/doctor.md; -Drefresh=true writes them")
        .isEqualTo(table);
  }

  private static String findings() {
    return rows(
        Stream.concat(
            Stream.of(
                List.of("finding", "what it means", "severity", "certainty", "failure modes"),
                List.of("---", "---", "---", "---", "---")),
            Stream.concat(Catalogue.kinds().stream(), Kinds.all().stream())
                .map(DoctorTableTest::finding)));
  }

  private static List<String> finding(Kind kind) {
    return List.of(
        "`" + kind.id() + "`",
        kind.meaning(),
        kind.severity().toString(),
        kind.certainties().stream().map(Certainty::toString).collect(Collectors.joining(", ")),
        kind.modes());
  }

  private static String cases() {
    return rows(
        Stream.concat(
            Stream.of(
                List.of("mode", "what is made", "what must be found", "what may be found besides"),
                List.of("---", "---", "---", "---")),
            Stream.concat(
                DoctorCases.all().stream()
                    .sorted(Comparator.comparing(DoctorCase::mode))
                    .map(each ->
                        List.of(
                            each.mode(), each.title(), joined(each.must()), joined(each.may()))),
                Arrays.stream(BothEndsCase.values())
                    .map(each ->
                        List.of(
                            each.modes(),
                            "with both ends: " + each.title(),
                            joined(each.must()),
                            "nothing")))));
  }

  private static String joined(Collection<String> found) {
    return found.isEmpty()
        ? "nothing"
        : found.stream()
            .sorted()
            .map(each -> "`" + each.replaceFirst(" ", "` "))
            .collect(Collectors.joining(", "));
  }

  private static String rows(Stream<List<String>> rows) {
    return rows.map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }
}
