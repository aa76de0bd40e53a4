package pasvport.doctor.ends;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A control connection of which every octet is kept, both ways. */
final class Wire implements AutoCloseable {
  /** All of a scene's dialogue has some hundred octets. */
  private static final int MOST = 8 * 1024;

  private static final int LONGEST_LINE = 512;

  /** What an end sends on a data connection has so many octets. */
  private static final int MOST_DATA = 64 * 1024;

  /** What parts two segments that must not be sent as one. */
  private static final Duration PAUSE = Duration.ofMillis(150);

  private Socket socket;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private String end = Part.IN_ORDER;
  private String certificate = "";

  Wire(Socket socket, Duration patience) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
  }

  Socket socket() {
    return socket;
  }

  /** Goes on under TLS. */
  void secure(SSLSocket secured, Certificate shown) throws IOException {
    socket = secured;
    try {
      certificate = sha256(shown.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IOException("a certificate that cannot be written", e);
    }
  }

  /** Sends a line. */
  void say(String line) throws IOException {
    write(line + "\r\n");
  }

  /** Sends a line so that its two parts travel in segments of their own. */
  void sayInTwo(String line, int first) throws IOException, InterruptedException {
    write(line.substring(0, first));
    Thread.sleep(PAUSE);
    write(line.substring(first) + "\r\n");
  }

  private void write(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    sent.write(bytes);
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Reads a line, without its end; empty if none came: how that was is kept. */
  Optional<String> hear() {
    var line = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      while (line.size() < LONGEST_LINE && received.size() < MOST) {
        int octet = in.read();
        if (octet < 0) {
          end = "closed by the other side";
          return Optional.empty();
        }
        received.write(octet);
        if (octet == '\n') {
          return Optional.of(line.toString(StandardCharsets.ISO_8859_1).replaceFirst("\r$", ""));
        }
        line.write(octet);
      }
      end = "a line too long";
    } catch (SocketTimeoutException silent) {
      end = "nothing more came";
    } catch (SocketException reset) {
      end = "reset";
    } catch (IOException broken) {
      end = "broken: " + broken.getMessage();
    }
    return Optional.empty();
  }

  /** It could not go on. */
  void failed(IOException e) {
    end = "broken: " + e.getMessage();
  }

  Part part(Data data) {
    return new Part(
        sent.toString(StandardCharsets.ISO_8859_1),
        received.toString(StandardCharsets.ISO_8859_1),
        end,
        data.sent(),
        data.received(),
        certificate);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What went over a data connection.
   *
   * @param sent SHA-256; empty if there was no connection
   * @param received SHA-256 of what came; empty if there was no connection
   */
  record Data(String sent, String received) {
    static final Data NONE = new Data("", "");

    /**
     * Sends octets of every value and the two addresses in each form that a device may look for,
     * and takes what the other side sends.
     */
    static Data over(Socket socket) throws IOException {
      var cargo = new ByteArrayOutputStream();
      for (int round = 0; round < 4; round++) {
        for (int octet = 0; octet <= 0xFF; octet++) {
          cargo.write(octet);
        }
      }
      for (var address : new InetAddress[] {socket.getLocalAddress(), socket.getInetAddress()}) {
        cargo.write(address.getAddress());
        var text = address.getHostAddress();
        cargo.write(
            "%s 227 Entering Passive Mode (%s,195,80)\r\nPORT %2$s,195,80\r\n"
                .formatted(text, text.replace('.', ','))
                .getBytes(StandardCharsets.US_ASCII));
      }
      socket.getOutputStream().write(cargo.toByteArray());
      socket.shutdownOutput();
      return new Data(
          sha256(cargo.toByteArray()), sha256(socket.getInputStream().readNBytes(MOST_DATA)));
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
