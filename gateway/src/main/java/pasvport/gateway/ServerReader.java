package pasvport.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.Command;
import pasvport.ftp.Reply;
import pasvport.ftp.ReplyDecoder;
import pasvport.ftp.ServerInput;
import pasvport.gateway.connection.Secured;
import pasvport.gateway.tls.BackTls;

/**
 * The reader of the server's leg: bytes to replies.
 *
 * <p>Where the server is spoken to with TLS it sees to that first, between the server's greeting
 * and the session's hearing of it: AUTH TLS unless TLS began with the connection, then PBSZ 0 and
 * PROT P (RFC 4217 §12). A server that refuses any of it is refused.
 */
final class ServerReader implements Leg.Reader {
  private static final Leg.Next GO_ON = new Leg.Next.GoOn();

  /** What is waited for. */
  private enum Stage {
    GREETING,
    AUTH,
    PBSZ,
    PROT,
    OPEN
  }

  private final Leg leg;
  private final ReplyDecoder decoder;
  private final Consumer<Event> events;
  private final Optional<BackTls.Session> tls;
  private Stage stage;
  private boolean isSecured;
  private Leg.Next next = GO_ON;
  private int behind;

  /** The server's, until the session may hear it. */
  private @Nullable Reply greeting;

  /**
   * @param tls how the server is protected; empty if it is spoken to in clear
   */
  ServerReader(Leg leg, int replyLimit, Consumer<Event> events, Optional<BackTls.Session> tls) {
    this.leg = leg;
    this.decoder = new ReplyDecoder(replyLimit, replyLimit);
    this.events = events;
    this.tls = tls;
    this.stage = tls.isPresent() ? Stage.GREETING : Stage.OPEN;
  }

  void start(String name) {
    leg.startReading(
        name,
        this,
        tls.filter(BackTls.Session::isImplicit).<Leg.Next>map(this::secure).orElse(GO_ON));
  }

  private Leg.Next secure(BackTls.Session session) {
    return new Leg.Next.Secure(session.control(), Optional.empty());
  }

  @Override
  public Leg.Next read(ByteBuffer bytes) {
    next = GO_ON;
    decoder.decode(bytes, input -> take(input, bytes));
    return next;
  }

  private void take(ServerInput input, ByteBuffer bytes) {
    if (!(next instanceof Leg.Next.GoOn)) {
      // Said in clear behind the reply to AUTH: it must not count under TLS.
      return;
    }
    switch (input) {
      case ServerInput.Answer(var reply) -> answered(reply, bytes.remaining());
      case ServerInput.Bad(var why, var excerpt) -> {
        next = new Leg.Next.Stop();
        handOver(new Event.ServerNonsense(leg, why.reason() + ": " + excerpt.shown()));
      }
    }
  }

  private void answered(Reply reply, int bytesBehind) {
    if (stage == Stage.OPEN || reply.preliminary() || reply.code() == 421) {
      handOver(new Event.FromServer(leg, reply));
      return;
    }
    switch (stage) {
      case GREETING -> {
        if (reply.completed()) {
          greeting = reply;
          ask(isSecured ? Command.of("PBSZ", "0") : Command.of("AUTH", "TLS"));
          stage = isSecured ? Stage.PBSZ : Stage.AUTH;
        } else {
          handOver(new Event.FromServer(leg, reply));
        }
      }
      case AUTH -> {
        if (reply.code() == 234) {
          behind = bytesBehind;
          next = secure(tls.orElseThrow());
        } else {
          refused("AUTH TLS", reply);
        }
      }
      case PBSZ -> {
        if (reply.completed()) {
          ask(Command.of("PROT", "P"));
          stage = Stage.PROT;
        } else {
          refused("PBSZ 0", reply);
        }
      }
      case PROT -> {
        @Nullable Reply first = greeting;
        if (reply.completed() && first != null) {
          stage = Stage.OPEN;
          handOver(new Event.FromServer(leg, first));
        } else {
          refused("PROT P", reply);
        }
      }
      case OPEN -> throw new IllegalStateException("open already");
    }
  }

  private void refused(String command, Reply reply) {
    next = new Leg.Next.Stop();
    events.accept(
        new Event.ServerNotSecured(
            leg, Refusal.SERVER_WITHOUT_TLS, command + ": " + reply.shown()));
  }

  private void ask(Command command) {
    try {
      leg.write(command.encoded());
    } catch (IOException e) {
      // The reader will see that the connection is gone.
      next = GO_ON;
    }
  }

  private void handOver(Event event) {
    leg.handingOver();
    events.accept(event);
  }

  @Override
  public void secured(Secured connection, int dropped) {
    decoder.discard();
    isSecured = true;
    events.accept(new Event.ServerSecured(leg, connection, behind + dropped));
    if (stage == Stage.AUTH) {
      stage = Stage.PBSZ;
      ask(Command.of("PBSZ", "0"));
    }
  }

  @Override
  public void tlsFailed(IOException why) {
    events.accept(
        new Event.ServerNotSecured(
            leg, Refusal.SERVER_TLS_FAILED, String.valueOf(why.getMessage())));
  }

  @Override
  public void cleared() {
    throw new IllegalStateException("nobody asks a server for CCC");
  }

  @Override
  public void ended(boolean orderly) {
    events.accept(new Event.ServerGone(leg));
  }
}
