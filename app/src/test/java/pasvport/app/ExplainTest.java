package pasvport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pasvport explain} prints, and how it ends. */
class ExplainTest {
  private static final String SERVER =
      """
      Thu Nov 26 09:20:16 2026 [pid 6720] [bob] FTP command: Client "203.0.113.9", "PASV"
      Thu Nov 26 09:20:16 2026 [pid 6720] [bob] FTP response: Client "203.0.113.9", "227 Entering Passive Mode (198,51,100,1,195,89)."
      Thu Nov 26 09:20:16 2026 [pid 6720] [bob] FTP command: Client "203.0.113.9", "LIST"
      Thu Nov 26 09:21:16 2026 [pid 6720] [bob] FTP response: Client "203.0.113.9", "425 Failed to establish connection."
      """;

  private static final String FIREWALL =
      """
      2026-11-26T09:20:16+00:00 h kernel: wall-drop: IN=eth0 OUT= MAC= SRC=203.0.113.9 DST=198.51.100.1 LEN=52 PROTO=TCP SPT=53039 DPT=50009 WINDOW=1 RES=0x00 SYN URGP=0
      """;

  private static final String RULES = "tcp dport 1024-65535 log prefix \"wall-drop: \" drop\n";

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Run run(String... arguments) {
    return Run.of(new Explain(CLOCK), arguments);
  }

  @Test
  void the_rule_that_dropped_the_data_connection_is_named_with_its_place() throws IOException {
    var ran =
        run(
            file("server.log", SERVER),
            file("kern.log", FIREWALL),
            "--rules",
            file("rules.nft", RULES));
    assertThat(ran.code()).isEqualTo(Main.WRONG);
    assertThat(ran.out().getFirst()).isEqualTo("One data connection, and it failed.");
    assertThat(ran.out())
        .anyMatch(line -> line.startsWith("BLOCKED (proved): 203.0.113.9, LIST"))
        .anyMatch(line -> line.contains("rules.nft:1: tcp dport 1024-65535"));
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void json_has_the_verdict_and_the_lines_it_rests_on() throws IOException {
    var ran = run(file("server.log", SERVER), file("kern.log", FIREWALL), "--json");
    assertThat(ran.out())
        .singleElement()
        .asString()
        .contains("\"outcome\":\"blocked\",\"certainty\":\"likely\"", "\"line\":4");
  }

  @Test
  void other_clients_and_what_is_over_are_left_out() throws IOException {
    var log = file("server.log", SERVER);
    assertThat(run(log, "--client", "203.0.113.10").out())
        .containsExactly("No data connection was found in these logs.");
    assertThat(run(log, "--since", "30m").out())
        .containsExactly("No data connection was found in these logs.");
    assertThat(run(log, "--since", "2026-11-26T09:00").out().getFirst())
        .startsWith("One data connection");
  }

  @Test
  void wrong_usage_says_what_is_expected() throws IOException {
    assertThat(run().code()).isNotZero();
    assertThat(run(file("a", ""), "--client", "host.example").err().getFirst())
        .isEqualTo("--client: expected an address, found host.example");
    assertThat(run(file("b", ""), "--since", "yesterday").err().getFirst())
        .startsWith("--since: expected 90s, 30m, 2h, 3d or a time");
    assertThat(run(file("c", ""), "--follow").err().getFirst())
        .isEqualTo("--follow: name the client to be followed with --client ADDRESS");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    var ran = run(folder.resolve("none").toString());
    assertThat(ran.code()).isEqualTo(Main.WRONG);
    assertThat(ran.err())
        .containsExactly(folder.resolve("none") + ": cannot be read: there is no such file");
  }
}
