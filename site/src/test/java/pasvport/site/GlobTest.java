package pasvport.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pattern matches. */
class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*.exe, setup.exe, true",
    "*.exe, SETUP.EXE, true",
    "*.EXE, setup.exe, true",
    "*.exe, setup.exe.txt, false",
    "*.exe, .exe, true",
    "*, a, true",
    "*, a/b, false",
    "**, a/b, true",
    "?, a, true",
    "?, /, false",
    "?, ab, false",
    "/in/*.pdf, /in/a.pdf, true",
    "/in/*.pdf, /in/x/a.pdf, false",
    "/in/**.pdf, /in/x/a.pdf, true",
    "**/x, /a/b/x, true",
    "**/x, /x, true",
    "[a-c]x, bx, true",
    "[a-c]x, Bx, true",
    "[a-c]x, dx, false",
    "[!a-c]x, dx, true",
    "[!a-c]x, Ax, false",
    "[!a]b, /b, false",
    "[]a]x, ]x, true",
    "[a-]x, -x, true",
    "\\*x, *x, true",
    "\\*x, ax, false",
    "a*b*c, aXbXbc, true",
    "a*b*c, aXbX, false",
    "Ä*, Äpfel, true",
  })
  void a_pattern_matches_what_it_says(String pattern, String name, boolean matches) {
    assertThat(Glob.ofFile(pattern).matches(name.getBytes(UTF_8))).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "/private, /private, true",
    "/private, /private/a/b, true",
    "/private, /privates, false",
    "/private/**, /private, false",
    "/private/**, /private/a, true",
    "/*/secret, /joe/secret/a, true",
    "/*/secret, /joe/a/secret, false",
  })
  void a_pattern_that_matches_a_folder_covers_what_lies_in_it(
      String pattern, String path, boolean covers) {
    assertThat(Glob.ofFile(pattern).matchesFolderOf(path.getBytes(UTF_8))).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/private, /a, /b, false",
    "/a/private, /a, /a, true",
    "/a/private, /c, /b, true",
    "/*/private, /a, /b, true",
    "/*/private, /a, /b/c, false",
    "**/private, /a, /b/c, true",
    "/private/**, /private, /b, false",
  })
  void a_folder_may_go_where_what_lies_in_it_is_covered_too(
      String pattern, String from, String to, boolean covers) {
    assertThat(Glob.ofFile(pattern).coversBelow(from.getBytes(UTF_8), to.getBytes(UTF_8)))
        .isEqualTo(covers);
  }

  @Test
  void a_name_made_to_take_long_does_not() {
    var pattern = "*a".repeat(100);
    var name = "a".repeat(4000) + "b";
    assertThat(Glob.ofName(pattern).matches(name.getBytes(UTF_8))).isFalse();
  }
}
