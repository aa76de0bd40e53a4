package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandDecoderTest {
  private static final ClientInput NOOP = line("NOOP");

  private static ClientInput line(String verb) {
    return new ClientInput.Line(Command.of(verb));
  }

  private static ClientInput line(String verb, String latin1Argument) {
    return new ClientInput.Line(new Command(verb, Fed.octets(latin1Argument)));
  }

  private static ClientInput bad(Malformed why, String latin1Excerpt) {
    return new ClientInput.Bad(why, Fed.octets(latin1Excerpt));
  }

  private static ClientInput answer(String latin1) {
    return new ClientInput.Negotiation(Fed.octets(latin1));
  }

  @Test
  void pipelined_commands_come_out_one_by_one_in_order() {
    assertThat(Fed.client("USER me\r\nPASS x\r\nepsv\r\nRETR a b\r\nNOO"))
        .containsExactly(line("USER", "me"), line("PASS", "x"), line("EPSV"), line("RETR", "a b"));
  }

  @Test
  void a_command_is_handed_over_before_what_follows_is_looked_at() {
    assertThat(Fed.client("AUTH TLS\r\nUSER a\nb\r\nNOOP\r\n"))
        .containsExactly(line("AUTH", "TLS"), bad(Malformed.BARE_LF, "USER a"), NOOP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`RETR a\nDELE b\r\n`~BARE_LF~`RETR a`",
        "`\nDELE b\r\n`~BARE_LF~``",
        "`RETR a\n\nDELE b\n\nDELE c\r\n`~BARE_LF~`RETR a`",
        "`RETR a\n\rDELE b\r\n`~BARE_LF~`RETR a`",
        "`RETR a\rDELE b\r\n`~BARE_CR~`RETR a`",
        "`RETR a\r\r\n`~BARE_CR~`RETR a`",
        "`RETR a\r\r\0DELE b\r\n`~BARE_CR~`RETR a`",
        "`RETR a\0DELE b\r\n`~NUL_IN_LINE~`RETR a`",
        "`\0\r\n`~NUL_IN_LINE~``",
        "`RETR a\nb\r\0\nDELE c\r\n`~BARE_LF~`RETR a`",
        "`\r\n`~EMPTY_LINE~``",
        "` NOOP\r\n`~NOT_A_VERB~` NOOP`",
        "`GET / HTTP/1.1\nDELE b\r\n`~BARE_LF~`GET / HTTP/1.1`",
      })
  void nothing_behind_an_injected_line_end_is_a_command(
      String input, Malformed why, String excerpt) {
    assertThat(Fed.client(input + "NOOP\r\n")).containsExactly(bad(why, excerpt), NOOP);
  }

  @Test
  void a_bad_line_is_told_at_once_and_once() {
    assertThat(Fed.client("LIST\nLIST\nLI\0ST\n\r"))
        .containsExactly(bad(Malformed.BARE_LF, "LIST"));
  }

  @Test
  void a_line_of_the_limit_passes_and_one_byte_more_does_not() {
    String path = "x".repeat(Fed.LINE_LIMIT - 5);
    assertThat(Fed.client("RETR " + path + "\r\n")).containsExactly(line("RETR", path));
    assertThat(Fed.client("RETR " + path + "y"))
        .containsExactly(bad(Malformed.LINE_TOO_LONG, "RETR " + path));
    assertThat(Fed.client("RETR " + path + "\r\0"))
        .containsExactly(bad(Malformed.LINE_TOO_LONG, "RETR " + path));
    assertThat(Fed.client("RETR " + path + "yyy\nDELE b\r\nNOOP\r\n"))
        .containsExactly(bad(Malformed.LINE_TOO_LONG, "RETR " + path), NOOP);
  }

  @Test
  void an_excerpt_is_short_and_ends_before_a_password() {
    assertThat(Fed.client("PASS sec\nret\r\n")).containsExactly(bad(Malformed.BARE_LF, "PASS"));
    assertThat(Fed.client(" pass secret\r\n")).containsExactly(bad(Malformed.NOT_A_VERB, " pass"));
    assertThat(Fed.client("acct s\0\r\n")).containsExactly(bad(Malformed.NUL_IN_LINE, "acct"));
    var decoder = new CommandDecoder(1000);
    var seen = new ArrayList<ClientInput>();
    decoder.decode(ByteBuffer.wrap(Fed.bytes("x".repeat(500) + "\n")), seen::add);
    assertThat(seen).containsExactly(bad(Malformed.BARE_LF, "x".repeat(64)));
  }

  @Test
  void cr_nul_is_a_carriage_return_in_a_path() {
    assertThat(Fed.client("RETR a\r\0b\r\0\r\n")).containsExactly(line("RETR", "a\rb\r"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00f4\u00ff\u00f2ABOR\r\n", // IP, DM as RFC 959 section 4.1.3 asks
        "\u00ff\u00f2ABOR\r\n",
        "AB\u00ff\u00f1OR\u00ff\u00f6\r\u00ff\u00f5\n",
        "\u00ff\u00fc\u0001\u00ff\u00fe\u00ffABOR\r\n",
        "\u00ff\u00fa\u0018\0VT100\r\n\u00ff\u00ff\u00ff\u00f0ABOR\r\n",
        "\u00ff\u00f0ABOR\r\n",
      })
  void telnet_is_no_part_of_a_command(String input) {
    assertThat(Fed.client(input)).containsExactly(line("ABOR"));
  }

  @Test
  void a_doubled_or_a_lone_ff_before_data_is_a_byte_of_the_path() {
    assertThat(Fed.client("RETR a\u00ff\u00ffb\r\n")).containsExactly(line("RETR", "a\u00ffb"));
    assertThat(Fed.client("RETR a\u00ffb\r\n")).containsExactly(line("RETR", "a\u00ffb"));
    assertThat(Fed.client("RETR a\u00ff\r\n")).containsExactly(line("RETR", "a\u00ff"));
    assertThat(Fed.client("RETR a\u00ff\nDELE b\r\n"))
        .containsExactly(bad(Malformed.BARE_LF, "RETR a\u00ff"));
  }

  @Test
  void every_option_is_refused() {
    assertThat(Fed.client("\u00ff\u00fb\u0001US\u00ff\u00fd\u0003ER me\r\n\u00ff\u00fb\u00ff"))
        .containsExactly(
            answer("\u00ff\u00fe\u0001"),
            answer("\u00ff\u00fc\u0003"),
            line("USER", "me"),
            answer("\u00ff\u00fe\u00ff"));
  }

  @Test
  void negotiation_without_end_is_refused_and_no_longer_answered() {
    List<ClientInput> seen = Fed.client("\u00ff\u00fd\u0003".repeat(1000) + "LIST\r\nNOOP\r\n");
    assertThat(seen).hasSize(66).endsWith(bad(Malformed.TOO_MUCH_TELNET, ""), NOOP);
  }

  @Test
  void negotiation_may_go_on_after_a_command() {
    String some = "\u00ff\u00fd\u0003".repeat(64);
    assertThat(Fed.client((some + "NOOP\r\n").repeat(3)))
        .hasSize(3 * 65)
        .noneMatch(ClientInput.Bad.class::isInstance);
  }

  @Test
  void a_subnegotiation_without_end_is_broken_off() {
    assertThat(Fed.client("\u00ff\u00fa" + "x".repeat(600) + "\r\nNOOP\r\n"))
        .containsExactly(bad(Malformed.TOO_MUCH_TELNET, ""), NOOP);
  }

  @Test
  void what_is_discarded_never_becomes_part_of_a_command() {
    for (String rest :
        List.of(
            "USER ev",
            "USER\r",
            "USER a\nb",
            "\u00ff",
            "\u00ff\u00fa",
            "\u00ff\u00fb",
            "x".repeat(99))) {
      var decoder = new CommandDecoder(Fed.LINE_LIMIT);
      var seen = new ArrayList<ClientInput>();
      decoder.decode(ByteBuffer.wrap(Fed.bytes(rest)), _ -> {});
      assertThat(decoder.buffered()).as(rest).isPositive().isLessThanOrEqualTo(Fed.LINE_LIMIT + 2);
      decoder.discard();
      assertThat(decoder.buffered()).as(rest).isZero();
      decoder.decode(ByteBuffer.wrap(Fed.bytes("NOOP\r\n")), seen::add);
      assertThat(seen).as(rest).containsExactly(NOOP);
    }
  }

  @Test
  void nothing_is_buffered_between_commands() {
    var decoder = new CommandDecoder(Fed.LINE_LIMIT);
    decoder.decode(ByteBuffer.wrap(Fed.bytes("AUTH TLS\r\n")), _ -> {});
    assertThat(decoder.buffered()).isZero();
    decoder.decode(ByteBuffer.wrap(Fed.bytes("USER")), _ -> {});
    assertThat(decoder.buffered()).isEqualTo(4);
  }

  @Test
  void a_limit_that_lets_nothing_through_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new CommandDecoder(0));
  }

  @Test
  void the_smallest_limit_is_a_limit() {
    var seen = new ArrayList<ClientInput>();
    new CommandDecoder(1).decode(ByteBuffer.wrap(Fed.bytes("A\r\nAB\r\nB\r\n")), seen::add);
    assertThat(seen).containsExactly(line("A"), bad(Malformed.LINE_TOO_LONG, "A"), line("B"));
  }

  @Test
  void a_subnegotiation_of_the_limit_is_passed_over() {
    assertThat(Fed.client("\u00ff\u00fa" + "x".repeat(511) + "\u00ff\u00f0NOOP\r\n"))
        .containsExactly(NOOP);
    assertThat(Fed.client("\u00ff\u00fa" + "x".repeat(512) + "\u00ff\u00f0NOOP\r\nNOOP\r\n"))
        .containsExactly(bad(Malformed.TOO_MUCH_TELNET, ""), NOOP);
  }
}
