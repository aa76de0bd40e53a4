package pasvport.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with the file itself. */
class SiteFileTest {

  @TempDir private Path folder;

  @Test
  void a_file_is_read_and_named_in_messages_as_it_was_given() throws Exception {
    var file = file("log: {format: xml}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Site.load(file, Reading.HOST))
        .isInstanceOfSatisfying(
            SiteException.class,
            refusal -> {
              assertThat(refusal.fileName()).isEqualTo(file.toString());
              assertThat(refusal.problems())
                  .containsExactly(
                      new Problem(
                          Problem.Severity.ERROR,
                          1,
                          15,
                          "log.format",
                          "xml is not known. Allowed: text or json"));
            })
        .hasMessageStartingWith(file + ":1:15: log.format: ");
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_text() throws Exception {
    var file = file("\ufefflisten: 21".getBytes(StandardCharsets.UTF_8));
    assertThat(Site.load(file, Reading.HOST).site().listen())
        .containsExactly(new Endpoint("*", 21));
  }

  @Test
  void a_file_that_is_not_utf_8_is_refused_at_the_first_such_byte() throws Exception {
    var file = file("listen: 21\n# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Site.load(file, Reading.HOST))
        .hasMessage(file + ":2:6: this byte (0xe9) is not UTF-8; save the file as UTF-8");
  }

  @Test
  void a_file_that_ends_within_a_character_is_refused() throws Exception {
    var file = file(new byte[] {'#', (byte) 0xc3});
    assertThatThrownBy(() -> Site.load(file, Reading.HOST))
        .hasMessage(file + ":1:2: this byte (0xc3) is not UTF-8; save the file as UTF-8");
  }

  @Test
  void a_file_of_one_mebibyte_is_read_and_a_longer_one_refused() throws Exception {
    var longest = file("#".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    assertThat(Site.load(longest, Reading.HOST).site()).isEqualTo(Site.defaults());
    var longer = file("#".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Site.load(longer, Reading.HOST))
        .hasMessage(longer + ": this is longer than 1 MiB, so it is no site");
  }

  @Test
  void a_missing_file_and_a_folder_are_named_for_what_they_are() {
    var missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> Site.load(missing, Reading.HOST))
        .hasMessage(missing + ": there is no such file");
    assertThatThrownBy(() -> Site.load(folder, Reading.HOST))
        .hasMessage(folder + ": this is a folder; name the file");
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("pasvport.yaml"), content);
  }
}
