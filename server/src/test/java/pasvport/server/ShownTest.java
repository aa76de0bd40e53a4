package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ShownTest {

  @Test
  void a_log_line_stays_one_line_and_moves_no_cursor() {
    assertThat(Shown.logged("a\nb\r\u001b[31m\u202e\u2028\u0000"))
        .isEqualTo("a\\u{a}b\\u{d}\\u{1b}[31m\\u{202e}\\u{2028}\\u{0}");
    assertThat(Shown.logged("Gr\u00fc\u00dfe \ud83d\ude80"))
        .isEqualTo("Gr\u00fc\u00dfe \ud83d\ude80");
  }

  @Test
  void a_long_path_is_shown_by_its_end() {
    assertThat(Shown.path("/" + "\ud83d\ude80".repeat(1_000) + "/end"))
        .hasSizeLessThan(500)
        .startsWith("...")
        .endsWith("\ud83d\ude80/end");
  }

  @Test
  void reasons_never_hold_the_servers_own_paths() {
    for (var e :
        new IOException[] {
          new AccessDeniedException("/srv/home/x"),
          new FileSystemException("/srv/home/x"),
          new FileSystemException("/srv/home/x", "/srv/y", "File name too long"),
          new NoSuchFileException("/srv/home/x"),
          new AtomicMoveNotSupportedException("/srv/home/x", "/srv/y", "Invalid"),
        }) {
      assertThat(Refused.reason(e)).isNotBlank().doesNotContain("srv");
    }
  }
}
