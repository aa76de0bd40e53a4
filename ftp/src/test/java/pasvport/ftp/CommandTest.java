package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "NOOP~NOOP~``",
        "noop~NOOP~``",
        "`LIST `~LIST~``",
        "`Retr a file`~RETR~`a file`",
        "`RETR  two spaces `~RETR~` two spaces `",
        "`XSHA256 \"a b\"`~XSHA256~`\"a b\"`",
        "`USER name@host.example`~USER~`name@host.example`",
      })
  void a_line_is_a_verb_one_space_and_the_rest(String line, String verb, String argument)
      throws MalformedException {
    var command = Command.parse(Octets.ascii(line));
    assertThat(command.verb()).isEqualTo(verb);
    assertThat(command.argument()).isEqualTo(Octets.ascii(argument));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "``~EMPTY_LINE",
        "` NOOP`~NOT_A_VERB",
        "` `~NOT_A_VERB",
        "`\tNOOP`~NOT_A_VERB",
        "`USER\tme`~NOT_A_VERB",
        "`P@SW`~NOT_A_VERB",
        "`227 Entering`~NOT_A_VERB",
        "`NO-OP`~NOT_A_VERB",
        "`ÄUTH TLS`~NOT_A_VERB",
        "`PASV\r`~NOT_A_VERB",
        "ABCDEFGHIJKLMNO~NOT_A_VERB",
        "`RETR a\0b`~NUL_IN_LINE",
        "`RETR a\nDELE b`~BARE_LF",
        "`MKD a\r\nDELE b`~BARE_LF",
      })
  void a_line_without_a_verb_or_with_nul_or_lf_is_refused(String line, Malformed why) {
    var refused =
        catchThrowableOfType(MalformedException.class, () -> Command.parse(Fed.octets(line)));
    assertThat(refused.why()).isEqualTo(why);
    assertThat(refused).hasMessage(why.sentence());
    assertThat(refused.getStackTrace()).isEmpty();
  }

  @Test
  void no_command_can_be_made_that_would_be_two_on_the_wire() {
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("RETR", "a\r\nDELE b"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("RETR", "a\0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("NOOP\r\nDELE b"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("RETR file"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("retr"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of(""));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("4RETR"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`plain file`~`RETR plain file`",
        "`a\rb`~`RETR a\r\0b`",
        "`a\r`~`RETR a\r\0`",
        "`\u00ff`~`RETR \u00ff`",
        "`\u00ffa`~`RETR \u00ffa`",
        "`\u00ff\u00ef`~`RETR \u00ff\u00ef`",
        "`\u00ff\u00f0`~`RETR \u00ff\u00ff\u00f0`",
        "`\u00ff\u00ff`~`RETR \u00ff\u00ff\u00ff`",
        "`\u00ff\u00ff\u00fba`~`RETR \u00ff\u00ff\u00ff\u00ff\u00fba`",
        "`\u00c3\u00bf`~`RETR \u00c3\u00bf`",
      })
  void an_argument_is_written_so_that_it_is_read_back_the_same(String argument, String written) {
    var command = new Command("RETR", Fed.octets(argument));
    assertThat(Fed.text(command.encoded())).isEqualTo(written + "\r\n");
    assertThat(Fed.client(command.encoded())).containsExactly(new ClientInput.Line(command));
  }

  @Test
  void no_space_is_written_without_an_argument() {
    assertThat(Command.of("PASV").encoded()).isEqualTo(Fed.bytes("PASV\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASS secret",
        "pass secret",
        "ACCT secret",
        "SITE PSWD old secret",
        "site pass secret"
      })
  void a_password_is_never_shown(String line) throws MalformedException {
    var command = Command.parse(Octets.ascii(line));
    assertThat(command.shown()).doesNotContain("secret").endsWith(" ***");
    assertThat(command).hasToString(command.shown());
    assertThat(new ClientInput.Line(command).toString()).doesNotContain("secret");
  }

  @Test
  void other_arguments_are_shown_escaped() {
    assertThat(new Command("CWD", Fed.octets("a\u001b\"")).shown()).isEqualTo("CWD a\\x1b\\\"");
    assertThat(Command.of("SITE", "CHMOD 644 passwd").shown()).isEqualTo("SITE CHMOD 644 passwd");
    assertThat(Command.of("PASS").shown()).isEqualTo("PASS");
  }

  @Test
  void the_first_and_the_last_letter_and_digit_make_verbs() throws MalformedException {
    assertThat(Command.parse(Octets.ascii("azAZ09")).verb()).isEqualTo("AZAZ09");
    assertThat(Command.parse(Octets.ascii("ABCDEFGHIJKLMN x")))
        .isEqualTo(Command.of("ABCDEFGHIJKLMN", "x"));
    for (String verb : List.of("A@", "A[", "A`", "A{", "A/", "A:", "0A", "ABCDEFGHIJKLMNO")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Command.of(verb));
      var refused =
          catchThrowableOfType(MalformedException.class, () -> Command.parse(Octets.ascii(verb)));
      assertThat(refused.why()).isEqualTo(Malformed.NOT_A_VERB);
    }
  }

  @Test
  void nul_or_lf_at_the_very_start_of_an_argument_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("RETR", "\0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Command.of("RETR", "\n"));
  }
}
