package pasvport.doctor.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pasvport.doctor.explain.format.Heard;
import pasvport.doctor.explain.format.LogReader;
import pasvport.doctor.explain.join.Explainer;
import pasvport.doctor.explain.join.ExplanationJson;
import pasvport.doctor.explain.join.ExplanationText;
import pasvport.doctor.explain.join.Rules;

/** Logs hold what clients sent, and files what anybody wrote. */
class HostileLogsTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("basedir", "."), "src/test/samples");

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  /** Beyond the longest line that is read. */
  private static final int LONG = 20_000;

  private static List<byte[]> samples() throws IOException {
    try (var files = Files.walk(SAMPLES)) {
      var all = new ArrayList<byte[]>();
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.add(Files.readAllBytes(file));
      }
      return all;
    }
  }

  private static Heard read(byte[] log, Journal journal) throws IOException {
    var reader = new LogReader("log", journal);
    reader.all(new ByteArrayInputStream(log), ZoneOffset.UTC, NOW);
    return reader.heard();
  }

  private static String told(byte[] log) throws IOException {
    var journal = Journal.ofAll(Instant.MIN);
    read(log, journal);
    var explanation =
        new Explainer(Rules.of("rules", new String(log, StandardCharsets.ISO_8859_1)), Instant.MIN)
            .explain(journal.ofServers(), journal.ofFirewalls());
    return String.join("\n", new ExplanationText(ZoneOffset.UTC).lines(explanation))
        + ExplanationJson.of(explanation, List.of());
  }

  @Test
  void cut_and_changed_logs_are_read_without_a_failure() throws IOException {
    var random = new Random(7);
    for (var sample : samples()) {
      for (var round = 0; round < 20; round++) {
        var changed = sample.clone();
        for (var change = random.nextInt(40); change > 0; change--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        var from = random.nextInt(changed.length);
        var cut = Arrays.copyOfRange(changed, from, changed.length);
        assertThatCode(() -> told(cut)).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\\",
        "[",
        "]",
        "(",
        ")",
        "{\"a\":",
        "[[",
        "IN= OUT= ",
        " SRC=",
        " | ",
        ",",
        "-",
        "1",
        "<1>1 ",
        "[\"\"",
        "%ASA-6-302013: Built ",
        ": Client \"",
        "\" ",
        "=\"",
        " on ",
        "trace id 1 ",
        "[NEW] tcp ",
        "proftpd[1]",
        "GET ",
        "\u00e9",
        "#Fields: "
      })
  void a_line_of_one_thing_again_and_again_is_read_in_a_moment(String part) throws IOException {
    var line = part.repeat(LONG / part.length());
    var heads =
        Stream.of(
            "",
            "Nov 26 09:20:15 host kernel: ",
            "<134>1 2026-11-26T09:20:15Z host app 1 - ",
            "Thu Nov 26 09:20:15 2026 [pid 1] ",
            "Thu Nov 26 09:20:15 2026 1 192.0.2.1 1 ",
            "2026-11-26T09:20:15.000Z INFO  transfer ",
            "2026-11-26 09:20:15,000 host proftpd[1] host (h[192.0.2.1]): ",
            "[I 2026-11-26 09:20:15] 192.0.2.1:4711-[u] ",
            "192.0.2.1 - - [26/Nov/2026:09:20:15 +0000] \"");
    for (var head : heads.toList()) {
      var heard =
          read((head + line + "\n").getBytes(StandardCharsets.UTF_8), Journal.ofAll(Instant.MIN));
      assertThat(heard.cut().count()).isEqualTo(1);
    }
  }

  @Test
  void what_could_move_the_cursor_is_shown_and_not_done() throws IOException {
    var log =
        """
        Thu Nov 26 09:20:16 2026 [pid 6720] [bob] FAIL DOWNLOAD: Client "203.0.113.9", "/\u001b[2Ja\u202e", 0.00Kbyte/sec
        """;
    assertThat(told(log.getBytes(StandardCharsets.UTF_8)))
        .contains("/\\u001b[2Ja\\u202e")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
  }

  @Test
  void a_password_is_never_told() throws IOException {
    var log =
        """
        [D 2026-11-26 09:20:15] 203.0.113.9:53037-[] <- PASS secret-word
        [D 2026-11-26 09:20:15] 203.0.113.9:53037-[bob] <- PASV
        [D 2026-11-26 09:20:15] 203.0.113.9:53037-[bob] -> 227 Entering passive mode (10,0,0,2,195,81).
        """;
    assertThat(told(log.getBytes(StandardCharsets.UTF_8)))
        .contains("PASV")
        .doesNotContain("secret-word");
  }

  @Test
  void more_entries_than_are_kept_push_out_the_oldest_and_say_so() {
    var journal = Journal.ofAll(Instant.MIN);
    var reader = new LogReader("log", journal);
    for (var count = 0; count < Journal.MOST + 10; count++) {
      reader.line(
          "[I 2026-11-26 09:20:15] 203.0.113.9:53037-[] FTP session opened (connect)",
          ZoneOffset.UTC,
          NOW);
    }
    assertThat(journal.ofServers()).hasSize(Journal.MOST);
    assertThat(journal.ofServers().getFirst().origin().line()).isEqualTo(11);
    assertThat(journal.complaint()).hasValueSatisfying(said -> assertThat(said).startsWith("10 "));
  }

  @Test
  void lines_of_no_known_format_are_counted_and_the_first_is_named() throws IOException {
    var heard =
        read(
            "[I 2026-11-26 09:20:15] 203.0.113.9:53037-[] FTP session opened (connect)\nwhat?\n\nand\u00ff\n"
                .getBytes(StandardCharsets.ISO_8859_1),
            Journal.ofAll(Instant.MIN));
    assertThat(heard.complaints())
        .containsExactly(
            "log:2: the first of 2 lines that are of no known format",
            "log:4: a line is not UTF-8");
  }
}
