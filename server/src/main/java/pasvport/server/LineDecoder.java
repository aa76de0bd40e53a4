package pasvport.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolDecoder;
import org.apache.mina.filter.codec.ProtocolDecoderOutput;

/**
 * What cuts a control connection's bytes into lines: ended by CR LF, at most so long, in UTF-8, CR
 * NUL in them read as CR (RFC 2640, section 3.1). A line that is none of that becomes {@link
 * Unreadable}.
 *
 * <p>The gateway has parsed and written anew whatever comes here, so this is the second wall.
 */
final class LineDecoder implements ProtocolDecoder {

  /** A line that is not taken for a command, and why. */
  record Unreadable(String why) {}

  // The gateway forwards lines of up to 4096 bytes; CR NUL makes two bytes of one.
  private static final int MAX_BYTES = 8 << 10;
  private static final int FIRST_BYTES = 128;

  private static final String KEY = LineDecoder.class.getName();

  /** The line of a session that is not complete yet. */
  private static final class Pending {
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private boolean tooLong;

    void add(byte b) {
      if (length == MAX_BYTES) {
        tooLong = true;
      } else {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, 2 * length));
        }
        bytes[length++] = b;
      }
    }

    boolean endsWithReturn() {
      return !tooLong && length > 0 && bytes[length - 1] == '\r';
    }
  }

  @Override
  public void decode(IoSession session, IoBuffer in, ProtocolDecoderOutput out) {
    var pending = (Pending) session.getAttribute(KEY);
    if (pending == null) {
      pending = new Pending();
      session.setAttribute(KEY, pending);
    }
    while (in.hasRemaining()) {
      var b = in.get();
      if (b == '\n' && (pending.tooLong || pending.endsWithReturn())) {
        out.write(line(pending));
        pending = new Pending();
        session.setAttribute(KEY, pending);
      } else {
        pending.add(b);
      }
    }
  }

  private static Object line(Pending pending) {
    if (pending.tooLong) {
      return new Unreadable("The line is longer than " + MAX_BYTES + " bytes.");
    }
    var bytes = pending.bytes;
    int length = 0;
    for (int i = 0; i < pending.length - 1; i++) {
      if (bytes[i] == 0 && i > 0 && bytes[i - 1] == '\r') {
        continue; // the NUL of CR NUL
      }
      if (bytes[i] == 0 || bytes[i] == '\n') {
        return new Unreadable("The line has a NUL or a line feed in it.");
      }
      bytes[length++] = bytes[i];
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return new Line(text.toString(), System.currentTimeMillis());
    } catch (CharacterCodingException e) {
      return new Unreadable("The line is not UTF-8.");
    }
  }

  @Override
  public void finishDecode(IoSession session, ProtocolDecoderOutput out) {}

  @Override
  public void dispose(IoSession session) {
    session.removeAttribute(KEY);
  }
}
