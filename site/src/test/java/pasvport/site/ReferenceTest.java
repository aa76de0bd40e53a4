package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference in docs/site.md says what the declarations say, and its examples are sites. */
class ReferenceTest {

  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/site.md");

  private static final String BEGIN = "<!-- keys: begin -->\n";
  private static final String END = "<!-- keys: end -->";

  @Test
  void the_table_of_keys_is_up_to_date() throws IOException {
    var text = Files.readString(REFERENCE);
    var begin = text.indexOf(BEGIN) + BEGIN.length();
    var end = text.indexOf(END);
    var table = table();
    if (Boolean.getBoolean("refresh")) {
      Files.writeString(REFERENCE, text.substring(0, begin) + table + text.substring(end));
      return;
    }
    assertThat(text.substring(begin, end))
        .as("the keys in docs/site.md; -Drefresh=true writes them")
        .isEqualTo(table);
  }

  @Test
  void the_examples_are_sites_without_a_warning() throws IOException {
    var host = KnownHost.with("203.0.113.10", "10.0.0.1");
    var examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(REFERENCE))
            .results()
            .map((MatchResult example) -> Reading.site(example.group(1), host))
            .toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(8).contains(Site.defaults());
  }

  private static String table() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("key", "what it does", "if left out", "allowed"));
    rows.add(List.of("---", "---", "---", "---"));
    rows(Shape.Section.of(Site.class), "", rows);
    return rows.stream()
        .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }

  private static void rows(Shape.Section section, String path, List<List<String>> rows) {
    for (var field : section.fields()) {
      var key = path + field.name();
      rows.add(
          List.of(
              "`" + key + "`",
              field.key().value(),
              field.required()
                  ? "must stand"
                  : field.key().standard().isEmpty() ? "" : "`" + field.key().standard() + "`",
              field.shape().allowed()));
      switch (field.shape()) {
        case Shape.Section inner -> rows(inner, key + ".", rows);
        case Shape.OptionalOf(Shape.Section inner) when path.isEmpty() ->
            rows(inner, key + ".", rows);
        case Shape.ListOf(Shape.Section inner) -> rows(inner, key + "[].", rows);
        case Shape.Scalar _, Shape.OptionalOf _, Shape.ListOf _ -> {}
      }
    }
  }
}
