package pasvport.ftp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The reader of a client's side of a control connection: bytes in, whole commands out, for one
 * connection and one thread.
 *
 * <p>A line ends at CR LF and nowhere else. A line with a bare LF, a bare CR or a NUL, or one that
 * is too long, is refused where that is seen, and everything up to the next CR LF is dropped with
 * it. So what stands behind an injected LF is never taken for a command. Telnet is taken out
 * beneath the lines (RFC 959 section 5.3, RFC 1123 section 4.1.2.12): interrupts and synchs are
 * dropped, options refused, CR NUL is a CR.
 *
 * <p>All that is in the input is decoded, so what a client sent behind {@code AUTH TLS} in clear is
 * handed over too; the caller must drop it, and {@link #discard()} what is buffered.
 */
public final class CommandDecoder {
  /**
   * A Telnet program opens with a handful of options; a client that negotiates on and on does no
   * FTP.
   */
  private static final int NEGOTIATIONS_PER_LINE = 64;

  private enum At {
    LINE,
    AFTER_CR,
    DROPPED,
    AFTER_DROPPED_CR
  }

  private final Telnet telnet = new Telnet();
  private final LineBuffer line;
  private At at = At.LINE;
  private int negotiations;

  /**
   * @param lineLimit how many bytes a line may have, without its CR LF and without Telnet
   * @throws IllegalArgumentException if it is not positive
   */
  public CommandDecoder(int lineLimit) {
    line = new LineBuffer(lineLimit);
  }

  /** Consumes all of {@code input} and hands over what is complete, in order. */
  public void decode(ByteBuffer input, Consumer<? super ClientInput> sink) {
    while (input.hasRemaining()) {
      int octet = input.get() & 0xFF;
      switch (telnet.meaning(octet)) {
        case DATA -> accept(octet, sink);
        case DATA_AFTER_FF -> {
          accept(Telnet.IAC, sink);
          accept(octet, sink);
        }
        case NOTHING -> {}
        case WILL_OPTION -> refuse(Telnet.DONT, octet, sink);
        case DO_OPTION -> refuse(Telnet.WONT, octet, sink);
        case ENDLESS -> drop(Malformed.TOO_MUCH_TELNET, sink);
      }
    }
  }

  private void accept(int octet, Consumer<? super ClientInput> sink) {
    switch (at) {
      case LINE -> {
        switch (octet) {
          case '\r' -> at = At.AFTER_CR;
          case '\n' -> drop(Malformed.BARE_LF, sink);
          case 0 -> drop(Malformed.NUL_IN_LINE, sink);
          default -> add(octet, sink);
        }
      }
      case AFTER_CR -> {
        switch (octet) {
          case '\n' -> end(sink);
          case 0 -> {
            at = At.LINE;
            add('\r', sink);
          }
          default -> {
            drop(Malformed.BARE_CR, sink);
            at = octet == '\r' ? At.AFTER_DROPPED_CR : At.DROPPED;
          }
        }
      }
      case DROPPED -> at = octet == '\r' ? At.AFTER_DROPPED_CR : At.DROPPED;
      case AFTER_DROPPED_CR -> {
        switch (octet) {
          case '\n' -> begin();
          case '\r' -> {}
          default -> at = At.DROPPED;
        }
      }
    }
  }

  private void add(int octet, Consumer<? super ClientInput> sink) {
    if (!line.add(octet)) {
      drop(Malformed.LINE_TOO_LONG, sink);
    }
  }

  private void begin() {
    at = At.LINE;
    negotiations = 0;
  }

  private void end(Consumer<? super ClientInput> sink) {
    begin();
    Octets whole = line.take();
    ClientInput input;
    try {
      input = new ClientInput.Line(Command.parse(whole));
    } catch (MalformedException refused) {
      input = new ClientInput.Bad(refused.why(), LineBuffer.excerpt(whole));
    }
    sink.accept(input);
  }

  private void drop(Malformed why, Consumer<? super ClientInput> sink) {
    if (at == At.DROPPED || at == At.AFTER_DROPPED_CR) {
      return;
    }
    at = At.DROPPED;
    sink.accept(new ClientInput.Bad(why, line.takeExcerpt()));
  }

  private void refuse(int answer, int option, Consumer<? super ClientInput> sink) {
    if (++negotiations > NEGOTIATIONS_PER_LINE) {
      drop(Malformed.TOO_MUCH_TELNET, sink);
    } else {
      byte[] bytes = {(byte) Telnet.IAC, (byte) answer, (byte) option};
      sink.accept(new ClientInput.Negotiation(Octets.of(bytes)));
    }
  }

  /**
   * How many bytes of an unfinished line are held; a CR or a Telnet command that is begun counts as
   * one.
   */
  public int buffered() {
    return line.length() + (at == At.LINE ? 0 : 1) + (telnet.midway() ? 1 : 0);
  }

  /**
   * Forgets all that is buffered, as is due before a TLS handshake: what came in clear must not
   * count within.
   */
  public void discard() {
    line.clear();
    telnet.reset();
    begin();
  }
}
