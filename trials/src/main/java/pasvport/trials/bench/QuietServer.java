package pasvport.trials.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An FTP server that logs in whoever comes and does nothing else, so that thousands of sessions
 * cost little behind a gateway whose memory is measured.
 */
final class QuietServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final ServerSocket listener;

  QuietServer(int port) throws IOException {
    listener = new ServerSocket(port, BACKLOG);
    Thread.ofVirtual().start(this::acceptAll);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the measurement is over.
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      var lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      say(client, "220 quiet");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(
            client,
            line.startsWith("PASS")
                ? "230 in"
                : line.startsWith("USER") ? "331 go on" : "200 so be it");
      }
    } catch (IOException e) {
      // The gateway has left.
    }
  }

  private static void say(Socket client, String reply) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
