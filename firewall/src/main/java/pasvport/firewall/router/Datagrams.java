package pasvport.firewall.router;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * Questions to a router's port 5351, asked again until it answers (RFC 6886, 3.1; RFC 6887, 8.1).
 */
final class Datagrams implements AutoCloseable {
  static final int PORT = 5351;

  /** RFC 6886, 3.1. */
  private static final int FIRST_MILLIS = 250;

  /** With the doubling that makes four seconds: a router in the same network answers at once. */
  private static final int TRIES = 4;

  /** RFC 6887, 7: the longest message. */
  private static final int LONGEST = 1100;

  private final DatagramSocket socket;
  private final InetAddress router;

  Datagrams(InetAddress router, int port) throws RouterException {
    this.router = router;
    try {
      socket = new DatagramSocket();
      // Connected: what others send never arrives, and a closed port is told.
      socket.connect(new InetSocketAddress(router, port));
    } catch (IOException e) {
      throw new RouterException(
          "%s cannot be reached: %s".formatted(router.getHostAddress(), e.getMessage()), e);
    }
  }

  /** This host's address towards the router. */
  InetAddress local() {
    return socket.getLocalAddress();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param isAnswer whether what has come answers this question
   * @throws RouterException if there is none
   */
  ByteBuffer ask(ByteBuffer question, Predicate<ByteBuffer> isAnswer) throws RouterException {
    byte[] bytes = new byte[question.flip().remaining()];
    question.get(bytes);
    int wait = FIRST_MILLIS;
    try {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        socket.send(new DatagramPacket(bytes, bytes.length));
        long until = System.nanoTime() + wait * 1_000_000L;
        for (long left = wait; left > 0; left = (until - System.nanoTime()) / 1_000_000) {
          ByteBuffer heard = heard((int) left);
          if (heard.hasRemaining() && isAnswer.test(heard)) {
            return heard;
          }
        }
        wait *= 2;
      }
    } catch (PortUnreachableException e) {
      throw new RouterException(router.getHostAddress() + " does not speak this protocol", e);
    } catch (IOException e) {
      throw new RouterException(
          "%s cannot be asked: %s".formatted(router.getHostAddress(), e.getMessage()), e);
    }
    throw new RouterException(router.getHostAddress() + " does not answer");
  }

  /** Empty if nothing came in time. */
  private ByteBuffer heard(int millis) throws IOException {
    var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    socket.setSoTimeout(millis);
    try {
      socket.receive(packet);
      return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
    } catch (SocketTimeoutException e) {
      return ByteBuffer.allocate(0);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
