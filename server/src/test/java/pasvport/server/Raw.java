package pasvport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A client that sends what it is told, byte for byte, and reads replies as they come. */
final class Raw implements AutoCloseable {

  private static final int A_TEST_HANGS = 20_000; // ms

  private final Socket control;
  private final InputStream in;

  Raw(InetSocketAddress server) throws IOException {
    control = new Socket();
    control.connect(server);
    control.setSoTimeout(A_TEST_HANGS);
    control.setTcpNoDelay(true);
    in = new BufferedInputStream(control.getInputStream());
    assertThat(reply()).isEqualTo("220 Pasvport ready.");
  }

  Raw login(String user, String password) throws IOException {
    assertThat(send("USER " + user)).startsWith("331 ");
    assertThat(send("PASS " + password)).startsWith("230 ");
    assertThat(send("TYPE I")).startsWith("200 ");
    return this;
  }

  /** Sends a command and reads one reply. */
  String send(String command) throws IOException {
    sendOnly(command + "\r\n");
    return reply();
  }

  void sendOnly(String bytes) throws IOException {
    control.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
  }

  void sendOnly(byte[] bytes) throws IOException {
    control.getOutputStream().write(bytes);
  }

  /** Reads a reply; the lines of a long one come with line feeds between. */
  String reply() throws IOException {
    var first = line();
    if (first.length() < 4 || first.charAt(3) != '-') {
      return first;
    }
    var all = new StringBuilder(first);
    var end = first.substring(0, 3) + " ";
    while (true) {
      var next = line();
      all.append('\n').append(next);
      if (next.startsWith(end)) {
        return all.toString();
      }
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server ended the session after " + line);
      }
      line.write(b);
    }
    var text = line.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("\r");
    return text.substring(0, text.length() - 1);
  }

  boolean ended() throws IOException {
    return in.read() < 0;
  }

  /** Opens a data connection to where EPSV says. */
  Socket data() throws IOException {
    var port = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\)").matcher(send("EPSV"));
    assertThat(port.matches()).isTrue();
    var data = new Socket("127.0.0.1", Integer.parseInt(port.group(1)));
    data.setSoTimeout(A_TEST_HANGS);
    return data;
  }

  /** Downloads what a command sends, and checks that it ends with 226. */
  byte[] download(String command) throws IOException {
    try (var data = data()) {
      assertThat(send(command)).startsWith("150 ");
      var all = data.getInputStream().readAllBytes();
      assertThat(reply()).startsWith("226 ");
      return all;
    }
  }

  /** Uploads, ends in order and returns the last reply. */
  String upload(String command, byte[] content) throws IOException {
    try (var data = data()) {
      assertThat(send(command)).startsWith("150 ");
      data.getOutputStream().write(content);
    }
    return reply();
  }

  /** The lines that a listing sends. */
  String[] list(String command) throws IOException {
    var all = new String(download(command), StandardCharsets.UTF_8);
    assertThat(all.replace("\r\n", "")).doesNotContain("\n", "\r");
    return all.isEmpty() ? new String[0] : all.split("\r\n");
  }

  void linger(Socket data) throws IOException {
    data.setSoLinger(true, 0);
    data.close();
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
