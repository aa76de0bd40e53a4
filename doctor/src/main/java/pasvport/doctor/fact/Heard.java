package pasvport.doctor.fact;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import pasvport.ftp.Malformed;
import pasvport.ftp.Octets;
import pasvport.ftp.Reply;

/** What came back on a control connection when something was expected. */
public sealed interface Heard {

  /** It was not asked. */
  record NotAsked() implements Heard {}

  /** A reply. */
  record Said(Reply answer, Duration after) implements Heard {}

  /** Nothing, for so long. */
  record Silence(Duration waited) implements Heard {}

  /** The other end closed the connection, in order or with a reset. */
  record Closed(boolean reset, Duration after) implements Heard {}

  /** Something that is no reply. */
  record NotFtp(Malformed why, Octets bytes) implements Heard {}

  /** The reply, if one came. */
  default Optional<Reply> reply() {
    return this instanceof Said(Reply reply, Duration _) ? Optional.of(reply) : Optional.empty();
  }

  /** Whether a reply with this first digit came. */
  default boolean is(int hundreds) {
    return reply().filter(reply -> reply.code() / 100 == hundreds).isPresent();
  }

  /** Whether a reply came that says no, 4yz or 5yz. */
  default boolean refused() {
    return reply().filter(Reply::negative).isPresent();
  }

  /** Whether nothing came. */
  default boolean silence() {
    return this instanceof Silence;
  }

  /** Whether the connection ended instead. */
  default boolean closed() {
    return this instanceof Closed;
  }

  /** Whether a reply came whose text holds this, in any case. */
  default boolean says(String text) {
    return reply()
        .filter(
            reply -> reply.shown().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** For people: the reply, or what happened instead. */
  default String shown() {
    return switch (this) {
      case NotAsked _ -> "(not asked)";
      case Said(Reply reply, Duration _) -> reply.shown();
      case Silence(Duration waited) -> "(no reply within " + Times.shown(waited) + ")";
      case Closed(boolean reset, Duration _) ->
          reset ? "(connection reset)" : "(connection closed)";
      case NotFtp(Malformed _, Octets bytes) -> "(not FTP: " + bytes.shown() + ")";
    };
  }
}
