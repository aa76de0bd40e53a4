package pasvport.firewall.apply;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** An FTP client as small as can be, for the rehearsal: it fetches one file, or says why not. */
final class Caller implements AutoCloseable {
  /** How a data connection comes about. */
  enum Mode {
    PASV,
    EPSV,
    /** PORT, or EPRT with IPv6. */
    ACTIVE
  }

  /** In a namespace a packet that arrives does so at once; the third SYN comes after 3 s. */
  static final int MILLIS = 700;

  private static final int REPLY_MILLIS = 10_000;
  private static final Pattern SIX = Pattern.compile(".*?(\\d+(?:,\\d+){5}).*");
  private static final Pattern EXTENDED =
      Pattern.compile(".*\\|(\\d?)\\|([0-9A-Fa-f:.]*)\\|(\\d+)\\|.*");

  private final Socket control;
  private final BufferedReader in;

  private Caller(Socket control) throws IOException {
    this.control = control;
    this.in =
        new BufferedReader(
            new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
    control.setSoTimeout(REPLY_MILLIS);
  }

  /** Connects from one of the client's addresses, and logs in. */
  static Caller login(InetAddress from, InetSocketAddress to) throws IOException {
    var caller = new Caller(connected(from, to));
    try {
      caller.hear("220");
      caller.ask("USER rehearsal", "331");
      caller.ask("PASS rehearsal", "230");
      caller.ask("TYPE I", "200");
      return caller;
    } catch (IOException e) {
      caller.close();
      throw e;
    }
  }

  /** Connects and waits for a greeting. */
  static void greeted(InetAddress from, InetSocketAddress to) throws IOException {
    try (var caller = new Caller(connected(from, to))) {
      caller.hear("220");
    }
  }

  private static Socket connected(InetAddress from, InetSocketAddress to) throws IOException {
    var socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(to, MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("port %d: %s".formatted(to.getPort(), e.getMessage()), e);
    }
  }

  /** Fetches the file and compares it. */
  void fetch(Mode mode) throws IOException {
    switch (mode) {
      case PASV -> passive(target(ask("PASV", "227")));
      case EPSV ->
          passive(
              new InetSocketAddress(
                  control.getInetAddress(), target(ask("EPSV", "229")).getPort()));
      case ACTIVE -> active();
    }
  }

  /** Says something and hears the answer. */
  void still() throws IOException {
    ask("TYPE I", "200");
  }

  private void passive(InetSocketAddress target) throws IOException {
    say("RETR file");
    try (var data = connected(control.getLocalAddress(), target)) {
      hear("150");
      compare(data);
    }
    hear("226");
  }

  private void active() throws IOException {
    try (var listener = new ServerSocket()) {
      listener.bind(new InetSocketAddress(control.getLocalAddress(), 0));
      listener.setSoTimeout(2 * MILLIS);
      var own = control.getLocalAddress();
      ask(
          own instanceof Inet4Address
              ? "PORT " + numbers(own, listener.getLocalPort())
              : "EPRT |2|%s|%d|".formatted(own.getHostAddress(), listener.getLocalPort()),
          "200");
      ask("RETR file", "150");
      try (var data = listener.accept()) {
        compare(data);
      }
    }
    hear("226");
  }

  private static void compare(Socket data) throws IOException {
    data.setSoTimeout(REPLY_MILLIS);
    if (!Arrays.equals(data.getInputStream().readAllBytes(), StandIn.FILE)) {
      throw new IOException("the file that arrived is not the one that was sent");
    }
  }

  private String ask(String command, String code) throws IOException {
    say(command);
    return hear(code);
  }

  private void say(String line) throws IOException {
    control.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private String hear(String code) throws IOException {
    var line = in.readLine();
    if (line == null || !line.startsWith(code)) {
      throw new IOException(
          line == null ? "the control connection ended" : "the answer was: " + line);
    }
    return line;
  }

  /** An address and port as PORT and 227 have them (RFC 959, 4.1.2). */
  static String numbers(InetAddress address, int port) {
    return "%s,%d,%d".formatted(address.getHostAddress().replace('.', ','), port / 256, port % 256);
  }

  /**
   * The address and port in such a text, or in one of RFC 2428; an address that is left out becomes
   * the unspecified one.
   */
  static InetSocketAddress target(String text) throws IOException {
    var extended = EXTENDED.matcher(text);
    if (extended.matches()) {
      var address = extended.group(2).isEmpty() ? "::" : extended.group(2);
      return new InetSocketAddress(
          InetAddress.ofLiteral(address), Integer.parseInt(extended.group(3)));
    }
    var six = SIX.matcher(text);
    if (!six.matches()) {
      throw new IOException("no address in: " + text);
    }
    var numbers = six.group(1).split(",", -1);
    return new InetSocketAddress(
        InetAddress.ofLiteral(String.join(".", Arrays.copyOf(numbers, 4))),
        Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]));
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
