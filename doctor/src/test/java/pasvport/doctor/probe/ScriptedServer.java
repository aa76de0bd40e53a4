package pasvport.doctor.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An FTP server on this machine's loopback that answers each command from a script. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final UnaryOperator<String> answers;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  /**
   * @param answers a command to a reply without its end; what it does not know is answered as a
   *     server without files does
   */
  ScriptedServer(UnaryOperator<String> answers) throws IOException {
    this.answers = answers;
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.startVirtualThread(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** All commands, of all sessions. */
  List<String> heard() {
    return heard;
  }

  private void listen() {
    try {
      while (true) {
        var socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      say(socket, "220 scripted");
      var line = in.readLine();
      while (line != null) {
        heard.add(line);
        var answer = answers.apply(line);
        say(socket, answer.isEmpty() ? usual(line) : answer);
        line = in.readLine();
      }
    } catch (IOException gone) {
      // The client has seen enough.
    }
  }

  private static String usual(String line) {
    var verb = line.split(" ", 2)[0];
    return switch (verb) {
      case "USER" -> "331 Password please";
      case "PASS" -> "230 Welcome";
      case "SYST" -> "215 UNIX Type: L8";
      case "PWD" -> "257 \"/\" is the current directory";
      case "TYPE" -> "200 Type set";
      case "QUIT" -> "221 Bye";
      default -> "502 Not here";
    };
  }

  private static void say(Socket socket, String reply) throws IOException {
    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
