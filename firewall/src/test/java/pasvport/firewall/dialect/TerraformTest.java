package pasvport.firewall.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Terraform files are read by a parser of its language, and by a strict count of what opens. */
class TerraformTest {

  static Stream<Arguments> files() {
    return Stream.of("aws-terraform", "google-terraform", "azure-terraform")
        .flatMap(WrittenFiles::of);
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_parser_reads_resources_and_variables(String dialect, String hop, String text)
      throws Exception {
    var file = new HCLParser().parse(text);
    assertThat(file.get("resource")).as(dialect + " " + hop).isInstanceOf(Map.class);
    assertThat(file.get("variable")).as(dialect + " " + hop).isInstanceOf(Map.class);
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatever_opens_is_closed_in_its_turn(String dialect, String hop, String text) {
    assertThat(unbalanced(text)).as(dialect + " " + hop).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_variable_that_is_used_is_declared(String dialect, String hop, String text) {
    var declared =
        text.lines()
            .filter(line -> line.startsWith("variable \""))
            .map(line -> "var." + line.split("\"", -1)[1])
            .toList();
    assertThat(text.lines().filter(line -> line.contains("= var.")))
        .as(dialect + " " + hop)
        .isNotEmpty()
        .allMatch(line -> declared.contains(line.substring(line.indexOf("var.")).strip()));
  }

  @Test
  void the_count_sees_what_the_parser_lets_pass() {
    assertThat(unbalanced("a = [\"b\", \"c\"\n}\n")).isNotEmpty();
    assertThat(unbalanced("a {\n  b = \"c\n}\n")).isNotEmpty();
  }

  @Test
  void a_template_in_a_description_is_no_template() throws Exception {
    var quoted = HclQuotes.quoted("a ${var.secret} \"b\" %{ if true } \\ c");
    assertThat(quoted).contains("$${var.secret}").contains("%%{ if").contains("\\\"b\\\"");
    assertThat(new HCLParser().parse("x = " + quoted)).containsOnlyKeys("x");
  }

  /** What is left open, or empty: brackets and quotes of each line, blocks of the file. */
  private static String unbalanced(String text) {
    var open = new ArrayDeque<Character>();
    for (var line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
      var quoted = false;
      for (var index = 0; index < line.length(); index++) {
        var character = line.charAt(index);
        if (quoted && character == '\\') {
          index++;
        } else if (character == '"') {
          quoted = !quoted;
        } else if (!quoted && "{[".indexOf(character) >= 0) {
          open.push(character);
        } else if (!quoted && "}]".indexOf(character) >= 0) {
          if (open.isEmpty() || open.pop() != (character == '}' ? '{' : '[')) {
            return line;
          }
        }
      }
      if (quoted || open.contains('[')) {
        return line;
      }
    }
    return open.isEmpty() ? "" : open.toString();
  }
}
