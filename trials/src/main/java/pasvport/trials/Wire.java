package pasvport.trials;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An FTP client that sends exactly what it is told, right or wrong: one control connection and,
 * when opened, one data connection. Not safe for several threads, but the two connections may each
 * be used by one.
 */
public final class Wire implements AutoCloseable {
  /** How long any answer may take; a busy machine is slow, a hanging one must show. */
  private static final int PATIENCE_MILLIS = 30_000;

  /** A SYN that is dropped is sent again after a second; by then it is clear that it was. */
  private static final int KNOCK_MILLIS = 1_500;

  /** How a connection ended, seen from here. */
  public enum End {
    /** In order: FIN, the end of the file. */
    FINISHED,
    /** Torn: RST. */
    RESET
  }

  private static final Pattern PASV =
      Pattern.compile("227 .*?(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+).*");
  private static final Pattern EPSV = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\).*");

  private final Socket control;
  private @Nullable Socket data;

  /** For the message when no reply comes. */
  private String sent = "nothing";

  private Wire(Socket control) {
    this.control = control;
  }

  /** Connects to a control port and says and hears nothing yet. */
  public static Wire to(String host, int port) throws IOException {
    return new Wire(connect(null, new InetSocketAddress(host, port)));
  }

  /** As {@link #to(String, int)}, from one of several addresses of this machine. */
  public static Wire from(String local, String host, int port) throws IOException {
    return new Wire(connect(InetAddress.getByName(local), new InetSocketAddress(host, port)));
  }

  /**
   * Connects from an address to a port where it may have no business, and says what came of it: "no
   * connection", "reset", or how many bytes it got.
   */
  public static String knock(String local, String host, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(local), 0));
      socket.connect(new InetSocketAddress(host, port), KNOCK_MILLIS);
      socket.setSoTimeout(KNOCK_MILLIS);
      return socket.getInputStream().readAllBytes().length + " bytes";
    } catch (ConnectException | SocketTimeoutException unheard) {
      return "no connection";
    } catch (SocketException reset) {
      return "reset";
    }
  }

  private static Socket connect(@Nullable InetAddress local, InetSocketAddress remote)
      throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      if (local != null) {
        socket.bind(new InetSocketAddress(local, 0));
      }
      socket.connect(remote, PATIENCE_MILLIS);
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** Hears the greeting and logs in; fails unless the last reply is 230. */
  public Wire login(String user, String password) throws IOException {
    String greeting = reply();
    if (!greeting.startsWith("220")) {
      throw new IOException("greeting: " + greeting);
    }
    String answer = ask("USER " + user);
    if (answer.startsWith("331")) {
      answer = ask("PASS " + password);
    }
    expect("230", answer);
    expect("200", ask("TYPE I"));
    return this;
  }

  /** Sends a command and hears one reply. */
  public String ask(String command) throws IOException {
    send(command);
    return reply();
  }

  public void send(String command) throws IOException {
    sent = command;
    raw((command + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  public void raw(byte[] bytes) throws IOException {
    control.getOutputStream().write(bytes);
  }

  /**
   * Sends one byte as TCP urgent data, as clients do before ABOR (RFC 959, 4.1.3; RFC 1123,
   * 4.1.2.10).
   */
  public void urgent(int octet) throws IOException {
    control.sendUrgentData(octet);
  }

  /**
   * A whole reply; several lines are joined by line feeds. The text "closed" or "reset" when the
   * connection ended instead.
   */
  public String reply() throws IOException {
    try {
      String first = line();
      if (first == null) {
        return "closed";
      }
      if (first.length() < 4 || first.charAt(3) != '-') {
        return first;
      }
      var whole = new StringBuilder(first);
      String last = first.substring(0, 3) + " ";
      for (String next = line(); next != null; next = line()) {
        whole.append('\n').append(next);
        if (next.startsWith(last)) {
          return whole.toString();
        }
      }
      return whole.append("\nclosed").toString();
    } catch (SocketException reset) {
      return "reset";
    } catch (SocketTimeoutException silence) {
      throw new IOException(
          control.getLocalSocketAddress() + ": no reply, last sent: " + sent, silence);
    }
  }

  private @Nullable String line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    InputStream in = control.getInputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
      }
      if (octet != '\r') {
        bytes.write(octet);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** PASV, and a connection to where the reply says. */
  public Wire pasv() throws IOException {
    var at = pasvAddress();
    open(at.getHostString(), at.getPort());
    return this;
  }

  /** PASV, and what its reply says, without connecting. */
  public InetSocketAddress pasvAddress() throws IOException {
    return addressOf227(ask("PASV"));
  }

  /** The address in a 227 reply. */
  public static InetSocketAddress addressOf227(String reply) throws IOException {
    var matcher = PASV.matcher(reply);
    if (!matcher.matches()) {
      throw new IOException("to PASV: " + reply);
    }
    String host =
        String.join(".", matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
    int port = Integer.parseInt(matcher.group(5)) * 256 + Integer.parseInt(matcher.group(6));
    return new InetSocketAddress(host, port);
  }

  /** EPSV, and a connection to the port in the reply. */
  public Wire epsv() throws IOException {
    open(control.getInetAddress().getHostAddress(), epsvPort());
    return this;
  }

  /** EPSV, and the port in its reply, without connecting. */
  public int epsvPort() throws IOException {
    String reply = ask("EPSV");
    var matcher = EPSV.matcher(reply);
    if (!matcher.matches()) {
      throw new IOException("to EPSV: " + reply);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Opens the data connection, from the control connection's own address. */
  public Wire open(String host, int port) throws IOException {
    data = connect(control.getLocalAddress(), new InetSocketAddress(host, port));
    return this;
  }

  private Socket data() {
    if (data == null) {
      throw new IllegalStateException("no data connection was opened");
    }
    return data;
  }

  /** Reads that many bytes of data, fewer only at the end. */
  public byte[] read(int length) throws IOException {
    return data().getInputStream().readNBytes(length);
  }

  /** Reads data to its end. */
  public byte[] readAll() throws IOException {
    return data().getInputStream().readAllBytes();
  }

  public void write(byte[] bytes) throws IOException {
    data().getOutputStream().write(bytes);
  }

  /** Ends the data in order, with FIN. */
  public void finish() throws IOException {
    data().close();
  }

  /** Tears the data connection, with RST. */
  public void resetData() throws IOException {
    reset(data());
  }

  /** Tears the control connection, with RST. */
  public void resetControl() throws IOException {
    reset(control);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Reads and drops data until it ends, and says how it ended. */
  public End dataEnd() throws IOException {
    try {
      data().getInputStream().transferTo(OutputStream.nullOutputStream());
      return End.FINISHED;
    } catch (SocketException reset) {
      return End.RESET;
    }
  }

  /** Reads replies until the control connection ends, and gives them all. */
  public String untilClosed() throws IOException {
    var all = new StringBuilder();
    String reply = reply();
    while (!reply.equals("closed") && !reply.equals("reset")) {
      all.append(reply).append('\n');
      reply = reply();
    }
    return all.append(reply).toString();
  }

  /** Downloads a file over a data connection that is open already, and hears the replies. */
  public byte[] retrieve(String path) throws IOException {
    expect("1", ask("RETR " + path));
    byte[] bytes = readAll();
    finish();
    expect("226", reply());
    return bytes;
  }

  /** Uploads a file over a data connection that is open already, and hears the replies. */
  public void store(String path, byte[] bytes) throws IOException {
    expect("1", ask("STOR " + path));
    write(bytes);
    finish();
    expect("226", reply());
  }

  /** Fails unless a reply begins like this. */
  public static void expect(String start, String reply) throws IOException {
    if (!reply.startsWith(start)) {
      throw new IOException("expected " + start + ", heard: " + reply);
    }
  }

  @Override
  public void close() throws IOException {
    if (data != null) {
      data.close();
    }
    control.close();
  }
}
