package pasvport.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.ClientInput;
import pasvport.ftp.CommandDecoder;
import pasvport.ftp.ForeignProtocol;
import pasvport.ftp.Verbs;
import pasvport.gateway.connection.Secured;

/** The reader of the client's leg: bytes to commands, and a look at the very first ones. */
final class ClientReader implements Leg.Reader {
  private static final Leg.Next GO_ON = new Leg.Next.GoOn();

  private final Leg leg;
  private final CommandDecoder decoder;
  private final Consumer<Event> events;

  /** What the line that was read last leads to. */
  private Leg.Next next = GO_ON;

  /** Bytes that came behind a line which has changed the protection. */
  private int behind;

  /** The connection's first bytes, until it's sure that they are FTP. */
  private @Nullable ByteBuffer first = ByteBuffer.allocate(ForeignProtocol.MOST_BYTES);

  ClientReader(Leg leg, int lineLimit, Consumer<Event> events) {
    this.leg = leg;
    this.decoder = new CommandDecoder(lineLimit);
    this.events = events;
  }

  @Override
  public Leg.Next read(ByteBuffer bytes) {
    Optional<ForeignProtocol> foreign = foreign(bytes);
    if (foreign.isPresent()) {
      events.accept(new Event.ForeignClient(foreign.get().name()));
      return new Leg.Next.Stop();
    }
    next = GO_ON;
    decoder.decode(bytes, input -> handOver(input, bytes));
    return next;
  }

  private void handOver(ClientInput input, ByteBuffer bytes) {
    if (!(next instanceof Leg.Next.GoOn)) {
      // Said before the protection changed, so by whoever could; it must not count behind it.
      return;
    }
    boolean mayChange =
        input instanceof ClientInput.Line(var command) && Verbs.changesProtection(command.verb());
    leg.handingOver();
    if (mayChange) {
      leg.expectChange();
    }
    events.accept(new Event.FromClient(input));
    if (mayChange) {
      behind = bytes.remaining();
      next = leg.awaitChange();
    }
  }

  @Override
  public void secured(Secured connection, int dropped) {
    decoder.discard();
    first = ByteBuffer.allocate(ForeignProtocol.MOST_BYTES);
    events.accept(new Event.ClientSecured(connection, behind + dropped));
    behind = 0;
  }

  @Override
  public void tlsFailed(IOException why) {
    events.accept(new Event.ClientTlsFailed(String.valueOf(why.getMessage())));
  }

  @Override
  public void cleared() {
    decoder.discard();
    events.accept(new Event.ClientCleared());
  }

  private Optional<ForeignProtocol> foreign(ByteBuffer bytes) {
    @Nullable ByteBuffer seen = first;
    if (seen == null) {
      return Optional.empty();
    }
    int more = Math.min(seen.remaining(), bytes.remaining());
    seen.put(bytes.slice(bytes.position(), more));
    Optional<ForeignProtocol> foreign = ForeignProtocol.recognise(seen.duplicate().flip());
    if (!seen.hasRemaining()) {
      first = null;
    }
    return foreign;
  }

  @Override
  public void ended(boolean orderly) {
    events.accept(new Event.ClientGone(orderly));
  }
}
