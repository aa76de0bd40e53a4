package pasvport.doctor.vantage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of this machine that greets, and answers whatever comes with 530. */
final class Greeter implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private final AtomicInteger greeted = new AtomicInteger();
  private volatile String greeting;

  Greeter(String greeting) throws IOException {
    this.greeting = greeting;
    Thread.startVirtualThread(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  int greeted() {
    return greeted.get();
  }

  void greet(String other) {
    greeting = other;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        Thread.startVirtualThread(() -> {
          try (socket) {
            greeted.incrementAndGet();
            var out = socket.getOutputStream();
            out.write((greeting + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var lines = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII);
            while (lines.hasNextLine()) {
              lines.nextLine();
              out.write("530 no\r\n".getBytes(StandardCharsets.US_ASCII));
            }
          } catch (IOException gone) {
            // the other end has seen enough
          }
        });
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
