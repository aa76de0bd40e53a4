package pasvport.doctor.fact;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One data connection, attempted or had.
 *
 * @param session the number of its session
 * @param peer where that session's control connection goes
 * @param encrypted whether PROT P was in force
 * @param resuming whether the data connection offers to resume the control connection's session
 * @param arranged the reply to PASV, EPSV, PORT or EPRT
 * @param claimed what a 227 says, whatever it says
 * @param port the port that the server announced
 * @param offered where this end listened for the server
 * @param connected how the data connection came about; its remote end is the server's
 * @param begun the first reply to the command that wants the data connection
 * @param bytes what came, or what was sent
 * @param end how the data connection ended
 * @param closeNotify whether TLS was ended as it should be; empty without TLS, or before the end
 * @param finished the last reply
 */
public record Transfer(
    int session,
    InetSocketAddress peer,
    Protection protection,
    Mode mode,
    Content content,
    boolean encrypted,
    boolean resuming,
    Heard arranged,
    Optional<InetSocketAddress> claimed,
    OptionalInt port,
    Optional<InetSocketAddress> offered,
    Connected connected,
    Heard begun,
    Secured secured,
    long bytes,
    End end,
    Optional<Boolean> closeNotify,
    Heard finished,
    Duration at) {

  /** How a data connection ended. */
  public enum End {
    /** There was none, or nothing was wanted from it. */
    NONE,
    /** In order. */
    COMPLETE,
    /** This end had enough and closed it. */
    ENOUGH,
    /** It was reset. */
    RESET,
    /** Nothing came, or could be sent, for too long. */
    STALLED
  }

  /** Whether it did what it was meant to. */
  public boolean worked() {
    return switch (content) {
      case NOTHING -> connected.open();
      case LISTING, DOWNLOAD, UPLOAD ->
          end == End.ENOUGH || (end == End.COMPLETE && finished.is(2));
    };
  }

  /** For people: {@code PASV listing over TLS, session 2}. */
  public String shown() {
    return "%s, %s%s, session %d"
        .formatted(
            mode,
            content == Content.NOTHING
                ? "connection alone"
                : content.name().toLowerCase(Locale.ROOT),
            encrypted ? ", PROT P" + (resuming ? "" : " without session reuse") : "",
            session);
  }
}
