package pasvport.doctor.explain.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a stream, each at most {@value #LONGEST} bytes of it; what is beyond is skipped. */
final class BoundedLines {

  /**
   * Syslog over UDP allows 64 KiB, but a line here is a path of at most 4 KiB and words around it.
   */
  static final int LONGEST = 8192;

  private final InputStream in;
  private final byte[] bytes = new byte[LONGEST];

  /** The stream should buffer: it is read byte by byte. */
  BoundedLines(InputStream in) {
    this.in = in;
  }

  /**
   * A line without its end.
   *
   * @param cut whether it was longer than it may be
   * @param undecodable whether it is no UTF-8; it was read as ISO 8859-1 then
   * @param ended whether a line end stood behind it
   */
  record Text(String text, boolean cut, boolean undecodable, boolean ended) {}

  /** The next line; none at the end of the stream. */
  Optional<Text> next() throws IOException {
    var length = 0;
    var cut = false;
    int octet;
    while ((octet = in.read()) >= 0 && octet != '\n') {
      if (length < LONGEST) {
        bytes[length++] = (byte) octet;
      } else {
        cut = true;
      }
    }
    if (octet < 0 && length == 0) {
      return Optional.empty();
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return Optional.of(text(length, cut, octet >= 0));
  }

  private Text text(int length, boolean cut, boolean ended) {
    if (isAscii(length)) {
      return new Text(new String(bytes, 0, length, StandardCharsets.ISO_8859_1), cut, false, ended);
    }
    try {
      var text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      return new Text(text, cut, false, ended);
    } catch (CharacterCodingException e) {
      var text = new String(Arrays.copyOf(bytes, length), StandardCharsets.ISO_8859_1);
      return new Text(text, cut, true, ended);
    }
  }

  private boolean isAscii(int length) {
    for (var index = 0; index < length; index++) {
      if (bytes[index] < 0) {
        return false;
      }
    }
    return true;
  }
}
