package pasvport.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OctetsTest {
  @Test
  void bytes_are_copied_in_and_out() {
    byte[] bytes = {1, 2, 3};
    var octets = Octets.of(bytes);
    bytes[0] = 9;
    octets.toByteArray()[1] = 9;
    assertThat(octets.toByteArray()).containsExactly(1, 2, 3);
    assertThat(Octets.of(new byte[] {0, 1, 2, 3, 4}, 1, 3)).isEqualTo(octets);
  }

  @Test
  void a_slice_equals_the_same_bytes_elsewhere() {
    var slice = Octets.ascii("RETR file").slice(5, 9);
    assertThat(slice).isEqualTo(Octets.ascii("file")).hasSameHashCodeAs(Octets.ascii("file"));
    assertThat(slice.at(0)).isEqualTo('f');
    assertThat(slice.toByteArray()).isEqualTo("file".getBytes(StandardCharsets.US_ASCII));
    assertThat(slice).isNotEqualTo(Octets.ascii("File"));
  }

  @Test
  void no_byte_outside_a_slice_is_reached() {
    var slice = Octets.ascii("RETR file").slice(0, 4);
    assertThatThrownBy(() -> slice.at(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.slice(2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(slice.indexOf('f', 0)).isEqualTo(-1);
  }

  @Test
  void bytes_above_127_are_positive() {
    assertThat(Octets.of(new byte[] {(byte) 0xFF}).at(0)).isEqualTo(255);
  }

  @Test
  void ascii_refuses_anything_else() {
    assertThatIllegalArgumentException().isThrownBy(() -> Octets.ascii("Müller"));
    assertThat(Octets.utf8("ü").length()).isEqualTo(2);
  }

  @Test
  void comparisons_ignore_the_case_of_ascii_letters_alone() {
    assertThat(Octets.ascii("Auth tls").equalsIgnoreCase("AUTH TLS")).isTrue();
    assertThat(Octets.ascii("Auth tls").startsWithIgnoreCase("aUTH")).isTrue();
    assertThat(Octets.ascii("AUT").startsWithIgnoreCase("AUTH")).isFalse();
    assertThat(Octets.ascii("[").equalsIgnoreCase("{")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "`plain text`~`plain text`",
        "`a\"b\\c`~`a\\\"b\\\\c`",
        "`\u001b[2J`~`\\x1b[2J`",
        "`a\u007fb`~`a\\x7fb`",
        "`日本/été`~`日本/été`",
        "`\u202etxt.exe`~`\\u{202e}txt.exe`",
        "`\u2066a\u2069`~`\\u{2066}a\\u{2069}`",
        "`zero\u200bwidth`~`zero\\u{200b}width`",
        "`next\u0085line`~`next\\u{85}line`",
        "`line\u2028separator`~`line\\u{2028}separator`",
        "`\uE000`~`\\u{e000}`",
        "`😀`~`😀`",
      })
  void shown_escapes_what_could_deceive(String text, String shown) {
    assertThat(Octets.utf8(text).shown()).isEqualTo(shown);
  }

  @Test
  void shown_keeps_line_ends_and_tabs_on_the_line() {
    assertThat(Octets.ascii("a\r\nb\tc\0").shown()).isEqualTo("a\\r\\nb\\tc\\x00");
  }

  @ParameterizedTest
  @CsvSource({
    "caf\u00e9,caf\\xe9", // Latin-1
    "\u00c0\u0080,\\xc0\\x80", // an overlong NUL
    "\u00ed\u00a0\u0080,\\xed\\xa0\\x80", // half of a surrogate pair
    "a\u00e2\u0082,a\\xe2\\x82", // cut off
    "\u00ff\u00f4b,\\xff\\xf4b", // Telnet
  })
  void shown_escapes_each_byte_that_is_not_utf8(String latin1, String shown) {
    assertThat(Fed.octets(latin1).shown()).isEqualTo(shown);
    assertThat(Fed.octets(latin1)).hasToString(shown);
  }

  @Test
  void the_first_and_the_last_letter_have_two_cases() {
    assertThat(Octets.ascii("az@").equalsIgnoreCase("AZ@")).isTrue();
    assertThat(Octets.ascii("@[").equalsIgnoreCase("`{")).isFalse();
    assertThat(Octets.ascii("\u007f").at(0)).isEqualTo(0x7F);
    assertThatIllegalArgumentException().isThrownBy(() -> Octets.ascii("\u0080"));
    assertThat(Octets.utf8("\u0080").shown()).isEqualTo("\\u{80}");
  }

  @Test
  void the_hash_tells_most_bytes_apart() {
    assertThat(
            List.of("", "a", "b", "ab", "ba", "abc").stream()
                .map(text -> Octets.ascii(text).hashCode()))
        .doesNotHaveDuplicates();
  }
}
