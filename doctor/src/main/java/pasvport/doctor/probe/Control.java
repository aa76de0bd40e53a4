package pasvport.doctor.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import pasvport.doctor.fact.Heard;
import pasvport.doctor.fact.Line;
import pasvport.doctor.fact.Secured;
import pasvport.ftp.Command;
import pasvport.ftp.Octets;
import pasvport.ftp.ReplyDecoder;
import pasvport.ftp.ServerInput;

/** A control connection as a client has it: asks, and waits for what comes. */
final class Control implements AutoCloseable {
  /** No server's greeting or FEAT comes near it. */
  private static final int REPLY_LIMIT = 64 * 1024;

  private static final int LINE_LIMIT = 8 * 1024;

  /** Enough to recognise another protocol by. */
  private static final int FIRST_BYTES = 64;

  private final int session;
  private final WatchedSocket plain;
  private final Transcript transcript;
  private final ReplyDecoder decoder = new ReplyDecoder(LINE_LIMIT, REPLY_LIMIT);
  private final Queue<ServerInput> arrived = new ArrayDeque<>();
  private final byte[] buffer = new byte[16 * 1024];
  private Socket socket;
  private Octets first = Octets.EMPTY;

  Control(int session, WatchedSocket socket, Transcript transcript) {
    this.session = session;
    this.plain = socket;
    this.socket = socket;
    this.transcript = transcript;
  }

  InetAddress localAddress() {
    return plain.getLocalAddress();
  }

  /** Sends a command and waits for its reply. */
  Heard ask(Command command, Duration patience) {
    return send(command) ? hear(patience) : closed(false, Countdown.of(Duration.ZERO));
  }

  Heard ask(Command command) {
    return ask(command, Patience.REPLY);
  }

  /** Sends a command, or says that the connection does not take it any more. */
  boolean send(Command command) {
    transcript.add(session, Line.Kind.SENT, command.shown());
    try {
      socket.getOutputStream().write(command.encoded());
      socket.getOutputStream().flush();
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Waits for the next reply. */
  Heard hear(Duration patience) {
    var time = Countdown.of(patience);
    var heard = next(time);
    if (!heard.silence() || patience.compareTo(Patience.GLANCE) > 0) {
      transcript.add(session, Line.Kind.RECEIVED, heard.shown());
    }
    return heard;
  }

  private Heard next(Countdown time) {
    try {
      plain.readWithin(time);
      while (arrived.isEmpty()) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          return closed(false, time);
        }
        if (first.isEmpty()) {
          first = Octets.of(buffer, 0, Math.min(count, FIRST_BYTES));
        }
        decoder.decode(ByteBuffer.wrap(buffer, 0, count), arrived::add);
        if (arrived.isEmpty() && time.over()) {
          return new Heard.Silence(time.passed());
        }
      }
    } catch (SocketTimeoutException silent) {
      return new Heard.Silence(time.passed());
    } catch (IOException gone) {
      return closed(true, time);
    }
    return switch (arrived.remove()) {
      case ServerInput.Answer(var reply) -> new Heard.Said(reply, time.passed());
      case ServerInput.Bad(var why, var excerpt) ->
          new Heard.NotFtp(why, excerpt.isEmpty() ? first : excerpt);
    };
  }

  private static Heard closed(boolean reset, Countdown time) {
    return new Heard.Closed(reset, time.passed());
  }

  /** Begins TLS; what came in clear before is forgotten. */
  Secured secure(ClientTls tls) {
    decoder.discard();
    arrived.clear();
    var begun = tls.begin(plain);
    begun.socket().ifPresent(secured -> socket = secured);
    transcript.done(session, begun.secured().shown());
    return begun.secured();
  }

  @Override
  public void close() {
    for (var each : Arrays.asList(socket, plain)) {
      try {
        each.close();
      } catch (IOException gone) {
        // It is closed either way; the other end may have been first.
      }
    }
  }
}
