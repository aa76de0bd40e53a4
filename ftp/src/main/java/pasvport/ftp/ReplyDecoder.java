package pasvport.ftp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The reader of a server's side of a control connection: bytes in, whole replies out, for one
 * connection and one thread.
 *
 * <p>A reply of several lines begins with {@code NNN-} and ends with the same code and a space, or
 * the code alone (RFC 959 section 4.2). What stands between is taken as it comes: with or without
 * indent, blank, beginning with other codes, or with {@code NNN-} before each line. LF alone ends a
 * line too, and so does CR CR LF, which servers make of greetings stored with CR LF. Telnet is
 * taken out and not answered; CR NUL is a CR.
 *
 * <p>A server that sends something else cannot be followed any more: the decoder says so once and
 * ignores the rest.
 */
public final class ReplyDecoder {
  /**
   * Bytes counted for each line on top of its own, so that a flood of blank lines is bounded too.
   */
  private static final int LINE_OVERHEAD = 2;

  private enum At {
    LINE,
    AFTER_CR,
    AFTER_CRS,
    DEAD
  }

  private final int replyLimit;
  private final Telnet telnet = new Telnet();
  private final LineBuffer line;
  private final List<Octets> lines = new ArrayList<>();
  private At at = At.LINE;
  private int code;
  private int held;

  /**
   * @param lineLimit how many bytes a line may have, without its end and without Telnet
   * @param replyLimit how many bytes all lines of a reply may have, two more counted for each line
   * @throws IllegalArgumentException if one is not positive
   */
  public ReplyDecoder(int lineLimit, int replyLimit) {
    if (replyLimit < 1) {
      throw new IllegalArgumentException(
          "a reply limit of " + replyLimit + " bytes lets nothing through");
    }
    this.line = new LineBuffer(lineLimit);
    this.replyLimit = replyLimit;
  }

  /** Consumes all of {@code input} and hands over what is complete, in order. */
  public void decode(ByteBuffer input, Consumer<? super ServerInput> sink) {
    while (input.hasRemaining()) {
      int octet = input.get() & 0xFF;
      switch (telnet.meaning(octet)) {
        case DATA -> accept(octet, sink);
        case DATA_AFTER_FF -> {
          accept(Telnet.IAC, sink);
          accept(octet, sink);
        }
        case NOTHING, WILL_OPTION, DO_OPTION -> {}
        case ENDLESS -> die(Malformed.TOO_MUCH_TELNET, line.takeExcerpt(), sink);
      }
    }
  }

  private void accept(int octet, Consumer<? super ServerInput> sink) {
    switch (at) {
      case LINE -> {
        switch (octet) {
          case '\r' -> at = At.AFTER_CR;
          case '\n' -> end(sink);
          case 0 -> die(Malformed.NUL_IN_LINE, line.takeExcerpt(), sink);
          default -> add(octet, sink);
        }
      }
      case AFTER_CR -> {
        switch (octet) {
          case '\n' -> end(sink);
          case '\r' -> at = At.AFTER_CRS;
          case 0 -> {
            at = At.LINE;
            add('\r', sink);
          }
          default -> die(Malformed.BARE_CR, line.takeExcerpt(), sink);
        }
      }
      case AFTER_CRS -> {
        switch (octet) {
          case '\n' -> end(sink);
          case '\r' -> {}
          default -> die(Malformed.BARE_CR, line.takeExcerpt(), sink);
        }
      }
      case DEAD -> {}
    }
  }

  private void add(int octet, Consumer<? super ServerInput> sink) {
    if (!line.add(octet)) {
      die(Malformed.LINE_TOO_LONG, line.takeExcerpt(), sink);
    }
  }

  private void end(Consumer<? super ServerInput> sink) {
    at = At.LINE;
    Octets whole = line.take();
    held += whole.length() + LINE_OVERHEAD;
    if (held > replyLimit) {
      die(Malformed.REPLY_TOO_LONG, LineBuffer.excerpt(whole), sink);
    } else if (lines.isEmpty()) {
      first(whole, sink);
    } else {
      further(whole, sink);
    }
  }

  private void first(Octets whole, Consumer<? super ServerInput> sink) {
    if (whole.isEmpty()) {
      die(Malformed.EMPTY_LINE, whole, sink);
      return;
    }
    code = Reply.leadingCode(whole);
    if (code < 100 || code > 699) {
      die(Malformed.NOT_A_REPLY, LineBuffer.excerpt(whole), sink);
      return;
    }
    switch (Reply.separator(whole)) {
      case ' ', '-', Reply.NOTHING -> {}
      default -> {
        die(Malformed.NOT_A_REPLY, LineBuffer.excerpt(whole), sink);
        return;
      }
    }
    if (code >= 600) {
      die(Malformed.PROTECTED_REPLY, LineBuffer.excerpt(whole), sink);
      return;
    }
    lines.add(Reply.afterCode(whole));
    if (Reply.separator(whole) != '-') {
      answer(sink);
    }
  }

  private void further(Octets whole, Consumer<? super ServerInput> sink) {
    if (Reply.leadingCode(whole) != code) {
      lines.add(whole);
      return;
    }
    switch (Reply.separator(whole)) {
      case '-' -> lines.add(Reply.afterCode(whole));
      case ' ', Reply.NOTHING -> {
        lines.add(Reply.afterCode(whole));
        answer(sink);
      }
      default -> lines.add(whole);
    }
  }

  private void answer(Consumer<? super ServerInput> sink) {
    var reply = new Reply(code, lines);
    lines.clear();
    held = 0;
    sink.accept(new ServerInput.Answer(reply));
  }

  private void die(Malformed why, Octets excerpt, Consumer<? super ServerInput> sink) {
    if (at == At.DEAD) {
      return;
    }
    at = At.DEAD;
    lines.clear();
    held = 0;
    sink.accept(new ServerInput.Bad(why, excerpt));
  }

  /**
   * How many bytes of an unfinished line or reply are held; a CR or a Telnet command that is begun
   * counts as one.
   */
  public int buffered() {
    if (at == At.DEAD) {
      return 0;
    }
    return held + line.length() + (at == At.LINE ? 0 : 1) + (telnet.midway() ? 1 : 0);
  }

  /**
   * Forgets all that is buffered, as is due before a TLS handshake: what came in clear must not
   * count within. A decoder that met something bad stays dead.
   */
  public void discard() {
    line.clear();
    lines.clear();
    held = 0;
    telnet.reset();
    if (at != At.DEAD) {
      at = At.LINE;
    }
  }
}
