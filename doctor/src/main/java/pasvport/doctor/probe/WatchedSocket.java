package pasvport.doctor.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket that ends its reading in time, and under TLS tells what the JDK does not, and is told
 * what it does not ask for.
 *
 * <p>It remembers how the last TLS record that came in looks from outside (RFC 5246 section 6.2,
 * RFC 8446 section 5.2): whether it may be an alert, with which a peer ends TLS in order. And it
 * shows TLS the same port for all connections of one FTP session: by that, and the host's name, TLS
 * finds the session to resume, and data connections go to ports of their own.
 *
 * <p>A socket's own time limit begins anew with each octet that comes, and TLS reads until it has a
 * whole record; so one who sends an octet a second is waited for as long as he likes. Here the
 * whole is bounded too.
 */
final class WatchedSocket extends Socket {
  /** FTP's; any would do. */
  private static final int SESSION_PORT = 21;

  private static final int HEADER = 5;
  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** Two bytes of alert, one of type, 16 that authenticate: an alert as TLS 1.3 sends it. */
  private static final int ALERT_13 = 19;

  /** The same from a JDK, which adds 16 zeros to each record. */
  private static final int PADDED_ALERT_13 = 35;

  private final int[] header = new int[HEADER];
  private int inHeader;
  private int toSkip;
  private boolean underTls;
  private Duration longestPause = Patience.REPLY;
  private Countdown whole = Countdown.of(Patience.REPLY);

  /** From now on all that is read must have come within this time. */
  void readWithin(Countdown time) {
    readWithin(time, time.whole());
  }

  /**
   * From now on all that is read must have come within this time.
   *
   * @param pause the longest within it without an octet
   */
  void readWithin(Countdown time, Duration pause) {
    whole = time;
    longestPause = pause;
  }

  private void limit() throws IOException {
    if (whole.over()) {
      throw new SocketTimeoutException(
          "nothing whole came within " + whole.whole().toSeconds() + " s");
    }
    setSoTimeout((int) Math.max(1, Math.min(whole.millis(), longestPause.toMillis())));
  }

  /** From now on it is TLS that asks. */
  void useForTls() {
    underTls = true;
  }

  @Override
  public int getPort() {
    return underTls ? SESSION_PORT : super.getPort();
  }

  /** Whether the last whole record may be an alert, such as close_notify. */
  boolean endsWithAlert() {
    int length = header[3] << 8 | header[4];
    return inHeader == 0
        && toSkip == 0
        && (header[0] == ALERT
            || (header[0] == APPLICATION_DATA
                && (length == ALERT_13 || length == PADDED_ALERT_13)));
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        limit();
        int octet = super.read();
        if (octet >= 0) {
          see(octet);
        }
        return octet;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        limit();
        int count = super.read(bytes, from, length);
        for (int i = 0; i < count; i++) {
          see(bytes[from + i] & 0xFF);
        }
        return count;
      }
    };
  }

  private void see(int octet) {
    if (toSkip > 0) {
      toSkip--;
      return;
    }
    header[inHeader++] = octet;
    if (inHeader == HEADER) {
      inHeader = 0;
      toSkip = header[3] << 8 | header[4];
    }
  }
}
