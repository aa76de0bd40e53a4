package pasvport.gateway;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import pasvport.ftp.ReplyDecoder;
import pasvport.ftp.ServerInput;

/** The reader of the server's leg: bytes to replies. */
final class ServerReader implements Leg.Reader {
  private final Leg leg;
  private final ReplyDecoder decoder;
  private final Consumer<Event> events;
  private boolean nonsense;

  ServerReader(Leg leg, int replyLimit, Consumer<Event> events) {
    this.leg = leg;
    this.decoder = new ReplyDecoder(replyLimit, replyLimit);
    this.events = events;
  }

  @Override
  public boolean read(ByteBuffer bytes) {
    decoder.decode(
        bytes,
        input -> {
          leg.handingOver();
          events.accept(
              switch (input) {
                case ServerInput.Answer(var reply) -> new Event.FromServer(leg, reply);
                case ServerInput.Bad(var why, var excerpt) -> {
                  nonsense = true;
                  yield new Event.ServerNonsense(leg, why.reason() + ": " + excerpt.shown());
                }
              });
        });
    return !nonsense;
  }

  @Override
  public void ended(boolean orderly) {
    events.accept(new Event.ServerGone(leg));
  }
}
