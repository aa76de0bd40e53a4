package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplyDecoderTest {
  private static ServerInput answer(int code, String... latin1Lines) {
    return new ServerInput.Answer(
        new Reply(code, Arrays.stream(latin1Lines).map(Fed::octets).toList()));
  }

  private static ServerInput bad(Malformed why, String latin1Excerpt) {
    return new ServerInput.Bad(why, Fed.octets(latin1Excerpt));
  }

  @Test
  void replies_of_one_line_come_out_in_order() {
    assertThat(Fed.server("150 Here it comes.\r\n226 Transfer complete.\r\n421 Tim"))
        .containsExactly(answer(150, "Here it comes."), answer(226, "Transfer complete."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`331\r\n`~331~``", // B4X FTP Server
        "`331 \r\n`~331~``",
        "`220 (vsFTPd 3.0.3)\n`~220~`(vsFTPd 3.0.3)`",
        "`220 stored with CR LF\r\r\n`~220~`stored with CR LF`",
        "`220 stored with CR LF twice\r\r\r\n`~220~`stored with CR LF twice`",
        "`257 \"a\r\0b\"\r\n`~257~`\"a\rb\"`",
        "`220  two\r\n`~220~` two`",
        "`227-x\n227 y\n`~227~`x|y`",
      })
  void a_reply_of_odd_form_is_read(String input, int code, String lines) {
    assertThat(Fed.server(input)).containsExactly(answer(code, lines.split("\\|", -1)));
  }

  @Test
  void lines_between_may_have_any_form() {
    assertThat(
            Fed.server(
                "220-vendor\r\n plain\r\n220-again\r\n220-\r\n\r\n226 other code\r\n2200\r\n22\r\n220x\r\n220 End\r\n"))
        .containsExactly(
            answer(
                220,
                "vendor",
                " plain",
                "again",
                "",
                "",
                "226 other code",
                "2200",
                "22",
                "220x",
                "End"));
  }

  @Test
  void iis_features_without_an_indent_are_lines_between() {
    assertThat(Fed.server("211-Extended features supported:\r\nUTF8\r\nPROT C;P;\r\n211 END\r\n"))
        .containsExactly(answer(211, "Extended features supported:", "UTF8", "PROT C;P;", "END"));
  }

  @Test
  void the_code_alone_closes() {
    assertThat(Fed.server("230-Welcome\r\n 230 not yet\r\n230\r\n200 ok\r\n"))
        .containsExactly(answer(230, "Welcome", " 230 not yet", ""), answer(200, "ok"));
  }

  @Test
  void a_code_within_a_greeting_does_not_answer_anything() {
    assertThat(Fed.server("230-Hello\r\n227 Entering Passive Mode (1,2,3,4,5,6)\r\n230 End\r\n"))
        .containsExactly(answer(230, "Hello", "227 Entering Passive Mode (1,2,3,4,5,6)", "End"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`HTTP/1.1 400 Bad Request\r\n`~NOT_A_REPLY~`HTTP/1.1 400 Bad Request`",
        "`SSH-2.0-OpenSSH_9.2\r\n`~NOT_A_REPLY~`SSH-2.0-OpenSSH_9.2`",
        "`22\r\n`~NOT_A_REPLY~22",
        "`099 low\r\n`~NOT_A_REPLY~`099 low`",
        "`700 high\r\n`~NOT_A_REPLY~`700 high`",
        "`2200 digits\r\n`~NOT_A_REPLY~`2200 digits`",
        "`220\tTab\r\n`~NOT_A_REPLY~`220\tTab`",
        "` 220 indented\r\n`~NOT_A_REPLY~` 220 indented`",
        "`\r\n`~EMPTY_LINE~``",
        "`\n`~EMPTY_LINE~``",
        "`631 integrity\r\n`~PROTECTED_REPLY~`631 integrity`",
        "`632-private\r\n`~PROTECTED_REPLY~`632-private`",
        "`220 a\0b\r\n`~NUL_IN_LINE~`220 a`",
        "`220 a\rb\r\n`~BARE_CR~`220 a`",
        "`220 a\r\r\0\r\n`~BARE_CR~`220 a`",
        "`220 a\r\rb\r\n`~BARE_CR~`220 a`",
        "`230-a\r\nb\0\r\n230 c\r\n`~NUL_IN_LINE~b",
      })
  void what_is_no_reply_ends_it_all(String input, Malformed why, String excerpt) {
    assertThat(Fed.server(input + "220 ready\r\n")).containsExactly(bad(why, excerpt));
  }

  @Test
  void a_line_of_the_limit_passes_and_one_byte_more_does_not() {
    String text = "x".repeat(Fed.LINE_LIMIT - 4);
    assertThat(Fed.server("220 " + text + "\r\n")).containsExactly(answer(220, text));
    assertThat(Fed.server("220 " + text + "y"))
        .containsExactly(bad(Malformed.LINE_TOO_LONG, "220 " + text));
  }

  @Test
  void a_reply_of_the_limit_passes_and_one_byte_more_does_not() {
    String blanks = "\r\n".repeat(Fed.REPLY_LIMIT / 2 - 7);
    assertThat(Fed.server("220-abc\r\n" + blanks + "220\r\n"))
        .singleElement()
        .isInstanceOf(ServerInput.Answer.class);
    assertThat(Fed.server("220-abcd\r\n" + blanks + "220\r\n"))
        .containsExactly(bad(Malformed.REPLY_TOO_LONG, "220"));
  }

  @Test
  void a_reply_without_end_is_refused() {
    assertThat(Fed.server("220-\r\n" + "\n".repeat(10_000)))
        .containsExactly(bad(Malformed.REPLY_TOO_LONG, ""));
  }

  @Test
  void the_limit_is_one_of_each_reply_alone() {
    assertThat(Fed.server("200 ok\r\n".repeat(100))).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00fb\u0001220 ok\r\n",
        "22\u00ff\u00f10 o\u00ff\u00fd\u0001k\r\u00ff\u00f2\n",
        "\u00ff\u00fa\u0001a\r\n\u00ff\u00f0220 ok\r\n"
      })
  void telnet_is_taken_out_and_not_answered(String input) {
    assertThat(Fed.server(input)).containsExactly(answer(220, "ok"));
  }

  @Test
  void a_doubled_ff_is_one() {
    assertThat(Fed.server("257 \"\u00ff\u00ff\u00ffa\"\r\n"))
        .containsExactly(answer(257, "\"\u00ff\u00ffa\""));
  }

  @Test
  void a_subnegotiation_without_end_is_refused() {
    assertThat(Fed.server("220 a\u00ff\u00fa" + "x".repeat(600)))
        .containsExactly(bad(Malformed.TOO_MUCH_TELNET, "220 a"));
  }

  @Test
  void what_is_discarded_never_becomes_part_of_a_reply() {
    for (String rest :
        List.of("230 in cle", "230-in\r\nclear\r\n", "230 x\r", "\u00ff", "\u00ff\u00fa")) {
      var decoder = new ReplyDecoder(Fed.LINE_LIMIT, Fed.REPLY_LIMIT);
      var seen = new ArrayList<ServerInput>();
      decoder.decode(ByteBuffer.wrap(Fed.bytes(rest)), seen::add);
      assertThat(decoder.buffered()).as(rest).isPositive().isLessThanOrEqualTo(rest.length() + 2);
      decoder.discard();
      assertThat(decoder.buffered()).as(rest).isZero();
      decoder.decode(ByteBuffer.wrap(Fed.bytes("220 ok\r\n")), seen::add);
      assertThat(seen).as(rest).containsExactly(answer(220, "ok"));
    }
  }

  @Test
  void a_dead_decoder_stays_dead_and_holds_nothing() {
    var decoder = new ReplyDecoder(Fed.LINE_LIMIT, Fed.REPLY_LIMIT);
    var seen = new ArrayList<ServerInput>();
    decoder.decode(ByteBuffer.wrap(Fed.bytes("220-a\r\nb\rc")), seen::add);
    assertThat(decoder.buffered()).isZero();
    decoder.discard();
    decoder.decode(ByteBuffer.wrap(Fed.bytes("220 ok\r\n")), seen::add);
    assertThat(seen).containsExactly(bad(Malformed.BARE_CR, "b"));
    assertThat(decoder.buffered()).isZero();
  }

  @Test
  void a_limit_that_lets_nothing_through_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReplyDecoder(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReplyDecoder(1, 0));
  }

  @Test
  void the_first_and_the_last_code_are_codes() {
    assertThat(Fed.server("100 a\r\n599 b\r\n"))
        .containsExactly(answer(100, "a"), answer(599, "b"));
    assertThat(Fed.server("600 a\r\n")).containsExactly(bad(Malformed.PROTECTED_REPLY, "600 a"));
    assertThat(Fed.server("699 a\r\n")).containsExactly(bad(Malformed.PROTECTED_REPLY, "699 a"));
    assertThat(Fed.server("000 a\r\n")).containsExactly(bad(Malformed.NOT_A_REPLY, "000 a"));
  }

  @Test
  void what_is_held_is_counted() {
    var decoder = new ReplyDecoder(Fed.LINE_LIMIT, Fed.REPLY_LIMIT);
    decoder.decode(ByteBuffer.wrap(Fed.bytes("220-abc\r\n\n12")), _ -> {});
    assertThat(decoder.buffered()).isEqualTo((7 + 2) + 2 + 2);
    decoder.decode(ByteBuffer.wrap(Fed.bytes("\r")), _ -> {});
    assertThat(decoder.buffered()).isEqualTo((7 + 2) + 2 + 3);
  }

  @Test
  void the_smallest_limits_are_limits() {
    var seen = new ArrayList<ServerInput>();
    new ReplyDecoder(3, 5).decode(ByteBuffer.wrap(Fed.bytes("220\r\n")), seen::add);
    new ReplyDecoder(1, 1).decode(ByteBuffer.wrap(Fed.bytes("22")), seen::add);
    assertThat(seen).containsExactly(answer(220, ""), bad(Malformed.LINE_TOO_LONG, "2"));
  }
}
