package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplyTest {
  @ParameterizedTest
  @CsvSource({
    "100,true,false,false,false",
    "199,true,false,false,false",
    "200,false,true,false,false",
    "299,false,true,false,false",
    "300,false,false,true,false",
    "399,false,false,true,false",
    "400,false,false,false,true",
    "599,false,false,false,true",
  })
  void the_first_digit_says_what_a_reply_means(
      int code, boolean preliminary, boolean completed, boolean intermediate, boolean negative) {
    var reply = Reply.of(code, "text");
    assertThat(reply.preliminary()).isEqualTo(preliminary);
    assertThat(reply.completed()).isEqualTo(completed);
    assertThat(reply.intermediate()).isEqualTo(intermediate);
    assertThat(reply.negative()).isEqualTo(negative);
  }

  @Test
  void one_line_is_written_with_a_space_behind_the_code() {
    assertThat(Fed.text(Reply.of(220, "Ready.").encoded())).isEqualTo("220 Ready.\r\n");
    assertThat(Fed.text(Reply.of(331, "").encoded())).isEqualTo("331 \r\n");
  }

  @Test
  void several_lines_are_written_as_rfc_959_asks() {
    assertThat(Fed.text(Reply.of(230, "Hello", "plain", " indented", "", "Done").encoded()))
        .isEqualTo("230-Hello\r\nplain\r\n indented\r\n\r\n230 Done\r\n");
  }

  @Test
  void a_line_between_that_looks_like_the_end_is_indented() {
    assertThat(
            Fed.text(Reply.of(230, "a", "230 b", "226-c", "230", "2300 d", "999 e", "f").encoded()))
        .isEqualTo("230-a\r\n 230 b\r\n 226-c\r\n 230\r\n2300 d\r\n 999 e\r\n230 f\r\n");
  }

  @Test
  void cr_and_ff_in_a_text_are_written_as_in_a_command() {
    var reply = new Reply(257, List.of(Fed.octets("\"a\rb\u00ff\u00f4\u00ffc\" is cwd")));
    assertThat(Fed.text(reply.encoded()))
        .isEqualTo("257 \"a\r\0b\u00ff\u00ff\u00f4\u00ffc\" is cwd\r\n");
    assertThat(Fed.server(reply.encoded())).containsExactly(new ServerInput.Answer(reply));
  }

  @Test
  void texts_are_utf8() {
    assertThat(Reply.of(550, "été").encoded())
        .isEqualTo(Fed.bytes("550 \u00c3\u00a9t\u00c3\u00a9\r\n"));
  }

  @Test
  void no_reply_can_be_made_that_would_be_two_on_the_wire() {
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200, "a\r\n226 b"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200, "a", "b\0", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(99, "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(600, "a"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200));
  }

  @Test
  void shown_is_one_line_without_control_characters() {
    var reply = new Reply(230, List.of(Fed.octets("a\u001b"), Octets.EMPTY, Octets.ascii("b")));
    assertThat(reply.shown()).isEqualTo("230 a\\x1b |  | b");
    assertThat(reply.toString()).isEqualTo("230 a\\x1b |  | b");
  }

  @Test
  void nul_or_lf_at_the_very_start_of_a_line_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200, "\0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Reply.of(200, "\n"));
  }

  @Test
  void a_line_between_of_three_zeros_is_indented_too() {
    assertThat(Fed.text(Reply.of(200, "a", "000 b", "c").encoded()))
        .isEqualTo("200-a\r\n 000 b\r\n200 c\r\n");
  }
}
