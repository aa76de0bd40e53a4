package pasvport.doctor.fact;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Whether a reply with this code came. */
  default boolean code(int code) {
    return reply().filter(reply -> reply.code() == code).isPresent();
  }

  /** Whether nothing came. */
  default boolean silence() {
    return this instanceof Silence;
  }

  /** Whether the connection ended instead. */
  default boolean closed() {
    return this instanceof Closed;
  }

  /** Whether the connection was reset. */
  default boolean reset() {
    return this instanceof Closed(boolean reset, Duration _) && reset;
  }

  /** Whether a reply came whose text holds this, in any case. */
  default boolean says(String text) {
    return reply()
        .filter(
            reply -> reply.shown().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** Whether a reply refuses a login for want of TLS, in the words of the servers. */
  default boolean demandsTls() {
    return refused()
        && Stream.of("encrypt", "SSL", "TLS", "cleartext", "secure", "AUTH first")
            .anyMatch(this::says);
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
