package pasvport.gateway;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import pasvport.ftp.CommandDecoder;
import pasvport.ftp.ForeignProtocol;

/** The reader of the client's leg: bytes to commands, and a look at the very first ones. */
final class ClientReader implements Leg.Reader {
  private final Leg leg;
  private final CommandDecoder decoder;
  private final Consumer<Event> events;

  /** The connection's first bytes, until it's sure that they are FTP. */
  private @Nullable ByteBuffer first = ByteBuffer.allocate(ForeignProtocol.MOST_BYTES);

  ClientReader(Leg leg, int lineLimit, Consumer<Event> events) {
    this.leg = leg;
    this.decoder = new CommandDecoder(lineLimit);
    this.events = events;
  }

  @Override
  public boolean read(ByteBuffer bytes) {
    Optional<ForeignProtocol> foreign = foreign(bytes);
    if (foreign.isPresent()) {
      events.accept(new Event.ForeignClient(foreign.get().name()));
      return false;
    }
    decoder.decode(
        bytes,
        input -> {
          leg.handingOver();
          events.accept(new Event.FromClient(input));
        });
    return true;
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
