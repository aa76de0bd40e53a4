package pasvport.ftp;

import java.io.ByteArrayOutputStream;

/**
 * The Telnet layer under a control connection (RFC 854, RFC 959 section 5.3): tells data from
 * Telnet commands, one byte at a time, and writes data so that it is not taken for them.
 *
 * <p>Servers and clients in the field send 0xFF in a path as it is, or doubled. So 0xFF before a
 * byte that is no Telnet command counts as itself when read, and is written doubled only where the
 * other side could misread it.
 */
final class Telnet {
  static final int IAC = 0xFF;
  static final int DONT = 0xFE;
  static final int WONT = 0xFC;

  private static final int DO = 0xFD;
  private static final int WILL = 0xFB;
  private static final int SB = 0xFA;

  /** SE, the lowest of the Telnet commands: any byte from here up may be one. */
  private static final int SE = 0xF0;

  /** Long enough for the terminal types and window sizes that a Telnet program sends unasked. */
  private static final int SUBNEGOTIATION_LIMIT = 512;

  /** What a byte turned out to be. */
  enum Meaning {
    /** A byte of the line. */
    DATA,
    /** A byte of the line, and 0xFF stands before it in the line. */
    DATA_AFTER_FF,
    /** Part of a Telnet command that needs nothing. */
    NOTHING,
    /** The option that the peer wants to use, to be answered by DONT. */
    WILL_OPTION,
    /** The option that the peer wants used, to be answered by WONT. */
    DO_OPTION,
    /** A subnegotiation without end: it was broken off. */
    ENDLESS
  }

  private enum At {
    DATA,
    COMMAND,
    WILL,
    DO,
    WONT_OR_DONT,
    SUBNEGOTIATION,
    COMMAND_IN_SUBNEGOTIATION
  }

  private At at = At.DATA;
  private int subnegotiated;

  Meaning meaning(int octet) {
    return switch (at) {
      case DATA -> octet == IAC ? next(At.COMMAND) : Meaning.DATA;
      case COMMAND -> command(octet);
      case WILL -> option(Meaning.WILL_OPTION);
      case DO -> option(Meaning.DO_OPTION);
      case WONT_OR_DONT -> option(Meaning.NOTHING);
      case SUBNEGOTIATION -> subnegotiation(octet == IAC ? At.COMMAND_IN_SUBNEGOTIATION : at);
      case COMMAND_IN_SUBNEGOTIATION ->
          octet == SE ? option(Meaning.NOTHING) : subnegotiation(At.SUBNEGOTIATION);
    };
  }

  private Meaning command(int octet) {
    at = At.DATA;
    return switch (octet) {
      case IAC -> Meaning.DATA;
      case WILL -> next(At.WILL);
      case DO -> next(At.DO);
      case WONT, DONT -> next(At.WONT_OR_DONT);
      case SB -> {
        subnegotiated = 0;
        yield next(At.SUBNEGOTIATION);
      }
      default -> octet >= SE ? Meaning.NOTHING : Meaning.DATA_AFTER_FF;
    };
  }

  private Meaning subnegotiation(At then) {
    return ++subnegotiated > SUBNEGOTIATION_LIMIT ? option(Meaning.ENDLESS) : next(then);
  }

  private Meaning option(Meaning meaning) {
    at = At.DATA;
    return meaning;
  }

  private Meaning next(At then) {
    at = then;
    return Meaning.NOTHING;
  }

  /** Whether a Telnet command is begun and not ended. */
  boolean midway() {
    return at != At.DATA;
  }

  void reset() {
    at = At.DATA;
  }

  /**
   * Writes a line's bytes: CR as CR NUL, 0xFF doubled where a Telnet command could seem to follow.
   */
  static void write(Octets line, ByteArrayOutputStream out) {
    for (int i = 0; i < line.length(); i++) {
      int octet = line.at(i);
      out.write(octet);
      if (octet == '\r') {
        out.write(0);
      } else if (octet == IAC && i + 1 < line.length() && line.at(i + 1) >= SE) {
        out.write(IAC);
      }
    }
  }
}
