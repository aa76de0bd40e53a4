package pasvport.doctor.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListedTest {
  private static final String LISTING =
      """
      drwxr-xr-x    2 0        0            4096 Nov 26 02:30 pub\r
      -rw-r--r--    1 0        0             500 Nov 26  2025 small\r
      -rw-r--r--    1 ftp      ftp       300000 Nov 26 02:30 a large one\r
      """;

  @Test
  void the_largest_file_is_the_one_to_fetch() {
    var listed = new Listed("");
    listed.read(LISTING.getBytes(UTF_8));

    assertThat(listed.file()).contains("a large one");
    assertThat(listed.subfolder()).isEmpty();
  }

  @Test
  void a_named_file_is_fetched_whatever_is_listed() {
    var listed = new Listed("in/this");
    listed.read(LISTING.getBytes(UTF_8));

    assertThat(listed.file()).contains("in/this");
    assertThat(listed.folder()).isEqualTo("in/");
  }

  @Test
  void a_size_or_a_name_that_no_file_has_is_passed_over() {
    var listed = new Listed("");
    listed.read(
        """
        -rw-r--r-- 1 0 0 %s Nov 26 02:30 endless
        -rw-r--r-- 1 0 0 900 Nov 26 02:30 with\0zero
        -rw-r--r-- 1 0 0 900 Nov 26 02:30 %s
        -rw-r--r-- 1 0 0 500 Nov 26 02:30 sound
        """
            .formatted("9".repeat(30), "x".repeat(5000))
            .getBytes(UTF_8));

    assertThat(listed.file()).contains("sound");
  }

  @Test
  void where_no_file_is_seen_the_first_folder_is_looked_into() {
    var listed = new Listed("in/");
    listed.read("drwxr-xr-x 2 0 0 4096 Nov 26 02:30 pub\r\n".getBytes(UTF_8));
    assertThat(listed.subfolder()).contains("in/pub/");

    listed.readBelow("in/pub/", LISTING.getBytes(UTF_8));
    assertThat(listed.file()).contains("in/pub/a large one");
  }
}
