package pasvport.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import pasvport.gateway.connection.Buffers;
import pasvport.gateway.connection.Secured;

/**
 * One end of a connection, driven by the test: a client's or a server's, for control or for data.
 */
final class Peer implements Closeable {
  /** Long enough for a loaded machine; only a failing test waits so long. */
  private static final int PATIENCE_MILLIS = 10_000;

  private static final String CLOSE_WAIT = "08";

  private static final Pattern PORT_229 = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)");
  private static final Pattern PORT_227 =
      Pattern.compile("227 .*\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\).*");

  private final Socket socket;
  private InputStream in;
  private OutputStream out;
  private @Nullable Secured secured;

  Peer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** Goes on under TLS, as client or server as the engine says. */
  Secured startTls(SSLEngine engine) throws IOException {
    Secured started = new Secured(socket.getChannel(), engine, Buffers.SMALL, false);
    started.establish();
    secured = started;
    in =
        new BufferedInputStream(
            new InputStream() {
              @Override
              public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                return started.read(ByteBuffer.wrap(bytes, offset, length));
              }
            });
    out =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(bytes, offset, length);
            while (all.hasRemaining()) {
              started.write(all);
            }
          }
        };
    return started;
  }

  /** Says close_notify and goes on in clear once the other end has said it too. */
  void endTls() throws IOException {
    Secured ending = requireNonNull(secured);
    ending.endTls();
    assertThat(in.read()).isEqualTo(-1);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    secured = null;
  }

  InetAddress address() {
    return socket.getLocalAddress();
  }

  /** Where the other end's connection comes from. */
  InetAddress remoteAddress() {
    return socket.getInetAddress();
  }

  void send(String... lines) throws IOException {
    write((String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1));
  }

  void write(String bytes) throws IOException {
    write(bytes.getBytes(ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void writeUrgent(int octet) throws IOException {
    socket.sendUrgentData(octet);
  }

  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      line.append((char) octet);
      octet = in.read();
    }
    assertThat(octet).as("the end of the line " + line).isEqualTo('\n');
    assertThat(line.toString()).endsWith("\r");
    return line.substring(0, line.length() - 1);
  }

  void expect(String... lines) throws IOException {
    for (String line : lines) {
      assertThat(line()).isEqualTo(line);
    }
  }

  /** The next line begins with this. */
  String expectStart(String start) throws IOException {
    String line = line();
    assertThat(line).startsWith(start);
    return line;
  }

  void expectBytes(byte[] expected) throws IOException {
    assertThat(in.readNBytes(expected.length)).isEqualTo(expected);
  }

  /** The port in the 229 that is the next line. */
  int expect229() throws IOException {
    Matcher matcher = PORT_229.matcher(line());
    assertThat(matcher.matches()).as(matcher.toString()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /** The address and port in the 227 that is the next line, as in {@code 127.0.0.1:50000}. */
  String expect227() throws IOException {
    Matcher matcher = PORT_227.matcher(line());
    assertThat(matcher.matches()).as(matcher.toString()).isTrue();
    int port = Integer.parseInt(matcher.group(5)) * 256 + Integer.parseInt(matcher.group(6));
    return String.join(".", matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4))
        + ":"
        + port;
  }

  /** The other end has closed in order, and nothing came before it. */
  void expectEnd() throws IOException {
    assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
  }

  /** All that comes until the other end closes in order. */
  byte[] readAll() throws IOException {
    return in.readAllBytes();
  }

  byte[] read(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** The other end has reset the connection, perhaps after some more bytes. */
  void expectReset() {
    assertThatThrownBy(() -> in.readAllBytes())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  /** The connection is over, in order or not. */
  void expectOver() throws IOException {
    try {
      byte[] rest = in.readAllBytes();
      assertThat(rest).isEmpty();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  /**
   * Whether the other end has closed in order, though nothing has been read yet: the system's own
   * table says so (proc_net_tcp of the kernel's documentation).
   */
  boolean otherEndHasFinished() {
    String pair =
        " [0-9A-F]+:%04X [0-9A-F]+:%04X %s "
            .formatted(socket.getLocalPort(), socket.getPort(), CLOSE_WAIT);
    try (var ipv4 = Files.lines(Path.of("/proc/net/tcp"));
        var ipv6 = Files.lines(Path.of("/proc/net/tcp6"))) {
      return Stream.concat(ipv4, ipv6).anyMatch(Pattern.compile(pair).asPredicate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that nothing more will be written; reading goes on. */
  void finish() throws IOException {
    if (secured == null) {
      socket.shutdownOutput();
    } else {
      secured.end();
    }
  }

  /** Closes the connection without a word of TLS. */
  void cut() throws IOException {
    socket.shutdownOutput();
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
