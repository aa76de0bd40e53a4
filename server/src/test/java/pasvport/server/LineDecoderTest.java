package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.AbstractProtocolDecoderOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineDecoderTest {

  private static final String TOO_LONG = "! The line is longer than 8192 bytes.";
  private static final String BAD = "! The line has a NUL or a line feed in it.";
  private static final String NOT_UTF_8 = "! The line is not UTF-8.";

  @Test
  void lines_end_with_cr_lf_alone() {
    assertThat(decoded("NOOP\r\nRETR a b\r\nhalf")).containsExactly("NOOP", "RETR a b");
    assertThat(decoded("a\rb\r\n")).containsExactly("a\rb");
    assertThat(decoded("a\nb\r\nc\r\n")).containsExactly(BAD, "c");
    assertThat(decoded("\r\n\r\n")).containsExactly("", "");
    assertThat(decoded("a\r\r\n")).containsExactly("a\r");
  }

  @Test
  void cr_nul_is_cr_and_every_other_nul_is_none() {
    assertThat(decoded("a\r\0b\r\0\r\nc\r\n")).containsExactly("a\rb\r", "c");
    assertThat(decoded("a\0b\r\nc\r\n")).containsExactly(BAD, "c");
    assertThat(decoded("\0\r\nc\r\n")).containsExactly(BAD, "c");
    assertThat(decoded("a\r\0\0\r\nc\r\n")).containsExactly(BAD, "c");
    assertThat(decoded("a\r\0\nDELE x\r\nc\r\n")).containsExactly(BAD, "c");
  }

  @Test
  void lines_are_bounded() {
    assertThat(decoded("x".repeat(8_190) + "\r\n")).singleElement().asString().hasSize(8_190);
    assertThat(decoded("x".repeat(8_192) + "\r\nc\r\n")).containsExactly(TOO_LONG, "c");
    assertThat(decoded("x".repeat(100_000) + "\r\nc\r\n")).containsExactly(TOO_LONG, "c");
  }

  @Test
  void lines_are_utf_8() {
    assertThat(decoded("\u00e4\ud83d\ude80\r\n")).containsExactly("\u00e4\ud83d\ude80");
    assertThat(decoded(new byte[] {'a', (byte) 0xe4, '\r', '\n'})).containsExactly(NOT_UTF_8);
    assertThat(decoded(new byte[] {(byte) 0xc0, (byte) 0xaf, '\r', '\n'}))
        .containsExactly(NOT_UTF_8); // a slash, overlong
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '\'',
      value = {
        "retr a,RETR,a",
        "RETR  a ,RETR, a ",
        "XMKD x,MKD,x",
        "XFOO x,XFOO,x",
        "STAT,STAT,",
        "CWD ,CWD,",
      })
  void verbs_and_arguments_are_told_apart(String line, String verb, String argument) {
    var request = new Line(line, 0);
    assertThat(request.getCommand()).isEqualTo(verb);
    assertThat(request.getArgument()).isEqualTo(argument);
    assertThat(request.hasArgument()).isEqualTo(argument != null);
    assertThat(request.getRequestLine()).isEqualTo(line);
  }

  private static List<String> decoded(String text) {
    return decoded(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is decoded of these bytes in one piece, which must be the same byte by byte. */
  private static List<String> decoded(byte[] bytes) {
    var whole = decoded(bytes, bytes.length);
    assertThat(decoded(bytes, 1)).isEqualTo(whole);
    return whole;
  }

  private static List<String> decoded(byte[] bytes, int atOnce) {
    var decoder = new LineDecoder();
    var session = new DummySession();
    var lines = new ArrayList<String>();
    var out = new Decoded();
    for (int i = 0; i < bytes.length; i += atOnce) {
      decoder.decode(session, IoBuffer.wrap(bytes, i, Math.min(atOnce, bytes.length - i)), out);
    }
    for (var message : out.messages()) {
      lines.add(
          switch (message) {
            case Line line -> line.getRequestLine();
            case LineDecoder.Unreadable unreadable -> "! " + unreadable.why();
            default -> throw new AssertionError(message);
          });
    }
    return lines;
  }

  private static final class Decoded extends AbstractProtocolDecoderOutput {
    private final Queue<Object> all = new ArrayDeque<>();

    @Override
    public void write(Object message) {
      all.add(message);
    }

    @Override
    public void flush(NextFilter next, IoSession session) {}

    Queue<Object> messages() {
      return all;
    }
  }
}
