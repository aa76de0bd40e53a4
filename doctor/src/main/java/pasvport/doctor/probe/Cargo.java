package pasvport.doctor.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import pasvport.doctor.fact.Content;
import pasvport.doctor.fact.Secured;
import pasvport.doctor.fact.Transfer;

/** What goes over one data connection that stands: TLS where it is wanted, and the bytes. */
final class Cargo {
  /** Several windows of TCP, so that a path that drops large packets shows. */
  private static final int UPLOAD_BYTES = 256 * 1024;

  /** More shows nothing more. */
  private static final int DOWNLOAD_BYTES = 4 * 1024 * 1024;

  /** What is kept of a listing, to find a file in it. */
  private static final int KEPT_BYTES = 64 * 1024;

  /** Divides what is uploaded; slow lines take seconds for each. */
  private static final int PIECE = 16 * 1024;

  private final Errand errand;
  private final Optional<ClientTls> tls;
  private final Consumer<String> note;
  private final Duration stall;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private Secured secured = new Secured.NotTried();
  private long bytes;
  private volatile Transfer.End end = Transfer.End.NONE;
  private Optional<Boolean> closeNotify = Optional.empty();

  /**
   * @param note is told what happens
   * @param stall the longest without any progress
   */
  Cargo(Errand errand, Optional<ClientTls> tls, Consumer<String> note, Duration stall) {
    this.errand = errand;
    this.tls = tls;
    this.note = note;
    this.stall = stall;
  }

  Secured secured() {
    return secured;
  }

  long bytes() {
    return bytes;
  }

  Transfer.End end() {
    return end;
  }

  void end(Transfer.End other) {
    end = other;
  }

  Optional<Boolean> closeNotify() {
    return closeNotify;
  }

  /** The beginning of what came. */
  byte[] kept() {
    return kept.toByteArray();
  }

  /** Sends or receives all of it, and ends the connection. */
  void carry(WatchedSocket plain) {
    Socket socket = plain;
    if (errand.encrypted()) {
      var begunTls = tls.orElseThrow().begin(plain);
      secured = begunTls.secured();
      note.accept("data connection: " + secured.shown());
      if (begunTls.socket().isEmpty()) {
        return;
      }
      socket = begunTls.socket().get();
    }
    try {
      if (errand.content() == Content.UPLOAD) {
        write(socket, plain);
      } else {
        read(socket, plain);
        socket.close();
      }
    } catch (SocketTimeoutException stalled) {
      end = Transfer.End.STALLED;
    } catch (IOException reset) {
      end = end == Transfer.End.STALLED ? end : Transfer.End.RESET;
    }
    note.accept("%d bytes, %s".formatted(bytes, end.name().toLowerCase(Locale.ROOT)));
  }

  private void read(Socket socket, WatchedSocket plain) throws IOException {
    var buffer = new byte[32 * 1024];
    var in = socket.getInputStream();
    var time = Countdown.of(Patience.TRANSFER);
    plain.readWithin(Countdown.of(Patience.TRANSFER.plus(stall)), stall);
    int count = in.read(buffer);
    while (count >= 0) {
      bytes += count;
      kept.write(buffer, 0, Math.min(count, KEPT_BYTES - Math.min(kept.size(), KEPT_BYTES)));
      if (bytes >= DOWNLOAD_BYTES || time.over()) {
        end = Transfer.End.ENOUGH;
        return;
      }
      count = in.read(buffer);
    }
    end = Transfer.End.COMPLETE;
    closeNotify = errand.encrypted() ? Optional.of(plain.endsWithAlert()) : Optional.empty();
  }

  /**
   * A write has no time limit of its own, nor has TLS's last word behind it; so a thread ends both
   * from outside. It closes what lies under TLS, because TLS itself would wait for the write.
   */
  private void write(Socket socket, WatchedSocket plain) throws IOException {
    var content = new byte[UPLOAD_BYTES];
    new Random(UPLOAD_BYTES).nextBytes(content);
    var written = new AtomicLong();
    var watchdog = Thread.startVirtualThread(() -> watch(plain, written));
    try {
      for (int from = 0; from < content.length; from += PIECE) {
        socket.getOutputStream().write(content, from, PIECE);
        bytes = written.addAndGet(PIECE);
      }
      written.incrementAndGet(); // what follows has its own time
      socket.close();
    } finally {
      watchdog.interrupt();
    }
    if (end == Transfer.End.STALLED) {
      throw new SocketTimeoutException("it was not taken to its end");
    }
    end = Transfer.End.COMPLETE;
  }

  private void watch(Socket socket, AtomicLong written) {
    try {
      long seen = -1;
      while (written.get() != seen) {
        seen = written.get();
        Thread.sleep(stall);
      }
      end = Transfer.End.STALLED;
      close(socket);
    } catch (InterruptedException done) {
      // It was written in time.
    }
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed either way.
    }
  }
}
