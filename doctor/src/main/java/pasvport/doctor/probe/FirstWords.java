package pasvport.doctor.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a server says before anything is asked; nothing is sent, but for TLS's handshake. */
public final class FirstWords {
  /** A greeting of a screenful. */
  private static final int MOST = 4 * 1024;

  /** The last line of a reply (RFC 959 section 4.2). */
  private static final Pattern LAST_LINE = Pattern.compile("(?m)^[0-9]{3} [^\n]*\n");

  private FirstWords() {}

  /**
   * Connects, reads one reply and closes.
   *
   * @return what came; empty if no connection stood
   */
  public static Optional<String> of(InetSocketAddress address, boolean tls, Duration patience) {
    var time = Countdown.of(patience);
    var dial = Dial.to(address, patience);
    if (dial.socket().isEmpty()) {
      return Optional.empty();
    }
    try (var plain = dial.socket().get()) {
      if (!tls) {
        plain.readWithin(time);
        return Optional.of(read(plain, time));
      }
      var begun =
          new ClientTls(address.getHostString(), Optional.empty(), Authorities.known())
              .begin(plain);
      if (begun.socket().isEmpty()) {
        return Optional.empty();
      }
      try (var secured = begun.socket().get()) {
        plain.readWithin(time);
        return Optional.of(read(secured, time));
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String read(Socket socket, Countdown time) throws IOException {
    var words = new ByteArrayOutputStream();
    var buffer = new byte[512];
    while (words.size() < MOST && !time.over()) {
      int count = socket.getInputStream().read(buffer);
      if (count < 0) {
        break;
      }
      words.write(buffer, 0, count);
      if (LAST_LINE.matcher(words.toString(StandardCharsets.ISO_8859_1)).find()) {
        break;
      }
    }
    return words.toString(StandardCharsets.ISO_8859_1);
  }
}
